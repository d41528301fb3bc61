"""The NL API Design Rules 2.2, asked of the description, and of the answers that it describes."""

import re

import pytest

from budgets.api.kassa.openapi import describe_api
from budgets.api.zinnen import ZINNEN

SERVER = "https://gemeente.example/api/kassa/v1"


@pytest.fixture(scope="module")
def told():
    return describe_api(SERVER)


@pytest.fixture
def calls(told):
    return [(path, method, call) for path, of_path in told["paths"].items() for method, call in of_path.items()]


class TestPublishing:
    def test_is_for_everyone_on_any_page(self, stranger):
        answer = stranger.get("/openapi.json")

        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer.json()["servers"] == [{"url": "http://testserver/api/kassa/v1"}]

    def test_is_the_only_answer_for_other_pages(self, stranger):
        assert "Access-Control-Allow-Origin" not in stranger.post("/apparaten/_koppel", {"koppelcode": "x"})
        assert "Access-Control-Allow-Origin" not in stranger.get("/iets")


class TestTechnicalRules:
    def test_doc_openapi(self, told):
        assert told["openapi"].startswith("3.")

    def test_doc_openapi_contact(self, told):
        assert set(told["info"]["contact"]) == {"name", "url", "email"}

    def test_semver(self, told):
        assert re.fullmatch(r"\d+\.\d+\.\d+", told["info"]["version"])

    def test_uri_version(self, told):
        assert [server["url"].rsplit("/", 1)[1] for server in told["servers"]] == ["v1"]

    def test_no_trailing_slash(self, told):
        assert [path for path in told["paths"] if path.endswith("/")] == []

    def test_path_segments_kebab_case(self, told):
        segments = {part for path in told["paths"] for part in path.strip("/").split("/") if not part.startswith("{")}

        assert [part for part in segments if not re.fullmatch(r"_?[a-z]+(-[a-z]+)*", part)] == []

    def test_query_keys_camel_case(self, calls):
        names = {given["name"] for *_call, call in calls for given in call["parameters"] if given["in"] == "query"}

        assert [name for name in names if not re.fullmatch(r"[a-z][a-zA-Z]*", name)] == []

    def test_fields_camel_case(self, told):
        assert [name for name in _fields(told) if not re.fullmatch(r"[a-z][a-zA-Z]*", name)] == []

    def test_version_header(self, calls):
        assert [
            (path, status)
            for path, _method, call in calls
            for status, response in call["responses"].items()
            if "API-Version" not in response["headers"]
        ] == []

    def test_an_answer_that_may_be_given_again_says_so(self, calls):
        for path, _method, call in calls:
            has_key = any(given["name"] == "Idempotency-Key" for given in call["parameters"])
            told = {
                status
                for status, response in call["responses"].items()
                if "Idempotency-Replayed" in response["headers"]
            }
            assert told == ({"201", "422"} if has_key else set()), path

    def test_every_header_that_is_described_is_of_an_answer(self, told, calls):
        named = {
            name for *_call, call in calls for response in call["responses"].values() for name in response["headers"]
        }

        assert named == set(told["components"]["headers"])

    def test_error_handling(self, calls):
        refused = [
            response for *_call, call in calls for status, response in call["responses"].items() if int(status) >= 400
        ]

        assert {kind for response in refused for kind in response["content"]} == {"application/problem+json"}

    def test_error_handling_invalid_input_is_400(self, calls):
        for *_call, call in calls:
            if "requestBody" in call or call["parameters"]:
                assert "invalid-request" in _codes(call)

    def test_security_headers(self, stranger):
        for answer in (stranger.get("/openapi.json"), stranger.get("/iets"), stranger.post("/apparaten/_koppel", {})):
            assert answer["Cache-Control"] == "no-store"
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Length"] == str(len(answer.content))
            assert answer["X-Frame-Options"] == "DENY"
            assert answer["API-Version"] == "1.0.0"

    def test_security_headers_over_https(self, stranger, settings):
        settings.SECURE_HSTS_SECONDS = 31_536_000

        answer = stranger._client.get("/api/kassa/v1/openapi.json", secure=True)

        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


class TestFunctionalRules:
    def test_nothing_sensitive_stands_in_an_address(self, calls):
        asked = {given["name"] for *_call, call in calls for given in call["parameters"] if given["in"] != "header"}

        assert asked <= {"id", "datum"}

    def test_words_are_dutch(self, told):
        assert [name for name in _fields(told) if name in ("amount", "unit", "activity", "split", "reference")] == []

    def test_calls_say_in_dutch_what_they_do(self, calls):
        assert [path for path, _method, call in calls if not (call["summary"] and call["description"])] == []

    def test_dates_have_a_time_zone_or_are_days(self, told):
        kinds = {part.get("format") for part in _parts(told) if part.get("format", "").startswith("date")}

        assert kinds <= {"date", "date-time"}


class TestCodes:
    def test_have_an_example_each(self, calls):
        for *_call, call in calls:
            for status, response in call["responses"].items():
                for content in response["content"].values() if int(status) >= 400 else ():
                    for code, example in content["examples"].items():
                        assert example["value"]["code"] == code
                        assert example["value"]["status"] == int(status) == ZINNEN[code].status

    def test_are_all_told_of_somewhere(self, calls):
        told = {code for *_call, call in calls for code in _codes(call)}

        assert set(ZINNEN) - told == {"method-not-allowed"}  # of a call that is not in it

    def test_of_what_comes_after_a_payment_are_all_that_the_books_say(self, calls):
        told = {path.rpartition("/")[2]: _codes(call) for path, _method, call in calls}

        assert {"not-a-whole-number-of-points", "hold-expired", "already-cancelled"} <= told["_boek"]
        assert {"not-a-whole-number-of-points", "hold-expired", "already-cancelled"} <= told["_retourneer"]

    def test_of_what_comes_after_a_payment_do_not_ask_to_pay(self, calls):
        told = {path.rpartition("/")[2]: _codes(call) for path, _method, call in calls}

        assert [
            (code, words)
            for code in told["_boek"] | told["_retourneer"]
            for words in (ZINNEN[code].nl, ZINNEN[code].en)
            if words.count("Betaal de rest") or words.count("Pay the rest")
        ] == []

    def test_of_a_call_that_asks_who_it_is_include_not_being_known(self, calls):
        for path, _method, call in calls:
            assert ("not-authenticated" in _codes(call)) == ("security" in call), path


def _codes(call):
    return {
        code
        for response in call["responses"].values()
        for content in response["content"].values()
        for code in content.get("examples", ())
    }


def _parts(told):
    return [part for schema in told["components"]["schemas"].values() for part in schema.get("properties", {}).values()]


def _fields(told):
    return [name for schema in told["components"]["schemas"].values() for name in schema.get("properties", {})]
