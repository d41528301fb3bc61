"""What the database refuses to the application's role, whatever the program says."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from budgets.evidence.models import Attestation
from budgets.operation import municipal_transaction
from ledger import tenant
from ledger.database import AppendOnly
from tests.builders import a_municipality, a_person, an_organisation

pytestmark = pytest.mark.usefixtures("database")
MONDAY = date(2026, 3, 2)


def a_town():
    municipality = a_municipality()
    with tenant.serving(municipality):
        return SimpleNamespace(id=municipality, noor=a_person("Noor"), buurthuis=an_organisation())


@pytest.fixture
def here():
    town = a_town()
    with tenant.serving(town.id):
        yield town


@pytest.fixture
def elsewhere():
    return a_town()


def write(person, organisation, **other):
    values = {"covers_from": MONDAY, "covers_until": MONDAY + timedelta(days=1), "day": MONDAY, "hours": 4} | other
    with municipal_transaction():
        return Attestation.objects.create(person_id=person, organisation_id=organisation, **values)


def run(statement, *values):
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


class TestAttestedHours:
    def test_of_another_municipality_are_invisible(self, here, elsewhere):
        write(here.noor, here.buurthuis)

        with tenant.serving(elsewhere.id), municipal_transaction():
            assert not Attestation.objects.exists()

    def test_of_another_municipality_are_not_changed_by_raw_sql(self, here, elsewhere):
        write(here.noor, here.buurthuis)

        with tenant.serving(elsewhere.id):
            assert run("UPDATE evidence_attestation SET weighed_by = gen_random_uuid()") == 0

    def test_cannot_be_of_a_person_of_another_municipality(self, here, elsewhere):
        with pytest.raises(IntegrityError, match="evidence_attestation_person_id_within"):
            write(elsewhere.noor, here.buurthuis)

    def test_cannot_be_of_an_organisation_of_another_municipality(self, here, elsewhere):
        with pytest.raises(IntegrityError, match="evidence_attestation_organisation_id_within"):
            write(here.noor, elsewhere.buurthuis)

    def test_cannot_be_current_twice(self, here):
        write(here.noor, here.buurthuis)

        with pytest.raises(IntegrityError, match="one_current_attestation"):
            write(here.noor, here.buurthuis)

    @pytest.mark.parametrize(
        ("values", "guard"),
        [({"hours": -1}, "attested_hours_not_negative"), ({"covers_until": MONDAY}, "attestation_covers_a_day")],
    )
    def test_make_sense(self, here, values, guard):
        with pytest.raises(IntegrityError, match=guard):
            write(here.noor, here.buurthuis, **values)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE evidence_attestation SET hours = 24",
            "UPDATE evidence_attestation SET day = day + 90",
            "DELETE FROM evidence_attestation",
            "TRUNCATE evidence_attestation",
        ],
    )
    def test_are_never_rewritten(self, here, statement):
        write(here.noor, here.buurthuis)

        with pytest.raises(ProgrammingError, match="permission denied"):
            run(statement)

    @pytest.mark.parametrize("column", ["replaced_by_id", "weighed_by"])
    def test_are_replaced_and_weighed_once(self, here, column):
        first = write(here.noor, here.buurthuis, weighed_by=uuid4())
        second = write(here.noor, here.buurthuis, day=MONDAY, covers_from=MONDAY - timedelta(days=1))
        run("UPDATE evidence_attestation SET replaced_by_id = %s WHERE id = %s", second.id, first.id)

        with pytest.raises(AppendOnly):
            run(f"UPDATE evidence_attestation SET {column} = NULL WHERE id = %s", first.id)

    def test_cannot_be_deleted_by_the_owner_either(self, here, owner):
        write(here.noor, here.buurthuis)

        with owner.cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute("TRUNCATE evidence_attestation CASCADE")
