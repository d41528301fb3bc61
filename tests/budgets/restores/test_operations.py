"""Restore mode ends by the word of a person, once, and leaves a row in the trail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from budgets.operation import Actor, reading
from budgets.restores.models import Restore
from budgets.restores.operations import confirm_restore
from budgets.restores.queries import Waiting, check_not_restored, find_restore_mode
from budgets.restores.refusals import ConfirmationIncomplete, NothingToConfirm, RestoreMode
from budgets.trail.record import list_acts
from ledger import tenant
from tests.budgets.payouts.town import A_THURSDAY
from tests.budgets.restores.town import BACKUP_AT, put_back
from tests.builders import a_municipality

pytestmark = pytest.mark.usefixtures("database", "town")


@pytest.fixture
def town() -> Iterator[None]:
    with tenant.serving(a_municipality()):
        yield


def confirm(name: str = "Fatima", reason: str = "compared with the bank") -> Waiting:
    return confirm_restore(reason=reason, actor=Actor(name), on=A_THURSDAY)


def restores() -> list[Restore]:
    return reading(lambda: list(Restore.objects.order_by("backup_at")))()


class TestRestoreMode:
    def test_is_off_when_nothing_was_put_back(self) -> None:
        reading(check_not_restored)()

        assert reading(find_restore_mode)() is None

    def test_is_on_after_a_restore_and_says_from_which_moment(self) -> None:
        put_back()

        waiting = reading(find_restore_mode)()

        assert waiting is not None and waiting.backup_at == BACKUP_AT
        with pytest.raises(RestoreMode, match="2026-04-02T20:15:00"):
            reading(check_not_restored)()

    def test_counts_from_the_earliest_backup_when_it_was_put_back_twice(self) -> None:
        put_back()
        put_back(BACKUP_AT + timedelta(days=3))

        waiting = reading(find_restore_mode)()

        assert waiting is not None and waiting.backup_at == BACKUP_AT

    def test_is_of_one_municipality(self) -> None:
        put_back()

        with tenant.serving(a_municipality("Elders")):
            assert reading(find_restore_mode)() is None


class TestConfirmRestore:
    def test_ends_restore_mode_and_says_who_and_why(self) -> None:
        put_back()

        waiting = confirm()

        assert waiting.backup_at == BACKUP_AT
        assert reading(find_restore_mode)() is None
        assert [(each.confirmed_by, each.reason) for each in restores()] == [("Fatima", "compared with the bank")]

    def test_leaves_a_row_in_the_trail_for_each_restore(self) -> None:
        put_back()
        put_back(BACKUP_AT + timedelta(days=3))

        confirm()

        acts = [act for each in restores() for act in reading(list_acts)(each.id)]
        assert [(act.actor, act.name, act.facts["reason"]) for act in acts] == [
            ("Fatima", "restore.confirmed", "compared with the bank")
        ] * 2

    def test_is_refused_when_nothing_waits(self) -> None:
        put_back()
        confirm()

        with pytest.raises(NothingToConfirm):
            confirm()

    @pytest.mark.parametrize(("name", "reason", "missing"), [(" ", "x", "name"), ("Fatima", " ", "reason")])
    def test_is_refused_without_a_person_or_a_reason(self, name: str, reason: str, missing: str) -> None:
        put_back()

        with pytest.raises(ConfirmationIncomplete, match=f"the {missing} is missing"):
            confirm(name, reason)

        assert reading(find_restore_mode)() is not None
