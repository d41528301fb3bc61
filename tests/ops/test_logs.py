"""Lines of the logs: of others as well as of ours, of requests and of commands, and never about a person."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from ops import logs
from ops.settings.logging import logging_to
from tests.builders import a_municipality
from tests.listening import Logged

ROOT = Path(__file__).resolve().parents[2]
WELL_FORMED = "4bf92f3577b34da6a3ce929d0e0e4736"


def line_of(message: object, *filled_in: object, name: str = "elsewhere") -> str:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, filled_in, None)
    return logs.json_formatter().format(record)


class TestALineOfOthers:
    @pytest.mark.parametrize(
        ("message", "filled_in", "says"),
        [
            ("could not pay %s", ("Noor de Vries",), "could not pay %s"),
            (ValueError("Noor de Vries"), (), "ValueError"),
            ("to NL20INGB0001234567", (), "to [iban]"),
            ("to NL20 INGB 0001 2345 67.", (), "to [iban]."),
            ("to noor@example.nl", (), "to [e-mail]"),
            ("of 111222333", (), "of [number]"),
        ],
    )
    def test_is_its_fixed_text_masked(self, message: object, filled_in: tuple[object, ...], says: str) -> None:
        assert json.loads(line_of(message, *filled_in))["says"] == says

    def test_loses_what_cannot_be_filled_in_without_showing_it(self, capfd: pytest.CaptureFixture[str]) -> None:
        logging.getLogger("elsewhere").warning("%d", "Noor de Vries")

        assert "Noor" not in capfd.readouterr().err


class TestALineOfOurs:
    def test_keeps_what_was_filled_in(self) -> None:
        line = json.loads(line_of("job %s: %s", "J1", "noor@example.nl", name="budgets.jobs.performing"))

        assert line["says"] == "job J1: [e-mail]"

    def test_is_masked_inside_lists_too(self, logged: Logged) -> None:
        log = structlog.get_logger("grondslag.tests")
        log.info("x.y", many=[{"to": "noor@example.nl"}], what=Path("111222333"))

        [line] = logged.lines()
        assert (line["many"], line["what"]) == ([{"to": "[e-mail]"}], "[number]")


class TestSettings:
    def test_keep_everything_in_the_file_and_less_on_standard_error(self) -> None:
        quiet = logging_to("var/log.jsonl", level="WARNING")

        assert quiet["root"]["level"] == "INFO"
        assert quiet["handlers"]["stderr"]["level"] == "WARNING"
        assert logging_to(None, level="WARNING")["root"]["level"] == "WARNING"

    def test_refuse_a_level_that_is_none(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="GRONDSLAG_LOG_LEVEL"):
            logging_to(None, level="loud")


@pytest.mark.usefixtures("database")
class TestARequest:
    @pytest.mark.parametrize("given", [WELL_FORMED, "4bf92f35-77b3-4da6-a3ce-929d0e0e4736"])
    def test_keeps_a_well_formed_id_of_the_proxy(self, logged: Logged, given: str) -> None:
        response = Client().get("/inloggen", headers={"X-Request-ID": given})

        assert response["X-Request-ID"] == given
        assert [line["request_id"] for line in logged.lines()] == [given]

    @pytest.mark.parametrize("given", ["", "1", "noor@example.nl", "111222333", WELL_FORMED + "\n"])
    def test_gets_a_new_id_instead_of_anything_else(self, logged: Logged, given: str) -> None:
        response = Client().get("/inloggen", headers={"X-Request-ID": given})

        [line] = logged.lines()
        assert line["request_id"] == response["X-Request-ID"]
        assert len(line["request_id"]) == 36

    def test_is_told_by_its_route_and_not_by_its_address(self, logged: Logged) -> None:
        a_municipality()
        Client().get("/gemeente.json", {"wie": "noor"})
        Client().get("/mensen/noor")

        served = [line for line in logged.lines() if line["action"] == "request.served"]
        assert [(line["object"], line["result"]) for line in served] == [
            ("GET staff:report-json", "done 302"),
            ("GET unknown", "refused 404"),
        ]
        assert "noor" not in logged.text()


@pytest.mark.slow
class TestACommand:
    def run(self, environment: dict[str, str], *more: str) -> "subprocess.CompletedProcess[str]":
        arguments = [
            "add_municipality",
            "--code",
            "logdorp",
            "--name",
            "Logdorp",
            "--iban",
            "NL91ABNA0417164300",
            *more,
        ]
        environment = {"DJANGO_SETTINGS_MODULE": "ops.settings.development"} | environment
        inherited = {name: value for name, value in os.environ.items() if name not in ("GRONDSLAG_LOG",)}
        asked = [sys.executable, "manage.py", *arguments]
        return subprocess.run(asked, cwd=ROOT, env=inherited | environment, capture_output=True, text=True)

    def test_leaves_standard_error_to_people(self, database_environment: dict[str, str]) -> None:
        ended = self.run(database_environment)

        assert (ended.returncode, ended.stderr) == (0, "")

    def test_tells_all_when_asked_and_to_a_file(self, database_environment: dict[str, str], tmp_path: Path) -> None:
        log = tmp_path / "deep" / "log.jsonl"
        loud = database_environment | {"GRONDSLAG_LOG_LEVEL": "INFO", "GRONDSLAG_LOG": str(log)}
        ended = self.run(loud)

        said = [json.loads(line) for line in ended.stderr.splitlines()]
        assert [line["action"] for line in said] == ["parties.enter_municipality"]
        assert log.read_text() == ended.stderr
        assert len({line["command_id"] for line in said}) == 1
