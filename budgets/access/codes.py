"""Seeing what is on a pass without an account: by its number and a code that is sent to whose it is."""

import hmac
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from budgets.access.keys import digest_of_code
from budgets.access.models import MOST_TRIES, SentCode
from budgets.messages.models import Channel
from budgets.messages.writing import To, Wanted, write_message
from budgets.operation import Actor, operation
from budgets.parties.queries import contacts_of
from budgets.parties.registers import take_turns
from budgets.passes.queries import find_holder
from budgets.trail.record import record

GOOD_FOR = timedelta(minutes=10)
MOST_CODES = 3
PER = timedelta(minutes=15)
KIND = "login-code"


@operation
def send_code(*, number: str, actor: Actor, on: date, at: datetime) -> UUID:
    """This will send a code to whose pass it is, by mail or else on their phone; gives by what it is tried.

    The answer is the same where there is no such pass, no address, or where three were sent in a quarter of an hour.
    """
    code_id, code = uuid4(), f"{secrets.randbelow(1_000_000):06}"
    digest = digest_of_code(code_id, code)
    holder = find_holder(number)
    if holder is None:
        return code_id
    pass_id, person_id = holder
    take_turns(f"codes of {pass_id}")  # Else who asks many at once is sent more, and may try each five times.
    email, phone, _language = contacts_of([person_id])[person_id]
    if not (email or phone) or SentCode.objects.filter(of=pass_id, made_at__gt=at - PER).count() >= MOST_CODES:
        return code_id
    SentCode.objects.create(id=code_id, of_id=pass_id, digest=digest, made_at=at, expires_at=at + GOOD_FOR)
    to = To(person_id=person_id, channel=Channel.MAIL if email else Channel.SMS)
    write_message(Wanted(to=to, kind=KIND, about=code_id, facts={"code": code}), on=on)
    record(actor.name, "login_code.sent", on=on, subject=code_id, of=pass_id)
    return code_id


@operation
def try_code(*, code_id: UUID, code: str, actor: Actor, on: date, at: datetime) -> UUID | None:
    """This will try a code and give the pass that it opens; None: it is wrong, used, over or tried too often.

    It answers and does not refuse, because what is refused is undone, and the count with it.
    """
    row = SentCode.objects.select_for_update(no_key=True).filter(pk=code_id).first()
    given = digest_of_code(code_id, code)
    if row is None or row.used_at or row.expires_at <= at or row.tries >= MOST_TRIES:
        return None
    if not hmac.compare_digest(given, row.digest):
        SentCode.objects.filter(pk=row.id).update(tries=row.tries + 1)
        record(actor.name, "login_code.mistaken", on=on, subject=row.id, left=MOST_TRIES - row.tries - 1)
        return None
    SentCode.objects.filter(pk=row.id).update(used_at=at)
    record(actor.name, "login_code.used", on=on, subject=row.id)
    return row.of_id
