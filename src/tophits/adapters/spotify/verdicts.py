"""What to do about the outcome of one sending. One pure function decides; nothing is retried for ever.

A write that may have been applied is never sent again: whoever asked reads, and decides from what it finds (I3).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tophits.adapters.spotify.calls import Call
from tophits.adapters.spotify.refusals import cause_of_403, refusal
from tophits.adapters.spotify.waits import (
    DEFAULT_CLOSURE,
    LONGEST_WAIT,
    SHORTEST_CLOSURE,
    growing_pause,
    retry_after,
)
from tophits.adapters.spotify.wire import Dropped, Outcome, Response
from tophits.adapters.spotify.words import Words, decoded, words_of
from tophits.domain.errors import QuotaExceeded, RateLimited, SpotifyError, SpotifyUnavailable, WriteUnclear

MOST_OUTAGES = 2
"""Repeats of a read after 5xx, time-outs and broken answers."""

MOST_LIMITED = 3
"""Repeats after a short 429."""

QUOTA = "QUOTA_EXCEEDED"


@dataclass(frozen=True, slots=True)
class Tries:
    """How often one call was already repeated, by cause."""

    outages: int = 0
    limited: int = 0
    renewals: int = 0
    doubts: int = 0

    @property
    def total(self) -> int:
        """Repeats of every cause together."""
        return self.outages + self.limited + self.renewals + self.doubts


@dataclass(frozen=True, slots=True)
class Done:
    """It worked. `answer` is the decoded body; None where none is expected."""

    answer: object


@dataclass(frozen=True, slots=True)
class Again:
    """Wait, then send once more."""

    pause: timedelta
    tries: Tries


@dataclass(frozen=True, slots=True)
class Renew:
    """Get a new access token, then send once more."""

    tries: Tries


@dataclass(frozen=True, slots=True)
class Shut:
    """Close the call's family until `until`, then raise."""

    until: datetime
    reason: str
    error: QuotaExceeded


@dataclass(frozen=True, slots=True)
class Fail:
    """Raise."""

    error: SpotifyError


Verdict = Done | Again | Renew | Shut | Fail


def judge(call: Call, outcome: Outcome, tries: Tries, now: datetime) -> Verdict:
    """What follows from an outcome, given how often the call was repeated already."""
    if isinstance(outcome, Dropped):
        return _broken(call, str(outcome), tries, may_have_applied=outcome.may_have_arrived)
    status = outcome.status
    if 200 <= status < 300:
        return _good(call, outcome, tries)
    if status == 429:
        return _limited(call, outcome, tries, now)
    if is_outage(status):
        said = f"{status} {words_of(outcome)}"
        return _broken(call, said, tries, asked=retry_after(outcome.header("Retry-After"), now))
    return _refused(call, outcome, tries)


def is_outage(status: int) -> bool:
    """Whether a status says nothing about the call: 5xx, a time-out in words (408), a redirect (a captive portal)."""
    return status < 400 or status == 408 or status >= 500


def _refused(call: Call, response: Response, tries: Tries) -> Verdict:
    """A 401 or 403 that may be false is seen twice before it is believed. Neither applied anything."""
    if response.status == 401 and tries.renewals == 0:
        return Renew(replace(tries, renewals=1))
    if response.status == 403 and tries.doubts == 0 and cause_of_403(words_of(response)) is None:
        return Again(growing_pause(0), replace(tries, doubts=1))
    return Fail(refusal(call, response))


def _good(call: Call, response: Response, tries: Tries) -> Verdict:
    if not call.expects_json:
        return Done(None)
    try:
        return Done(decoded(response.body))
    except ValueError:
        return _broken(call, f"{response.status} with a broken body", tries)


def _broken(
    call: Call, said: str, tries: Tries, *, may_have_applied: bool = True, asked: timedelta | None = None
) -> Verdict:
    if call.writes and may_have_applied:
        return Fail(WriteUnclear(f"Nobody knows whether Spotify applied {call}: {said}"))
    if tries.outages < MOST_OUTAGES:
        return Again(growing_pause(tries.outages, asked), replace(tries, outages=tries.outages + 1))
    nothing = "; nothing was sent" if call.writes else ""
    return Fail(SpotifyUnavailable(f"Spotify gives no good answer to {call}: {said}{nothing}"))


def _limited(call: Call, response: Response, tries: Tries, now: datetime) -> Verdict:
    words = words_of(response)
    asked = retry_after(response.header("Retry-After"), now)
    if _is_quota(words) or (asked is not None and asked > LONGEST_WAIT):
        until = now + max(asked or DEFAULT_CLOSURE, SHORTEST_CLOSURE)
        reason = words.reason or words.message or "429"
        said = f"Spotify takes no more {call.family} calls before {until:%Y-%m-%d %H:%M} UTC: {words}"
        return Shut(until, reason, QuotaExceeded(said, family=call.family, not_before=until))
    pause = growing_pause(tries.limited, asked)
    if tries.limited < MOST_LIMITED:
        return Again(pause, replace(tries, limited=tries.limited + 1))
    said = f"Spotify's rate limit refused {call} {MOST_LIMITED + 1} times: {words}"
    return Fail(RateLimited(said, not_before=now + pause))


def _is_quota(words: Words) -> bool:
    return words.reason.upper() == QUOTA
