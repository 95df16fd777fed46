"""Snapshots: what a playlist held at a moment, kept by us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tophits.domain.tracks import Row


class Occasion(StrEnum):
    """Why a snapshot was taken."""

    BEFORE = "before"
    """Before the first write of a run (I8)."""
    VERIFIED = "verified"
    """The read-back after a run: our last verified list."""
    SEEN = "seen"
    """A look that found an edit by a person."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a playlist held. `id` is 0 until it is kept. `spotify_snapshot_id` is Spotify's own, where known."""

    id: int
    edition: str
    playlist_id: str
    run_id: int | None
    taken_at: datetime
    occasion: Occasion
    spotify_snapshot_id: str | None
    rows: tuple[Row, ...]


class Snapshots(Protocol):
    """Kept snapshots."""

    def keep(self, snapshot: Snapshot) -> int:
        """Keep it; its number."""
        ...

    def get(self, snapshot_id: int) -> Snapshot | None:
        """One snapshot with its rows."""
        ...

    def history(self, edition: str, limit: int = 50) -> Sequence[Snapshot]:
        """An edition's snapshots, newest first."""
        ...

    def last_verified(self, edition: str) -> Snapshot | None:
        """The newest VERIFIED one: what we left behind."""
        ...
