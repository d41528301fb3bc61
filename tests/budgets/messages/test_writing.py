"""A message is written in the transaction of what it is about, once, and says nothing that others may not read."""

import re
from datetime import date
from uuid import uuid4

import pytest

from budgets.messages.models import Channel
from budgets.messages.refusals import AddressMissing
from budgets.messages.words import SUBJECTS, WORDS, compose
from budgets.messages.writing import To, Wanted, write_messages
from budgets.operation import municipal_transaction
from budgets.schemes.catalogue import list_schemes
from ledger import tenant
from tests.budgets.entitlements.test_passes import FIRST, LAPSES, SECOND, passes
from tests.budgets.entitlements.town import a_town, enter_people, rows, run
from tests.budgets.messages.town import messages, someone, tell
from tests.builders import a_municipality, an_officer, an_organisation

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


class TestWriting:
    def test_goes_by_mail_to_whom_it_knows_an_address_of(self, town):
        noor = someone()

        tell(To(person_id=noor))

        assert rows("SELECT person_id, channel, address, language, state FROM messages_message") == [
            (noor, "MAIL", "noor@example.org", "nl", "QUEUED")
        ]
        assert rows("SELECT kind, state FROM outbox_job") == [("send_messages", "WAITING")]

    def test_goes_on_paper_to_whom_it_knows_none_of(self, town):
        tell(To(person_id=someone(email="")))

        assert messages("channel") == ["LETTER"]

    def test_is_in_the_language_of_the_person(self, town):
        tell(To(person_id=someone(language="en")))

        assert messages("subject") == ["Message from the municipality of Voorbeeldstad"]
        assert "31 December 2026" in messages("body")[0]

    def test_goes_to_organisations_and_officers_too(self, town):
        tell(To(organisation_id=an_organisation(), email="winkel@example.org"))
        tell(To(officer_id=an_officer(), phone="0612345678", channel=Channel.SMS))

        assert sorted(messages("channel")) == ["MAIL", "SMS"]

    def test_by_a_channel_without_an_address_is_refused(self, town):
        with pytest.raises(AddressMissing) as refused:
            tell(To(officer_id=an_officer(), channel=Channel.SMS))

        assert refused.value.facts == {"channel": "SMS"}

    def test_happens_once_for_each_kind_and_thing(self, town):
        noor = someone()
        thing = tell(To(person_id=noor))

        tell(To(person_id=noor), about=thing)
        tell(To(person_id=noor), about=thing, kind="lapse-second")

        assert sorted(messages("kind")) == ["lapse-first", "lapse-second"]

    def test_is_undone_with_what_it_is_about(self, town):
        noor = someone()

        with pytest.raises(RuntimeError), municipal_transaction():
            tell_within(noor)
            raise RuntimeError

        assert messages() == []


def tell_within(person):
    facts = {"last_on": date(2026, 12, 31), "lapses_on": LAPSES}
    write_messages([Wanted(to=To(person_id=person), kind="lapse-first", about=uuid4(), facts=facts)], on=FIRST)


class TestWords:
    @pytest.mark.parametrize("kind", WORDS)
    @pytest.mark.parametrize("language", SUBJECTS)
    def test_are_neutral(self, kind, language):
        facts = dict.fromkeys(re.findall(r"{(\w+)}", WORDS[kind][language]), date(2027, 1, 1))

        subject, body = compose(kind, language, municipality="Voorbeeldstad", facts=facts)

        assert subject == SUBJECTS[language].format(
            sender={"nl": "gemeente Voorbeeldstad", "en": "the municipality of Voorbeeldstad"}[language]
        )
        said = f"{subject} {body}".lower()
        assert [scheme.code for scheme in list_schemes() if scheme.code in said or scheme.name.lower() in said] == []
        assert not re.search(r"€|\beuro|\d[.,]\d\d\b|saldo|balance|{", said)

    def test_of_another_language_are_dutch(self):
        facts = {"last_on": date(2026, 12, 31), "lapses_on": LAPSES}

        subject, body = compose("lapse-first", "ar", municipality="Gemeente Voorbeeldstad", facts=facts)

        assert subject == "Bericht van Gemeente Voorbeeldstad"
        assert "tot en met 31 december 2026" in body


class TestNotices:
    """What lies on a pass is announced twice, each time by a message."""

    @pytest.fixture
    def people(self):
        with a_town():
            yield enter_people(2)

    def test_write_each_person_once(self, people):
        passes(people)

        for day in (FIRST, FIRST, SECOND, LAPSES):
            run("meedoen", day)

        assert rows(
            "SELECT kind, made_on, count(DISTINCT person_id), count(*) FROM messages_message GROUP BY 1, 2 ORDER BY 2"
        ) == [("lapse-first", FIRST, 2, 2), ("lapse-second", SECOND, 2, 2)]
        assert all("31 december 2026" in body for body in messages("body"))

    def test_that_come_late_say_the_later_day(self, people):
        passes(people[:1])

        run("meedoen", date(2026, 12, 15))

        [body] = messages("body")
        assert "26 januari 2027" in body
