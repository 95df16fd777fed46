"""What carrying out a plan needs from outside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tophits.domain.plans import Step
from tophits.domain.tracks import Row, Track


@dataclass(frozen=True, slots=True)
class Look:
    """A cheap look at a playlist: one call. `total` is the number of rows."""

    playlist_id: str
    snapshot_id: str
    total: int
    name: str
    description: str
    owner_id: str
    public: bool | None = None


class PlaylistReader(Protocol):
    """Reads. Raises SpotifyUnavailable, NotFound, NotAllowed, LoginNeeded, RateLimited, QuotaExceeded, BudgetSpent."""

    def look(self, playlist_id: str) -> Look:
        """Name, owner, snapshot id and number of rows. One call."""
        ...

    def rows(self, playlist_id: str) -> tuple[Row, ...]:
        """Every row in order. One call for each 50 rows begun; one when empty."""
        ...


class PlaylistWriter(Protocol):
    """Writes rows. WriteUnclear when nobody knows whether it was applied; the other errors as when reading."""

    def write(self, playlist_id: str, step: Step) -> str | None:
        """Carry out one step in one call; the snapshot id answered, which proves nothing (I3)."""
        ...


class TrackReader(Protocol):
    """Reads single tracks."""

    def track(self, spotify_id: str) -> Track | None:
        """The track; None when Spotify does not know it. One call."""
        ...


class PlaylistKeeper(Protocol):
    """Creates playlists and changes what is written on them."""

    def create(self, name: str, description: str, *, public: bool) -> str:
        """Make an empty playlist; its id. One call, WriteUnclear possible."""
        ...

    def describe(self, playlist_id: str, *, name: str | None = None, description: str | None = None) -> None:
        """Set name or description. One call."""
        ...

    def owned(self) -> Iterable[Look]:
        """The user's playlists, newest first, a call for each 50. `snapshot_id` and `total` as listed."""
        ...

    def followed(self, playlist_ids: Sequence[str]) -> Sequence[bool]:
        """For each playlist whether it is still in the user's library. One call for each 40."""
        ...


class StepState(StrEnum):
    """How far a step came."""

    WAITING = "waiting"
    SENDING = "sending"
    """Written down before it is sent: after a kill, this step may or may not have been applied."""
    ANSWERED = "answered"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Work:
    """An open piece of writing: what is wanted for which playlist, and how far it came."""

    run_id: int
    edition: str
    playlist_id: str
    wanted: tuple[str, ...]
    steps: tuple[Step, ...]
    states: tuple[StepState, ...]
    opened_at: datetime

    @property
    def is_unclear(self) -> bool:
        """Whether a write may still be on its way."""
        return any(state in (StepState.SENDING, StepState.UNCLEAR) for state in self.states)


class Journal(Protocol):
    """Open writing, one piece an edition at a time. Each method is one committed transaction."""

    def open(self, work: Work) -> None:
        """Write down what is about to be done. Replaces an older open piece of the same edition."""
        ...

    def mark(self, edition: str, step: int, state: StepState) -> None:
        """Write down how far a step came."""
        ...

    def close(self, edition: str) -> None:
        """Nothing is open for this edition any more."""
        ...

    def unfinished(self, edition: str) -> Work | None:
        """The open piece of this edition."""
        ...


@dataclass(frozen=True, slots=True)
class Alias:
    """Spotify shows `seen` where we wrote `written`, in this country. Learnt only from a read after our own write."""

    written: str
    seen: str
    country: str
    learnt_at: datetime
    why: str


class AliasBook(Protocol):
    """Known aliases."""

    def known(self, country: str) -> Mapping[str, frozenset[str]]:
        """For each written URI the URIs that stand for it."""
        ...

    def learn(self, aliases: Iterable[Alias]) -> None:
        """Keep aliases; known ones are kept once."""
        ...
