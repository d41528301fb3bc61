"""Packs at issue points: open a point, bring packs, hand them out, see what is left."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.core.management.base import CommandParser

from budgets.operation import reading
from budgets.schemes.explanation import in_words
from budgets.stock.operations import PacksBrought, issue, open_issue_point, restock
from budgets.stock.queries import list_stock
from ledger.amount import Unit
from ops.management.columns import in_columns
from ops.management.finding import fund_of
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, euros, whole
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Open an issue point, bring packs to it (restock), hand them out to whoever asks (issue), or list what lies "
        "there and where it is time to bring more. Nothing is kept about who takes a pack."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["open", "restock", "issue", "list"], help="what to do")
        parser.add_argument("--point", type=at_most(40), metavar="CODE", help="the issue point")
        parser.add_argument("--name", type=at_most(100), help="open: how people call it")
        parser.add_argument("--packs", type=whole, help="restock, issue: how many")
        parser.add_argument("--reference", type=at_most(80), help="restock: what tells this delivery from another")
        parser.add_argument("--fund", metavar="CODE", help="restock: the fund that pays for it")
        parser.add_argument("--cost", type=euros, help="restock: what it costs that fund in euros, as 120.00")
        parser.add_argument("--key", type=at_most(80), help="issue: with the same key it is handed out once")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        verb = options["verb"]
        missing = [name for name in NEEDED[verb] if options[name] is None]
        if missing:
            raise WrongArguments(f"{verb} asks " + ", ".join(f"--{name}" for name in missing))
        if (options["fund"] is None) != (options["cost"] is None):
            raise WrongArguments("say --fund and --cost together")
        return getattr(self, f"_{verb}")(options)

    def _open(self, options: dict[str, Any]) -> dict[str, Any]:
        open_issue_point(code=options["point"], name=options["name"], actor=self.actor(options), on=day_of(options))
        return {"point": options["point"], "name": options["name"]}

    def _restock(self, options: dict[str, Any]) -> dict[str, Any]:
        delivery = PacksBrought(
            point=options["point"],
            packs=options["packs"],
            reference=options["reference"],
            fund_id=fund_of(options["fund"]) if options["fund"] else None,
            cost=options["cost"],
        )
        restock(delivery=delivery, actor=self.actor(options), on=day_of(options))
        return {"point": options["point"], "brought": options["packs"]}

    def _issue(self, options: dict[str, Any]) -> dict[str, Any]:
        booked = issue(
            point=options["point"],
            packs=options["packs"],
            key=options["key"] or str(uuid4()),
            actor=self.actor(options),
            on=day_of(options),
        )
        return {"point": options["point"], "handed_out": 0 if booked.replayed else options["packs"]}

    def _list(self, options: dict[str, Any]) -> dict[str, Any]:
        found = reading(list_stock)(on=day_of(options))
        return {"points": [asdict(each) | {"low": each.is_low} for each in found]}

    def tell(self, answer: Any) -> None:
        if "points" in answer:
            rows = [["punt", "naam", "ligt er", "gebracht", "uitgegeven", ""]]
            for each in answer["points"]:
                packs = (str(each[column]) for column in ("packs", "supplied", "issued"))
                rows.append([each["point"], each["name"], *packs, "AANVULLEN" if each["low"] else ""])
            for text in in_columns(rows, words=2):
                self.stdout.write(text)
        elif "brought" in answer:
            self.stdout.write(f"{answer['point']}: {in_words(answer['brought'], Unit.PACK)} gebracht.")
        elif "handed_out" in answer:
            self.stdout.write(f"{answer['point']}: {in_words(answer['handed_out'], Unit.PACK)} uitgegeven.")
        else:
            self.stdout.write(f"{answer['name']} ({answer['point']}) is er.")


NEEDED = {
    "open": ("point", "name"),
    "restock": ("point", "packs", "reference"),
    "issue": ("point", "packs"),
    "list": (),
}
