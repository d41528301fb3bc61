"""The codes of a pass as texts: fixed ones, so that a phone can be built by them, and whatever people make of them."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.passes.codes import (
    SIGNS,
    PrintedCode,
    Purpose,
    ShownCode,
    in_groups,
    is_in_time,
    make_handle,
    make_number,
    make_printed_code,
    make_shown_code,
    number_in_groups,
    proves,
    read_code,
    read_number,
    step_at,
)

KEY = bytes(range(32))
HANDLE = "0123456789ABCDEF"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOWNS = st.integers(1, 9_999)
STEPS = st.integers(0, 32**6 - 1)
HANDLES = st.text(SIGNS, min_size=16, max_size=16)


class TestVectors:
    """What another program must make of the same."""

    def test_of_a_code_that_a_phone_shows(self):
        assert make_shown_code(17, HANDLE, 88_888_888, key=KEY) == PAYS
        assert make_shown_code(17, HANDLE, 88_888_888, key=KEY, purpose=Purpose.RENEW) == RENEWS

    def test_of_its_proof_in_words(self):
        digest = hmac.new(KEY, b"grondslag:pay:00174:0123456789ABCDEF:88888888", sha256).digest()
        bits = f"{int.from_bytes(digest[:10], 'big'):080b}"

        proof = "".join(SIGNS[int(bits[begin : begin + 5], 2)] for begin in range(0, 80, 5))

        assert proof == PAYS[-16:]

    def test_of_a_printed_code(self):
        text = "00174-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD"

        assert read_code(text) == PrintedCode(17, DIGEST)
        assert sha256(f"grondslag:pass:{text.replace('-', '')}".encode()).hexdigest() == DIGEST

    def test_of_a_number(self):
        assert read_number(f"00174 12345 678{CHECK}") == f"0017412345678{CHECK}"

    def test_of_a_step(self):
        assert step_at(NOON) == step_at(NOON + timedelta(seconds=19.999)) == AT_NOON
        assert step_at(NOON + timedelta(seconds=20)) == AT_NOON + 1
        assert step_at(NOON, offset=timedelta(seconds=-1)) == AT_NOON - 1


PAYS = "001740123456789ABCDEF2MRNHRSVDY0VPEXJEH2YJ5"
RENEWS = "001740123456789ABCDEF2MRNHRCPRSA73VS8K1A4PB"
DIGEST = "94546759bab8abe28512f00b5294ed833c79511c50e0d921df0646cde34597f2"
CHECK = "02"
AT_NOON = 89_763_120


class TestAPrintedCode:
    @given(TOWNS)
    def test_says_its_municipality_and_nothing_that_was_there_before(self, town):
        one, another = make_printed_code(town), make_printed_code(town)

        assert one != another
        assert read_code(one).municipality_id == town

    @given(TOWNS, st.data())
    def test_is_read_however_it_is_typed(self, town, data):
        code = make_printed_code(town)
        typed = code.replace("-", data.draw(st.sampled_from(["", " ", "-", "  "])))
        if data.draw(st.booleans()):
            typed = typed.lower()
        for sign, alike in (("0", "oO"), ("1", "iIlL")):
            typed = typed.replace(sign, data.draw(st.sampled_from(alike)))

        assert read_code(f" {typed} ") == read_code(code)

    @given(TOWNS, st.integers(5, 32), st.sampled_from(SIGNS))
    def test_with_another_sign_is_another(self, town, place, sign):
        signs = make_printed_code(town).replace("-", "")
        mistyped = signs[:place] + sign + signs[place + 1 :]

        assert (read_code(mistyped) == read_code(signs)) == (mistyped == signs)

    def test_has_at_least_128_random_bits(self):
        code = make_printed_code(17).replace("-", "")

        assert 32 ** (len(code) - 5) >= 2**128
        assert in_groups(code).count("-") == 7


class TestAShownCode:
    @given(TOWNS, HANDLES, STEPS, st.binary(min_size=32, max_size=32))
    def test_is_read_back_and_proves_its_key(self, town, handle, step, key):
        read = read_code(make_shown_code(town, handle, step, key=key))

        assert (read.municipality_id, read.handle, read.step) == (town, handle, step)
        assert proves(read, key)

    @given(STEPS, st.binary(min_size=32, max_size=32))
    def test_proves_no_other_key_and_no_other_purpose(self, step, key):
        read = read_code(make_shown_code(17, HANDLE, step, key=key))

        assert not proves(read, bytes(32) if key != bytes(32) else KEY)
        assert not proves(read, key, purpose=Purpose.RENEW)

    @given(STEPS, st.integers(5, 42), st.sampled_from(SIGNS))
    def test_proves_nothing_when_one_sign_is_changed(self, step, place, sign):
        code = make_shown_code(17, HANDLE, step, key=KEY)
        changed = code[:place] + sign + code[place + 1 :]

        assert proves(read_code(changed), KEY) == (changed == code)

    def test_of_one_municipality_proves_nothing_in_another(self):
        read = read_code(make_shown_code(17, HANDLE, 1, key=KEY))

        assert not proves(ShownCode(18, read.handle, read.step, read.proof), KEY)

    def test_has_a_proof_of_at_least_64_bits(self):
        assert 32 ** len(read_code(PAYS).proof) >= 2**64

    @pytest.mark.parametrize("step", [-1, 32**6])
    def test_of_no_step_is_not_made(self, step):
        with pytest.raises(ValueError, match=str(step)):
            make_shown_code(17, HANDLE, step, key=KEY)

    def test_fits_a_small_qr_code_of_letters_and_digits(self):
        assert len(PAYS) == 43
        assert set(PAYS) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


class TestTime:
    @pytest.mark.parametrize(("late", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_is_one_step_early_or_late_at_most(self, late, accepted):
        assert is_in_time(AT_NOON + late, NOON) == accepted

    @given(st.timedeltas(timedelta(days=-1), timedelta(days=1)), st.datetimes(timezones=st.just(UTC)))
    def test_of_a_phone_whose_clock_is_off_is_its_own(self, offset, at):
        try:
            shown_at = at + offset
        except OverflowError:
            return
        assert is_in_time(step_at(shown_at), at, offset=offset)


class TestWhatIsNoCode:
    @pytest.mark.parametrize(
        "text",
        ["", " ", "00174", "00175-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD", "00174-ABCD", "0017412345678", "٠٠١٧٤" * 9,
         "00174-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD-ABCU", "A" * 33, "ß" * 33, "\x00" * 33],
    )  # fmt: skip
    def test_is_read_as_none(self, text):
        assert read_code(text) is None

    @given(st.text())
    def test_never_fails(self, text):
        read_code(text)
        read_number(text)


class TestANumber:
    @given(TOWNS)
    def test_is_read_from_groups(self, town):
        number = make_number(town)

        assert number_in_groups(number) == f"{number[:5]} {number[5:10]} {number[10:]}"
        assert read_number(number_in_groups(number)) == number

    @given(TOWNS, st.integers(0, 14), st.sampled_from("0123456789"))
    def test_with_one_wrong_digit_is_none(self, town, place, digit):
        number = make_number(town)
        wrong = number[:place] + digit + number[place + 1 :]

        assert read_number(wrong) == (number if wrong == number else None)

    @given(TOWNS, st.integers(0, 13))
    def test_with_two_digits_swapped_is_none(self, town, place):
        number = make_number(town)
        wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

        assert read_number(wrong) == (number if wrong == number else None)

    def test_is_no_code_that_pays(self):
        assert read_code(make_number(17)) is None


class TestAHandle:
    def test_is_random(self):
        assert len({make_handle() for _ in range(100)}) == 100
