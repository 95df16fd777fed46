"""Checks the invariants of the whole system from the pretend world's journal alone.

It never asks the bot: what the bot believes is what is to be proved. What the journal can show is checked: I1
(one slot, one run), I2 (the listener is safe), I3 (done means read back), I4 (nothing is added twice), I6 (a
person's edit), I7 (the budget) and the half of I8 that is visible here (a playlist was read before it was
rewritten). I5 is not: the journal does not know which charts were good.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from tophits.sandbox.expectations import Expectations, Rows, Violation
from tophits.sandbox.journal import CallRecord, Journal
from tophits.sandbox.playlist_checker import check_playlist
from tophits.sandbox.playlist_journal import events_of

__all__ = ["Expectations", "Rows", "Violation", "check"]

_LONG_RETRY_AFTER_S = 60
"""A wait beyond a minute closes the family (web-api-2026.md, section 4, our reading)."""
_DAY = timedelta(days=1)


def check(journal: Journal, expectations: Expectations) -> tuple[Violation, ...]:
    """Every violation in the journal, in the order of the records; empty when all is well."""
    found = list(_check_closures(journal.calls, expectations.since))
    found += _check_budgets(journal.calls, expectations)
    for playlist_id in expectations.playlists:
        found += check_playlist(playlist_id, events_of(journal, playlist_id), _end_of(journal), expectations)
    return tuple(sorted(found, key=lambda violation: violation.record_number or journal.last_number + 1))


def _end_of(journal: Journal) -> datetime | None:
    moments = [call.at for call in journal.calls] + [record.at for record in journal.playlists]
    return max(moments, default=None)


def _check_closures(calls: Iterable[CallRecord], since: int) -> Iterable[Violation]:
    """I7: after `QUOTA_EXCEEDED` or a long Retry-After no call of that family before its time."""
    closed_until: dict[tuple[str | None, str], datetime] = {}
    for call in sorted(calls, key=lambda call: call.number):
        if call.family is None:
            continue
        key = call.client_id, call.family
        if call.number > since and key in closed_until and call.at < closed_until[key]:
            message = f"a {call.family} call was sent while the family was closed until {closed_until[key]}"
            yield Violation("I7", call.number, call.at, None, message)
        if call.status == 429 and (call.retry_after_s or 0) > _LONG_RETRY_AFTER_S:
            until = call.at + timedelta(seconds=call.retry_after_s or 0)
            closed_until[key] = max(until, closed_until.get(key, until))


def _check_budgets(calls: Iterable[CallRecord], expectations: Expectations) -> Iterable[Violation]:
    """I7: never more calls in any 24 hours than the budget; those answered 429 count too."""
    recent: dict[tuple[str | None, str], deque[datetime]] = defaultdict(deque)
    for call in sorted(calls, key=lambda call: call.number):
        budget = expectations.budgets.get(call.family) if call.family else None
        if call.family is None or budget is None or call.number <= expectations.since:
            continue
        key = call.client_id, call.family
        window = recent[key]
        window.append(call.at)
        while window[0] <= call.at - _DAY:
            window.popleft()
        if len(window) > budget:
            message = f"{len(window)} {call.family} calls in 24 hours, {budget} are allowed"
            yield Violation("I7", call.number, call.at, None, message)
