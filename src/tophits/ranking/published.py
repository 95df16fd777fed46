"""Published lists: every position that reached a playlist, and why it is there (I8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tophits.domain.matches import Match
from tophits.domain.rankings import Coverage, SourceReason
from tophits.domain.songs import SongId


@dataclass(frozen=True, slots=True)
class PublishedPosition:
    """One position of a published list. `position` counts from 1; `title` and `artists` are the song's."""

    position: int
    song_id: SongId
    uri: str
    title: str
    artists: tuple[str, ...]
    points: int
    reasons: tuple[SourceReason, ...]
    match: Match | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedList:
    """What one run published. `day` is the date that guards used; `snapshot_id` the number of our snapshot.

    A list that a guard held has no snapshot: it never reached the playlist. `chart_ids` are the charts that the
    points were made of.
    """

    run_id: int
    edition: str
    day: date
    at: datetime
    coverage: Coverage
    positions: tuple[PublishedPosition, ...]
    snapshot_id: int | None = None
    chart_ids: tuple[int, ...] = ()


class PublishedLists(Protocol):
    """Kept published lists, one a run. Each method is one committed transaction."""

    def keep(self, published: PublishedList) -> None:
        """Keep it; in place of the one of the same run, if there is one."""
        ...

    def newest(self, edition: str) -> PublishedList | None:
        """The edition's newest list."""
        ...

    def of_run(self, run_id: int) -> PublishedList | None:
        """What that run published."""
        ...

    def of_snapshot(self, snapshot_id: int) -> PublishedList | None:
        """The list that the snapshot with our number shows."""
        ...
