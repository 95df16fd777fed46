"""Which days a chart measures. Each publisher dates its charts in its own way; nobody else needs to know it."""

from dataclasses import dataclass
from datetime import date, timedelta

from tophits.domain.charts import Cadence

ORIGINS = {
    "spotify_csv": "spotify",
    "kworb": "spotify",
    "billboard": "billboard",
    "youtube": "youtube",
    "lastfm": "lastfm",
    "apple": "apple",
    "deezer": "deezer",
    "listenbrainz": "listenbrainz",
}

USUAL_CADENCE = {
    "billboard": Cadence.WEEK,
    "youtube": Cadence.WEEK,
    "lastfm": Cadence.WEEK,
    "apple": Cadence.DAY,
    "deezer": Cadence.DAY,
}
"""How long a source's charts measure when nothing says so. Spotify's and kworb's are of both kinds."""

USUAL_TERRITORY = {"billboard": "us"}

_DAYS = {Cadence.DAY: 1, Cadence.WEEK: 7, Cadence.MONTH: 30, Cadence.YEAR: 365}
_MONDAY, _THURSDAY, _SATURDAY = 0, 3, 5
_SATURDAYS_SINCE = date(1962, 1, 6)
"""Before that the Hot 100 was dated on Mondays."""


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day measured, and the day the chart is dated or was seen on."""

    cadence: Cadence
    first: date
    last: date
    published: date | None


def origin_of(source: str) -> str:
    """Whose data a source's charts are: its own, unless it is known to hand on another's."""
    return ORIGINS.get(source, source)


def ending(last: date, cadence: Cadence, published: date | None = None) -> Period:
    """The period of this length whose last day is given."""
    return Period(cadence, last - timedelta(days=_DAYS[cadence] - 1), last, published)


def last_complete_week(captured: date) -> date:
    """The Thursday that ended the last whole week, Friday to Thursday, before a day."""
    return captured - timedelta(days=(captured.weekday() - _THURSDAY - 1) % 7 + 1)


def measured(source: str, dated: date, cadence: Cadence) -> Period:
    """What a chart measures that its source dates so.

    Spotify's weekly chart dated Thursday D measures D-6 to D (sources.md, charts.spotify.com). A Hot 100 dated
    D measures the seven days that end at D-9 (design, section 5). YouTube's page shows the last complete week
    before the day it was looked at. Last.fm's lists cover about the week before the snapshot.
    """
    if cadence is Cadence.WEEK:
        if source == "billboard":
            return ending(dated - timedelta(days=9), cadence, dated)
        if source == "youtube":
            return ending(last_complete_week(dated), cadence, dated)
        if source == "lastfm":
            return ending(dated - timedelta(days=1), cadence, dated)
    return ending(dated, cadence, dated)


def misdated(source: str, dated: date) -> str | None:
    """Why a date cannot be one of this source's; None when it can.

    Billboard's pages answer any date with the rows of another week (sources.md), so a Hot 100 that is not
    dated on a Saturday is another week's.
    """
    if source == "billboard" and dated >= _SATURDAYS_SINCE and dated.weekday() != _SATURDAY:
        return f"a Hot 100 is dated on a Saturday, and {dated.isoformat()} is none: these are another week's rows"
    return None


def week_monday(week_id: str) -> date | None:
    """The Monday of an ISO week such as `2026-W29`; None when it is no such week."""
    year, mark, week = week_id.strip().upper().partition("-W")
    if not (mark and year.isdecimal() and len(year) == 4 and week.isdecimal()):
        return None
    try:
        return date.fromisocalendar(int(year), int(week), _MONDAY + 1)
    except ValueError:
        return None
