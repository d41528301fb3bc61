"""What is sent and answered: Dutch names outside, ours inside. Amounts are whole cents, points or lessons."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from budgets.api.strict_json import Unreadable
from ledger.amount import Unit

UNITS = {"EUR": Unit.EUR, "PUNT": Unit.POINT, "LES": Unit.LESSON, "PAK": Unit.PACK}
MOST_MINOR = 1_000_000_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain(text: str) -> str:
    """Let nothing through that is not to be seen, or that no database keeps."""
    if not text.isprintable():
        raise PydanticCustomError("text", "not printable")
    return text


def _day(given: Any) -> date:
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise PydanticCustomError("date", "no date")
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise PydanticCustomError("date", "no date") from error


Text = Annotated[StrictStr, AfterValidator(_plain)]
Minor = Annotated[StrictInt, Field(ge=1, le=MOST_MINOR)]
Day = Annotated[date, BeforeValidator(_day)]


class Sent(BaseModel):
    """What a till sends: nothing more than is known, and each of its own kind."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _is_read(cls, given: Any) -> Any:
        if isinstance(given, Unreadable):
            raise PydanticCustomError(given.why, "unreadable")
        return given


class Answered(BaseModel):
    """What a till is answered; what there is not, is left out."""


class PairingAsked(Sent):
    pairing_code: Text = Field(
        alias="koppelcode", description="De code van `manage.py pair_till`.", min_length=1, max_length=40
    )


class TokenGiven(Answered):
    token: str = Field(description="Alleen nu te zien. Stuur hem mee als `Authorization: Bearer …`.")


class PaymentAsked(Sent):
    code: Text = Field(
        alias="pas",
        description="Wat op de kaart of de telefoon staat, of wat de QR-code zegt.",
        min_length=1,
        max_length=200,
    )
    amount: Minor = Field(alias="bedrag", description="In hele centen, punten of lessen.")
    unit: Literal["EUR", "PUNT", "LES", "PAK"] = Field(default="EUR", alias="eenheid")
    activity: Text = Field(default="", alias="activiteit", max_length=40)
    pin: Annotated[StrictStr, Field(pattern=r"^[0-9]{4,6}$")] | None = None
    split: StrictBool = Field(
        default=False, alias="deelbetaling", description="De pas betaalt wat kan, de rest gaat anders."
    )
    reserve: StrictBool = Field(
        default=False, alias="reserveer", description="Zet het bedrag apart; boeken kan daarna."
    )
    reference: Text = Field(default="", alias="referentie", description="Van de kassa zelf. Geen namen.", max_length=80)


class CaptureAsked(Sent):
    amount: Minor | None = Field(
        default=None, alias="bedrag", description="Minder dan gereserveerd; de rest komt vrij."
    )


class CancelAsked(Sent):
    pass


class RefundAsked(Sent):
    amount: Minor | None = Field(
        default=None, alias="bedrag", description="Zonder bedrag alles wat nog niet retour is."
    )
    reason: Text = Field(alias="reden", description="Waarom. Geen namen.", min_length=1, max_length=200)


class PaymentAnswered(Answered):
    id: UUID
    status: str = Field(json_schema_extra={"enum": ["geboekt", "gereserveerd", "geannuleerd"]})
    amount: int = Field(serialization_alias="bedrag", description="Wat de pas betaalt.")
    own: int = Field(serialization_alias="bijbetaling", description="Wat de klant op een andere manier betaalt.")
    receipt: str = Field(serialization_alias="bonnummer")
    booked_at: datetime = Field(serialization_alias="geboektOp")
    expires_at: datetime | None = Field(default=None, serialization_alias="verlooptOp")


class RefundAnswered(Answered):
    id: UUID
    status: str = Field(json_schema_extra={"enum": ["geretourneerd"]})
    amount: int = Field(serialization_alias="bedrag", description="Wat er nu terug is.")


class Receipt(Answered):
    id: UUID
    status: str = Field(
        json_schema_extra={"enum": ["geboekt", "gereserveerd", "geannuleerd", "verlopen", "geretourneerd"]}
    )
    amount: int = Field(serialization_alias="bedrag")
    unit: str = Field(serialization_alias="eenheid", json_schema_extra={"enum": [*UNITS]})
    own: int = Field(serialization_alias="bijbetaling")
    refunded: int = Field(serialization_alias="geretourneerd", description="Wat daarvan terug is op de pas.")
    receipt: str = Field(serialization_alias="bonnummer")
    booked_at: datetime = Field(serialization_alias="geboektOp")
    expires_at: datetime | None = Field(default=None, serialization_alias="verlooptOp")
    location: str = Field(serialization_alias="locatie")
    activity: str = Field(serialization_alias="activiteit")
    reference: str = Field(serialization_alias="referentie")


class Receipts(Answered):
    on: date = Field(serialization_alias="datum")
    receipts: list[Receipt] = Field(serialization_alias="bestedingen")


class Total(Answered):
    location: str = Field(serialization_alias="locatie")
    kind: str = Field(serialization_alias="soort", json_schema_extra={"enum": ["besteding", "retour"]})
    count: int = Field(serialization_alias="aantal")
    amount: int = Field(serialization_alias="bedrag", description="In centen.")
    unit: str = Field(default="EUR", serialization_alias="eenheid", json_schema_extra={"enum": ["EUR"]})


class Totals(Answered):
    on: date = Field(serialization_alias="datum")
    totals: list[Total] = Field(serialization_alias="totalen")


class Settlement(Answered):
    id: UUID
    number: int = Field(serialization_alias="nummer")
    status: str = Field(json_schema_extra={"enum": ["klaargezet", "betaald"]})
    first: date = Field(serialization_alias="van", description="De eerste dag.")
    last: date = Field(serialization_alias="tot", description="De laatste dag, die dag meegerekend.")
    spent: int = Field(serialization_alias="besteed", description="Alle bedragen in centen.")
    refunded: int = Field(serialization_alias="geretourneerd")
    fee: int = Field(serialization_alias="kosten")
    paid: int = Field(serialization_alias="uitbetaald", description="Besteed min geretourneerd min kosten.")
    paid_on: date | None = Field(default=None, serialization_alias="betaaldOp")


class Settlements(Answered):
    settlements: list[Settlement] = Field(serialization_alias="afrekeningen")


class SettledLine(Answered):
    on: date = Field(serialization_alias="datum")
    receipt: str = Field(serialization_alias="bonnummer", description="Leeg: een overboeking die terugkwam.")
    location: str = Field(serialization_alias="locatie")
    activity: str = Field(serialization_alias="activiteit")
    amount: int = Field(serialization_alias="bedrag", description="In centen; onder nul is het een retour.")


class SettlementInFull(Settlement):
    lines: list[SettledLine] = Field(serialization_alias="regels", description="Samen: uitbetaald + kosten.")
