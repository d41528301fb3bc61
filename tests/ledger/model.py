"""A plain model of the books: dicts and integers, and nothing of the ledger but its words.

Amounts are minor units. A day is a number from the first of January 2026, a moment a number of seconds; an account is
named "CLASS" or "CLASS person".
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

FLOORED = {"COMMITTED": 1, "PREPAID_GRANT": 1, "FREE": 1, "ENTITLED": -1}
"""The classes with a floor, and the side on which they may not go below zero."""

MONTHS = (0, 31, 59, 90, 120, 151, 181)
"""The days on which months begin."""

Leg = tuple[str, str, int]
"""(debit, credit, minor units)."""


class No(Exception):
    """What the model expects to be refused, with every code that is a reason to."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = frozenset(codes)


@dataclass(frozen=True)
class Saying:
    """What is asked to be booked: under which key, by which act, on which day; `undoes` is the key of another."""

    key: str
    act: str
    day: int
    legs: tuple[Leg, ...]
    undoes: str | None = None


@dataclass
class Hold:
    """Money set aside; `ended` says how, under which key and by which question, when it was not by its time."""

    key: str
    act: str
    legs: tuple[Leg, ...]
    until: int
    outcome: str | None = None
    ended: tuple[str, object] | None = None

    def takes(self) -> dict[str, int]:
        """Give what it would take of each floored account."""
        taken: dict[str, int] = defaultdict(int)
        for leg in self.legs:
            for account, side in ((leg[0], -1), (leg[1], 1)):
                if floor(account) == side:
                    taken[account] += leg[2]
        return taken


def floor(account: str) -> int:
    return FLOORED.get(account.split()[0], 0)


def changes(legs: Sequence[Leg]) -> list[tuple[str, int]]:
    """Give what legs do to accounts, one after another; debit above zero."""
    return [change for debit, credit, amount in legs for change in ((debit, amount), (credit, -amount))]


@dataclass
class Model:
    """The books as they should be; balances with debit above zero. What is refused changes nothing."""

    balances: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_day: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    said: dict[str, Saying] = field(default_factory=dict)
    reversed_by: dict[str, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    closes: list[tuple[str, int]] = field(default_factory=list)
    closed_before: int | None = None
    sealed: set[str] = field(default_factory=set)
    sealed_closes: int = 0

    def say(self, saying: Saying, *, freed: dict[str, int] | None = None) -> bool:
        """Book a sentence, and say whether it is new; `freed` is what a hold lets go of at the same time.

        :raises No: it must be refused
        """
        if saying.key in self.said:
            _refuse(self._used_for_others([saying]))
            return False
        held = {account: self.held[account] - minor for account, minor in (freed or {}).items()}
        lacking, after = set[str](), dict[str, int]()
        for account, change in changes(saying.legs):
            after[account] = after.get(account, self.balances[account]) + change
            if floor(account) and after[account] * floor(account) < held.get(account, self.held[account]):
                lacking = {"exceeds-available-balance"}
        _refuse(self._closed([saying]), self._forbidden([saying]), lacking)
        self._keep(saying)
        return True

    def say_all(self, sayings: Sequence[Saying]) -> list[bool]:
        """Book all sentences or none, and say which are new. What is held need only be left at the end.

        :raises No: it must be refused
        """
        fresh = [saying for saying in sayings if saying.key not in self.said]
        known = [saying for saying in sayings if saying.key in self.said]
        lacking, after = set[str](), dict[str, int]()
        for account, change in changes([leg for saying in fresh for leg in saying.legs]):
            after[account] = after.get(account, self.balances[account]) + change
            if after[account] * floor(account) < 0:
                lacking = {"exceeds-available-balance"}
        if any(floor(account) and after[account] * floor(account) < self.held[account] for account in after):
            lacking = {"exceeds-available-balance"}
        _refuse(self._used_for_others(known), self._closed(fresh), self._forbidden(sayings), lacking)
        for saying in fresh:
            self._keep(saying)
        return [saying in fresh for saying in sayings]

    def reverse(self, key: str, earlier: str, day: int) -> bool:
        """Book the mirror of what was said under an earlier key.

        :raises No: it must be refused
        """
        undone = self.said[earlier]
        if undone.act == "reversal":
            raise No("not-a-reversal")
        if self.reversed_by.get(earlier, key) != key:
            raise No("already-reversed")
        if any(credit.startswith("ENTITLED") for _, credit, _ in undone.legs):
            raise No("reclaim-forbidden")
        mirror = tuple((credit, debit, amount) for debit, credit, amount in undone.legs)
        fresh = self.say(Saying(key, "reversal", day, mirror, undoes=earlier))
        self.reversed_by[earlier] = key
        return fresh

    def hold(self, asked: Hold, at: int) -> bool:
        """Set money aside, and say whether that is new.

        :raises No: it must be refused
        """
        if asked.until <= at:
            raise No("hold-lasts-no-time")
        if asked.key in self.holds:
            known = self.holds[asked.key]
            if (known.act, known.legs) != (asked.act, asked.legs):
                raise No("idempotency-key-reused")
            return False
        lacking = {
            "exceeds-available-balance"
            for account, minor in asked.takes().items()
            if self.balances[account] * floor(account) < self.held[account] + minor
        }
        _refuse(self._forbidden([asked]), lacking)
        self.holds[asked.key] = asked
        self._hold_more(asked, 1)
        return True

    def post(self, hold: Hold, key: str, day: int, at: int, amounts: tuple[int, ...] | None) -> bool:
        """Book a hold or part of it, and say whether that is new.

        :raises No: it must be refused
        """
        if self._ended(hold, "POSTED", key, (day, amounts), at):
            return False
        taken = amounts if amounts is not None else tuple(leg[2] for leg in hold.legs)
        if len(taken) != len(hold.legs) or not any(taken):
            raise No("exceeds-hold")
        if any(not 0 <= minor <= leg[2] for minor, leg in zip(taken, hold.legs, strict=True)):
            raise No("exceeds-hold")
        if key in self.said:
            raise No("idempotency-key-reused")
        legs = tuple((leg[0], leg[1], minor) for leg, minor in zip(hold.legs, taken, strict=True) if minor)
        saying = Saying(key, hold.act, day, legs)
        if key in self.voided:
            raise No("idempotency-key-reused", *self._closed([saying]))
        self.say(saying, freed=hold.takes())
        self._end(hold, "POSTED", (key, (day, amounts)))
        return True

    def void(self, hold: Hold, key: str, at: int) -> bool:
        """Let go of a hold, and say whether that is new.

        :raises No: it must be refused
        """
        if self._ended(hold, "VOIDED", key, (), at):
            return False
        if key in self.voided or any(each.ended and each.ended[0] == key for each in self.holds.values()):
            raise No("idempotency-key-reused")
        self._end(hold, "VOIDED", (key, ()))
        self.voided.add(key)
        return True

    def expire(self, at: int, most: int) -> int:
        """Let go of the holds whose time was over first, and say how many."""
        over = [hold for hold in self.holds.values() if hold.outcome is None and hold.until <= at]
        for hold in sorted(over, key=lambda hold: hold.until)[:most]:
            self._end(hold, "EXPIRED", None)
        return len(over[:most])

    def close(self, month: int, on: int) -> tuple[int, bool]:
        """Close a month, and give the number of the act and whether the month was closed already.

        :raises No: it must be refused
        """
        if self.closed_before is not None and MONTHS[month] < self.closed_before:
            acts = [number for number, act in enumerate(self.closes, start=1) if act[1] == month]
            return (acts[-1] if acts else 1), True
        if self.closed_before is not None and MONTHS[month] > self.closed_before:
            raise No("months-close-in-order")
        if MONTHS[month + 1] > on:
            raise No("month-not-over")
        first = min((saying.day for saying in self.said.values()), default=MONTHS[-1])
        if self.closed_before is None and MONTHS[month] > max(begin for begin in MONTHS if begin <= first):
            raise No("months-close-in-order")
        self.closes.append(("CLOSE", month))
        self.closed_before = MONTHS[month + 1]
        return len(self.closes), False

    def reopen(self, month: int) -> int:
        """Reopen a month, and give the number of the act.

        :raises No: it must be refused
        """
        if self.closed_before != MONTHS[month + 1]:
            raise No("month-not-last-closed")
        self.closes.append(("REOPEN", month))
        self.closed_before = MONTHS[month]
        return len(self.closes)

    def relay(self, most: int) -> list[str]:
        """Take the oldest keys that wait to be told."""
        told, self.waiting = self.waiting[:most], self.waiting[most:]
        return told

    def seal(self, on: int) -> list[int]:
        """Number what happened up to a day; gives of each seal how many entries it covers."""
        fresh = {saying.key for saying in self.said.values() if saying.day <= on} - self.sealed
        if not fresh and self.sealed_closes == len(self.closes):
            return []
        self.sealed |= fresh
        self.sealed_closes = len(self.closes)
        return [len(fresh)]

    def as_of(self, account: str, day: int) -> int:
        return sum(amount for (name, when), amount in self.by_day.items() if name == account and when <= day)

    def _used_for_others(self, known: Sequence[Saying]) -> set[str]:
        return {"idempotency-key-reused" for saying in known if self.said[saying.key] != saying}

    def _closed(self, fresh: Sequence[Saying]) -> set[str]:
        return {"period-closed" for saying in fresh if saying.day < (self.closed_before or 0)}

    def _forbidden(self, asked: Sequence[Saying | Hold]) -> set[str]:
        said = [(each.act, leg) for each in asked for leg in each.legs]
        taken_back = [act != "payout" or leg[1] != "IN_TRANSIT" for act, leg in said if leg[0].startswith("ENTITLED")]
        # A hold of a grant may be posted for its second leg only; that one cannot be reversed, as the grant cannot.
        unspent = [act == "reversal" and leg[1] == "SPENT" for act, leg in said]
        return {"reclaim-forbidden"} if any(taken_back) else {"flow-not-allowed"} if any(unspent) else set()

    def _ended(self, hold: Hold, outcome: str, key: str, request: object, at: int) -> bool:
        if hold.outcome == "EXPIRED" or (hold.outcome is None and at >= hold.until):
            raise No("hold-expired")
        if hold.ended is None:
            return False
        if hold.ended[0] != key:
            raise No("hold-ended")
        if (hold.outcome, hold.ended[1]) != (outcome, request):
            raise No("idempotency-key-reused")
        return True

    def _end(self, hold: Hold, outcome: str, ended: tuple[str, object] | None) -> None:
        hold.outcome, hold.ended = outcome, ended
        self._hold_more(hold, -1)

    def _hold_more(self, hold: Hold, sign: int) -> None:
        for account, minor in hold.takes().items():
            self.held[account] += sign * minor

    def _keep(self, saying: Saying) -> None:
        self.said[saying.key] = saying
        self.waiting.append(saying.key)
        for account, change in changes(saying.legs):
            self.balances[account] += change
            self.by_day[account, saying.day] += change
            self.versions[account] += floor(account) != 0


def _refuse(*reasons: set[str]) -> None:
    if codes := frozenset[str]().union(*reasons):
        raise No(*codes)
