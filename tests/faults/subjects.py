"""An act on one subject after another, with what it leaves in the books when nothing disturbs it."""

from typing import Any

from tests.budgets.entitlements.town import breaches
from tests.faults.acts import Act
from tests.faults.failpoints import list_failpoints
from tests.faults.fingerprints import Fingerprint, difference, take_fingerprint


class Subject:
    """The subject that an act is at, where it can be killed, and what stands in the books after each of its commits."""

    def __init__(self, act: Act) -> None:
        self.act = act
        # Once without looking: what is done the first time only (accounts are opened) is not what is looked for.
        act.do(next(act.subjects))
        self.take_next()
        self.failpoints, self.stations = list_failpoints(self.do, self.left)

    def take_next(self) -> None:
        self.it = next(self.act.subjects)
        self.before = take_fingerprint()

    def do(self) -> Any:
        return self.act.do(self.it)

    def left(self) -> Fingerprint:
        return difference(take_fingerprint(), self.before)

    def check(self, commits: int, *, uncertain: bool, thrice: bool = True) -> None:
        """Check that nothing is left half, that nothing acknowledged is lost, and that saying it again makes it whole.

        While a commit is under way (`uncertain`) nobody can say whether it will be.
        """
        self._check_left(self.stations[commits : commits + 1 + uncertain])
        answer = self.do()
        self._check_left(self.stations[-1:])
        if self.act.answers and thrice:
            assert self.do() == answer
            self._check_left(self.stations[-1:])

    def _check_left(self, possible: list[Fingerprint]) -> None:
        if self.act.is_counted:
            assert self.left() in possible, self.act.name
        else:
            assert breaches() == [], self.act.name
