"""A shop applies and is approved by another; it may be rejected, blocked and take part again, and hears of it."""

from dataclasses import replace

import pytest
from django.db import DatabaseError

from budgets.lifecycles import NotAllowedInState
from budgets.parties.operations import OrganisationLine, register_organisations
from budgets.shops.accounts import ask_account_change, withdraw_account_change
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
    ApplicationDiffers,
    ChangeWaits,
    CodeUnusable,
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
from tests.budgets.shops.town import (
    A_MONDAY,
    FIRST_IBAN,
    OTHER_IBAN,
    a_shop,
    account,
    application,
    apply,
    messages,
    state,
)
from tests.builders import TEST, a_municipality, an_officer

pytestmark = pytest.mark.usefixtures("database", "town")
FRAME = {"actor": TEST, "on": A_MONDAY}


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


def approve(by="Joost", shop="boekhandel"):
    approve_shop(shop=shop, officer_id=an_officer(by), **FRAME)


def reject(by="Joost"):
    reject_shop(shop="boekhandel", officer_id=an_officer(by), reason="geen boeken", **FRAME)


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

    @pytest.mark.parametrize(
        ("other", "differs"),
        [
            ({"email": "dief@example.org"}, "email"),
            ({"phone": "0612345678", "language": "en"}, "phone, language"),
            ({"iban": OTHER_IBAN}, "iban"),
        ],
    )
    def test_again_with_what_is_new_is_refused_and_drops_nothing_in_silence(self, other, differs):
        apply()

        with pytest.raises(ApplicationDiffers) as refused:
            apply(**other)
        assert refused.value.facts["differs"] == differs

        approve()
        with pytest.raises(ApplicationDiffers):
            apply(**other)

    def test_again_with_an_account_that_was_withdrawn_is_refused(self):
        apply()
        withdraw_account_change(shop="boekhandel", **FRAME)

        with pytest.raises(ApplicationDiffers):
            apply()

    def test_is_for_organisations_with_a_long_name_too(self):
        name = "Stichting " * 20

        apply(name=name)

        assert rows("SELECT name FROM shops_location") == [(name,)]

    @pytest.mark.parametrize("code", ["", "boek/handel", "../boekhandel", "Boekhandel", "boek handel", "x" * 41])
    def test_with_a_code_that_cannot_be_in_the_name_of_a_file_is_refused(self, code):
        with pytest.raises(CodeUnusable):
            apply_shop(application=replace(application(), code=code), entered_by=None, **FRAME)

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
            asked = Application(name="X", email="x@example.org", iban=FIRST_IBAN, **said)
            apply_shop(application=asked, entered_by=None, **FRAME)


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
        reject()
        assert (state(), messages()) == ("REJECTED", [("shop-rejected", "boekhandel@example.org")])

        apply()
        approve()

        assert (state(), account()) == ("APPROVED", [FIRST_IBAN])
        [(body,)] = rows("SELECT body FROM messages_message WHERE kind = 'shop-rejected'")
        assert "geen boeken" in body

    def test_lets_nobody_approve_what_they_entered_anew(self):
        apply(by="Fatima")
        reject(by="Joost")
        apply(by="Joost")

        with pytest.raises(SecondOfficerNeeded):
            approve(by="Joost")
        approve(by="Fatima")

        assert state() == "APPROVED"

    def test_takes_over_what_is_said_anew_and_tells_who_was_the_contact(self):
        apply()
        reject()

        apply(email="nieuw@example.org", phone="0612345678", language="en", iban=OTHER_IBAN)
        approve()

        found = rows("SELECT email, phone, language FROM shops_shop")
        assert (found, account()) == ([("nieuw@example.org", "0612345678", "en")], [OTHER_IBAN])
        assert ("contact-changed", "boekhandel@example.org") in messages()
        assert ("shop-approved", "nieuw@example.org") in messages()

    def test_drops_no_account_while_a_change_to_another_waits(self):
        apply()
        reject()
        ask_account_change(shop="boekhandel", iban=OTHER_IBAN, asked_by=None, **FRAME)

        with pytest.raises(ChangeWaits):
            apply()
        apply(iban=OTHER_IBAN)

        assert state() == "APPLIED"


class TestTheDatabase:
    """By hand, as the application."""

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE shops_shop SET entered_by_id = NULL", "was said before and stays"),
            ("UPDATE shops_shop SET email = ''", "shop_can_be_reached"),
            ("UPDATE shops_shop SET code = 'boek/handel'", "permission denied"),
        ],
    )
    def test_takes_no_short_way(self, statement, why):
        apply()

        with pytest.raises(DatabaseError, match=why):
            rows(statement)


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

    def test_keeps_what_is_not_said(self):
        apply(phone="0612345678", language="en")

        change_contact(shop="boekhandel", email="nieuw@example.org", **FRAME)
        assert rows("SELECT email, phone, language FROM shops_shop") == [("nieuw@example.org", "0612345678", "en")]

        change_contact(shop="boekhandel", email="nieuw@example.org", phone="", language="nl", **FRAME)
        assert rows("SELECT email, phone, language FROM shops_shop") == [("nieuw@example.org", "", "nl")]
