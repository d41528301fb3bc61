"""Every "no" has one form, whoever said it: the API, the library under it, or the server."""

import json

import pytest
from django.db import OperationalError
from django.test import override_settings

from budgets.api import zinnen
from budgets.api.fouten import REASONS
from budgets.api.problems import PROBLEM, describe
from budgets.limits import counting

WELL_FORMED = {"type", "title", "status", "detail", "code"}


def _problem(response):
    told = json.loads(response.content)
    assert response["Content-Type"] == PROBLEM
    assert told.keys() - {"errors"} == WELL_FORMED
    assert told["status"] == response.status_code
    assert response["API-Version"] == "1.0.0"
    assert response["Cache-Control"] == "no-store"
    return told


def _koppel(who, body, **headers):
    return who.post("/apparaten/_koppel", body, **headers)


class TestAddresses:
    @pytest.mark.parametrize("path", ["/api", "/api/", "/api/kassa/v1", "/api/kassa/v1/", "/api/kassa/v1/iets",
                                      "/api/kassa/v1/apparaten/_koppel/", "/api/kassa/v2/apparaten"])  # fmt: skip
    def test_that_are_none(self, stranger, path):
        answer = stranger.ask("GET", path)

        assert (answer.status_code, _problem(answer)["code"]) == (404, "unknown-path")

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
    def test_that_do_not_know_a_method(self, stranger, method):
        answer = stranger.ask(method, "/api/kassa/v1/apparaten/_koppel")

        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
        assert method == "HEAD" or _problem(answer)["code"] == "method-not-allowed"

    def test_of_another_host_are_not_known(self, stranger):
        answer = stranger.ask("GET", "/api/kassa/v1/openapi.json", Host="evil.example")

        assert (answer.status_code, _problem(answer)["code"]) == (400, "unknown-host")

    def test_in_the_clear_are_refused_where_https_is_asked(self, stranger):
        with override_settings(SECURE_SSL_REDIRECT=True):
            answer = stranger.ask("GET", "/api/kassa/v1/openapi.json")

        assert (answer.status_code, _problem(answer)["code"]) == (403, "https-required")

    def test_beside_the_api_are_left_to_the_pages(self, stranger):
        assert "API-Version" not in stranger.ask("GET", "/apiary")


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{", "json_invalid"),
            (b"\xff\xfe", "json_invalid"),
            (b"[1]", "json_no_object"),
            (b"null", "json_no_object"),
            (b'{"koppelcode": "a", "koppelcode": "b"}', "json_name_twice"),
            (b'{"koppelcode": NaN}', "json_no_number"),
            (b'{"koppelcode": -Infinity}', "json_no_number"),
            (b'{"koppelcode": ' + b"9" * 5_000 + b"}", "json_number_too_long"),
            (b'{"koppelcode": ' + b"[" * 8_000 + b"]" * 8_000 + b"}", "json_invalid"),
        ],
        ids=["cut off", "no text", "a list", "null", "a name twice", "NaN", "infinity", "a huge number", "too deep"],
    )
    def test_that_cannot_be_read_are_told_why(self, stranger, body, reason):
        answer = _koppel(stranger, body)

        told = _problem(answer)
        assert (answer.status_code, told["code"]) == (400, "invalid-request")
        assert told["errors"] == [{"in": "body", "veld": "", "reden": REASONS[reason][0]}]

    @pytest.mark.parametrize(
        ("body", "field", "reason"),
        [
            ({}, "koppelcode", "ontbreekt"),
            (None, "", "ontbreekt"),
            ({"koppelcode": 5}, "koppelcode", "is geen tekst"),
            ({"koppelcode": None}, "koppelcode", "is geen tekst"),
            ({"koppelcode": ""}, "koppelcode", "is korter dan 1 tekens"),
            ({"koppelcode": "x" * 41}, "koppelcode", "is langer dan 40 tekens"),
            ({"koppelcode": "a\0b"}, "koppelcode", "bevat tekens die niet mogen"),
            ({"koppelcode": "a\ud800"}, "koppelcode", "bevat tekens die niet mogen"),
        ],
    )
    def test_that_say_it_wrong_are_told_where(self, stranger, body, field, reason):
        answer = _koppel(stranger, body)

        assert answer.status_code == 400
        assert _problem(answer)["errors"] == [{"in": "body", "veld": field, "reden": reason}]

    def test_are_told_all_that_is_wrong_at_once(self, stranger):
        errors = _problem(_koppel(stranger, {"saldo": 1, "is_staff": True}))["errors"]

        assert {error["veld"] for error in errors} == {"koppelcode", "saldo", "is_staff"}

    def test_of_another_kind_are_not_read(self, stranger):
        answer = _koppel(stranger, b"koppelcode=x", Content_Type="application/x-www-form-urlencoded")

        assert (answer.status_code, _problem(answer)["code"]) == (415, "unsupported-media-type")

    def test_of_more_than_16_kib_are_not_read(self, stranger):
        answer = _koppel(stranger, {"koppelcode": "x" * 17_000})

        assert (answer.status_code, _problem(answer)["code"]) == (413, "too-large")


class TestFailures:
    def _fails(self, monkeypatch, error):
        def fail(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(counting, "_count_in_rows", fail)

    def test_of_ours_tell_nothing_about_us(self, stranger, monkeypatch, logged):
        self._fails(monkeypatch, RuntimeError("secret"))

        answer = _koppel(stranger, {"koppelcode": "x"})

        assert (answer.status_code, _problem(answer)["code"]) == (500, "failure")
        assert b"secret" not in answer.content and b"Traceback" not in answer.content

    def test_of_the_database_say_when_to_come_back(self, stranger, monkeypatch):
        self._fails(monkeypatch, OperationalError("away"))

        answer = _koppel(stranger, {"koppelcode": "x"})

        assert (answer.status_code, _problem(answer)["code"], answer["Retry-After"]) == (503, "unavailable", "5")


class TestSentences:
    @pytest.mark.parametrize(
        ("asked", "language"),
        [("", "nl"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("de, nl;q=0.5, en;q=0.4", "nl"), ("fr", "nl"),
         ("nl, en", "nl"), ("\u00e9" * 3, "nl")],
    )  # fmt: skip
    def test_are_dutch_unless_english_is_preferred(self, stranger, asked, language):
        answer = stranger.ask("GET", "/api/iets", Accept_Language=asked.encode().decode("latin-1"))

        assert answer["Content-Language"] == language
        assert _problem(answer)["detail"] == getattr(zinnen.ZINNEN["unknown-path"], language)

    def test_are_whole_sentences_in_two_languages(self):
        assert [
            code
            for code, zin in zinnen.ZINNEN.items()
            for words in (zin.nl, zin.en)
            if not (words[0].isupper() and words.endswith(".")) or len(words) > 120
        ] == []

    def test_of_a_limit_are_dutch_as_it_is_spoken(self):
        assert zinnen.ZINNEN["limit-reached"].nl == "Met de pas kan hier nu niet meer zo veel worden betaald."

    def test_of_a_pin_are_right_for_one_more_try(self):
        told = [describe("pin-wrong", language, facts={"left": 1})["detail"] for language in ("nl", "en")]

        assert told == ["De pincode klopt niet. Nog 1 keer proberen kan.", "The PIN is not right. Tries left: 1."]

    def test_have_a_title_for_each_status(self):
        assert {zin.status for zin in zinnen.ZINNEN.values()} <= zinnen.TITLES.keys()

    def test_say_nothing_of_who_pays(self):
        telling = ("saldo", "balance", "naam", "regeling", "scheme", "inkomen", "income", "schuld")

        assert [
            (code, word)
            for code, zin in zinnen.ZINNEN.items()
            for word in telling
            if word in f"{zin.nl} {zin.en}".lower()
        ] == []
