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
