"""What can go wrong with one call, by chance (a scenario's odds) or exactly where a test wants it."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tophits.sandbox.request import Request, Response


class Fault(StrEnum):
    """One way in which a call fails. The call is dispatched as usual unless it says otherwise."""

    ERROR_BEFORE = "error-before"
    """A 5xx; nothing was done."""
    ERROR_AFTER = "error-after"
    """Done, and answered with a 5xx all the same."""
    LATE = "late"
    """A 5xx; a write is applied only after the scenario's `late_by`."""
    DROPPED_BEFORE = "dropped-before"
    """No answer, nothing done."""
    DROPPED_AFTER = "dropped-after"
    """Done, and no answer."""
    TRUNCATED = "truncated"
    """Done; the body breaks off in the middle."""
    FALSE_401 = "false-401"
    """A good access token is refused; nothing was done."""
    RATE_LIMITED = "rate-limited"
    """A 429 of the 30 s window; nothing was done."""
    QUOTA_EXCEEDED = "quota-exceeded"
    """The bucket of this call is closed for hours from now on; nothing was done."""


WRITES_ONLY = frozenset({Fault.ERROR_AFTER, Fault.LATE})
WEB_API_ONLY = frozenset({Fault.FALSE_401, Fault.RATE_LIMITED, Fault.QUOTA_EXCEEDED})


@dataclass(frozen=True, slots=True)
class Odds:
    """A fault's share of the calls it can hit."""

    fault: Fault
    share: float


@dataclass(slots=True)
class _Script:
    """A fault waiting for calls that fit: the first `skip` are spared, the next `times` are hit."""

    fits: Callable[[int, Request], bool]
    fault: Fault
    skip: int
    times: int


class Faults:
    """Decides the fate of each call. Scripted faults come first; chance is drawn from the seed, call by call."""

    def __init__(self, odds: Sequence[Odds], seed: int) -> None:
        self._odds = tuple(odds)
        self._dice = random.Random(f"faults/{seed}")
        self._scripts: list[_Script] = []

    def at_call(self, number: int, fault: Fault) -> None:
        """Hit the call that the world answers as its `number`th, counted from 1 over everything it was ever asked."""
        self._scripts.append(_Script(lambda count, _: count == number, fault, 0, 1))

    def on(self, method: str, path: str, fault: Fault, *, skip: int = 0, times: int = 1) -> None:
        """Hit calls of this method whose whole path matches the pattern, from the next one on."""
        pattern = re.compile(path)
        self.when(lambda r: r.method == method and pattern.fullmatch(r.path) is not None, fault, skip=skip, times=times)

    def when(self, fits: Callable[[Request], bool], fault: Fault, *, skip: int = 0, times: int = 1) -> None:
        """Hit calls that a predicate chooses, from the next one on."""
        self._scripts.append(_Script(lambda _, request: fits(request), fault, skip, times))

    def clear(self) -> None:
        """Forget what was scripted and has not happened; chance goes on."""
        self._scripts.clear()

    def fate_of(self, count: int, request: Request) -> Fault | None:
        """What happens to this call."""
        scripted = self._scripted(count, request)
        if scripted is not None or not self._odds:
            return scripted
        draw = self._dice.random()
        is_write = request.method != "GET"
        is_web_api = request.path.startswith("/v1/")
        if not is_web_api and request.path != "/api/token":
            return None
        for odds in self._odds:
            draw -= odds.share
            if draw < 0:
                can_hit = (is_write or odds.fault not in WRITES_ONLY) and (is_web_api or odds.fault not in WEB_API_ONLY)
                return odds.fault if can_hit else None
        return None

    def draw(self, answers: Sequence[Response]) -> Response:
        """One of several ways to fail."""
        return self._dice.choice(answers)

    def _scripted(self, count: int, request: Request) -> Fault | None:
        for script in self._scripts:
            if not script.fits(count, request):
                continue
            if script.skip:
                script.skip -= 1
                continue
            script.times -= 1
            if script.times <= 0:
                self._scripts.remove(script)
            return script.fault
        return None
