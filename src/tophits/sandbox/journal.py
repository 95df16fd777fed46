"""The journal of the pretend world: every call and every state of every playlist, in one order.

The invariants are checked from this alone, so it records what truly happened inside, never what a client was
told happened.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why a playlist's rows changed."""

    CALL = "call"
    """A call that was answered as applied."""
    FAILED_CALL = "failed-call"
    """A call that was applied although it was answered with an error, or not at all."""
    LATE = "late"
    """A call answered with an error and applied only afterwards."""
    PERSON = "person"
    """Somebody with the Spotify app."""
    WORLD = "world"
    """A track died or was relinked."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as the server saw it. `family` is the quota bucket; None for the accounts service.

    `body` is the decoded JSON body, or None. `status` is what was answered; 0 when the answer was withheld.
    """

    number: int
    at: datetime
    method: str
    path: str
    query: str
    body: object
    client_id: str | None
    user_id: str | None
    family: str | None
    status: int
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class PlaylistRecord:
    """A playlist's rows from this moment on. `uris` has None for a row that went null.

    `call` is the number of the call that caused it, where one did.
    """

    number: int
    at: datetime
    playlist_id: str
    uris: tuple[str | None, ...]
    cause: Cause
    call: int | None


@dataclass(slots=True)
class Journal:
    """Append-only. Numbers rise over both kinds together, so that the order between them is known."""

    calls: list[CallRecord] = field(default_factory=list)
    playlists: list[PlaylistRecord] = field(default_factory=list)
    last_number: int = 0

    def next_number(self) -> int:
        """The number for the next record."""
        self.last_number += 1
        return self.last_number
