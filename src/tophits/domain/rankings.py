"""Rankings: the songs of an edition in order, each with its points and the reasons for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tophits.domain.charts import Cadence
from tophits.domain.songs import Song

POINT = 10**12
"""Points are whole numbers of 1 / POINT of the listening that the charts measure, so that they add up exactly."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each source and each territory counts.

    `sources` maps a source's name to its weight; a source that is not named counts nothing. `territories`
    maps a territory to its weight.
    """

    sources: Mapping[str, float]
    territories: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Window:
    """The measured days that a ranking is about, both ends inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """How many of the window's days one source and territory covered, by how many charts, up to which day."""

    source: str
    territory: str
    days: int
    charts: int
    newest: date


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a window the charts cover: "23 of 30 days covered"."""

    window: Window
    days: int
    sources: tuple[SourceCoverage, ...]


@dataclass(frozen=True, slots=True)
class ChartReason:
    """What one line of one chart gave a song. All of a song's reasons add up to its points exactly.

    `rank` is None for the share that a chart gives to a song that it does not name (absent means below its
    depth, not zero).
    """

    chart_id: int
    source: str
    territory: str
    cadence: Cadence
    period_from: date
    period_to: date
    rank: int | None
    points: int


@dataclass(frozen=True, slots=True)
class SourceReason:
    """The chart reasons of one source and territory, added up: how many charts named the song, its best rank."""

    source: str
    territory: str
    charts: int
    best_rank: int | None
    points: int


@dataclass(frozen=True, slots=True)
class RankedSong:
    """A song with its points and why. `note` says what a rule did: "pinned", "kept by hysteresis"."""

    song: Song
    points: int
    reasons: tuple[SourceReason, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Songs in order, best first, longer than the edition so that the next ones can move up.

    `dropped` names songs that a rule took out, with the rule.
    """

    songs: tuple[RankedSong, ...]
    coverage: Coverage
    dropped: tuple[tuple[Song, str], ...] = ()
