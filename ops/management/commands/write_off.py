"""Take a loss: an over-award that an audit found, or money that cannot be delivered."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.costs.models import WriteOff
from budgets.costs.operations import LossFound, note_undeliverable, write_off_over_award
from budgets.schemes.explanation import euros as written
from ops.management.finding import add_entitlement, entitlement_of
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, day, euros
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of

OVER_AWARD, UNDELIVERABLE = "over-award", "undeliverable"


class Command(MunicipalCommand):
    help = (
        "Take a loss on the municipality's side. An over-award moves from cost to loss and stays the person's; what is "
        "undeliverable is only noted and stays owed. One officer decides, two above what the terms allow one."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reason", choices=[OVER_AWARD, UNDELIVERABLE], help="why")
        add_entitlement(parser)
        parser.add_argument("--amount", required=True, type=euros, help="how much in euros, as 250.00")
        parser.add_argument(
            "--reference", required=True, type=at_most(80), help="the finding or the bank line it is of"
        )
        parser.add_argument("--by", action="append", default=[], metavar="OFFICER", help="an officer; twice for two")
        parser.add_argument("--returned-on", type=day, metavar="DATE", help="undeliverable: when it came back")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if not 1 <= len(options["by"]) <= 2:
            raise WrongArguments("one or two officers decide: say --by once or twice")
        if (options["reason"] == UNDELIVERABLE) != (options["returned_on"] is not None):
            raise WrongArguments("--returned-on is said of what is undeliverable, and only then")
        made = self._take(options)
        return {
            "reference": made.reference,
            "reason": made.reason,
            "scheme": options["scheme"],
            "amount_minor": made.amount_minor,
            "booked": made.booked_as is not None,
        }

    def _take(self, options: dict[str, Any]) -> WriteOff:
        loss = LossFound(
            reference=options["reference"], entitlement_id=entitlement_of(options), amount=options["amount"]
        )
        actor, on = self.actor(options), day_of(options)
        decided_by, *others = [officer_of(code) for code in options["by"]]
        if options["reason"] == UNDELIVERABLE:
            returned_on = options["returned_on"]
            return note_undeliverable(loss=loss, returned_on=returned_on, decided_by=decided_by, actor=actor, on=on)
        agreed_by = others[0] if others else None
        return write_off_over_award(loss=loss, decided_by=decided_by, agreed_by=agreed_by, actor=actor, on=on)

    def tell(self, answer: Any) -> None:
        amount = written(answer["amount_minor"])
        done = "afgeboekt; de persoon houdt het" if answer["booked"] else "genoteerd; het blijft van de persoon"
        self.stdout.write(f"{answer['scheme']}: {amount} {done} ({answer['reference']}).")
