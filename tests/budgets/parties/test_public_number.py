"""The number that a municipality's codes begin with: short, and no mistyped one is another's."""

import pytest

from budgets.parties.public_number import public_number, read_public_number

SOME = range(1, 10_000, 97)


class TestPublicNumber:
    def test_is_four_digits_and_a_check_digit(self):
        assert [public_number(each) for each in (1, 17, 342, 9_999)] == ["00013", "00174", "03425", "99992"]

    def test_is_read_back(self):
        assert [read_public_number(public_number(each)) for each in SOME] == list(SOME)

    def test_with_one_wrong_digit_is_none(self):
        for each in SOME:
            right = public_number(each)
            for place in range(5):
                for digit in "0123456789".replace(right[place], ""):
                    assert read_public_number(right[:place] + digit + right[place + 1 :]) is None

    def test_with_two_digits_swapped_is_none(self):
        for each in SOME:
            right = public_number(each)
            for place in range(4):
                swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
                assert swapped == right or read_public_number(swapped) is None

    @pytest.mark.parametrize("text", ["", "0", "00000", "00014", "0001", "000133", " 0014", "0001٤", "0001A"])
    def test_that_is_none_is_read_as_none(self, text):
        assert read_public_number(text) is None

    @pytest.mark.parametrize("number", [0, -1, 10_000])
    def test_is_not_made_of_what_has_no_four_digits(self, number):
        with pytest.raises(ValueError, match=str(number)):
            public_number(number)
