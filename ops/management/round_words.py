"""A round in words: how it stands, and what other budgets and factors would do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from budgets.rounds.factor import WHOLE, percent
from budgets.rounds.simulating import Effect
from budgets.schemes.explanation import euros
from ops.management.frame import WrongArguments

GROUPS = {
    "single": "alleen",
    "single_aow": "alleen, AOW-leeftijd",
    "several": "samen",
    "several_aow": "samen, AOW-leeftijd",
}
STATES = {
    "DRAFT": "aanvragen komen binnen",
    "PROPOSED": "factor voorgesteld; wacht op een tweede medewerker",
    "APPROVED": "goedgekeurd; kan worden vastgesteld",
    "LOCKED": "vastgesteld; bijdragen kunnen alleen nog hoger worden",
    "CLOSED": "afgesloten",
}


def factor_of(text: str | None) -> int | None:
    """Read a factor that is written as a share, as 0.54; gives millionths.

    :raises WrongArguments: it is not a share of at most one with six decimals
    """
    if text is None:
        return None
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", text, re.ASCII):
        raise WrongArguments(f"“{text}” is not a share; write it as 0.54, with at most six decimals")
    whole, _point, rest = text.partition(".")
    return int(whole) * WHOLE + int(rest.ljust(6, "0") or 0)


def effect_as_data(effect: Effect) -> dict[str, Any]:
    """Give what a budget and a factor would do as plain data; amounts are cents."""
    given = effect.division
    return {
        "budget_minor": given.budget,
        "factor": percent(given.millionths),
        "full_minor": given.asked,
        "total_minor": given.total,
        "unspent_minor": given.unspent,
        "fits": effect.fits,
        "claims": len(given.contributions),
        "nothing": effect.nothing,
        "median_minor": effect.median,
        "highest_minor": effect.highest,
        "groups": [asdict(group) for group in effect.groups],
        "bands": [{"from_minor": edge, "claims": claims} for edge, claims in effect.bands],
    }


def tell(answer: Mapping[str, Any]) -> Iterator[str]:
    """Say an answer of the command to a person in the Netherlands."""
    if answer["do"] == "simulate":
        yield from _tell_simulated(answer)
        return
    if answer["do"] == "explain":
        yield from answer["says"]
        return
    yield f"{answer['scheme']} {answer['year']}: {STATES[answer['state']]}"
    yield _line("budget", euros(answer["budget_minor"]))
    yield _line("aanvragen", str(answer["claim_count"]))
    yield _line("volledige bijdragen", euros(answer["full_minor"]))
    if answer["factor"] is not None:
        yield _line("factor", _percent(answer["factor"]))
        yield _line("samen toegekend", euros(answer["total_minor"]))
        yield _line("blijft over", euros(answer["unspent_minor"]))
    yield _line("nog toe te kennen", str(answer["waiting"]))
    yield _line("venster", f"{answer['window_from']:%d-%m-%Y} tot en met {answer['window_until']:%d-%m-%Y}")
    yield _line("lot", answer["seed"])
    for each in answer.get("left", ()):
        yield f"  aanvraag {each['number']} wacht: {each['says']}"
    for claim in answer.get("claims", ()):
        gets = "nog geen factor" if claim["contribution_minor"] is None else euros(claim["contribution_minor"])
        yield f"  {claim['number']:>6}  {claim['client_number']:<20} {euros(claim['full_minor']):>14}  {gets:>14}"


def _tell_simulated(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{answer['scheme']} {answer['year']}: proberen; er wordt niets geboekt"
    for each in answer["options"]:
        yield f"Budget {euros(each['budget_minor'])}, factor {_percent(each['factor'])}"
        yield _line("volledige bijdragen", f"{euros(each['full_minor'])} ({each['claims']} aanvragen)")
        yield _line("samen", euros(each["total_minor"]))
        over = each["unspent_minor"]
        yield _line("blijft over", euros(over)) if each["fits"] else _line("past niet: te veel", euros(-over))
        yield _line("krijgt niets", str(each["nothing"]))
        yield _line("midden en hoogste", f"{euros(each['median_minor'])} en {euros(each['highest_minor'])}")
        for group in each["groups"]:
            said = f"{group['claims']} aanvragen, {euros(group['total'])} van {euros(group['asked'])}"
            yield _line(GROUPS[group["group"]], said)
        for band in each["bands"]:
            yield _line(f"vanaf {euros(band['from_minor'])}", f"{band['claims']} aanvragen")


def _line(word: str, value: str) -> str:
    return f"  {word:<24}{value}"


def _percent(text: str) -> str:
    return text.replace(".", ",") + " %"
