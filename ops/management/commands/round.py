"""Divide a fixed budget over the claims of a year: open a round, take claims in, propose, approve, lock, close."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import CommandParser

from budgets.jobs.rounds import decide_claim, lock_and_award, why_left
from budgets.operation import municipal_transaction
from budgets.parties.lines import RefusedLine, Tally
from budgets.rounds.correcting import Decision
from budgets.rounds.deciding import approve_round, close_round, propose_factor
from budgets.rounds.operations import ClaimLine, enter_claims, open_round
from budgets.rounds.queries import get_explanation, get_factor_explained, get_round, list_claims, summary_of
from budgets.rounds.simulating import list_asked, simulate
from budgets.schemes.explanation import tell
from connectors.spreadsheet.table import Row
from ledger.refusal import Refusal
from ops.management import round_words
from ops.management.claims import CLAIM_COLUMNS, claim_lines
from ops.management.frame import WrongArguments, euros
from ops.management.imports import ImportCommand
from ops.management.line_reasons import says
from ops.management.officers import officer_of
from ops.management.round_words import effect_as_data, factor_of
from ops.management.today import day_of


class Command(ImportCommand):
    help = (
        "Divide a fixed yearly budget over the households that claim it. “open” takes the terms of the day; “claims” "
        "takes in a file; “simulate” shows what other budgets and factors would do and books nothing; “propose” and "
        "“approve” are of two officers; “lock” awards the contributions, or what is left; “decide” takes "
        "in late claims and corrections that an officer decided; “close” ends the round; “show” tells how it stands, "
        "and “explain” how the factor, or the sum of one person, was found."
    )
    columns = CLAIM_COLUMNS
    _round: Any
    _decision: Decision | None = None

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", choices=list(self._acts()), metavar="|".join(self._acts()), help="what to do")
        super().add_own_arguments(parser)
        file = next(each for each in parser._actions if each.dest == "file")
        file.nargs, file.required, file.help = "?", False, f"claims: {file.help}"
        parser.add_argument("--scheme", default="woonlastenfonds", metavar="CODE", help="(default: woonlastenfonds)")
        parser.add_argument("--year", type=int, metavar="YEAR", help="which round (open: needed; default: the latest)")
        parser.add_argument("--seed", default="", metavar="TEXT", help="open: what draws ties; it is published")
        parser.add_argument("--officer", metavar="CODE", help="propose, approve, decide: the officer who does it")
        parser.add_argument("--person", metavar="CLIENT_NUMBER", help="explain: whose claim (default: the factor)")
        parser.add_argument("--lang", choices=["nl", "en"], default="nl", help="explain: in which language (nl)")
        parser.add_argument("--reason", metavar="TEXT", help="decide: why, for the trail; no personal data")
        amount = "decide: the contribution in euros, where it is to be another than the factor gives; of one claim"
        parser.add_argument("--amount", type=euros, metavar="EUROS", help=amount)
        others = "simulate: another budget; say it again to see several side by side"
        parser.add_argument("--budget", action="append", type=euros, default=[], metavar="EUROS", help=others)
        parser.add_argument("--factor", metavar="SHARE", help="simulate: a factor as a share, as 0.54")

    def _acts(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        return {
            "open": self._open,
            "claims": self._claims,
            "simulate": self._simulate,
            "propose": self._propose,
            "approve": self._approve,
            "lock": self._lock,
            "decide": self._decide,
            "close": self._close,
            "show": self._show,
            "explain": self._explain,
        }

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"do": options["do"], **self._acts()[options["do"]](options)}

    def succeeded(self, answer: Any) -> bool:
        return not answer.get("refused") and (answer["do"] == "show" or not answer.get("left"))

    def tell(self, answer: Any) -> None:
        if answer["do"] in ("claims", "decide"):
            super().tell(answer)
            return
        for line in round_words.tell(answer):
            self.stdout.write(line)

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        frame.pop("progress")  # claims are judged and written in one go
        lines = claim_lines(rows, reference_year=self._round.reference_year)
        if self._decision is None:
            return enter_claims(round_id=self._round.id, lines=lines, **frame)
        return self._decide_each(lines, self._decision, actor=frame["actor"], on=frame["on"])

    def _decide_each(self, lines: Sequence[ClaimLine], decision: Decision, **frame: Any) -> Tally:
        if decision.amount is not None and len(lines) > 1:
            raise WrongArguments(
                f"--amount is of one claim, and the file has {len(lines)}: give each a file of its own"
            )
        # Each is a decision of its own: what was decided about one stands whatever becomes of the next.
        tally = Tally()
        for line in lines:
            try:
                raised = decide_claim(round_id=self._round.id, line=line, decision=decision, **frame)
                tally += Tally(changed=1) if raised else Tally(unchanged=1)
            except Refusal as refusal:
                tally += Tally(refused=(RefusedLine(line.number, refusal),))
        return tally

    def _open(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["year"] is None:
            raise WrongArguments("say of which year the round is, with --year")
        open_round(
            scheme_code=options["scheme"],
            year=options["year"],
            seed=options["seed"],
            actor=self.actor(options),
            on=day_of(options),
        )
        return self._stand(options)

    def _claims(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["file"] is None:
            raise WrongArguments("say which file of claims: round claims FILE.csv")
        self._round, self._decision = self._find(options), None
        return super().act(options)

    def _decide(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["file"] is None or not options["reason"]:
            raise WrongArguments("say which file and why: round decide FILE.csv --officer CODE --reason TEXT")
        self._round = self._find(options)
        amount = options["amount"].minor if options["amount"] else None
        self._decision = Decision(officer_of(_needed(options)), options["reason"], amount)
        return super().act({**options, "partial": True})

    def _simulate(self, options: dict[str, Any]) -> dict[str, Any]:
        factor = factor_of(options["factor"])
        row = self._find(options)
        budgets = [budget.minor for budget in options["budget"]] or [row.budget_minor]
        with municipal_transaction():
            asked = list_asked(row.id)
        effects = [simulate(row, asked, budget=budget, millionths=factor) for budget in budgets]
        tried = [effect_as_data(effect) for effect in effects]
        return {"scheme": row.scheme, "year": row.year, "seed": row.seed, "options": tried}

    def _propose(self, options: dict[str, Any]) -> dict[str, Any]:
        officer_id = officer_of(_needed(options))
        propose_factor(
            round_id=self._find(options).id, officer_id=officer_id, actor=self.actor(options), on=day_of(options)
        )
        return self._stand(options)

    def _approve(self, options: dict[str, Any]) -> dict[str, Any]:
        officer_id = officer_of(_needed(options))
        approve_round(
            round_id=self._find(options).id, officer_id=officer_id, actor=self.actor(options), on=day_of(options)
        )
        return self._stand(options)

    def _lock(self, options: dict[str, Any]) -> dict[str, Any]:
        lock_and_award(round_id=self._find(options).id, actor=self.actor(options), on=day_of(options))
        stand = self._stand(options)
        return {**stand, "left": self._left(stand, options)}

    def _left(self, stand: dict[str, Any], options: dict[str, Any]) -> list[dict[str, Any]]:
        """Give which claims wait after the lock, and why."""
        if not stand["waiting"]:
            return []
        left = why_left(round_id=self._find(options).id, actor=self.actor(options), on=day_of(options))
        return [
            {
                "number": each.number,
                "code": each.refusal.code,
                "says": says(each.refusal.code, each.refusal.facts),
            }
            for each in left
        ]

    def _close(self, options: dict[str, Any]) -> dict[str, Any]:
        close_round(round_id=self._find(options).id, actor=self.actor(options), on=day_of(options))
        return self._stand(options)

    def _show(self, options: dict[str, Any]) -> dict[str, Any]:
        row = self._find(options)
        with municipal_transaction():
            claims = list_claims(row.id)
        names = ("number", "client_number", "full_minor", "contribution_minor")
        stand, listed = self._stand(options), [dict(zip(names, claim, strict=True)) for claim in claims]
        return {**stand, "left": self._left(stand, options), "claims": listed}

    def _explain(self, options: dict[str, Any]) -> dict[str, Any]:
        row = self._find(options)
        with municipal_transaction():
            whose = options["person"]
            explanation = get_explanation(row, whose) if whose else get_factor_explained(row)
        return {"explanation": explanation, "says": tell(explanation, options["lang"])}

    def _stand(self, options: dict[str, Any]) -> dict[str, Any]:
        row = self._find(options)
        with municipal_transaction():
            return summary_of(row)

    def _find(self, options: dict[str, Any]) -> Any:
        with municipal_transaction():
            return get_round(options["scheme"], options["year"])


def _needed(options: dict[str, Any]) -> str:
    officer: str | None = options["officer"]
    if officer is None:
        raise WrongArguments("say which officer does this, with --officer")
    return officer
