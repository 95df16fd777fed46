"""Matches: which track a song is, how sure that is, and every reason for doubt."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from tophits.domain.songs import SongId
from tophits.domain.tracks import Track, track_id


class Confidence(IntEnum):
    """How sure a match is. Below MEDIUM nothing is published."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    STRONG = 3


class Evidence(StrEnum):
    """Where a match comes from."""

    PERSON = "person"
    CHART_ID = "chart-id"
    ISRC = "isrc"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Penalty:
    """One named reason for doubt. `weight` is between 0 and 1; `detail` quotes what differs."""

    name: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Match:
    """The track chosen for a song, or that there is none.

    `uri` is None when nothing was found or nothing is good enough to name; then confidence is NONE. `track`
    is None while only a chart's id vouches for it (it is checked when its title arrives with a read-back).
    `gap` is the distance to the second best *recording*; None when there is only one. `calls` is what it
    cost.
    """

    song: SongId
    uri: str | None
    track: Track | None
    confidence: Confidence
    evidence: Evidence | None
    penalties: tuple[Penalty, ...] = ()
    gap: float | None = None
    calls: int = 0

    @property
    def track_id(self) -> str | None:
        """The chosen track's id."""
        return None if self.uri is None else track_id(self.uri)

    @property
    def is_publishable(self) -> bool:
        """Whether it may be put into a playlist."""
        return self.uri is not None and self.confidence >= Confidence.MEDIUM
