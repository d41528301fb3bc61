"""The schemes of the catalogue, what one of them is, and whether a file of terms can be loaded."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.rules import Scheme
from budgets.schemes.term_changes import lay_over, missing_terms
from budgets.schemes.terms import TermKey, default_rows
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.term_file import read_term_file

RHYTHMS = {"month": "maand", "quarter": "kwartaal", "half_year": "halfjaar", "year": "jaar"}


class Command(MunicipalCommand):
    help = (
        "List the schemes of the catalogue; show one, with its terms, their defaults and sources; or check a file of "
        "terms against the defaults of its scheme, without loading it (load_terms does that)."
    )
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("list", "show", "check"), help="what to do")
        parser.add_argument("subject", nargs="?", metavar="CODE|FILE", help="the scheme to show, or the file to check")

    def act(self, options: dict[str, Any]) -> Any:
        what, subject = options["what"], options["subject"]
        if what == "list":
            return [_summary(scheme) for scheme in list_schemes()]
        if not subject:
            raise WrongArguments("name a scheme to show, or a file to check")
        return _described(get_scheme(subject)) if what == "show" else _checked(subject)

    def tell(self, answer: Any) -> None:
        if isinstance(answer, list):
            for each in answer:
                self.stdout.write(f"{each['code']:<20} {each['unit']:<7} {RHYTHMS[each['rhythm']]:<9} {each['name']}")
        elif "checked" in answer:
            self.stdout.write(f"{answer['checked']}: {answer['rows']} regels, in orde.")
        else:
            self._tell_scheme(answer)

    def _tell_scheme(self, answer: dict[str, Any]) -> None:
        rhythm = RHYTHMS[answer["rhythm"]]
        self.stdout.write(f"{answer['name']} ({answer['code']}), in {answer['unit']}, per {rhythm}")
        self.stdout.write(answer["says_nl"])
        self.stdout.write("")
        for each in answer["terms"]:
            needed = "" if each["optional"] else "nog geen waarde: vul die in"
            values = "; ".join(f"{row['value']} vanaf {row['valid_from']}" for row in each["defaults"])
            self.stdout.write(f"{each['key']} ({each['kind']}): {values or needed or 'mag leeg blijven'}")
            self.stdout.write(f"    bron: {each['source']}")
        for post in answer["posts"]:
            self.stdout.write(f"{post['year']}: taakveld {post['taakveld']}, categorie {post['category']}")


def _summary(scheme: Scheme) -> dict[str, Any]:
    return {
        "code": scheme.code,
        "name": scheme.name,
        "unit": scheme.unit.value,
        "rhythm": scheme.rhythm.name,
        "pays": scheme.pays.value,
    }


def _described(scheme: Scheme) -> dict[str, Any]:
    rows = default_rows(scheme.terms)
    return {
        **_summary(scheme),
        "says_nl": scheme.says_nl,
        "says_en": scheme.says_en,
        "excludes": sorted(scheme.excludes),
        "needs": [key.name for key in missing_terms(scheme, rows)],
        "terms": [_term(key) for key in scheme.terms],
        "posts": [
            {"year": post.year, "taakveld": post.taakveld, "category": post.category, "source": post.source}
            for post in scheme.posts
        ],
    }


def _term(key: TermKey) -> dict[str, Any]:
    return {
        "key": key.name,
        "kind": key.kind.value,
        "optional": key.optional,
        "by_category": key.by_category,
        "options": list(key.options),
        "source": key.source,
        "defaults": [
            {"cohort": cohort, "valid_from": valid_from, "value": value} for cohort, valid_from, value in key.defaults
        ],
    }


def _checked(path: str) -> dict[str, Any]:
    file = read_term_file(path)
    lay_over(file, get_scheme(file.scheme_code), None)
    return {"checked": file.scheme_code, "rows": len(file.given)}
