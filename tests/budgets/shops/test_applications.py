"""A shop applies and is approved by another; it may be rejected, blocked and take part again, and hears of it."""

import pytest

from budgets.lifecycles import NotAllowedInState
from budgets.parties.operations import OrganisationLine, register_organisations
from budgets.shops.operations import (
    Application,
    apply_shop,
    approve_shop,
    block_shop,
    change_contact,
    reject_shop,
    unblock_shop,
)
from budgets.shops.refusals import (
    AccountMissing,
    IbanUnusable,
    KvkNumberUnusable,
    OfficerUnknown,
    RsinUnusable,
    SecondOfficerNeeded,
    ShopDiffers,
    ShopUnknown,
)
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.budgets.shops.town import A_MONDAY, FIRST_IBAN, a_shop, account, application, apply, messages, state
from tests.builders import TEST, a_municipality, an_officer

pytestmark = pytest.mark.usefixtures("database", "town")
FRAME = {"actor": TEST, "on": A_MONDAY}


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


def approve(by="Joost", shop="boekhandel"):
    approve_shop(shop=shop, officer_id=an_officer(by), **FRAME)


class TestApplying:
    def test_waits_with_its_account_for_another_officer(self):
        apply()

        assert (state(), account()) == ("APPLIED", [])
        approve()
        assert (state(), account()) == ("APPROVED", [FIRST_IBAN])
        assert messages() == [("shop-approved", "boekhandel@example.org")]

    def test_again_is_harmless(self):
        assert apply() == apply()

        approve()
        assert apply() == apply()
        assert rows("SELECT count(*) FROM shops_account_change") == [(1,)]

    def test_keeps_the_name_that_the_organisation_has(self):
        line = OrganisationLine(number=2, rsin=application().rsin, name="De Boekhandel", kind="OTHER", iban=FIRST_IBAN)
        register_organisations(lines=[line], **FRAME)

        apply(iban=None)
        approve()

        assert account() == [FIRST_IBAN]
        assert rows("SELECT name FROM parties_organisation") == [("De Boekhandel",)]

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"kvk_number": "1234567"}, KvkNumberUnusable),
            ({"kvk_number": "1234567x"}, KvkNumberUnusable),
            ({"rsin": "004567004"}, RsinUnusable),
            ({"rsin": "4567003"}, RsinUnusable),
            ({"rsin": "boek"}, RsinUnusable),
            ({"iban": "NL00RABO0300065264"}, IbanUnusable),
        ],
    )
    def test_with_a_number_that_cannot_be_is_refused(self, wrong, refusal):
        with pytest.raises(refusal):
            apply(**wrong)

    def test_by_an_officer_who_is_not_there_is_refused(self):
        with pytest.raises(OfficerUnknown):
            approve_shop(shop="boekhandel", officer_id=apply(), **FRAME)

    @pytest.mark.parametrize("same", ["code", "rsin", "kvk_number"])
    def test_with_a_number_of_another_is_refused(self, same):
        apply()
        other = {"code": "boekhandel", "rsin": "004567006", "kvk_number": "12345678"}
        said = {"code": "zwembad", "rsin": "004567018", "kvk_number": "87654321"} | {same: other[same]}

        with pytest.raises(ShopDiffers):
            apply_shop(application=Application(name="X", iban=FIRST_IBAN, **said), **FRAME)


class TestApproving:
    def test_is_not_for_who_entered_it(self):
        apply(by="Fatima")

        with pytest.raises(SecondOfficerNeeded):
            approve(by="Fatima")

        assert state() == "APPLIED"

    def test_is_for_any_officer_when_the_shop_asked_itself(self):
        apply(by=None)

        approve(by="Fatima")

        assert state() == "APPROVED"

    def test_without_an_account_is_refused(self):
        apply(iban=None)

        with pytest.raises(AccountMissing):
            approve()

    def test_of_a_shop_that_is_not_there_is_refused(self):
        with pytest.raises(ShopUnknown):
            approve()


class TestRejecting:
    def test_says_why_and_leaves_the_way_back_open(self):
        apply()
        reject_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="geen boeken", **FRAME)
        assert (state(), messages()) == ("REJECTED", [("shop-rejected", "boekhandel@example.org")])

        apply()
        approve()

        assert (state(), account()) == ("APPROVED", [FIRST_IBAN])
        [(body,)] = rows("SELECT body FROM messages_message WHERE kind = 'shop-rejected'")
        assert "geen boeken" in body


class TestBlocking:
    def test_is_told_and_ends_when_it_is_said(self):
        a_shop()
        joost = an_officer("Joost")

        block_shop(shop="boekhandel", officer_id=joost, reason="onderzoek", **FRAME)
        assert state() == "BLOCKED"
        with pytest.raises(NotAllowedInState):
            block_shop(shop="boekhandel", officer_id=joost, reason="onderzoek", **FRAME)

        unblock_shop(shop="boekhandel", officer_id=joost, **FRAME)
        assert state() == "APPROVED"
        assert [kind for kind, _to in messages()] == ["shop-approved", "shop-approved", "shop-blocked"]


class TestAnotherContact:
    def test_is_told_to_the_old_one(self):
        a_shop()

        for _each in range(2):
            change_contact(shop="boekhandel", email="nieuw@example.org", phone="", **FRAME)

        assert ("contact-changed", "boekhandel@example.org") in messages()
        assert rows("SELECT email FROM shops_shop") == [("nieuw@example.org",)]
        assert len(messages()) == 2
