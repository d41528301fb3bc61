"""Another account for a shop takes two people, a wait and a message to the old contact, whoever writes it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError

from budgets.jobs.kinds import KINDS
from budgets.outbox.working import Turn
from budgets.parties.lines import LinesRefused
from budgets.parties.operations import OrganisationLine, register_organisations
from budgets.shops.accounts import (
    approve_account_change,
    ask_account_change,
    settle_account_changes,
    withdraw_account_change,
)
from budgets.shops.conditions import set_waiting_time
from budgets.shops.operations import change_contact
from budgets.shops.refusals import (
    AccountChangesByTwo,
    AccountChangeUnknown,
    ChangeWaits,
    IbanUnusable,
    OfficerUnknown,
    SameAccount,
    SecondOfficerNeeded,
    StartsInThePast,
)
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.budgets.shops.town import A_MONDAY, FIRST_IBAN, OTHER_IBAN, a_shop, account, application, messages
from tests.builders import TEST, a_municipality, an_officer

pytestmark = pytest.mark.usefixtures("database", "shop")
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
FRAME = {"actor": TEST, "on": A_MONDAY}


@pytest.fixture
def shop():
    with tenant.serving(a_municipality()):
        yield a_shop()


def ask(by="Fatima", iban=OTHER_IBAN):
    return ask_account_change(shop="boekhandel", iban=iban, asked_by=an_officer(by) if by else None, **FRAME)


def approve(by="Joost", on=A_MONDAY):
    return approve_account_change(shop="boekhandel", officer_id=an_officer(by), actor=TEST, on=on)


def settle(on):
    return settle_account_changes(actor=TEST, on=on)


class TestAChange:
    def test_holds_three_working_days_after_another_agreed(self):
        ask()

        assert approve() == THURSDAY

        assert (settle(THURSDAY - timedelta(days=1)), account()) == (0, [FIRST_IBAN])
        assert (settle(THURSDAY), account()) == (1, [OTHER_IBAN])
        assert settle(THURSDAY) == 0

    def test_is_put_in_force_by_the_night(self, shop):
        ask()
        approve()

        KINDS["account_changes"].step(Turn(shop, 1, "account_changes", "", THURSDAY, 0))

        assert account() == [OTHER_IBAN]

    def test_waits_as_the_municipality_says(self):
        set_waiting_time(working_days=10, valid_from=TUESDAY, **FRAME)
        ask()

        assert approve(on=TUESDAY) == date(2026, 3, 17)

    def test_is_told_to_who_was_the_contact_when_it_was_asked(self):
        ask()
        change_contact(shop="boekhandel", email="dief@example.org", phone="", **FRAME)
        approve()

        told = [address for kind, address in messages() if kind.startswith("account")]

        assert told == ["boekhandel@example.org"] * 2
        [(body,)] = rows("SELECT body FROM messages_message WHERE kind = 'account-approved'")
        assert "Vanaf 5 maart 2026" in body
        assert OTHER_IBAN not in body

    def test_that_was_withdrawn_never_happens(self):
        ask()
        approve()

        withdraw_account_change(shop="boekhandel", **FRAME)

        assert (settle(THURSDAY), account()) == (0, [FIRST_IBAN])
        with pytest.raises(AccountChangeUnknown):
            withdraw_account_change(shop="boekhandel", **FRAME)

    def test_is_not_approved_by_who_asked(self):
        ask(by="Fatima")

        with pytest.raises(SecondOfficerNeeded):
            approve(by="Fatima")

    def test_that_the_shop_asks_is_approved_by_an_officer(self, shop):
        ask(by=None)

        with pytest.raises(OfficerUnknown):
            approve_account_change(shop="boekhandel", officer_id=shop, **FRAME)
        assert approve(by="Fatima") == THURSDAY

    def test_to_the_same_account_or_to_none_is_refused(self):
        with pytest.raises(SameAccount):
            ask(iban="nl39 rabo 0300 0652 64")
        with pytest.raises(IbanUnusable):
            ask(iban="NL39RABO0300065265")

    def test_comes_one_at_a_time(self):
        ask()

        with pytest.raises(ChangeWaits):
            ask(iban="NL72BUNQ2025471095")

    def test_does_not_wait_shorter_afterwards(self):
        with pytest.raises(StartsInThePast):
            set_waiting_time(working_days=1, valid_from=date(2026, 3, 1), **FRAME)


class TestAnImport:
    def line(self, **said):
        return OrganisationLine(number=2, **{"rsin": application().rsin, "name": "Boekhandel", "kind": "OTHER", **said})

    def test_gives_a_shop_no_other_account(self):
        with pytest.raises(LinesRefused) as refused:
            register_organisations(lines=[self.line(iban=OTHER_IBAN)], **FRAME)

        assert [type(each.refusal) for each in refused.value.lines] == [AccountChangesByTwo]
        assert account() == [FIRST_IBAN]

    def test_may_say_what_is_known_and_another_name(self):
        register_organisations(lines=[self.line(iban=FIRST_IBAN, name="De Boekhandel")], **FRAME)
        register_organisations(lines=[self.line(name="De Boekhandel aan de Gracht")], **FRAME)

        assert account() == [FIRST_IBAN]


WRITING = """INSERT INTO parties_bank_account (id, municipality_id, organisation_id, iban, holder_name, opened_on)
    SELECT gen_random_uuid(), municipality_id, organisation_id, %s, 'x', %s FROM shops_shop"""


class TestTheDatabase:
    """By hand, as the application."""

    def write(self, iban, on):
        rows("UPDATE parties_bank_account SET replaced_at = now() WHERE organisation_id IS NOT NULL")
        rows(WRITING, iban, on)

    def test_refuses_an_account_that_nobody_approved(self):
        with pytest.raises(IntegrityError, match="by two officers"):
            self.write(OTHER_IBAN, THURSDAY)

    def test_refuses_one_that_was_only_asked(self):
        ask()

        with pytest.raises(IntegrityError, match="by two officers"):
            self.write(OTHER_IBAN, THURSDAY)

    def test_refuses_one_before_its_day(self):
        ask()
        approve()

        with pytest.raises(IntegrityError, match="by two officers"):
            self.write(OTHER_IBAN, A_MONDAY)

    def test_refuses_an_earlier_one_again(self):
        ask()
        approve()
        settle(THURSDAY)

        with pytest.raises(IntegrityError, match="by two officers"):
            self.write(FIRST_IBAN, THURSDAY)

    def test_takes_the_one_it_had(self):
        self.write(FIRST_IBAN, THURSDAY)

        assert account() == [FIRST_IBAN]

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE shops_account_change SET state = 'APPROVED'", "account_change_is_approved"),
            (
                "UPDATE shops_account_change SET state = 'APPROVED', approved_by_id = asked_by_id,"
                " approved_on = '2026-03-02', effective_on = '2026-03-02'",
                "account_change_is_by_two",
            ),
            ("UPDATE parties_organisation SET account_by_two = false", "does not change by one"),
            ("UPDATE shops_account_change SET iban = 'NL72BUNQ2025471095'", "permission denied"),
            ("UPDATE shops_account_change SET asked_by_id = NULL", "permission denied"),
        ],
    )
    def test_takes_no_short_way(self, statement, why):
        ask()

        with pytest.raises(DatabaseError, match=why):
            rows(f"{statement} WHERE state = 'ASKED'" if "shops_" in statement else statement)

    def test_keeps_the_day_that_was_approved(self):
        ask()
        approve()

        with pytest.raises(DatabaseError, match="was said before and stays"):
            rows("UPDATE shops_account_change SET effective_on = approved_on WHERE state = 'APPROVED'")
