"""A till joins by a code, once and soon, is known by its token, and is out at once when it is revoked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from budgets.operation import reading
from budgets.shops.codes import PAIRING_LASTS, digest_of_pairing_code, make_pairing_code, make_token, municipality_of
from budgets.shops.operations import block_shop
from budgets.shops.queries import find_till, list_tills
from budgets.shops.refusals import LocationUnknown, PairingCodeUnusable, ShopNotApproved, TillUnknown
from budgets.shops.tills import give_pairing_code, open_location, pair_till, revoke_till
from ledger import tenant
from tests.budgets.entitlements.town import rows
from tests.budgets.shops.town import A_MONDAY, NOON, a_shop, a_till, apply
from tests.builders import TEST, a_municipality, an_officer
from tests.ledger.contenders import heard, start

pytestmark = pytest.mark.usefixtures("database", "town")
FRAME = {"actor": TEST, "on": A_MONDAY}


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


def code(shop="boekhandel", location=None):
    return give_pairing_code(shop=shop, location=location, at=NOON, **FRAME)


def pair(given, *, at=NOON, name="Kassa"):
    return pair_till(code=given, name=name, at=at, **FRAME)


def block():
    block_shop(shop="boekhandel", officer_id=an_officer("Joost"), reason="x", **FRAME)


class TestPairing:
    def test_gives_a_token_that_is_known_by_its_digest_only(self):
        shop_id = a_shop()

        paired = pair(code())

        found = reading(find_till)(paired.token)
        assert (found.till_id, found.shop_id, found.shop_state) == (paired.id, shop_id, "APPROVED")
        assert municipality_of(paired.token) == tenant.current()
        kept = str(rows("SELECT to_jsonb(t), to_jsonb(c) FROM shops_till t, shops_pairing_code c"))
        assert paired.token.split(".")[1] not in kept

    def test_reads_a_code_as_it_was_meant(self):
        a_shop()

        assert pair(code().lower().replace("-", " "))

    def test_works_once(self):
        a_shop()
        given = code()
        pair(given)

        with pytest.raises(PairingCodeUnusable):
            pair(given)

    def test_works_for_ten_minutes(self):
        a_shop()
        given = code()

        with pytest.raises(PairingCodeUnusable):
            pair(given, at=NOON + PAIRING_LASTS)
        assert pair(given, at=NOON + PAIRING_LASTS - timedelta(seconds=1))

    def test_says_the_same_of_a_code_that_nobody_gave_and_of_a_blocked_shop(self):
        a_shop()
        given = code()
        block()

        said = []
        for each in (given, make_pairing_code(tenant.current()), "", "x" * 1_000, "\ud800"):
            with pytest.raises(PairingCodeUnusable) as refused:
                pair(each)
            said.append((str(refused.value), dict(refused.value.facts)))

        assert len({str(each) for each in said}) == 1

    def test_by_two_at_once_pairs_one(self):
        a_shop()
        given = code()

        def contend(_number, pipe):
            try:
                pair(given)
                pipe.send("paired")
            except PairingCodeUnusable:
                pipe.send("refused")

        contenders = [start(contend, number) for number in range(4)]
        said = sorted(each for _process, pipe in contenders for each in heard(pipe))

        assert said == ["paired", "refused", "refused", "refused"]

    def test_is_for_shops_that_take_part(self):
        apply()

        with pytest.raises(ShopNotApproved):
            code()


class TestLocations:
    def test_are_said_when_there_are_more(self):
        a_shop()
        open_location(shop="boekhandel", code="centrum", name="Centrum", address="Gracht 1", **FRAME)

        with pytest.raises(LocationUnknown):
            code()
        with pytest.raises(LocationUnknown):
            code(location="zuid")
        pair(code(location="centrum"))

        assert [till.location for till in reading(list_tills)("boekhandel")] == ["centrum"]


class TestATill:
    def test_that_is_revoked_opens_nothing_any_more(self):
        a_shop()
        paired = a_till()

        revoke_till(till_id=paired.id, at=NOON, **FRAME)

        assert reading(find_till)(paired.token) is None
        with pytest.raises(TillUnknown):
            revoke_till(till_id=paired.id, at=NOON, **FRAME)
        with pytest.raises(TillUnknown):
            revoke_till(till_id=uuid4(), at=NOON, **FRAME)

    def test_of_a_blocked_shop_says_so(self):
        a_shop()
        paired = a_till()

        block()

        assert reading(find_till)(paired.token).shop_state == "BLOCKED"

    def test_is_not_known_elsewhere(self):
        a_shop()
        paired = a_till()

        with tenant.serving(a_municipality()):
            assert reading(find_till)(paired.token) is None

    @pytest.mark.parametrize("wrong", ["", "x", "00000.x", "\ud800", "x" * 10_000])
    def test_that_is_none_is_found_nowhere(self, wrong):
        assert reading(find_till)(wrong) is None
        assert municipality_of(wrong) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE shops_till SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
            "UPDATE shops_pairing_code SET used_at = NULL",
            "UPDATE shops_till SET token_hash = 'x'",
            "DELETE FROM shops_till",
        ],
    )
    def test_does_not_come_back_by_hand(self, statement):
        a_shop()
        revoke_till(till_id=a_till().id, at=NOON, **FRAME)

        with pytest.raises(DatabaseError):
            rows(statement)


class TestCodes:
    def test_begin_with_the_municipality(self):
        assert municipality_of(make_pairing_code(17)) == municipality_of(make_token(17)) == 17

    @pytest.mark.parametrize("typed", ["OOl74-7KQ2-M9XF", "0oi74 7kq2 m9xf", " 0 0 1 7 4 - 7KQ2", "00174.a-token"])
    def test_are_known_by_their_municipality_however_they_are_typed(self, typed):
        assert municipality_of(typed) == municipality_of("00174-7KQ2-M9XF") == 17

    def test_are_never_alike(self):
        codes = {make_pairing_code(17) for _ in range(1_000)}

        assert len(codes) == 1_000
        assert all(not set("ILOU") & set(each) for each in codes)
        assert len({digest_of_pairing_code(each) for each in codes}) == 1_000
        assert {len(make_token(17)) for _ in range(100)} == {49}
