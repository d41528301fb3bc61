"""Batches: prepared once, approved by two others, handed over once and given again at will."""

import hashlib
from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from lxml import etree

from budgets.entitlements.models import Entitlement
from budgets.lifecycles import NotAllowedInState
from budgets.operation import municipal_transaction, rehearsal
from budgets.parties.officers import OfficerUnknown
from budgets.payouts.lifecycle import BatchState
from budgets.payouts.models import PaymentBatch
from budgets.payouts.operations import (
    HandedOver,
    Prepared,
    approve_batch,
    discard_batch,
    hand_over_all,
    hand_over_batch,
    prepare_batch,
)
from budgets.payouts.queries import Batch, get_batch, get_paid_out, get_paid_out_in_all, get_paid_out_to, list_payables
from budgets.payouts.refusals import BatchUnknown, ContentDiffers, PreparerCannotApprove
from connectors.sepa.pain001 import NAMESPACE
from ledger import tenant
from tests.budgets.payouts.town import (
    A_THURSDAY,
    AFTER_EASTER,
    GIFT,
    GOOD_FRIDAY,
    balance_of,
    breaches,
    give,
    open_bouwdepot,
)
from tests.builders import TEST, a_municipality, a_person, an_officer

SEM_IBAN = "NL39RABO0300065264"

pytestmark = pytest.mark.usefixtures("database", "town")


@pytest.fixture
def town() -> Iterator[int]:
    municipality_id = a_municipality()
    with tenant.serving(municipality_id):
        open_bouwdepot()
        yield municipality_id


def prepare(on: date = A_THURSDAY, prepared_by: UUID | None = None) -> Prepared:
    return prepare_batch(actor=TEST, on=on, prepared_by=prepared_by)


def prepared_for(*people: UUID, prepared_by: UUID | None = None) -> Batch:
    """Give these people what they get, and put it into a batch."""
    give(people)
    batch = prepare(prepared_by=prepared_by).batch
    assert batch is not None
    return batch


def approve(batch: Batch, officer_id: UUID, sha256: str | None = None) -> Batch:
    return approve_batch(
        batch_id=batch.id, officer_id=officer_id, sha256=sha256 or batch.sha256, actor=TEST, on=A_THURSDAY
    )


def approved(batch: Batch) -> Batch:
    approve(batch, an_officer("Fatima"))
    return approve(batch, an_officer("Joost"))


def hand_over(batch: Batch) -> HandedOver:
    return hand_over_batch(batch_id=batch.id, actor=TEST, on=A_THURSDAY)


def texts(content: bytes, name: str) -> list[str | None]:
    return [element.text for element in etree.fromstring(content).iter(f"{{{NAMESPACE}}}{name}")]


def stored(batch: Batch) -> bytes:
    with municipal_transaction():
        return bytes(PaymentBatch.objects.get(id=batch.id).content or b"")


class TestPrepareBatch:
    def test_puts_each_grant_that_is_due_on_a_line_of_its_own(self) -> None:
        batch = prepared_for(a_person("Noor"), a_person("Sem", iban=SEM_IBAN))

        assert (batch.number, batch.state, batch.line_count, batch.total_minor) == (1, "PREPARED", 2, 2 * GIFT)
        assert (batch.execution_on, batch.sha256) == (A_THURSDAY, hashlib.sha256(stored(batch)).hexdigest())

    def test_takes_nothing_twice(self) -> None:
        prepared_for(a_person())

        assert prepare() == Prepared(None, ())

    def test_takes_nothing_that_is_due_later(self) -> None:
        give([a_person()])

        assert prepare(on=date(2026, 4, 1)) == Prepared(None, ())

    def test_makes_the_same_bytes_from_the_same_lines(self) -> None:
        give([a_person("Noor"), a_person("Sem", iban=SEM_IBAN)])
        officers = [an_officer("Fatima"), an_officer("Joost")]
        files = []
        for _time in range(2):
            with rehearsal():
                files.append(hand_over_all(officer_ids=officers, actor=TEST, on=A_THURSDAY))

        assert len(files[0]) == 1
        assert files[0] == files[1]

    def test_moves_on_to_the_first_day_on_which_banks_settle(self) -> None:
        give([a_person()], on=GOOD_FRIDAY)

        batch = prepare(on=GOOD_FRIDAY).batch

        assert batch is not None
        assert batch.execution_on == AFTER_EASTER

    def test_says_nothing_of_a_scheme_to_the_bank(self) -> None:
        content = stored(prepared_for(a_person()))

        assert texts(content, "Ustrd") == ["Voorbeeldstad 1/1"]
        assert b"bouwdepot" not in content.lower()

    def test_leaves_out_who_has_no_bank_account_and_pays_once_there_is_one(self) -> None:
        noor, sem = a_person("Noor"), a_person("Sem", iban=None)
        give([noor, sem])

        first = prepare()
        a_person("Sem", iban=SEM_IBAN)
        second = prepare()

        assert first.batch is not None
        assert first.batch.line_count == 1
        assert [(each.client_number, each.code) for each in first.left_out] == [("sem", "no-bank-account")]
        assert second.batch is not None
        assert texts(stored(second.batch), "IBAN")[-1] == SEM_IBAN
        assert (second.batch.number, second.left_out) == (2, ())

    def test_makes_no_batch_when_nobody_can_be_paid(self) -> None:
        give([a_person("Sem", iban=None)])

        prepared = prepare()

        assert (prepared.batch, len(prepared.left_out)) == (None, 1)

    def test_writes_letters_that_banks_know_and_leaves_out_a_line_with_others(self) -> None:
        give([a_person("Renée"), a_person("Noor 🙂"), a_person("Sem", iban=SEM_IBAN)])

        prepared = prepare()

        assert prepared.batch is not None
        assert texts(stored(prepared.batch), "Nm")[2:] == ["Renee de Vries", "Sem de Vries"]
        assert texts(stored(prepared.batch), "Ustrd") == ["Voorbeeldstad 1/1", "Voorbeeldstad 1/2"]
        assert [each.client_number for each in prepared.left_out] == ["noor 🙂"]
        assert prepared.left_out[0].code not in ("", "no-bank-account")

    def test_keeps_its_file_when_an_account_changes_afterwards(self) -> None:
        batch = prepared_for(a_person("Noor"))
        before = stored(batch)

        a_person("Noor", iban=SEM_IBAN)

        assert hand_over(approved(batch)).content == before
        assert SEM_IBAN.encode() not in before

    def test_refuses_a_preparer_who_is_not_there(self) -> None:
        with pytest.raises(OfficerUnknown):
            prepare(prepared_by=uuid4())


class TestApproveBatch:
    def test_takes_two_officers(self) -> None:
        batch = prepared_for(a_person())

        assert approve(batch, an_officer("Fatima")).state == BatchState.PREPARED
        assert approve(batch, an_officer("Joost")).state == BatchState.APPROVED

    def test_counts_one_officer_once(self) -> None:
        batch, fatima = prepared_for(a_person()), an_officer("Fatima")

        approve(batch, fatima)
        again = approve(batch, fatima)

        assert (again.state, again.approval_count) == (BatchState.PREPARED, 1)

    def test_refuses_who_prepared_it(self) -> None:
        fatima = an_officer("Fatima")
        batch = prepared_for(a_person(), prepared_by=fatima)

        with pytest.raises(PreparerCannotApprove):
            approve(batch, fatima)

    def test_refuses_an_approval_of_another_file(self) -> None:
        batch = prepared_for(a_person())

        with pytest.raises(ContentDiffers):
            approve(batch, an_officer(), sha256="0" * 64)

    def test_refuses_a_third_officer_when_it_is_approved(self) -> None:
        batch = approved(prepared_for(a_person()))

        with pytest.raises(NotAllowedInState):
            approve(batch, an_officer("Sven"))

    def test_refuses_a_stranger(self) -> None:
        batch = prepared_for(a_person())

        with pytest.raises(OfficerUnknown):
            approve(batch, uuid4())

    def test_refuses_a_batch_that_is_not_there(self) -> None:
        with pytest.raises(BatchUnknown):
            approve_batch(batch_id=uuid4(), officer_id=an_officer(), sha256="", actor=TEST, on=A_THURSDAY)


class TestHandOverBatch:
    def test_books_what_people_are_entitled_to_as_in_transit(self) -> None:
        batch = approved(prepared_for(a_person("Noor"), a_person("Sem", iban=SEM_IBAN)))
        assert (balance_of("ENTITLED"), balance_of("IN_TRANSIT")) == (2 * GIFT, 0)

        hand_over(batch)

        assert (balance_of("ENTITLED"), balance_of("IN_TRANSIT")) == (0, 2 * GIFT)
        assert breaches() == []

    def test_gives_the_same_bytes_again_and_books_nothing(self) -> None:
        batch = approved(prepared_for(a_person()))

        first, second = hand_over(batch), hand_over(batch)

        assert first == second
        assert balance_of("IN_TRANSIT") == GIFT

    @pytest.mark.parametrize("officers", [(), ("Fatima",)])
    def test_refuses_what_two_officers_have_not_approved(self, officers: tuple[str, ...]) -> None:
        batch = prepared_for(a_person())
        for name in officers:
            approve(batch, an_officer(name))

        with pytest.raises(NotAllowedInState):
            hand_over(batch)

        assert balance_of("IN_TRANSIT") == 0

    def test_refuses_bytes_that_are_not_those_that_were_approved(self, owner) -> None:  # type: ignore[no-untyped-def]
        batch = approved(prepared_for(a_person()))
        with owner.cursor() as cursor:
            cursor.execute("ALTER TABLE payouts_batch DISABLE TRIGGER payouts_batch_four_eyes")
            cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(tenant.current())])
            cursor.execute(
                "UPDATE payouts_batch SET content = set_byte(content, 900, get_byte(content, 900) # 1) WHERE id = %s",
                [batch.id],
            )
            changed = cursor.rowcount
            cursor.execute("ALTER TABLE payouts_batch ENABLE TRIGGER payouts_batch_four_eyes")
            cursor.execute("SELECT set_config('grondslag.municipality', '', false)")
        assert changed == 1

        with pytest.raises(ContentDiffers):
            hand_over(batch)

        assert balance_of("IN_TRANSIT") == 0

    def test_counts_as_paid_out_from_then_on(self) -> None:
        noor = a_person("Noor")
        batch = approved(prepared_for(noor))
        with municipal_transaction():
            before = get_paid_out_to(noor)

        hand_over(batch)

        with municipal_transaction():
            [entitlement] = get_paid_out_of(noor)
            assert (before, get_paid_out_to(noor), get_paid_out_in_all()) == (0, GIFT, GIFT)
            assert get_paid_out([entitlement]) == {entitlement: GIFT}
            assert get_batch(batch.id).handed_over_on == A_THURSDAY


class TestHandOverAll:
    def test_does_all_steps_at_once(self) -> None:
        give([a_person()])

        [file] = hand_over_all(officer_ids=[an_officer("Fatima"), an_officer("Joost")], actor=TEST, on=A_THURSDAY)

        assert file.file_name.endswith("-1-2026-04-02.xml")
        assert balance_of("IN_TRANSIT") == GIFT

    def test_does_nothing_when_nothing_is_due(self) -> None:
        officers = [an_officer("Fatima"), an_officer("Joost")]

        assert hand_over_all(officer_ids=officers, actor=TEST, on=A_THURSDAY) == ()

    def test_does_nothing_by_half(self) -> None:
        give([a_person()])

        with pytest.raises(NotAllowedInState):
            hand_over_all(officer_ids=[an_officer()], actor=TEST, on=A_THURSDAY)

        with municipal_transaction():
            assert len(list_payables(A_THURSDAY)) == 1


def get_paid_out_of(person_id: UUID) -> list[UUID]:
    """Give the entitlements of a person."""
    return list(Entitlement.objects.filter(person=person_id).values_list("id", flat=True))


class TestDiscardBatch:
    @pytest.mark.parametrize("officers", [(), ("Fatima", "Joost")])
    def test_lets_the_next_batch_pay_it(self, officers: tuple[str, ...]) -> None:
        batch = prepared_for(a_person("Noor"), a_person("Sem", iban=SEM_IBAN))
        for name in officers:
            approve(batch, an_officer(name))

        assert discard(batch).state == BatchState.DISCARDED

        again = prepare().batch
        assert again is not None
        assert (again.number, again.line_count, again.total_minor) == (2, 2, 2 * GIFT)
        assert texts(stored(again), "EndToEndId") == texts(stored(batch), "EndToEndId")
        hand_over(approved(again))
        assert balance_of("IN_TRANSIT") == 2 * GIFT
        assert breaches() == []

    def test_leaves_nothing_to_approve_or_hand_over(self) -> None:
        batch = approved(prepared_for(a_person()))
        discard(batch)

        for decision in (lambda: approve(batch, an_officer("Sven")), lambda: hand_over(batch), lambda: discard(batch)):
            with pytest.raises(NotAllowedInState):
                decision()

    def test_refuses_what_has_left(self) -> None:
        batch = approved(prepared_for(a_person()))
        hand_over(batch)

        with pytest.raises(NotAllowedInState):
            discard(batch)


def discard(batch: Batch) -> Batch:
    return discard_batch(batch_id=batch.id, reason="a line is wrong", actor=TEST, on=A_THURSDAY)
