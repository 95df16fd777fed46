"""Playlists in memory behind the ports of `apply`, with the ways in which Spotify fails settable one by one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tophits.apply.ports import Look
from tophits.domain.clock import Clock
from tophits.domain.errors import CallRefused, NotAllowed, NotFound, SpotifyUnavailable, WriteUnclear
from tophits.domain.plans import MAX_URIS, Add, Move, Remove, Replace, Step
from tophits.domain.tracks import Row, Track, track_id


class Fault(StrEnum):
    """How one call fails."""

    UNCLEAR_APPLIED = "unclear-applied"
    """A write that is done, and answered as if nobody knew."""
    UNCLEAR_NOT_APPLIED = "unclear-not-applied"
    """A write that is not done, and answered as if nobody knew."""
    LATE = "late"
    """A write answered as if nobody knew, and done only after `late_by`."""
    OUT = "out"
    """SpotifyUnavailable: nothing was sent, nothing is done."""


@dataclass(slots=True)
class _Playlist:
    """One playlist and what is still to come to it."""

    id: str
    owner_id: str
    name: str
    description: str
    public: bool
    rows: tuple[Row, ...] = ()
    version: int = 1
    late: list[tuple[datetime, Step]] = field(default_factory=list)


class FakePlaylists:
    """A PlaylistReader, PlaylistWriter, PlaylistKeeper and TrackReader over one dictionary.

    `calls` counts what would have been calls to Spotify, page by page. A write that names a track in `dead`
    is WriteUnclear and not done, every time, as Spotify's 502 is.
    """

    def __init__(
        self,
        clock: Clock,
        tracks: Iterable[Track] = (),
        *,
        user_id: str = "listener",
        late_by: timedelta = timedelta(seconds=20),
    ) -> None:
        self.calls = 0
        self.dead: set[str] = set()
        self._clock = clock
        self._tracks = {track.id: track for track in tracks}
        self._user_id = user_id
        self._late_by = late_by
        self._playlists: dict[str, _Playlist] = {}
        self._library: list[str] = []
        self._faults: list[Fault | None] = []

    # --- what a test sets

    def fail_next(self, *faults: Fault | None) -> None:
        """The next calls fail like this, in order; None lets one through. Faults of writes spare reads."""
        self._faults.extend(faults)

    def edit(self, playlist_id: str, rows: Iterable[Row]) -> None:
        """Somebody changes the rows with the Spotify app."""
        playlist = self._playlists[playlist_id]
        playlist.rows = tuple(rows)
        playlist.version += 1

    def unfollow(self, playlist_id: str) -> None:
        """Somebody deletes the playlist, which only takes it out of the library."""
        self._library.remove(playlist_id)

    def give_away(self, playlist_id: str, owner_id: str) -> None:
        """Make the playlist somebody else's."""
        self._playlists[playlist_id].owner_id = owner_id

    # --- reading

    def look(self, playlist_id: str) -> Look:
        """What is written on the playlist and how many rows it has. One call."""
        self._count_read()
        playlist = self._own(playlist_id)
        return self._look(playlist)

    def rows(self, playlist_id: str) -> tuple[Row, ...]:
        """Every row in order. One call for each 50 rows begun; one when empty."""
        self._count_read()
        rows = self._own(playlist_id).rows
        self.calls += max(0, len(rows) - 1) // 50
        return rows

    def track(self, spotify_id: str) -> Track | None:
        """The track; None when it is unknown or dead. One call."""
        self._count_read()
        track = self._tracks.get(spotify_id)
        return None if track is None or track.uri in self.dead else track

    def owned(self) -> Iterator[Look]:
        """The user's own playlists, newest first, a call for each 50 in the library."""
        mine = [self._playlists[each] for each in self._library]
        for index, playlist in enumerate(mine):
            if index % 50 == 0:
                self._count_read()
            if playlist.owner_id == self._user_id:
                yield self._look(playlist)

    def followed(self, playlist_ids: Sequence[str]) -> Sequence[bool]:
        """Whether each is in the library. One call for each 40."""
        for _ in range(0, len(playlist_ids), 40):
            self._count_read()
        return tuple(each in self._library for each in playlist_ids)

    # --- writing

    def write(self, playlist_id: str, step: Step) -> str | None:
        """Carry out one step; the snapshot id."""
        if not isinstance(step, Move) and len(step.uris) > MAX_URIS:
            raise CallRefused(f"A call carries at most {MAX_URIS} URIs, not {len(step.uris)}; nothing was sent")
        fault = self._begin_write(f"a step on {playlist_id}")
        playlist = self._own(playlist_id)
        if isinstance(step, Replace | Add) and self.dead.intersection(step.uris):
            raise WriteUnclear("A dead track fails the whole write: 502")
        if fault is Fault.LATE:
            playlist.late.append((self._clock.now() + self._late_by, step))
        elif fault is not Fault.UNCLEAR_NOT_APPLIED:
            self._apply(playlist, step)
        _raise_if_unclear(fault, f"a step on {playlist_id}")
        return self._look(playlist).snapshot_id

    def create(self, name: str, description: str, *, public: bool) -> str:
        """Make an empty playlist; its id. One call. LATE is as UNCLEAR_APPLIED here."""
        fault = self._begin_write("making a playlist")
        playlist_id = f"playlist{len(self._playlists) + 1:014d}"
        if fault is not Fault.UNCLEAR_NOT_APPLIED:
            self._playlists[playlist_id] = _Playlist(playlist_id, self._user_id, name, description, public)
            self._library.insert(0, playlist_id)
        _raise_if_unclear(fault, "making a playlist")
        return playlist_id

    def describe(self, playlist_id: str, *, name: str | None = None, description: str | None = None) -> None:
        """Set name or description. One call; none when there is nothing to set."""
        if name is None and description is None:
            return
        fault = self._begin_write(f"describing {playlist_id}")
        playlist = self._own(playlist_id)
        if fault is not Fault.UNCLEAR_NOT_APPLIED:
            playlist.name = playlist.name if name is None else name
            playlist.description = playlist.description if description is None else description
            playlist.version += 1
        _raise_if_unclear(fault, f"describing {playlist_id}")

    # --- inside

    def _own(self, playlist_id: str) -> _Playlist:
        playlist = self._playlists.get(playlist_id)
        if playlist is None:
            raise NotFound(f"There is no playlist {playlist_id}")
        if playlist.owner_id != self._user_id:
            raise NotAllowed(f"The playlist {playlist_id} belongs to {playlist.owner_id}")
        self._settle(playlist)
        return playlist

    def _settle(self, playlist: _Playlist) -> None:
        now = self._clock.now()
        due = [step for moment, step in playlist.late if moment <= now]
        playlist.late = [(moment, step) for moment, step in playlist.late if moment > now]
        for step in due:
            self._apply(playlist, step)

    def _apply(self, playlist: _Playlist, step: Step) -> None:
        playlist.rows = _after(playlist.rows, step, self._row)
        playlist.version += 1

    def _row(self, uri: str) -> Row:
        return Row(uri, self._tracks.get(track_id(uri) or ""), self._clock.now())

    @staticmethod
    def _look(playlist: _Playlist) -> Look:
        return Look(
            playlist_id=playlist.id,
            snapshot_id=f"{playlist.id}-{playlist.version}",
            total=len(playlist.rows),
            name=playlist.name,
            description=playlist.description,
            owner_id=playlist.owner_id,
            public=playlist.public,
        )

    def _count_read(self) -> None:
        self.calls += 1
        if self._faults and self._faults[0] in {None, Fault.OUT} and self._faults.pop(0) is Fault.OUT:
            raise SpotifyUnavailable("Spotify gives no good answer")

    def _begin_write(self, what: str) -> Fault | None:
        self.calls += 1
        fault = self._faults.pop(0) if self._faults else None
        if fault is Fault.OUT:
            raise SpotifyUnavailable(f"No connection for {what}; nothing was sent")
        return fault


def _raise_if_unclear(fault: Fault | None, what: str) -> None:
    if fault is not None:
        raise WriteUnclear(f"Nobody knows whether Spotify applied {what}")


def _after(rows: tuple[Row, ...], step: Step, row_of: Callable[[str], Row]) -> tuple[Row, ...]:
    """The rows after a step, as Spotify would have them."""
    match step:
        case Replace(uris):
            return tuple(row_of(uri) for uri in uris)
        case Add(uris, position):
            at = len(rows) if position is None else position
            return (*rows[:at], *(row_of(uri) for uri in uris), *rows[at:])
        case Move(start, before, length):
            block, end = rows[start : start + length], start + length
            if before <= start:
                return (*rows[:before], *block, *rows[before:start], *rows[end:])
            return (*rows[:start], *rows[end:before], *block, *rows[before:])
        case Remove(uris):
            return tuple(row for row in rows if row.uri not in uris)
