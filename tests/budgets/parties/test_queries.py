import pytest

from budgets.operation import municipal_transaction
from budgets.parties import queries
from ledger import tenant
from tests.builders import NOOR_IBAN, a_municipality, a_person, an_officer, an_organisation

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def served():
    with tenant.serving(a_municipality()):
        yield


class TestFinding:
    def test_leaves_out_who_is_not_known(self):
        noor = a_person("Noor")

        with municipal_transaction():
            assert queries.find_people(["noor", "sem"]) == {"noor": noor}

    def test_gives_organisations_with_their_kind(self):
        buurthuis = an_organisation(kind="SBBI")

        with municipal_transaction():
            assert queries.find_organisations(["001234560"]) == {"001234560": (buurthuis, "SBBI")}

    def test_gives_an_officer_by_code(self):
        fatima = an_officer("Fatima")

        with municipal_transaction():
            assert getattr(queries.find_officer("fatima"), "id", None) == fatima
            assert queries.find_officer("sem") is None


class TestBankAccounts:
    def test_leave_out_who_has_none(self):
        noor, sem = a_person("Noor"), a_person("Sem", iban=None)

        with municipal_transaction():
            assert queries.bank_accounts_of([noor, sem]) == {noor: (NOOR_IBAN, "Noor de Vries")}
