"""Whose export a table is, told by its columns, and how long a whole one of that kind is."""

from dataclasses import dataclass
from datetime import timedelta

from tophits.domain.charts import GLOBAL, Cadence
from tophits.sources.table import Table

_OFFICIAL = frozenset({"rank", "uri", "artistnames", "trackname", "source", "peakrank", "previousrank", "streams"})
_OFFICIAL_2021 = frozenset({"trackposition", "trackname", "artistname", "streamcount", "trackurl"})
_YOUTUBE = frozenset({"rank", "previousrank", "trackname", "artistnames", "periodsonchart", "views", "youtubeurl"})
_BILLBOARD = frozenset({"song", "artist", "thisweek", "lastweek", "peakposition", "weeksonchart"})
_LASTFM = frozenset({"playcount", "listeners"})
_TRACKER = frozenset({"rank", "trackid", "peakrank", "daysonchart", "streams", "prevrank"})
_FULL_AT_SPOTIFY = frozenset({GLOBAL, "us", "gb", "de", "jp", "br", "mx", "fr", "in", "kr", "ca", "au", "es"})
"""Where charts.spotify.com always lists 200; small countries' charts can be shorter."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Whose export it is.

    `cadence` is what its columns say of how long it measures. `lag` is how far behind the day of capture the day
    measured is: rows scraped from kworb.net carry the day of scraping, and are two days behind (the recordings
    of July 2026, compared with dated charts).
    """

    source: str
    cadence: Cadence | None = None
    rows: int | None = None
    lag: timedelta = timedelta(0)

    def whole(self, territory: str) -> int | None:
        """How many lines a whole one has, at least; None when that varies."""
        return self.rows if self.source != "spotify_csv" or territory in _FULL_AT_SPOTIFY else None


def shape_of(table: Table) -> Shape:
    """The kind of export; `file` when it is nobody's in particular."""
    columns = table.plain_columns
    cadence = _cadence(columns)
    kinds = (
        (_like(columns, _OFFICIAL) or _like(columns, _OFFICIAL_2021), Shape("spotify_csv", cadence, rows=200)),
        (_like(columns, _YOUTUBE), Shape("youtube", Cadence.WEEK, rows=100)),
        (_like(columns, _BILLBOARD) and "date" in table.about, Shape("billboard", Cadence.WEEK, rows=100)),
        (columns >= _LASTFM, Shape("lastfm", cadence)),
        (table.about.get("shape") == "kworb", Shape("kworb", Cadence.DAY, lag=timedelta(days=2))),
        (_like(columns, _TRACKER), Shape("kworb", cadence)),
    )
    return next((shape for fits, shape in kinds if fits), Shape("file", cadence))


def _like(columns: frozenset[str], kind: frozenset[str]) -> bool:
    """Whether these are the columns of that kind of export. One may be lost: it is still nobody else's."""
    return len(kind - columns) <= 1


def _cadence(columns: frozenset[str]) -> Cadence | None:
    """What columns such as `weeks_on_chart` give away."""
    days, weeks = "daysonchart" in columns, bool(columns & {"weeksonchart", "thisweek", "lastweek", "weekid"})
    if days is weeks:
        return None
    return Cadence.DAY if days else Cadence.WEEK
