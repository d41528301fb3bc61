"""Seeing what is on a pass without an account: by its number and a code that is sent to whose it is."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F

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
_NOBODYS = "0" * 64


@operation
def send_code(*, number: str, actor: Actor, on: date, at: datetime) -> UUID | None:
    """This will send a code to whose pass it is, by mail or else on their phone; gives by what it is tried.

    None: there is no such pass, no address, or three were sent in a quarter of an hour. Nobody may be told which.
    """
    code_id, code = uuid4(), f"{secrets.randbelow(1_000_000):06}"
    digest = digest_of_code(code_id, code)
    holder = find_holder(number)
    if holder is None:
        return None
    pass_id, person_id = holder
    take_turns(f"codes of {pass_id}")  # Else who asks many at once is sent more, and may try each five times.
    email, phone, _language = contacts_of([person_id])[person_id]
    if not (email or phone) or SentCode.objects.filter(of=pass_id, made_at__gt=at - PER).count() >= MOST_CODES:
        return None
    SentCode.objects.create(id=code_id, of_id=pass_id, digest=digest, made_at=at, expires_at=at + GOOD_FOR)
    to = To(person_id=person_id, channel=Channel.MAIL if email else Channel.SMS)
    write_message(Wanted(to=to, kind=KIND, about=code_id, facts={"code": code}), on=on)
    record(actor.name, "login_code.sent", on=on, subject=code_id, of=pass_id)
    return code_id


@operation
def try_code(*, code_ids: Sequence[UUID], code: str, actor: Actor, on: date, at: datetime) -> UUID | None:
    """This will try a code against those that were sent last, three at most, and give the pass that it opens; None: it
    is wrong, used, over or tried too often. A wrong one counts for each of them, so that none is guessed more often.

    It answers and does not refuse, because what is refused is undone, and the count with it. Where nothing was sent it
    asks and writes as much: else the time of an answer would tell that there is no such pass.
    """
    tried = [*code_ids, *(uuid4() for _ in range(MOST_CODES))][:MOST_CODES]
    sent = SentCode.objects.filter(pk__in=tried, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES)
    rows = {each.id: each for each in sent.order_by("id").select_for_update(no_key=True)}
    digests = {each: rows[each].digest if each in rows else _NOBODYS for each in tried}
    right = [each for each in tried if hmac.compare_digest(digest_of_code(each, code), digests[each])]
    if not right:
        sent.update(tries=F("tries") + 1)
        record(actor.name, "login_code.mistaken", on=on, subject=code_ids[-1] if code_ids else None)
        return None
    SentCode.objects.filter(pk=right[0]).update(used_at=at)
    record(actor.name, "login_code.used", on=on, subject=right[0])
    return rows[right[0]].of_id
