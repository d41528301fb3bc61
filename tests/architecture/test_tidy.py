"""The house stays tidy: small functions and files, names that say what is in them, keys that point down."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_MODULE = 50, 400
DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py"}
NEVER_SAY = (
    "wallet",
    "pot",
    "transaction",
    "mutation",
    "voucher",
    "subscription",
    "cycle",
    "debt",
    "reclaim",
    "basket",
)
LAYERS = [
    "ledger",
    "trail",
    "outbox",
    "limits",
    "restores",
    "parties",
    "messages",
    "schemes",
    "evidence",
    "funding",
    "aftercare",
    "shops",
    "entitlements",
    "passes",
    "access",
    "settlements",
    "payouts",
    "costs",
    "stock",
]


def _files(pattern: str = "*") -> list[Path]:
    # What is tracked and what is about to be: a stranger reads both.
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in _files("*.py"):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in LAYERS]


class TestFiles:
    def test_have_at_most_400_lines(self) -> None:
        long = [
            f"{path.relative_to(ROOT)}: {lines}"
            for path in _files("*.py")
            if "migrations" not in path.parts
            and (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES_OF_A_MODULE
        ]

        assert long == []

    def test_have_a_name_of_their_own(self) -> None:
        assert [path.name for path in _files() if path.name in DRAWERS] == []

    def test_tell_no_address_of_a_package_index_and_no_path_of_a_machine(self) -> None:
        telling = re.compile(r"--(extra-)?index-url|https?://[^ \"]*/simple\b|/home/[a-z]+/|/Users/[A-Za-z]+/")
        found = [
            path.relative_to(ROOT).as_posix()
            for path in _files()
            if path != Path(__file__) and telling.search(path.read_text(encoding="utf-8", errors="ignore"))
        ]

        assert found == []

    def test_hold_no_unfinished_work(self) -> None:
        unfinished = re.compile(r"#\s*(TODO|FIXME|XXX)\b")

        assert [str(path) for path in _files("*.py") if unfinished.search(path.read_text(encoding="utf-8"))] == []


class TestFunctions:
    def test_have_at_most_50_lines(self) -> None:
        long = [
            f"{path.relative_to(ROOT)}: {node.name}"
            for path, tree in _modules()
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
        ]

        assert long == []

    def test_are_not_silenced_without_a_code(self) -> None:
        bare = re.compile(r"#\s*(noqa|type:\s*ignore)\s*$", re.MULTILINE)

        assert [str(path) for path in _files("*.py") if bare.search(path.read_text(encoding="utf-8"))] == []


class TestNames:
    def test_are_the_words_of_the_field(self) -> None:
        banned = re.compile(rf"(?:^|_)(?:{'|'.join(NEVER_SAY)})s?(?:_|$)", re.IGNORECASE)
        said = [model.__name__ for model in _own_models() if banned.search(model.__name__)]
        said += [
            f"{model.__name__}.{field.name}"
            for model in _own_models()
            for field in model._meta.get_fields()
            if banned.search(field.name)
        ]

        assert said == []

    def test_money_is_never_a_float_and_says_its_unit(self) -> None:
        fields = [(model, field) for model in _own_models() for field in model._meta.get_fields()]

        assert [field.name for _model, field in fields if type(field).__name__ == "FloatField"] == []
        assert [
            f"{model.__name__}.{field.name}"
            for model, field in fields
            if isinstance(field, models.BigIntegerField) and field.name.endswith(("amount", "total"))
        ] == []


class TestKeys:
    def test_point_down_the_layers(self) -> None:
        upward = [
            f"{model.__name__}.{field.name}"
            for model in _own_models()
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey)
            and field.related_model is not None
            and not isinstance(field.related_model, str)
            and field.related_model._meta.app_label != "auth"  # Django's own: who logs in, below all of ours
            and LAYERS.index(field.related_model._meta.app_label) > LAYERS.index(model._meta.app_label)
        ]

        assert upward == []


class TestMigrations:
    @pytest.mark.parametrize("path", [path for path in _files("*.py") if "migrations" in path.parts], ids=str)
    def test_import_no_model_and_no_operation(self, path: Path) -> None:
        allowed = {"ledger.tenancy", "ledger.tenant", "ledger.rows", "ledger"}
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }

        assert {
            name for name in imported if name.split(".")[0] in {"ledger", "budgets", "connectors", "ops"}
        } <= allowed
