"""Trying too often: by address and by name, in the database, for whoever asks."""

import pytest
from django.core.cache import cache
from django.test import Client

from budgets.passes.codes import make_number
from tests.web.town import PASSWORD, Site, a_browser, enter, second_step

pytestmark = pytest.mark.usefixtures("database")


def tries(path: str, *, times: int, **said: str) -> list[int]:
    """Try something from an address that nobody used before, and give the answers."""
    client = a_browser()
    return [client.post(path, said).status_code for _ in range(times)]


class TestTryingTooOften:
    def test_is_refused_from_one_address_whatever_the_name(self, site: Site) -> None:
        client = a_browser()
        answers = [client.post("/inloggen", {"login": f"wie{number}@nergens", "password": "x"}) for number in range(21)]

        assert [each.status_code for each in answers] == [200] * 20 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
        assert "Even wachten" in answers[-1].content.decode()

    def test_is_refused_for_one_name_wherever_it_comes_from(self, site: Site) -> None:
        for _ in range(10):
            tries("/inloggen", times=1, login=site.noor.name, password="x")

        assert tries("/inloggen", times=1, login=site.noor.name, password=PASSWORD) == [429]

    def test_is_refused_for_one_name_however_it_is_spaced(self, site: Site) -> None:
        for number in range(10):
            tries("/inloggen", times=1, login=" " * number + site.noor.name + "\t", password="x")

        assert tries("/inloggen", times=1, login=f" {site.noor.name}", password=PASSWORD) == [429]

    def test_of_a_second_step_is_refused_wherever_it_comes_from(self, site: Site) -> None:
        right = second_step(site.fatima.totp_secret)
        for _ in range(10):
            cache.clear()  # As another process of the server has it.
            enter(site.fatima.name).post("/inloggen/stap-2", {"code": f"{(int(right) + 1) % 1_000_000:06}"})

        assert tries("/inloggen", times=1, login=site.fatima.name, password=PASSWORD) == [429]

    def test_of_numbers_of_passes_is_refused(self, site: Site) -> None:
        assert tries("/pas/code-vragen", times=21, number="123") == [400] * 20 + [429]

    def test_of_codes_for_passes_is_refused_also_where_each_number_is_one(self, site: Site) -> None:
        client = a_browser()
        numbers = [make_number(site.municipality_id) for _ in range(21)]
        answers = [client.post("/pas/code-vragen", {"number": number}) for number in numbers]

        assert [each.status_code for each in answers] == [302] * 20 + [429]

    def test_does_not_count_what_was_right(self, site: Site) -> None:
        client = a_browser()

        answers = [
            Client(REMOTE_ADDR=client.defaults["REMOTE_ADDR"])
            .post("/inloggen", {"login": site.noor.name, "password": PASSWORD})
            .status_code
            for _ in range(25)
        ]

        assert answers == [302] * 25
