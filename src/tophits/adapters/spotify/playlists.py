"""Playlists and tracks on Spotify behind the ports of `apply`: looked at, read, written, made."""

from collections.abc import Callable, Iterator, Sequence

from tophits.adapters.spotify import calls
from tophits.adapters.spotify.gate import Gate
from tophits.adapters.spotify.reading import Page, json_object, look_in, odd, page_in, part, row_in, text, track_in
from tophits.apply.ports import Look
from tophits.domain.errors import NotAllowed, NotFound, SpotifyUnavailable, WriteUnclear
from tophits.domain.plans import Step
from tophits.domain.tracks import Row, Track

REMEDY_FOR_WITHHELD_ROWS = (
    "Only a playlist that the logged-in user owns can be kept by the bot: make one, or adopt one."
)


class SpotifyReader:
    """A PlaylistReader."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def look(self, playlist_id: str) -> Look:
        """What is written on the playlist and how many rows it has. One call.

        Raises:
            NotAllowed: Spotify shows its name but not its rows: it is somebody else's.
        """
        json = json_object(self._gate.call(calls.look(playlist_id)), "a playlist")
        seen = look_in(json)
        if seen is None:
            owner = text(part(json, "owner"), "id")
            said = f"Spotify shows only the name of the playlist {playlist_id}; it belongs to {owner}"
            raise NotAllowed(said, remedy=REMEDY_FOR_WITHHELD_ROWS)
        return seen

    def rows(self, playlist_id: str) -> tuple[Row, ...]:
        """Every row in order, positions kept. One call for each 50 rows begun; one when empty.

        Pages that do not fit together were read while the playlist changed: they are all read once more, and
        if that happens again it is SpotifyUnavailable.
        """
        for _ in range(2):
            rows = self._rows_once(playlist_id)
            if rows is not None:
                return rows
        raise SpotifyUnavailable(f"The playlist {playlist_id} kept changing while it was read")

    def _rows_once(self, playlist_id: str) -> tuple[Row, ...] | None:
        """The rows; None when the pages do not fit together."""
        rows: list[Row] = []
        total: int | None = None
        while total is None or len(rows) < total:
            page = page_in(self._gate.call(calls.rows(playlist_id, len(rows))), "rows")
            _refuse_unknown_shape(page)
            if total is not None and page.total != total:
                return None
            total = page.total
            if len(page.items) != min(calls.PAGE, total - len(rows)):
                return None
            rows.extend(map(row_in, page.items))
        return tuple(rows)


def _refuse_unknown_shape(page: Page) -> None:
    """Rows whose content has a third name would all look like null rows, and be mended for nothing."""
    if page.items and all(isinstance(row, dict) and not row.keys() & {"item", "track"} for row in page.items):
        raise odd("rows that hold neither item nor track")


class SpotifyWriter:
    """A PlaylistWriter."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def write(self, playlist_id: str, step: Step) -> str | None:
        """Carry out one step in one call; the snapshot id answered, which proves nothing (I3)."""
        answer = self._gate.call(calls.step(playlist_id, step))
        return text(answer, "snapshot_id") if isinstance(answer, dict) else None


class SpotifyKeeper:
    """A PlaylistKeeper. `own_id` gives the user's id, at the cost of a call if it is not known yet."""

    def __init__(self, gate: Gate, own_id: Callable[[], str]) -> None:
        self._gate = gate
        self._own_id = own_id

    def create(self, name: str, description: str, *, public: bool) -> str:
        """Make an empty playlist; its id. One call.

        Raises:
            WriteUnclear: it may have been made. Look for it in `owned` before trying again.
        """
        answer = self._gate.call(calls.create(name, description, public=public))
        made = text(answer, "id") if isinstance(answer, dict) else None
        if made is None:
            raise WriteUnclear("Spotify answered that a playlist was made, but not which")
        return made

    def describe(self, playlist_id: str, *, name: str | None = None, description: str | None = None) -> None:
        """Set name or description. One call; none when there is nothing to set."""
        given = {"name": name, "description": description}
        changes = {key: value for key, value in given.items() if value is not None}
        if changes:
            self._gate.call(calls.describe(playlist_id, changes))

    def owned(self) -> Iterator[Look]:
        """The user's own playlists in Spotify's order, newest first; a call for each 50 in the library.

        Pages are asked for as they are needed, so that whoever finds what it seeks may stop. `total` is as
        listed.
        """
        own_id = self._own_id()
        offset = 0
        while True:
            page = page_in(self._gate.call(calls.library(offset)), "playlists")
            looks = (look_in(each) for each in page.items if isinstance(each, dict))
            yield from (look for look in looks if look is not None and look.owner_id == own_id)
            offset += calls.PAGE
            if offset >= page.total:
                return

    def followed(self, playlist_ids: Sequence[str]) -> Sequence[bool]:
        """For each playlist whether it is still in the user's library. One call for each 40."""
        answers: list[bool] = []
        for start in range(0, len(playlist_ids), calls.LIBRARY_URIS):
            asked = playlist_ids[start : start + calls.LIBRARY_URIS]
            answer = self._gate.call(calls.contains(asked))
            if not isinstance(answer, list) or len(answer) != len(asked):
                raise odd("a library that was asked about other playlists")
            answers.extend(each is True for each in answer)
        return tuple(answers)


class SpotifyTracks:
    """A TrackReader. `country` is sent as the market where the settings give one."""

    def __init__(self, gate: Gate, country: str | None = None) -> None:
        self._gate = gate
        self._country = country

    def track(self, spotify_id: str) -> Track | None:
        """The track; None when Spotify does not know it. One call."""
        try:
            answer = self._gate.call(calls.track(spotify_id, self._country))
        except NotFound:
            return None
        found = track_in(answer)
        if found is None:
            raise odd("no track for a track")
        return found
