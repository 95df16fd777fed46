"""The pretend id mapping service: names or recordings in bulk, Spotify ids back, where it happens to know them.

The lookup is exact after stripping everything but letters and figures: a credit joined otherwise, or a missing guest in
the title, is not found (sources.md, labs host). It has the songs of a share of the catalogue, drawn by their ids.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence

from tophits.sandbox.catalogue import InventedSong
from tophits.sandbox.publishers.listings import recording_id
from tophits.sandbox.request import Request, Response, json_response
from tophits.sandbox.spelling import spotify_credit
from tophits.sandbox.tracks import number_from

HOST = "labs.api.listenbrainz.org"
BY_NAMES, BY_RECORDING = "/spotify-id-from-metadata/json", "/spotify-id-from-mbid/json"
SHARE = 70
"""Songs in a hundred that it knows."""
_NAMES = ("artist_name", "release_name", "track_name")


class IdMapping:
    """The service over some songs."""

    def __init__(self, songs: Sequence[InventedSong], share: int = SHARE) -> None:
        known = [song for song in songs if number_from("mapped", song.track_ids[0]) % 100 < share]
        self._by_names = {_stripped(spotify_credit(song), song.title): song for song in known}
        self._by_recording = {recording_id(song): song for song in known}

    def answer(self, request: Request) -> Response:
        """Answer a bulk question; one that lacks a field is a 400."""
        wanted = {BY_NAMES: _NAMES, BY_RECORDING: ("recording_mbid",)}.get(request.path)
        if wanted is None or request.method != "POST":
            return json_response(404, {"code": 404, "error": "Not Found"})
        try:
            rows = json.loads(request.body)
        except ValueError:
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, dict) and set(wanted) <= set(row) for row in rows):
            return json_response(400, {"code": 400, "error": f"each row needs {', '.join(wanted)}"})
        return json_response(200, [{**row, "spotify_track_ids": self._ids(row)} for row in rows])

    def _ids(self, row: Mapping[str, object]) -> list[str] | None:
        if "recording_mbid" in row:
            song = self._by_recording.get(str(row["recording_mbid"]))
        else:
            song = self._by_names.get(_stripped(str(row["artist_name"]), str(row["track_name"])))
        return None if song is None else list(song.track_ids)


def _stripped(*names: str) -> str:
    """Names without case, accents, blanks and marks, as the service compares them."""
    letters = unicodedata.normalize("NFKD", "".join(names).casefold())
    return "".join(letter for letter in letters if letter.isalnum())
