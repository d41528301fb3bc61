"""The accounts of funds and entitlements: what is promised and spent is in euros, what lies on a pass in its unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from budgets.entitlements.models import Entitlement
from budgets.funding.queries import place_of
from budgets.schemes.rules import Pays, Scheme
from ledger.accounts import Place, open_accounts
from ledger.amount import Unit


@dataclass(frozen=True, slots=True)
class FundAccounts:
    """The accounts that a fund keeps for one scheme, by id. `source` is where what lies on a pass comes from, by unit,
    and `lapsed` where it goes when it lapses.
    """

    free: int
    spent: int
    expense: int
    write_off: int
    source: dict[Unit, int] = field(default_factory=dict)
    lapsed: dict[Unit, int] = field(default_factory=dict)


def accounts_of_fund(fund_id: UUID, scheme: Scheme, units: Collection[str] = ()) -> FundAccounts:
    """This will give a fund's accounts for a scheme, opening those that are not there yet. `units` are those of the
    passes at hand.
    """
    of_pass = sorted({Unit(unit) for unit in units}) if scheme.pays is Pays.PASS else []
    kinds = [("FREE", None), *((each, scheme.code) for each in ("SPENT", "GRANT_EXPENSE", "WRITE_OFF"))]
    places = [place_of(each, fund=fund_id, scheme=code) for each, code in kinds]
    for unit in of_pass:
        source = "GRANT_EXPENSE" if unit is Unit.EUR else "ISSUED"
        places += [place_of(each, fund=fund_id, scheme=scheme.code, unit=unit) for each in (source, "LAPSED")]
    free, spent, expense, write_off, *more = open_accounts(places)
    return FundAccounts(
        free,
        spent,
        expense,
        write_off,
        source=dict(zip(of_pass, more[::2], strict=True)),
        lapsed=dict(zip(of_pass, more[1::2], strict=True)),
    )


def places_of_entitlement(row: Entitlement, scheme: Scheme, funds: Sequence[UUID] = ()) -> list[Place]:
    """Give the accounts that an entitlement needs: per fund what is promised, and prepaid if its scheme prepays; and
    what is theirs, or lies on their pass.
    """
    of_funds = ["COMMITTED", "PREPAID_GRANT"] if scheme.each_period.prepaid else ["COMMITTED"]
    theirs = {Pays.PASS: "EARMARKED", Pays.NOBODY: None}.get(scheme.pays, "ENTITLED")
    kinds = [(each, fund, Unit.EUR) for fund in funds or (row.carrier,) for each in of_funds]
    if theirs:
        kinds.append((theirs, row.carrier, Unit(row.unit)))
    return [
        Place(each, unit=unit, holder=row.person_id, entitlement=row.id, scheme=scheme.code, fund=fund)
        for each, fund, unit in kinds
    ]
