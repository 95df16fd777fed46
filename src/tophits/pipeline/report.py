"""What a run tells about itself: the same noun for pages, --json and the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tophits.apply.runs import RunState
from tophits.domain.quotas import Family
from tophits.domain.rankings import Coverage
from tophits.ranking.published import PublishedPosition


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run of one edition ended, and why.

    `reasons` are sentences for a person: why it was held, postponed or failed, or what was noticed on the
    way. `plan` says the change in words. `calls` counts Spotify calls by family; `searches_needed` counts
    songs that still wait for a search, `room_at` says when there is room for them.
    """

    edition: str
    title: str
    state: RunState
    day: date
    size: int
    positions: tuple[PublishedPosition, ...] = ()
    reasons: tuple[str, ...] = ()
    remedy: str | None = None
    plan: str | None = None
    planned_calls: int = 0
    coverage: Coverage | None = None
    chart_ids: tuple[int, ...] = field(default=(), repr=False)
    calls: Mapping[Family, int] = field(default_factory=dict)
    searches_needed: int = 0
    room_at: datetime | None = None
    playlist_id: str | None = None
    run_id: int | None = None
    rehearsed: bool = False
    unresolved: tuple[tuple[str, str], ...] = ()

    @property
    def fullness(self) -> str:
        """How full it is, as in: 183 of 200, 23 of 30 days covered."""
        said = f"{len(self.positions)} of {self.size}"
        if self.coverage is not None:
            said += f", {self.coverage.days} of {self.coverage.window.days} days covered"
        return said
