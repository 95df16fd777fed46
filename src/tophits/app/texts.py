"""Small readings of what people type."""

from datetime import date
from difflib import get_close_matches

from tophits.domain.charts import Cadence
from tophits.domain.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1950, 2200
"""The years in which there are charts, with room on both sides."""


def read_day(text: str | None) -> date | None:
    """A day as YYYY-MM-DD; None stays None.

    Raises:
        UsageError: it is no such day, or far from all charts.
    """
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day", remedy="Write it as YYYY-MM-DD, such as 2026-07-18.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{text} is far from all charts", remedy=f"Give a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def read_cadence(text: str | None) -> Cadence | None:
    """`day` or `week`; None stays None.

    Raises:
        UsageError: it is something else.
    """
    if text is None:
        return None
    try:
        return Cadence(text.lower())
    except ValueError:
        raise UsageError(f"{text!r} is no period", remedy=f"Say one of: {', '.join(Cadence)}") from None


def pick(names: tuple[str, ...], known: tuple[str, ...], what: str) -> None:
    """Make sure that every name is a known one.

    Raises:
        UsageError: with the nearest known name.
    """
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"There is no {what} {name!r}", remedy=f"{hint}Known: {', '.join(known)}")
