"""What should have happened to the playlists of the pretend world: the other half of what the checker needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tophits.domain.editions import EditPolicy

Rows = Sequence[str | None]
"""The URIs of a list, in order; None for a row that went null."""


@dataclass(frozen=True, slots=True)
class Expectations:
    """What was due.

    `playlists` has for each playlist the lists it should settle on, in order, beginning with the one it had:
    `{playlist_id: (old, new)}` is one change, `(old, second, third)` are two. What lies between two settled
    lists is one *change*. A list that was given up for a newer one may stay in: it need not be reached.

    `due` has for each playlist the moments from which on its changes may begin, the first for the first change.
    Without it every change may begin at any time, but still only once.

    `aliases` maps a URI that Spotify shows to the one that was written. `budgets` maps a family to the calls that
    are allowed in any 24 hours. `policies` says what becomes of a person's edit (default: overwrite), `approvals`
    when a person let a held playlist go on. `frozen_calls` are the numbers of calls that a process sent late after
    being frozen: I2 excuses them as it excuses what Spotify applied after failing it. `tick` is the time in which
    a look must be followed by mending. Records up to number `since` are set-up and not judged.
    """

    playlists: Mapping[str, Sequence[Rows]] = field(default_factory=dict)
    due: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    policies: Mapping[str, EditPolicy] = field(default_factory=dict)
    approvals: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    frozen_calls: frozenset[int] = frozenset()
    tick: timedelta = timedelta(seconds=30)
    since: int = 0


@dataclass(frozen=True, slots=True)
class Violation:
    """One invariant that one record of the journal breaks.

    `record_number` is 0 and `at` None where something is missing rather than wrong. `playlist_id` is None for what
    concerns no single playlist.
    """

    invariant: str
    record_number: int
    at: datetime | None
    playlist_id: str | None
    message: str
