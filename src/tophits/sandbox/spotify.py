"""What the pretend Spotify holds: users, playlists, what each country sees of a track, and writes still to come.

All rows change in one place, `change`, which writes the journal.
"""

import hashlib
import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tophits.domain.clock import Clock
from tophits.domain.tracks import track_id, track_uri
from tophits.sandbox.catalogue import Catalogue, SandboxTrack
from tophits.sandbox.journal import Cause, Journal, PlaylistRecord
from tophits.sandbox.playlists import Change, Details, Playlist, Row, gone_null
from tophits.sandbox.scenarios import Scenario

BASE62 = string.digits + string.ascii_letters


@dataclass(slots=True)
class User:
    """A Spotify user. `followed` are playlist ids, newest first; `saved` all other URIs of the library."""

    id: str
    display_name: str
    country: str
    account_id: str
    followed: list[str] = field(default_factory=list)
    saved: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pending:
    """A write that was answered with an error and is applied later all the same."""

    due: datetime
    number: int
    carry_out: Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A track as one country sees it."""

    track: SandboxTrack
    is_playable: bool


class Spotify:
    """The state behind the Web API. Not safe among threads by itself: the world holds the lock."""

    def __init__(self, catalogue: Catalogue, scenario: Scenario, *, seed: int, clock: Clock, country: str) -> None:
        self.catalogue = catalogue
        self.scenario = scenario
        self.clock = clock
        self.country = country
        self.journal = Journal()
        self.users: dict[str, User] = {}
        self.playlists: dict[str, Playlist] = {}
        self._seed = seed
        self._dice = random.Random(f"ids/{seed}")
        self._pending: list[Pending] = []
        self._dead: set[str] = set()
        self._revived: set[str] = set()
        self._relinked: dict[tuple[str, str], str] = {}
        self._unplayable: set[tuple[str, str | None]] = set()
        self._stand_ins: dict[str, SandboxTrack] = {}

    # --- users and playlists

    def add_user(self, user_id: str, display_name: str, country: str) -> User:
        """Make a user known."""
        account_id = _base62(f"account/{self._seed}/{user_id}", 10)
        user = self.users[user_id] = User(user_id, display_name, country, account_id)
        return user

    def create(self, owner: User, details: Details, *, cause: Cause, call: int | None, at: datetime) -> Playlist:
        """A new empty playlist, first in its owner's list."""
        playlist_id = "".join(self._dice.choices(BASE62, k=22))
        playlist = Playlist(playlist_id, owner.id, details, at)
        self.describe(playlist, details)
        self.playlists[playlist_id] = playlist
        owner.followed.insert(0, playlist_id)
        self._record(playlist, cause, call, at)
        return playlist

    def describe(self, playlist: Playlist, details: Details) -> None:
        """Set what is written on it. Where private does not stick, a playlist is public all the same."""
        stays_private = self.scenario.private_sticks or details.collaborative
        playlist.details = details if details.public or stays_private else replace(details, public=True)

    def change(self, playlist: Playlist, change: Change, cause: Cause, call: int | None, at: datetime) -> str:
        """Change rows now, in the journal too; the new snapshot id.

        In a world whose rows go null, some do so at once, as a second change by the world.
        """
        version = playlist.write(change(playlist), at)
        self._record(playlist, cause, call, at)
        if self.scenario.null_share:
            self._nullify(playlist, at, lambda row: row.added_at == at and self._goes_null(row, version.number))
        return version.snapshot_id

    def touch(self, playlist: Playlist, at: datetime) -> None:
        """Details or picture changed: a new snapshot id over the same rows, nothing for the journal."""
        playlist.write(playlist.rows, at)

    # --- writes still to come

    def later(self, carry_out: Callable[[datetime], None], number: int) -> None:
        """Carry a write out once the scenario's delay has passed."""
        self._pending.append(Pending(self.clock.now() + self.scenario.late_by, number, carry_out))

    def settle(self) -> None:
        """Carry out what is due by now, in order."""
        now = self.clock.now()
        due = sorted((p for p in self._pending if p.due <= now), key=lambda p: (p.due, p.number))
        self._pending = [p for p in self._pending if p.due > now]
        for pending in due:
            pending.carry_out(pending.due)

    # --- tracks

    def is_writable(self, uri: str) -> bool:
        """Whether a write that names this URI works; a dead one fails the whole call."""
        spotify_id = track_id(uri)
        return spotify_id is not None and self.known(spotify_id) is not None

    def known(self, spotify_id: str) -> SandboxTrack | None:
        """The track of this id, unless it is dead."""
        track = self.catalogue.get(spotify_id) or self._stand_ins.get(spotify_id)
        return None if track is None or self._is_dead(track.id) else track

    def shown(self, spotify_id: str, country: str) -> Shown | None:
        """What this country sees where this id was asked for or written; another id, perhaps, and nothing says so."""
        track = self.known(spotify_id)
        if track is None:
            return None
        other = self._shown_instead(track, country)
        seen = other or track
        blocked = (seen.id, country) in self._unplayable or (seen.id, None) in self._unplayable
        is_playable = not (blocked or self._falls(self.scenario.unplayable_share, "unplayable", seen.id))
        return Shown(seen, is_playable)

    def kill(self, spotify_id: str, at: datetime) -> None:
        """A track is taken down: its id is a 404, rows that hold it go null."""
        self._dead.add(spotify_id)
        self._revived.discard(spotify_id)
        uri = track_uri(spotify_id)
        for playlist in self.playlists.values():
            self._nullify(playlist, at, lambda row: row.uri == uri)

    def revive(self, spotify_id: str) -> None:
        """A track comes back; rows that went null stay null."""
        self._dead.discard(spotify_id)
        self._revived.add(spotify_id)

    def relink(self, written: str, seen: str, country: str) -> None:
        """In this country, `written` is shown as `seen` from now on. Rows keep what was written."""
        self._relinked[written, country] = seen
        if self.known(seen) is None and (track := self.catalogue.get(written)) is not None:
            self._stand_ins[seen] = replace(track, id=seen)

    def block(self, spotify_id: str, country: str | None) -> None:
        """A track cannot be played in this country; None is everywhere."""
        self._unplayable.add((spotify_id, country))

    def null_row(self, playlist: Playlist, position: int, at: datetime) -> None:
        """One row goes null."""
        row = playlist.rows[position]
        self._nullify(playlist, at, lambda other: other is row)

    # --- chance, the same for the same seed

    def _is_dead(self, spotify_id: str) -> bool:
        if spotify_id in self._dead:
            return True
        if spotify_id in self._revived or spotify_id in self._stand_ins:
            return False
        return self._falls(self.scenario.dead_share, "dead", spotify_id)

    def _shown_instead(self, track: SandboxTrack, country: str) -> SandboxTrack | None:
        explicit = self._relinked.get((track.id, country))
        if explicit is not None:
            return self.known(explicit)
        if track.id in self._stand_ins or not self._falls(self.scenario.relinked_share, f"relink/{country}", track.id):
            return None
        stand_in_id = _base62(f"stand-in/{country}/{track.id}", 22)
        return self._stand_ins.setdefault(stand_in_id, replace(track, id=stand_in_id))

    def _goes_null(self, row: Row, version: int) -> bool:
        """Half of the unlucky rows do so every time, half only in this write."""
        half = self.scenario.null_share / 2
        return self._falls(half, "null", str(row.uri)) or self._falls(half, f"null/{version}", str(row.uri))

    def _falls(self, share: float, what: str, subject: str) -> bool:
        if not share:
            return False
        digest = hashlib.blake2b(f"{self._seed}/{what}/{subject}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) < share * 2**64

    # --- the journal

    def _nullify(self, playlist: Playlist, at: datetime, is_gone: Callable[[Row], bool]) -> None:
        rows = gone_null(playlist.rows, is_gone)
        if rows is not playlist.rows:
            playlist.write(rows, at)
            self._record(playlist, Cause.WORLD, None, at)

    def _record(self, playlist: Playlist, cause: Cause, call: int | None, at: datetime) -> None:
        number = self.journal.next_number()
        self.journal.playlists.append(PlaylistRecord(number, at, playlist.id, playlist.uris, cause, call))


def _base62(text: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(BASE62))
        letters.append(BASE62[rest])
    return "".join(letters)
