"""The frame of all pages: its words, its weight, its headers and the style of a municipality."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from playwright.sync_api import Page

from budgets.web.words import WORDS
from ops.vendoring import reduce_css, reduce_tokens
from tests.web.test_pages import log_in
from tests.web.town import Site, enter

PAGES = Path(settings.ROOT_URLCONF.replace(".", "/")).resolve().parents[1] / "budgets" / "web"
MOST_FIRST, MOST_AFTER, MOST_QUERIES = 100_000, 20_000, 12


class TestWords:
    def test_are_the_same_ones_in_both_languages(self) -> None:
        keys = {
            lang: {(audience, key) for audience in words for key in words[audience]} for lang, words in WORDS.items()
        }

        assert keys["nl"] == keys["en"]
        assert [key for key in keys["nl"] for lang in keys if not WORDS[lang][key[0]][key[1]].strip()] == []

    def test_that_templates_ask_are_there(self) -> None:
        asked = {
            found
            for path in PAGES.glob("*/templates/**/*.html")
            for found in re.findall(r"\bt\.(\w+)\.(\w+)", path.read_text(encoding="utf-8"))
        }

        assert [each for each in asked if each[1] not in WORDS["nl"].get(each[0], {})] == []


class TestVendoring:
    def test_keeps_the_rules_of_components_that_are_used(self) -> None:
        css = reduce_css(
            '@charset "UTF-8"; /* why */ .utrecht-button { color: red; } .utrecht-map-marker { color: blue }'
            " .utrecht-button--hover { color: grey } @media print { .utrecht-map-marker { display: none } }"
        )

        assert css == ".utrecht-button{color: red}\n"

    def test_keeps_the_tokens_that_are_used_and_what_they_are_made_of(self) -> None:
        theme = reduce_tokens(".a { --one: var(--two); --two: 2; --three: 3; }", used_by="p { color: var(--one) }")

        assert theme == ".a{\n--one:var(--two);\n--two:2;\n}\n"


@pytest.mark.usefixtures("database")
class TestEveryPage:
    @pytest.mark.parametrize("path", ["/", "/inloggen", "/pas/code-vragen", "/pas/toon", "/kassa", "/nergens"])
    def test_runs_only_its_own_scripts_and_is_framed_by_nobody(self, path: str) -> None:
        answer = Client().get(path)

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "<script>" not in answer.content.decode()
        assert "style=" not in answer.content.decode()

    def test_says_in_words_that_something_of_ours_failed_and_asks_no_database(self) -> None:
        request = RequestFactory().get("/pas")

        with CaptureQueriesContext(connection) as asked:
            answer = get_resolver().resolve_error_handler(500)(request)

        assert (answer.status_code, "Er ging iets mis" in answer.content.decode()) == (500, True)
        assert len(asked) == 0

    def test_stays_where_it_is_in_another_language(self) -> None:
        client = Client()
        page = client.get("/inloggen?next=/pas").content.decode()
        [here] = re.findall(r'name="next" value="(/inloggen[^"]*)"', page)

        answer = client.post("/taal", {"language": "en", "next": here})

        assert answer.headers["Location"] == "/inloggen?next=/pas"

    def test_has_the_style_of_its_municipality(
        self, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = site.noor.name.partition("@")[2]
        (tmp_path / f"{code}.css").write_text(f".{code}-theme {{ --utrecht-button-background-color: green; }}")
        monkeypatch.setattr(settings, "THEMES", tmp_path)

        page = enter(site.noor.name).get("/pas").content.decode()

        assert f"voorbeeld-theme {code}-theme" in page
        assert f"/static/themes/{code}.css" in page

    def test_is_not_kept_by_a_cache_where_it_is_of_somebody(self, site: Site) -> None:
        assert "no-store" in enter(site.noor.name).get("/pas").headers["Cache-Control"]

    @pytest.mark.parametrize("path", ["/pas", "/pas/toon"])
    def test_of_a_pass_asks_the_database_a_few_times(self, site: Site, path: str) -> None:
        client = enter(site.noor.name)
        client.get(path)

        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200

        own = [each["sql"] for each in asked if not each["sql"].startswith(("BEGIN", "COMMIT"))]
        assert len(own) <= MOST_QUERIES, own


@pytest.mark.slow
class TestTheWeight:
    def test_of_a_pass_is_light_at_first_and_lighter_after(self, page: Page, served: str, site: Site) -> None:
        page.goto(f"{served}/inloggen?next=/pas")
        log_in(page, site.noor.name)
        with page.context.browser.new_context(storage_state=page.context.storage_state()) as fresh:  # type: ignore[union-attr]
            phone = fresh.new_page()
            line = Line(phone)
            phone.goto(f"{served}/pas", wait_until="networkidle")
            phone.goto(f"{served}/pas/toon", wait_until="networkidle")
            first = line.weigh()
            phone.goto(f"{served}/pas", wait_until="networkidle")
            phone.goto(f"{served}/pas/toon", wait_until="networkidle")

            after = line.weigh()

        assert 0 < after <= MOST_AFTER < first <= MOST_FIRST, (first, after)


class Line:
    """Counts what comes over the line to a page, headings and all."""

    def __init__(self, page: Page) -> None:
        self._bytes = 0
        self._network = page.context.new_cdp_session(page)
        self._network.send("Network.enable")
        self._network.on("Network.loadingFinished", self._count)

    def _count(self, told: dict[str, Any]) -> None:
        self._bytes += int(told["encodedDataLength"])

    def weigh(self) -> int:
        """Give how many bytes came since it was asked before."""
        counted, self._bytes = self._bytes, 0
        return counted
