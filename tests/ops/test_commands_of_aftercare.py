"""The commands of aftercare, as a case worker types them."""

import json
from uuid import uuid4

import pytest

from budgets.operation import municipal_transaction
from budgets.parties.queries import find_people
from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from tests.budgets.aftercare.town import open_a_duty
from tests.budgets.entitlements.town import rows
from tests.builders import LONG_AGO, TEST, an_officer
from tests.ops.commands import Desk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    with tenant.serving(desk.id):
        desk.add_fund()
        yield desk


@pytest.fixture
def duty(desk):
    """Open a duty about Noor, due on 12 April 2026, and give its id."""
    with municipal_transaction():
        noor = find_people(["noor"])["noor"]
    open_a_duty(noor, uuid4())
    return desk.answer("aftercare")["duties"][0]["id"]


def facts_file(folder, given, name="feiten.json"):
    path = folder / name
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    return str(path)


class TestAftercare:
    def test_lists_what_is_open_and_of_whom(self, desk, duty):
        code, said, _complained = desk.run("aftercare", "--open")

        assert code == 0
        assert f"{duty}  OPEN voor 2026-04-12  noor, bouwdepot, na het einde (nog van niemand)" in said

    def test_is_done_with_a_note(self, desk, duty):
        said = ("aftercare", "done", duty, "--on", "2026-04-10")
        assert desk.run(*said)[0] == 1

        assert desk.run(*said, "--note", "Gebeld, alles gaat goed.")[0] == 0

        assert desk.answer("aftercare", "--open")["duties"] == []
        assert "gedaan op 2026-04-10: Gebeld, alles gaat goed." in desk.run("aftercare", "--done")[1]

    def test_is_reassigned_to_an_officer(self, desk, duty):
        an_officer("Fatima")

        assert desk.run("aftercare", "reassign", duty, "--to", "fatima")[0] == 0

        assert "(fatima)" in desk.run("aftercare")[1]

    @pytest.mark.parametrize(
        "wrong", [["done"], ["reassign"], ["seen"], ["seen", "--person", "noor"], ["reassign", str(uuid4())]]
    )
    def test_says_in_one_line_what_is_missing(self, desk, wrong):
        code, said, complained = desk.run("aftercare", *wrong)

        assert (code, said, complained.count("\n")) == (2, "", 1)

    @pytest.mark.parametrize(("day", "found"), [("2026-04-12", 0), ("2026-04-13", 1)])
    def test_lists_what_is_overdue(self, desk, duty, day, found):
        assert len(desk.answer("aftercare", "--overdue", "--on", day)["duties"]) == found

    def test_says_when_there_is_nothing(self, desk):
        assert "Er is geen nazorg te doen." in desk.run("aftercare")[1]

    def test_records_that_a_warning_was_seen(self, desk):
        said = ("aftercare", "seen", "--person", "noor", "--scheme", "burgerbudget", "--on", "2026-03-01")

        assert desk.run(*said, "--language", "en")[0] == 0

        assert rows("SELECT scheme, language, shown_by FROM aftercare_warning") == [
            ("burgerbudget", "en", "operator")
        ]  # fmt: skip

    def test_of_nobody_is_refused(self, desk):
        code, _said, complained = desk.run("aftercare", "seen", "--person", "jan", "--scheme", "burgerbudget")

        assert code == 1
        assert "person-unknown" in complained


class TestAFileOfAwards:
    HEADER = "klantnummer;regeling;cohort;ingangsdatum;uitkering;waarschuwing_gezien_op;waarschuwing_taal"

    @pytest.mark.parametrize(
        ("said", "code", "why"),
        [
            ("01-03-2026;", 0, ""),
            ("01-03-2026;nl", 0, ""),
            (";", 1, "Laat eerst zien"),
            ("02-03-2026;nl", 1, "kan zo niet"),
            ("01-03-2026;de", 1, "kan zo niet"),
        ],
    )
    def test_says_when_the_warning_was_seen(self, desk, tmp_path, said, code, why):
        adopt_scheme(scheme_code="gewoon-geld-geven", actor=TEST, on=LONG_AGO, terms={"warning_above": "100.00"})
        desk.add_fund(scheme="gewoon-geld-geven")
        path = tmp_path / "toekenningen.csv"
        lines = [self.HEADER, f"noor;gewoon-geld-geven;1;01-03-2026;ja;{said}"]
        path.write_text("\r\n".join(lines), encoding="utf-8")

        ended, told, complained = desk.run("award", str(path), "--on", "2026-03-01")

        assert ended == code, told + complained
        assert why in told + complained
        assert len(rows("SELECT id FROM aftercare_warning WHERE language = 'nl'")) == 1 - code


class TestEffects:
    ABOUT = ("effects", "--person", "noor", "--scheme", "burgerbudget", "--on", "2026-01-01")

    def test_say_in_plain_words_what_may_move(self, desk, tmp_path):
        facts = facts_file(tmp_path, {"benefit": True, "other_gifts": "0.00"})

        code, said, _complained = desk.run(*self.ABOUT, "--facts", facts)

        assert code == 0
        assert "In 2026 krijg je € 4.000,00 voor vrijwilligerswerk. Vrij is € 2.200,00 per jaar".replace(
            "€ ", "€\u00a0"
        ) in said  # fmt: skip
        assert "Nazorg binnen 6 weken" in said

    def test_answer_in_english_and_as_data(self, desk, tmp_path):
        facts = facts_file(tmp_path, 'benefit = true\nother_gifts = "0.00"\n', "feiten.toml")

        answer = desk.answer(*self.ABOUT, "--facts", facts, "--lang", "en")

        above = [each["by_minor"] for each in answer["effects"] if each["code"] == "volunteer-year"]
        assert above == [180_000, 180_000]  # the tax-free allowance, and the benefit
        assert all(each["says"].endswith(".") for each in answer["effects"])
        assert answer["warning"] is None

    def test_show_the_warning_that_must_be_seen(self, desk, tmp_path):
        facts = facts_file(tmp_path, {"benefit": True})

        said = desk.run(*self.ABOUT[:-1], "2025-01-01", "--facts", facts)[1]

        assert "Eerst laten zien: Je krijgt € 1.000,00 in één keer.".replace("€ ", "€\u00a0") in said

    def test_book_and_keep_nothing(self, desk, tmp_path):
        desk.run(*self.ABOUT, "--facts", facts_file(tmp_path, {"benefit": True}))

        assert rows("SELECT count(*) FROM entitlements_entitlement") == [(0,)]
        assert rows("SELECT count(*) FROM aftercare_duty") == [(0,)]

    @pytest.mark.parametrize(
        ("given", "code", "why"),
        [
            ({"income": "-1.00"}, 1, "income must be"),
            ({"inkomen": "1.00"}, 1, "inkomen must be"),
            ({"household_type": "commune"}, 1, "household_type must be"),
            ("[]", 2, "one table"),
            ('{\n"income": 12', 2, "not a readable file of facts, line 2"),
        ],
    )
    def test_say_what_is_wrong_with_facts(self, desk, tmp_path, given, code, why):
        ended, said, complained = desk.run(*self.ABOUT, "--facts", facts_file(tmp_path, given))

        assert (ended, said) == (code, "")
        assert why in complained

    def test_of_a_fact_that_the_amounts_need_ask_for_it(self, desk):
        adopt_scheme(scheme_code="energietoeslag", actor=TEST, on=LONG_AGO, terms={"amount": {"single": "800.00"}})

        code, _said, complained = desk.run("effects", "--person", "noor", "--scheme", "energietoeslag")

        assert code == 1
        assert "facts-missing" in complained

    def test_of_nobody_are_refused(self, desk):
        assert desk.run("effects", "--person", "jan", "--scheme", "burgerbudget")[0] == 1
