"""The figures for Prometheus: what they count, whose they are, and who may read them."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from budgets.exports.verifying import verify_books
from budgets.funding.operations import deposit
from budgets.messages.delivering import Inbox
from budgets.messages.sending import send_some
from budgets.operation import municipal_transaction
from budgets.outbox.asking import ask
from budgets.parties.operations import OfficerDiffers, register_officer
from budgets.trail.figures import Verified, find_last_verification, get_booked
from ledger import tenant
from ledger.amount import eur
from ledger.models import Municipality
from ledger.outbox import relay
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, open_scheme
from tests.budgets.messages.town import Refusing, tell_many
from tests.builders import TEST, a_municipality, an_officer
from tests.scanner import find_personal_data

pytestmark = pytest.mark.usefixtures("database")
SPRING = date(2026, 4, 1)
TOKEN = "a-token-of-the-tests"
Read = Callable[..., dict[str, float]]


@pytest.fixture
def town() -> Iterator[str]:
    """Serve a town with one deposit in its books, and give its code."""
    with a_town(BURGERBUDGET) as municipality_id:
        yield Municipality.objects.get(id=municipality_id).code


@pytest.fixture
def read(settings: Any) -> Read:
    """Give how Prometheus reads a figure of a town: a number for each value of the label."""
    settings.METRICS_TOKEN = TOKEN

    def ask_for(name: str, town: str, label: str) -> dict[str, float]:
        page = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
        assert find_personal_data(page) == []
        return {
            sample.labels[label]: sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
            if sample.name == name and sample.labels["municipality"] == town
        }

    return ask_for


def tell_entries(most: int = 1_000) -> None:
    with municipal_transaction():
        relay(most=most)


class TestThePage:
    @pytest.mark.parametrize(
        ("token", "given"),
        [("", ""), ("", "Bearer "), (TOKEN, ""), (TOKEN, TOKEN), (TOKEN, "Bearer wrong"), (TOKEN, "Bearer é")],
    )
    def test_is_not_there_without_the_token(self, settings: Any, token: str, given: str) -> None:
        settings.METRICS_TOKEN = token

        assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404

    def test_is_the_text_of_prometheus(self, settings: Any) -> None:
        settings.METRICS_TOKEN = TOKEN
        page = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

        assert (page.status_code, page["Content-Type"].split(";")[0]) == (200, "text/plain")
        assert b"# HELP grondslag_bookings_total" in page.content

    def test_costs_a_known_number_of_queries(self, settings: Any, town: str) -> None:
        settings.METRICS_TOKEN = TOKEN
        towns, asked = Municipality.objects.count(), []

        def count(execute: Any, *said: Any) -> Any:
            asked.append(said[0])
            return execute(*said)

        # Counted here, because Django remembers 9,000 queries and other tests leave a thousand towns.
        with connections["default"].execute_wrapper(count):
            Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

        # Of the installation two; of each town whose turn it is (1) and its figures (6).
        assert len(asked) == 2 + towns * 7


class TestBookings:
    def test_are_counted_per_act_once_taken_from_the_outbox(self, town: str, read: Read) -> None:
        fund = open_scheme("bouwdepot", euros="0.00")
        assert read("grondslag_bookings_total", town, "act") == {}

        for number in range(3):
            deposit(fund_id=fund, amount=eur("1.00"), reference=f"r{number}", actor=TEST, on=SPRING)
        tell_entries(most=3)
        assert read("grondslag_bookings_total", town, "act") == {"deposit": 3}

        tell_entries()
        tell_entries()
        assert read("grondslag_bookings_total", town, "act") == {"deposit": 4}

    def test_are_not_counted_when_the_relay_is_undone(self, town: str) -> None:
        with pytest.raises(ZeroDivisionError), municipal_transaction():
            relay(most=1_000)
            raise ZeroDivisionError

        with municipal_transaction():
            assert get_booked() == {}

    def test_wait_as_long_as_the_oldest(self, town: str, read: Read) -> None:
        tell_entries()

        assert read("grondslag_queue_age_seconds", town, "queue") == {"ledger": 0, "jobs": 0}


class TestRefusals:
    def test_are_counted_per_code(self, town: str, read: Read) -> None:
        an_officer("Fatima")
        for name in ("Fatma", "Fadma"):
            with pytest.raises(OfficerDiffers):
                register_officer(code="fatima", name=name, actor=TEST, on=SPRING)

        assert read("grondslag_refusals_total", town, "code") == {"officer-differs": 2}


class TestInvariants:
    def test_are_those_of_the_last_verification(self, town: str, read: Read) -> None:
        assert read("grondslag_invariant_breaches", town, "invariant") == {}

        checks = verify_books(actor=TEST, on=SPRING)

        assert read("grondslag_invariant_breaches", town, "invariant") == {check.name: 0 for check in checks}

    def test_tell_how_many_rows_are_at_fault(self, town: str, read: Read) -> None:
        with municipal_transaction(), connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO trail_verification (id, municipality_id, actor, breaches, origin, "on")
                VALUES (gen_random_uuid(), %s, 'test', '{"entries-balance": 7}', '', '2026-04-01')""",
                [tenant.current()],
            )

        assert read("grondslag_invariant_breaches", town, "invariant") == {"entries-balance": 7}

    @pytest.mark.parametrize(
        "statement", ["UPDATE trail_verification SET breaches = '{}'", "DELETE FROM trail_verification"]
    )
    def test_are_not_forgotten_even_by_the_owner(self, town: str, owner: Any, statement: str) -> None:
        verify_books(actor=TEST, on=SPRING)

        with pytest.raises(Exception, match="append-only"), owner.cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(tenant.current())])
            try:
                cursor.execute(statement)
            finally:
                cursor.execute("SELECT set_config('grondslag.municipality', '', false)")


class TestJobs:
    def test_are_counted_by_their_state(self, town: str, read: Read) -> None:
        with municipal_transaction():
            ask("verify", on=SPRING)

        assert read("grondslag_jobs", town, "state") == {"waiting": 1, "running": 0, "dead": 0}


class TestMessages:
    def test_are_counted_until_they_went_out(self, town: str, read: Read) -> None:
        tell_many(3)
        send_some(Inbox(), most=1)
        send_some(Refusing(), most=1)

        assert read("grondslag_messages", town, "state") == {"queued": 1, "sending": 0, "failed": 1}


class TestAMunicipality:
    def test_has_figures_of_its_own(self, town: str, read: Read) -> None:
        tell_entries()
        verify_books(actor=TEST, on=SPRING)
        elsewhere = a_municipality()

        with tenant.serving(elsewhere), municipal_transaction():
            assert (get_booked(), find_last_verification()) == ({}, None)
        code = Municipality.objects.get(id=elsewhere).code
        assert read("grondslag_bookings_total", code, "act") == {}
        assert read("grondslag_bookings_total", town, "act") == {"deposit": 1}

    def test_cannot_count_in_another(self, town: str) -> None:
        elsewhere = a_municipality()

        with (
            pytest.raises(Exception, match="row-level security"),
            municipal_transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute("INSERT INTO trail_booked VALUES (gen_random_uuid(), 'deposit', 1, %s)", [elsewhere])


class TestVerify:
    def test_keeps_what_it_found(self, town: str) -> None:
        verify_books(actor=TEST, on=SPRING)
        with municipal_transaction():
            first = find_last_verification()
        verify_books(actor=TEST, on=SPRING)

        with municipal_transaction():
            last = find_last_verification()
        assert isinstance(first, Verified)
        assert isinstance(last, Verified)
        assert last.at > first.at
        assert set(last.breaches.values()) == {0}
