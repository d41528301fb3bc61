"""What the database refuses to the application's role, whatever the program says."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from budgets.operation import municipal_transaction
from budgets.parties.models import BankAccount, Officer, Organisation, Person
from ledger import tenant
from tests.builders import LONG_AGO, OWN_IBAN, a_municipality, a_person, an_officer, an_organisation

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def elsewhere():
    """Give a municipality with one of everything, and the person in it."""
    municipality = a_municipality("Elders")
    with tenant.serving(municipality):
        an_organisation()
        an_officer()
        return municipality, a_person("Sem")


@pytest.fixture
def here():
    with tenant.serving(a_municipality()):
        yield


def run(statement, *values):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.usefixtures("here")
class TestRowsOfAnotherMunicipality:
    @pytest.mark.parametrize("model", [Person, Organisation, Officer])
    def test_are_invisible(self, elsewhere, model):
        with municipal_transaction():
            assert not model.objects.exists()

    def test_are_not_changed_by_raw_sql(self, elsewhere):
        assert run("UPDATE parties_person SET last_name = 'Ander'") == 0

    def test_cannot_be_written(self, elsewhere):
        municipality, _sem = elsewhere

        with pytest.raises(ProgrammingError, match="row-level security"):
            run(
                "INSERT INTO parties_officer (id, municipality_id, code, name) "
                "VALUES (gen_random_uuid(), %s, 'x', 'X')",
                municipality,
            )

    def test_cannot_be_referred_to(self, elsewhere):
        _municipality, sem = elsewhere

        with pytest.raises(IntegrityError, match="parties_bank_account_person_id_within"), municipal_transaction():
            BankAccount.objects.create(person_id=sem, iban=OWN_IBAN, holder_name="Sem", opened_on=LONG_AGO)


class TestWithoutMunicipality:
    def test_nobody_is_seen(self, elsewhere):
        assert not Person.objects.exists()


@pytest.mark.usefixtures("here")
class TestTheApplicationsRole:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM parties_person",
            "TRUNCATE parties_bank_account",
            "UPDATE parties_bank_account SET iban = 'NL39RABO0300065264'",
            "UPDATE parties_person SET client_number = 'another'",
            "UPDATE parties_officer SET name = 'another'",
        ],
    )
    def test_may_not(self, statement):
        a_person()

        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement)

    def test_cannot_open_a_second_current_account(self):
        noor = a_person("Noor")

        with pytest.raises(IntegrityError, match="one_current_bank_account"), municipal_transaction():
            BankAccount.objects.create(person_id=noor, iban=OWN_IBAN, holder_name="Noor", opened_on=LONG_AGO)

    def test_cannot_write_an_account_that_is_no_iban(self):
        noor = a_person("Noor", iban=None)

        with pytest.raises(IntegrityError, match="bank_account_is_an_iban"), municipal_transaction():
            BankAccount.objects.create(person_id=noor, iban="1234", holder_name="Noor", opened_on=LONG_AGO)
