"""All words of the pages, by language and audience; templates read them as `t.<audience>.<key>`."""

from budgets.web.base.words import BASE_WORDS
from budgets.web.participant.words import PASS_WORDS
from budgets.web.shop.words import TILL_WORDS
from budgets.web.staff.words import REPORT_WORDS

WORDS = {
    lang: {"base": BASE_WORDS[lang], "pass": PASS_WORDS[lang], "till": TILL_WORDS[lang], "report": REPORT_WORDS[lang]}
    for lang in ("nl", "en")
}
