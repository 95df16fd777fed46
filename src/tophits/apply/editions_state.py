"""What is known about each edition's playlist between runs: where it is, and what a person did to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class EditionState:
    """The state of one edition.

    `create_token` stands in the description of a playlist that is being created, so that it is found again
    after a kill. `last_snapshot_id` is Spotify's own. `hold_first` holds the first slot after adopting. `kept`
    are URIs that a person added and the edition keeps, in order; `dropped` those that a person removed.
    """

    key: str
    playlist_id: str | None = None
    create_token: str | None = None
    frozen: bool = False
    frozen_why: str | None = None
    last_snapshot_id: str | None = None
    country: str | None = None
    contains_checked_at: datetime | None = None
    adopted: bool = False
    hold_first: bool = False
    kept: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()


class EditionStates(Protocol):
    """Kept edition states. Each method is one committed transaction."""

    def get(self, key: str) -> EditionState:
        """The edition's state; a fresh one when nothing is known."""
        ...

    def put(self, state: EditionState) -> None:
        """Keep it in place of the older one. Whether a known edition is frozen stays as it is: see `set_frozen`."""
        ...

    def set_frozen(self, key: str, *, frozen: bool, why: str | None) -> None:
        """Freeze an edition or let it go, and touch nothing else of it.

        It is apart from `put` because a person freezes while a run holds an older copy of the state.
        """
        ...

    def all(self) -> Mapping[str, EditionState]:
        """Every kept state by edition."""
        ...
