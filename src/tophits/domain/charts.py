"""Charts as their publishers gave them."""

from array import array
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tophits.domain.songs import SongId

GLOBAL = "global"
"""The territory of a source's own worldwide chart. All others are ISO 3166-1 alpha-2 codes in lower case."""


class Cadence(StrEnum):
    """How long a chart measures."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a chart.

    `artists` are the credits as the source separates them: one whole credit ("Tyler, The Creator & Kali
    Uchis") unless the source gives a list. They are never split blindly. `spotify_id` is the bare 22
    characters; `isrc` is upper case without hyphens; `source_id` is the publisher's own id of the song;
    `previous_rank` is None when the source does not say or the song is new.
    """

    rank: int
    title: str
    artists: tuple[str, ...]
    isrc: str | None = None
    spotify_id: str | None = None
    streams: int | None = None
    source_id: str | None = None
    previous_rank: int | None = None
    explicit: bool | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One ordered list by one source for one territory and one period.

    `entries` are in rank order, ranks 1..n without gap. `period_from` and `period_to` are the first and the
    last day measured, both inclusive. `origin` is whose data it is: kworb and the file from
    charts.spotify.com share the origin `spotify`.
    """

    source: str
    origin: str
    territory: str
    cadence: Cadence
    period_from: date
    period_to: date
    published: date | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ChartInfo:
    """A stored chart without its entries. `digest` is equal exactly when the entries are byte-equal."""

    chart_id: int
    source: str
    origin: str
    territory: str
    cadence: Cadence
    period_from: date
    period_to: date
    published: date | None
    digest: bytes
    depth: int


@dataclass(frozen=True, slots=True)
class JoinedChart:
    """A stored chart whose lines are joined to songs, for ranking.

    `songs[i]` is the song at rank i + 1. `streams[i]` belongs to it; None when the source gives no streams.
    Arrays, not tuples: a year of 27 charts a day is two million lines.
    """

    info: ChartInfo
    songs: "array[int]"
    streams: "array[int] | None"

    def song_at(self, rank: int) -> SongId:
        """The song at a rank from 1 to `info.depth`."""
        return SongId(self.songs[rank - 1])
