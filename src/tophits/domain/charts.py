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
    """A stored chart whose lines can be joined to songs, for ranking.

    `names[i]` is the number of the spelling at rank i + 1, and `song_of[names[i]]` the song that it spells.
    `song_of` is one array, shared by all charts of one reading: who adds up many charts does it by name, and
    joins each name once instead of each line. `streams[i]` belongs to `names[i]`; None when the source gives no
    streams. `has_repeats` says that a name stands at more than one rank. Arrays, not tuples: a year of 27 charts a
    day is two million lines.
    """

    chart_id: int
    names: "array[int]"
    song_of: "array[int]"
    streams: "array[int] | None"
    has_repeats: bool

    def song_at(self, rank: int) -> SongId:
        """The song at a rank from 1 to the chart's depth."""
        return SongId(self.song_of[self.names[rank - 1]])

    @property
    def songs(self) -> "array[int]":
        """The songs in rank order; joined anew each time."""
        return array("q", map(self.song_of.__getitem__, self.names))
