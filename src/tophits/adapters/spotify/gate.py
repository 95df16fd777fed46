"""The one way to Spotify. Every call goes: reserve, pace, send, classify, record (I7).

A call is counted in the ledger before it is sent, one at a time, about one a second. Inside `reserved` calls
are taken from what was reserved; beyond that, each reserves for itself. A family that is closed sends nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, local

import orjson

from tophits.adapters.spotify.calls import Call
from tophits.adapters.spotify.headers import PLAIN_HEADERS
from tophits.adapters.spotify.tokens import AccessTokens
from tophits.adapters.spotify.verdicts import Again, Done, Fail, Renew, Shut, Tries, judge
from tophits.adapters.spotify.wire import Dropped, Outcome, Request, Response, Secret, Send
from tophits.domain.clock import Clock
from tophits.domain.errors import BudgetSpent, QuotaExceeded
from tophits.domain.events import Event, Observe
from tophits.domain.quotas import Family
from tophits.quota.ledger import Closure, Ledger

API_URL = "https://api.spotify.com/v1"

PACE = timedelta(seconds=1)
"""From the start of one call to the start of the next."""


@dataclass(slots=True, eq=False)
class _Held:
    """A reservation that is open in this thread, and how many of its calls we have not used."""

    number: int
    left: Counter[Family]
    may_use_spare: bool


class _Open(local):
    """The reservations open in this thread, outermost first. No slots: they would be shared by all threads."""

    def __init__(self) -> None:
        self.held: list[_Held] = []


class Gate:
    """Sends calls for one account."""

    def __init__(
        self,
        send: Send,
        clock: Clock,
        ledger: Ledger,
        tokens: AccessTokens,
        observe: Observe,
        *,
        api_url: str = API_URL,
        pace: timedelta = PACE,
    ) -> None:
        self._send = send
        self._clock = clock
        self._ledger = ledger
        self._tokens = tokens
        self._observe = observe
        self._api_url = api_url
        self._pace = pace
        self._lock = Lock()
        self._last_began: datetime | None = None
        self._open = _Open()

    @contextmanager
    def reserved(self, calls: Mapping[Family, int], *, may_use_spare: bool = False) -> Iterator[None]:
        """Reserve calls now, all or none, for what is done inside; what is not used is given back.

        Raises:
            BudgetSpent: there is no room. Nothing was reserved.
            QuotaExceeded: one of the families is closed. Nothing was reserved.
        """
        number = self._ledger.reserve(calls, self._clock.now(), may_use_spare=may_use_spare)
        held = _Held(number, Counter(dict(calls)), may_use_spare)
        self._open.held.append(held)
        try:
            yield
        finally:
            self._open.held.remove(held)
            self._ledger.release(number)

    def call(self, call: Call) -> object:
        """Send a call until it is answered or given up; the decoded answer, None where none is expected.

        Raises:
            SpotifyUnavailable: a read had no good answer, or a write never left.
            WriteUnclear: a write may or may not have been applied. It was sent once.
            RateLimited, QuotaExceeded, BudgetSpent: not now.
            LoginNeeded, NotAllowed, NotFound, CallRefused: not at all.
        """
        with self._lock:
            tries = Tries()
            while True:
                outcome, token = self._sent(call, tries)
                match judge(call, outcome, tries, self._clock.now()):
                    case Done(answer):
                        return answer
                    case Again(pause, tries):
                        self._clock.wait(pause)
                    case Renew(tries):
                        self._tokens.renewed(rejected=token)
                    case Shut(until, reason, error):
                        self._ledger.close(Closure(call.family, until, reason))
                        raise error
                    case Fail(failure):
                        raise failure

    def _sent(self, call: Call, tries: Tries) -> tuple[Outcome, Secret]:
        """Reserve, pace, send, record. The outcome, and the token it was sent with."""
        with ExitStack() as stack:
            held = self._place(stack, call.family, is_repeat=tries.total > 0)
            self._clock.wait(self._until_next())
            token = self._tokens.access()
            self._refuse_if_closed(call.family)
            self._spend(held, call.family)
            began = self._last_began = self._clock.now()
            outcome = self._answer_to(call, token)
        status = outcome.status if isinstance(outcome, Response) else 0
        took = max(self._clock.now() - began, timedelta(0)) // timedelta(milliseconds=1)
        facts = {
            "family": call.family.value,
            "method": call.method,
            "path": call.template,
            "status": status,
            "duration_ms": took,
            "retries": tries.total,
        }
        self._observe(Event("spotify.call", began, facts))
        return outcome, token

    def _answer_to(self, call: Call, token: Secret) -> Outcome:
        headers = {**PLAIN_HEADERS, "Authorization": f"Bearer {token}"}
        body = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            body = orjson.dumps(call.body)
        try:
            return self._send(Request(call.method, call.url(self._api_url), headers, body)).without(token)
        except Dropped as dropped:
            return dropped.with_traceback(None)  # its frames hold the headers

    def _until_next(self) -> timedelta:
        if self._last_began is None:
            return timedelta(0)
        # A clock that was set back must not make us wait for the time to come round again.
        return min(self._last_began + self._pace - self._clock.now(), self._pace)

    def _place(self, stack: ExitStack, family: Family, *, is_repeat: bool) -> _Held:
        """One call's place in an open reservation, or a reservation of its own that ends with the stack.

        A repeat takes a place of its own where there is room, so that the calls which a plan reserved for its
        later writes are still there when it comes to them.
        """
        held = next((each for each in reversed(self._open.held) if each.left[family] > 0), None)
        if held is not None and not is_repeat:
            return held
        may_use_spare = any(each.may_use_spare for each in self._open.held)
        try:
            stack.enter_context(self.reserved({family: 1}, may_use_spare=may_use_spare))
        except BudgetSpent:
            if held is None:
                raise
            return held
        return self._open.held[-1]

    def _spend(self, held: _Held, family: Family) -> None:
        held.left[family] -= 1
        if self._ledger.spend(held.number, family, self._clock.now()):
            return
        # The ledger knows the reservation no more: it is a day old, or was swept. Nothing is sent on credit.
        held.left.clear()
        with self.reserved({family: 1}, may_use_spare=held.may_use_spare):
            if not self._ledger.spend(self._open.held[-1].number, family, self._clock.now()):
                raise BudgetSpent("The ledger did not count the call", family=family.value, not_before=None)

    def _refuse_if_closed(self, family: Family) -> None:
        """A reservation may be older than the closure; not one call is sent before its end (I7)."""
        now = self._clock.now()
        ends = [each for each in self._ledger.state(now).closures if each.family is family and each.until > now]
        if ends:
            last = max(ends, key=lambda each: each.until)
            said = f"The {family} calls are closed until {last.until:%Y-%m-%d %H:%M} UTC: {last.reason}"
            raise QuotaExceeded(said, family=family.value, not_before=last.until)
