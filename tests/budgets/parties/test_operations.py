from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.operation import municipal_transaction
from budgets.parties import operations, queries
from budgets.parties.lines import LinesRefused, Tally
from budgets.parties.models import BankAccount, Organisation, Person
from budgets.parties.operations import OrganisationLine
from budgets.trail.models import Act
from ledger import tenant
from tests.builders import (
    LONG_AGO,
    NOOR_IBAN,
    OWN_IBAN,
    TEST,
    a_municipality,
    a_person,
    an_officer,
    an_organisation,
    person_line,
)

pytestmark = pytest.mark.usefixtures("database")
OTHER_IBAN = "NL39RABO0300065264"
SPRING = date(2026, 4, 1)


@pytest.fixture
def served():
    with tenant.serving(a_municipality()):
        yield


def accounts_of(person_id):
    with municipal_transaction():
        return list(BankAccount.objects.filter(person=person_id).order_by("recorded_at").values_list("iban", flat=True))


class TestOpenMunicipality:
    def test_gives_it_a_bank_account_of_its_own(self):
        municipality = a_municipality("Zonnedorp")

        with tenant.serving(municipality), municipal_transaction():
            assert queries.own_bank_account() == (OWN_IBAN, "Zonnedorp")

    def test_is_harmless_the_second_time(self):
        municipality = a_municipality(code="zonnedorp")

        assert a_municipality(code="zonnedorp", iban="nl91 abna 0417 1643 00") == municipality

        with tenant.serving(municipality), municipal_transaction():
            assert BankAccount.objects.count() == 1

    @pytest.mark.parametrize("other", [{"name": "Maanstad"}, {"iban": OTHER_IBAN}])
    def test_refuses_another_name_or_iban_for_a_known_code(self, other):
        known = {"code": "sterrenveld", "name": "Sterrenveld", "iban": OWN_IBAN}
        operations.open_municipality(**known, actor=TEST, on=LONG_AGO)

        with pytest.raises(operations.MunicipalityDiffers):
            operations.open_municipality(**(known | other), actor=TEST, on=LONG_AGO)

    def test_refuses_an_iban_with_a_typing_error(self):
        with pytest.raises(operations.IbanUnusable):
            a_municipality(iban="NL91ABNA0417164301")

    @pytest.mark.parametrize("code", ["", "Voorbeeld Stad", "../etc", "x" * 41])
    def test_refuses_a_code_that_cannot_be_typed(self, code):
        with pytest.raises(operations.CodeUnusable):
            operations.open_municipality(code=code, name="Stad", iban=OWN_IBAN, actor=TEST, on=LONG_AGO)


@pytest.mark.usefixtures("served")
class TestRegisterPeople:
    def test_counts_who_is_new_changed_and_unchanged(self):
        operations.register_people(lines=[person_line("Noor"), person_line("Sem")], actor=TEST, on=LONG_AGO)
        married = replace(person_line("Noor"), last_name="Jansen")
        lines = [married, replace(person_line("Sem"), number=3), replace(person_line("Yara"), number=4)]

        tally = operations.register_people(lines=lines, actor=TEST, on=SPRING)

        assert tally == Tally(added=1, changed=1, unchanged=1)

    def test_keeps_the_id_of_who_is_changed(self):
        noor = a_person("Noor")
        line = replace(person_line("Noor"), email="noor@voorbeeld.nl")

        operations.register_people(lines=[line], actor=TEST, on=SPRING)

        with municipal_transaction():
            assert Person.objects.get(id=noor).email == "noor@voorbeeld.nl"

    def test_closes_the_earlier_account_when_the_iban_is_another(self):
        noor = a_person("Noor", iban=NOOR_IBAN)

        a_person("Noor", iban=OTHER_IBAN)

        assert accounts_of(noor) == [NOOR_IBAN, OTHER_IBAN]
        with municipal_transaction():
            assert queries.bank_accounts_of([noor]) == {noor: (OTHER_IBAN, "Noor de Vries")}

    def test_opens_no_account_for_what_is_known(self):
        noor = a_person("Noor")

        a_person("Noor")

        assert accounts_of(noor) == [NOOR_IBAN]

    def test_leaves_the_account_alone_when_a_line_says_none(self):
        noor = a_person("Noor")

        a_person("Noor", iban=None)

        assert accounts_of(noor) == [NOOR_IBAN]

    def test_refuses_the_second_line_about_one_person_and_books_nothing(self):
        lines = [person_line("Noor"), replace(person_line("Noor"), number=3)]

        with pytest.raises(LinesRefused) as refused:
            operations.register_people(lines=lines, actor=TEST, on=SPRING)

        assert [(line.number, line.refusal.code) for line in refused.value.lines] == [(3, "line-twice")]
        with municipal_transaction():
            assert not Person.objects.exists()

    def test_takes_the_good_lines_when_a_part_is_asked(self):
        unborn = replace(person_line("Sem"), number=3, born_on=date(2026, 4, 2))

        tally = operations.register_people(lines=[person_line("Noor"), unborn], actor=TEST, on=SPRING, partial=True)

        assert tally.added == 1
        assert [(line.number, line.refusal.code) for line in tally.refused] == [(3, "born-in-the-future")]

    def test_writes_counts_and_no_personal_data_in_the_trail(self):
        operations.register_people(lines=[person_line("Noor")], actor=TEST, on=SPRING)

        with municipal_transaction():
            act = Act.objects.get(name="people.registered")
        assert act.facts == {"lines": {"added": 1, "changed": 0, "unchanged": 0, "refused": 0}}

    def test_costs_the_same_number_of_statements_for_one_person_as_for_a_thousand(self):
        crowd = [replace(person_line(f"Buur{each}"), number=each) for each in range(1_000)]

        with CaptureQueriesContext(connection) as for_one:
            operations.register_people(lines=[person_line("Noor")], actor=TEST, on=SPRING)
        with CaptureQueriesContext(connection) as for_many:
            operations.register_people(lines=crowd, actor=TEST, on=SPRING)

        assert len(for_many) == len(for_one)


@pytest.mark.usefixtures("served")
class TestRegisterOrganisations:
    def test_brings_the_kind_up_to_date(self):
        an_organisation(kind="OTHER")

        organisation = an_organisation(kind="SBBI")

        with municipal_transaction():
            assert Organisation.objects.get(id=organisation).kind == "SBBI"

    def test_keeps_the_earlier_account_when_there_is_another(self):
        organisation = an_organisation(iban="NL91ABNA0417164300")
        an_organisation()
        an_organisation(iban="NL20INGB0001234567")

        with municipal_transaction():
            known = BankAccount.objects.filter(organisation=organisation).order_by("recorded_at")
            assert [(row.iban, row.replaced_at is None) for row in known] == [
                ("NL91ABNA0417164300", False),
                ("NL20INGB0001234567", True),
            ]

    def test_refuses_the_second_line_about_one_rsin(self):
        line = OrganisationLine(number=2, rsin="001234560", name="Buurthuis", kind="ANBI")

        tally = operations.register_organisations(
            lines=[line, replace(line, number=3)], actor=TEST, on=SPRING, partial=True
        )

        assert tally.added == 1
        assert [refused.number for refused in tally.refused] == [3]


@pytest.mark.usefixtures("served")
class TestRegisterOfficer:
    def test_is_harmless_the_second_time(self):
        assert an_officer("Fatima") == an_officer("Fatima")

    def test_refuses_another_name_for_a_known_code(self):
        an_officer("Fatima")

        with pytest.raises(operations.OfficerDiffers):
            operations.register_officer(code="fatima", name="Fatma", actor=TEST, on=SPRING)

    def test_refuses_a_code_with_spaces(self):
        with pytest.raises(operations.CodeUnusable):
            operations.register_officer(code="de baas", name="Fatima", actor=TEST, on=SPRING)
