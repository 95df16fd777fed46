"""What an answer means: one pure function from status and headers to what is done next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from tophits.adapters.fetching.wire import Answer

ATTEMPTS = 3
PAUSES = (timedelta(seconds=3), timedelta(seconds=12))
"""Before the second and the third attempt."""
LONGEST_WAIT = timedelta(seconds=30)
"""What a publisher may make us wait inside a call; beyond it the host is left alone."""
USUAL_CLOSING = timedelta(minutes=15)
LONGEST_CLOSING = timedelta(days=1)
_SHOWN = 160


class Doing(Enum):
    """What is done after an answer."""

    TAKE = "take"
    UNCHANGED = "unchanged"
    FOLLOW = "follow"
    AGAIN = "again"
    CLOSE = "close"
    GIVE_UP = "give up"


_PLAIN = {
    200: Doing.TAKE,
    204: Doing.TAKE,
    304: Doing.UNCHANGED,
    **dict.fromkeys((301, 302, 303, 307, 308), Doing.FOLLOW),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, why, and after how long where that was said."""

    doing: Doing
    why: str = ""
    after: timedelta | None = None


def judged(answer: Answer, attempt: int, now: datetime) -> Verdict:
    """What to do after the answer to an attempt, counted from 1."""
    status = answer.status
    if status in _PLAIN:
        return Verdict(_PLAIN[status])
    if status in (429, 503):
        asked = retry_after(answer.headers, now)
        why = "too many calls (429)" if status == 429 else "out of service (503)"
        if attempt < ATTEMPTS and (asked is None or asked <= LONGEST_WAIT):
            return Verdict(Doing.AGAIN, why, asked)
        return Verdict(Doing.CLOSE, why, min(asked or USUAL_CLOSING, LONGEST_CLOSING))
    if status >= 500:
        return Verdict(Doing.AGAIN if attempt < ATTEMPTS else Doing.GIVE_UP, f"the publisher failed ({status})")
    return Verdict(Doing.GIVE_UP, f"the publisher refused ({status}){said(answer)}")


def pause_before(attempt: int, asked: timedelta | None) -> timedelta:
    """How long to wait before an attempt from the second on."""
    return max(asked or timedelta(0), PAUSES[min(attempt - 2, len(PAUSES) - 1)])


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What `Retry-After` asks for, in seconds or as a moment; None where it says nothing that can be read."""
    words = headers.get("retry-after", "").strip()
    if words.isdecimal():
        return timedelta(seconds=min(int(words), int(LONGEST_CLOSING.total_seconds())))
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(aware - now, timedelta(0))


def said(answer: Answer) -> str:
    """What an error's JSON says in words, to be put behind a message; nothing where it says nothing."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    error = body.get("error") if isinstance(body, dict) else None
    words = error.get("message") if isinstance(error, dict) else None
    words = words or (body.get("message") if isinstance(body, dict) else None) or error
    return f": {str(words)[:_SHOWN]}" if words and not isinstance(words, (dict, list)) else ""
