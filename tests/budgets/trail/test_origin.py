"""Where work comes from stands beside what it did: in the trail and in the logs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from budgets.operation import Actor, municipal_transaction, operation, rehearsal
from budgets.parties.operations import OfficerDiffers, register_officer
from budgets.trail.context import Origin, origin, serving_command, serving_job, serving_request
from budgets.trail.record import list_acts_from
from ledger import tenant
from tests.builders import TEST, a_municipality
from tests.listening import Logged

pytestmark = pytest.mark.usefixtures("database")
SPRING = date(2026, 4, 1)
Serving = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def town() -> Iterator[int]:
    municipality_id = a_municipality()
    with tenant.serving(municipality_id):
        yield municipality_id


@operation
def break_off(*, person_id: UUID, actor: Actor, on: date) -> None:
    """Stands for an operation with a mistake in it: the database quotes the row in what it says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'NL20INGB0001234567, Noor de Vries'::integer")


def acts_from(served: Origin) -> list[tuple[str, str]]:
    with municipal_transaction():
        return [(act.name, act.refused) for act in list_acts_from(served)]


class TestOrigin:
    def test_is_none_until_somebody_says(self) -> None:
        assert origin() is None

    def test_is_the_innermost_and_ends_with_its_block(self) -> None:
        with serving_job("j-1"):
            with serving_command("c-1"):
                assert origin() == Origin("command", "c-1")
            assert str(origin()) == "job:j-1"

        assert origin() is None

    @pytest.mark.parametrize("given", ["", "a b", "noor@example.nl", "é", "x" * 65, "a\n"])
    def test_refuses_what_could_say_more_than_an_id(self, given: str) -> None:
        with pytest.raises(ValueError, match="no id of a request"), serving_request(given):
            pass


class TestTheTrail:
    @pytest.mark.parametrize("serving", [serving_request, serving_job, serving_command])
    def test_tells_what_was_done_and_refused_from_where(self, town: int, serving: Serving) -> None:
        with serving(str(uuid4())):
            served = origin()
            register_officer(code="fatima", name="Fatima", actor=TEST, on=SPRING)
            with pytest.raises(OfficerDiffers):
                register_officer(code="fatima", name="Fatma", actor=TEST, on=SPRING)

        assert served is not None
        assert acts_from(served) == [
            ("officer.registered", ""),
            ("parties.register_officer.refused", "officer-differs"),
        ]


class TestALine:
    def test_says_action_object_result_actor_town_and_where_from(self, town: int, logged: Logged) -> None:
        with serving_request("a" * 32):
            officer_id = register_officer(code="fatima", name="Fatima", actor=TEST, on=SPRING)

        [line] = logged.lines()
        assert line.pop("duration_ms") > 0
        assert line.pop("time").endswith("Z")
        assert line == {
            "level": "info",
            "action": "parties.register_officer",
            "object": str(officer_id),
            "result": "done",
            "actor": "test",
            "municipality": town,
            "request_id": "a" * 32,
        }

    def test_says_which_refusal(self, town: int, logged: Logged) -> None:
        register_officer(code="fatima", name="Fatima", actor=TEST, on=SPRING)
        with pytest.raises(OfficerDiffers):
            register_officer(code="fatima", name="Fatma", actor=TEST, on=SPRING)

        assert [line["result"] for line in logged.lines()] == ["done", "refused officer-differs"]

    def test_says_of_a_failure_its_class_and_place_and_not_its_words(self, town: int, logged: Logged) -> None:
        person_id = uuid4()
        with pytest.raises(Exception, match="Noor"):
            break_off(person_id=person_id, actor=TEST, on=SPRING)

        [line] = logged.lines()
        assert (line["level"], line["result"], line["object"]) == ("error", "failed DataError", str(person_id))
        assert line["failure"][1]["sqlstate"] == "22P02"
        assert any(place.endswith("break_off") for place in line["failure"][0]["place"])
        assert "Noor" not in logged.text()

    def test_says_when_it_was_only_rehearsed(self, town: int, logged: Logged) -> None:
        with rehearsal():
            register_officer(code="fatima", name="Fatima", actor=TEST, on=SPRING)

        assert [line["rehearsed"] for line in logged.lines()] == [True]

    @pytest.mark.parametrize(
        ("actor", "said"),
        [
            (Actor("schedule"), "schedule"),
            (Actor("Noor de Vries"), "someone"),
            (Actor("Noor", UUID(int=7)), f"officer:{UUID(int=7)}"),
        ],
    )
    def test_calls_nobody_by_name(self, town: int, logged: Logged, actor: Actor, said: str) -> None:
        register_officer(code="fatima", name="Fatima", actor=actor, on=SPRING)

        assert [line["actor"] for line in logged.lines()] == [said]
