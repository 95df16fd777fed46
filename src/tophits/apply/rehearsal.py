"""A writer that only remembers: the dry run is the same carrying out, on a copy of the rows that were read."""

from collections.abc import Callable, Sequence

from tophits.apply.ports import Look, PlaylistReader, StepState, Work
from tophits.domain.plans import Step
from tophits.domain.tracks import Row

ApplyStep = Callable[[tuple[str | None, ...], Step], tuple[str | None, ...]]
"""What a step does to rows (the planner's own arithmetic)."""


class RehearsedPlaylist:
    """Reader and writer over rows in memory. Looks are passed on to the real reader; rows are read there once."""

    def __init__(self, reader: PlaylistReader, rows: Sequence[Row], apply_step: ApplyStep) -> None:
        self._reader = reader
        self._rows = {row.uri: row for row in rows if row.uri is not None}
        self._uris = tuple(row.uri for row in rows)
        self._apply_step = apply_step
        self.steps: list[Step] = []

    def look(self, playlist_id: str) -> Look:
        """A real look."""
        return self._reader.look(playlist_id)

    def rows(self, playlist_id: str) -> tuple[Row, ...]:
        """The rows as they would be now."""
        del playlist_id
        return tuple(Row(None) if uri is None else self._rows.get(uri, Row(uri)) for uri in self._uris)

    def write(self, playlist_id: str, step: Step) -> str | None:
        """Remember the step and what it would have done."""
        del playlist_id
        self.steps.append(step)
        self._uris = self._apply_step(self._uris, step)
        return None


class RehearsedJournal:
    """A journal of what is only rehearsed: it forgets."""

    def __init__(self) -> None:
        self._open: dict[str, Work] = {}

    def open(self, work: Work) -> None:
        """Remember the piece of work."""
        self._open[work.edition] = work

    def mark(self, edition: str, step: int, state: StepState) -> None:
        """Nothing can come between: a rehearsed step is done at once."""
        del edition, step, state

    def close(self, edition: str) -> None:
        """Forget it."""
        self._open.pop(edition, None)

    def unfinished(self, edition: str) -> Work | None:
        """What is being rehearsed."""
        return self._open.get(edition)
