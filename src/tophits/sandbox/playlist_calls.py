"""The calls on playlists (web-api-2026.md, sections 1, 1.3, 1.4 and 1.6)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tophits.sandbox.call import Call, check_id
from tophits.sandbox.fields import BadFields, Filter, parse_fields
from tophits.sandbox.journal import Cause
from tophits.sandbox.playlists import (
    Change,
    Cover,
    Details,
    Playlist,
    Rows,
    Version,
    inserted,
    moved,
    new_rows,
    removed,
    replaced,
    snapshot_id,
)
from tophits.sandbox.request import Refused, Response, empty_response, json_response
from tophits.sandbox.wire import Json, TrackWires, image_wires, paging, playlist_wire, row_wire

MAX_URIS = 100
MAX_ROWS = 10_000
MAX_COVER = 256 * 1024
EMBEDDED_ROWS = 100
PRIVATE_READ = ("playlist-read-private", "playlist-read-collaborative")
KEPT_PARAMS = ("fields", "market", "additional_types")
PLAYABLE_URI = re.compile(r"spotify:(?:track|episode):[0-9A-Za-z]{22}")
SPOTIFYS_OWN = "37i9"


class PlaylistCalls:
    """Answers every call on playlists."""

    def __init__(self, wires: TrackWires) -> None:
        self._wires = wires

    # --- reading

    def mine(self, call: Call) -> Response:
        """GET /me/playlists: owned and followed, newest first; without the scope the private ones are missing."""
        user = call.user
        limit = call.number_in_query("limit", 20, range(1, 51))
        offset = call.number_in_query("offset", 0, range(100_001))
        seen = [call.spotify.playlists[playlist_id] for playlist_id in user.followed]
        if call.access.scopes.isdisjoint(PRIVATE_READ[:1]):
            seen = [playlist for playlist in seen if playlist.details.public]
        items = [self._simplified(call, playlist) for playlist in seen[offset : offset + limit]]
        page = paging(
            f"{call.base}/v1/me/playlists",
            {},
            items,
            limit=limit,
            offset=offset,
            total=len(seen),
            more=offset + limit < len(seen),
        )
        return json_response(200, page)

    def one(self, call: Call, playlist_id: str) -> Response:
        """GET /playlists/{id}: one's own with the first 100 rows, others' without `items`."""
        playlist = _find(call, playlist_id)
        is_own = playlist.is_open_to(call.access.user_id)
        if is_own and not playlist.details.public:
            call.need("playlist-read-private")
        wanted = _filter(call)
        wire = self._described(call, playlist)
        if is_own and (wanted is None or wanted.wants("items")):
            with_rows = wanted is None or wanted.wants("items", "items")
            wire["items"] = self._page(call, playlist, EMBEDDED_ROWS, 0, with_rows=with_rows)
        return json_response(200, wire if wanted is None else wanted.apply(wire))

    def rows(self, call: Call, playlist_id: str) -> Response:
        """GET /playlists/{id}/items: a page of rows, own or collaborative only."""
        playlist = _find(call, playlist_id)
        call.need("playlist-read-private")
        if not playlist.is_open_to(call.access.user_id):
            raise Refused(403, "Forbidden")
        # 50 is documented, 100 was accepted when it was tried
        limit = call.number_in_query("limit", 20, range(1, 101))
        offset = call.number_in_query("offset", 0, range(100_001))
        wanted = _filter(call)
        with_rows = wanted is None or wanted.wants("items")
        page = self._page(call, playlist, limit, offset, with_rows=with_rows)
        return json_response(200, page if wanted is None else wanted.apply(page))

    def covers(self, call: Call, playlist_id: str) -> Response:
        """GET /playlists/{id}/images."""
        playlist = _find(call, playlist_id)
        return json_response(200, image_wires(playlist, playlist.cover_at(call.now), call.base))

    # --- writing details and picture

    def create(self, call: Call) -> Response:
        """POST /me/playlists."""
        owner = call.user
        details = _details(Details(""), call.json_object())
        call.need("playlist-modify-public" if details.public else "playlist-modify-private")

        def effect(at: datetime, cause: Cause) -> Playlist:
            return call.spotify.create(owner, details, cause=cause, call=call.number, at=at)

        playlist = call.write(effect)
        wire = self._described(call, playlist)
        wire["items"] = self._page(call, playlist, EMBEDDED_ROWS, 0, with_rows=True)
        return json_response(201, wire)

    def describe(self, call: Call, playlist_id: str) -> Response:
        """PUT /playlists/{id}: 200 with an empty body."""
        playlist = _writable(call, playlist_id)
        details = _details(playlist.details, call.json_object())

        def effect(at: datetime, _: Cause) -> None:
            call.spotify.describe(playlist, details)
            call.spotify.touch(playlist, at)

        call.write(effect)
        return empty_response(200)

    def upload(self, call: Call, playlist_id: str) -> Response:
        """PUT /playlists/{id}/images: base64 text of a JPEG."""
        if "ugc-image-upload" not in call.access.scopes:
            raise Refused(401, "Unauthorized.")
        playlist = _writable(call, playlist_id)
        jpeg = _jpeg(call)

        def effect(at: datetime, _: Cause) -> None:
            shown_from = at + call.spotify.scenario.cover_lag
            playlist.covers = [*playlist.covers[-1:], Cover(hashlib.sha256(jpeg).hexdigest()[:40], jpeg, shown_from)]
            call.spotify.touch(playlist, at)

        call.write(effect)
        return empty_response(202)

    # --- writing rows

    def add(self, call: Call, playlist_id: str) -> Response:
        """POST /playlists/{id}/items: `{"uris": [...], "position": n}` or a bare array."""
        playlist = _writable(call, playlist_id)
        body = call.json()
        uris = _uris(call, body)
        if not uris:
            raise Refused(400, "No uris provided")
        position = _position(call, body, len(playlist.rows))
        if len(playlist.rows) + len(uris) > MAX_ROWS:
            raise Refused(400, "Playlist size limit reached")
        _all_alive(call, uris)
        user_id = call.user.id

        def effect(at: datetime, cause: Cause) -> str:
            fresh = new_rows(uris, at, user_id)
            return call.spotify.change(playlist, lambda p: inserted(p.rows, fresh, position), cause, call.number, at)

        return json_response(201, {"snapshot_id": call.write(effect)})

    def put(self, call: Call, playlist_id: str) -> Response:
        """PUT /playlists/{id}/items: replace all, or reorder; the two exclude each other."""
        playlist = _writable(call, playlist_id)
        body = call.json()
        reorder = isinstance(body, dict) and "range_start" in body
        has_uris = "uris" in call.query or isinstance(body, list) or (isinstance(body, dict) and "uris" in body)
        if reorder and has_uris:
            raise Refused(400, "uris and range_start exclude each other")
        if isinstance(body, dict) and reorder:
            return self._reorder(call, playlist, body)
        if not has_uris:
            raise Refused(400, "No uris provided")
        uris = _uris(call, body)
        _all_alive(call, uris)
        user_id = call.user.id

        def effect(at: datetime, cause: Cause) -> str:
            return call.spotify.change(playlist, lambda p: replaced(p.rows, uris, at, user_id), cause, call.number, at)

        return json_response(200, {"snapshot_id": call.write(effect)})

    def delete(self, call: Call, playlist_id: str) -> Response:
        """DELETE /playlists/{id}/items: every copy of each URI; `positions` and the old key `tracks` mean nothing."""
        playlist = _writable(call, playlist_id)
        body = call.json_object()
        items = body.get("items")
        if not isinstance(items, list) or not items:
            raise Refused(400, "No uris provided")
        uris = [item.get("uri") if isinstance(item, dict) else None for item in items]
        _check_uris(uris)
        seen = _version_meant(playlist, body)
        doomed = frozenset(str(uri) for uri in uris)

        def change(now: Playlist) -> Rows:
            return removed(now.rows, doomed, seen.rows if seen else now.rows)

        return self._changed(call, playlist, change)

    def _reorder(self, call: Call, playlist: Playlist, body: dict[str, object]) -> Response:
        seen = _version_meant(playlist, body)
        rows = seen.rows if seen else playlist.rows
        start = _integer(body, "range_start", None)
        before = _integer(body, "insert_before", None)
        length = _integer(body, "range_length", 1)
        if start < 0 or length < 1 or start + length > len(rows) or not 0 <= before <= len(rows):
            raise Refused(400, "Index out of bounds")

        def change(now: Playlist) -> Rows:
            return moved(now.rows, start, before, length, seen.rows if seen else now.rows)

        return self._changed(call, playlist, change)

    def _changed(self, call: Call, playlist: Playlist, change: Change) -> Response:
        def effect(at: datetime, cause: Cause) -> str:
            return call.spotify.change(playlist, change, cause, call.number, at)

        return json_response(200, {"snapshot_id": call.write(effect)})

    # --- shapes

    def _described(self, call: Call, playlist: Playlist) -> Json:
        owner = call.spotify.users[playlist.owner_id]
        snapshot = _snapshot_shown(playlist, call.now, call.spotify.scenario.id_lag)
        return playlist_wire(playlist, owner, snapshot, playlist.cover_at(call.now), call.base)

    def _simplified(self, call: Call, playlist: Playlist) -> Json:
        wire = self._described(call, playlist)
        total = len(playlist.seen_at(call.now, call.spotify.scenario.rows_lag).rows)
        wire["items"] = {"href": f"{call.base}/v1/playlists/{playlist.id}/items", "total": total}
        wire["description"] = wire["description"] or ""
        return wire

    def _page(self, call: Call, playlist: Playlist, limit: int, offset: int, *, with_rows: bool) -> Json:
        rows = playlist.seen_at(call.now, call.spotify.scenario.rows_lag).rows
        country, base = call.country, call.base
        items: list[Json] = []
        if with_rows:
            for row in rows[offset : offset + limit]:
                track = row.uri and self._wires.of(row.uri.removeprefix("spotify:track:"), country, base)
                items.append(row_wire(row, track or None, base))
        return paging(
            f"{base}/v1/playlists/{playlist.id}/items",
            {name: call.query[name] for name in KEPT_PARAMS if name in call.query},
            items,
            limit=limit,
            offset=offset,
            total=len(rows),
            more=offset + limit < len(rows),
        )


def _find(call: Call, playlist_id: str) -> Playlist:
    """The playlist; Spotify's own and unknown ones are a 404. An unfollowed one is still there."""
    if not playlist_id.startswith(SPOTIFYS_OWN):
        check_id(playlist_id)
    playlist = call.spotify.playlists.get(playlist_id)
    if playlist is None:
        raise Refused(404, "Resource not found")
    return playlist


def _writable(call: Call, playlist_id: str) -> Playlist:
    """The playlist, when this caller may change it: which scope is needed follows its public flag."""
    playlist = _find(call, playlist_id)
    call.need("playlist-modify-public" if playlist.details.public else "playlist-modify-private")
    if not playlist.is_open_to(call.user.id):
        raise Refused(403, "Forbidden")
    return playlist


def _filter(call: Call) -> Filter | None:
    text = call.query.get("fields")
    if not text:
        return None
    try:
        return parse_fields(text)
    except BadFields:
        raise Refused(400, "Invalid fields") from None


def _details(old: Details, body: dict[str, object]) -> Details:
    """What is written on a playlist after this body; a name is required where there was none."""
    name = body.get("name", old.name)
    description = body.get("description", old.description)
    public = body.get("public", old.public)
    collaborative = body.get("collaborative", old.collaborative)
    if not isinstance(name, str) or not name:
        raise Refused(400, "Missing required field: name")
    if description is not None and not isinstance(description, str):
        raise Refused(400, "Invalid description")
    if public is None:
        public = old.public
    if not isinstance(public, bool) or not isinstance(collaborative, bool):
        raise Refused(400, "Error parsing JSON.")
    if collaborative and public:
        raise Refused(400, "Collaborative playlists can not be public")
    return replace(old, name=name, description=description, public=public, collaborative=collaborative)


def _uris(call: Call, body: object) -> list[str]:
    """The URIs of a writing call; those of the query string beat the body's."""
    given: object = body.get("uris", []) if isinstance(body, dict) else body
    if "uris" in call.query:
        given = [uri.strip() for uri in call.query["uris"].split(",") if uri.strip()]
    if not isinstance(given, list):
        raise Refused(400, "No uris provided")
    return _check_uris(given)


def _check_uris(uris: Sequence[object]) -> list[str]:
    if len(uris) > MAX_URIS:
        raise Refused(400, "Too many ids requested")
    checked = []
    for uri in uris:
        if not isinstance(uri, str) or not uri.startswith("spotify:"):
            raise Refused(400, "Invalid Spotify URI")
        if not PLAYABLE_URI.fullmatch(uri):
            raise Refused(400, "Invalid base62 id")
        checked.append(uri)
    return checked


def _all_alive(call: Call, uris: Sequence[str]) -> None:
    """One dead URI fails the whole write, every time (section 1.4)."""
    if not all(call.spotify.is_writable(uri) for uri in uris):
        raise Refused(502, "Bad gateway.")


def _position(call: Call, body: object, size: int) -> int | None:
    given: object = body.get("position") if isinstance(body, dict) else None
    if "position" in call.query:
        text = call.query["position"]
        given = int(text) if text.isdecimal() else -1
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= size:
        raise Refused(400, "Index out of bounds")
    return given


def _integer(body: dict[str, object], name: str, default: int | None) -> int:
    given = body.get(name, default)
    if not isinstance(given, int) or isinstance(given, bool):
        raise Refused(400, f"Invalid {name}")
    return given


def _version_meant(playlist: Playlist, body: dict[str, object]) -> Version | None:
    """The version that the caller names; None when he names none and means the newest."""
    named = body.get("snapshot_id")
    if named is None:
        return None
    version = playlist.version_named(named) if isinstance(named, str) else None
    if version is None:
        raise Refused(400, "Missing or bad version tag")
    return version


def _snapshot_shown(playlist: Playlist, now: datetime, lag: timedelta) -> str:
    """The id that a reader sees: while the newest settles, first the old one, then a third."""
    newest, settled = playlist.versions[-1], playlist.seen_at(now, lag)
    if settled is newest or now < newest.at + lag / 2:
        return settled.snapshot_id
    return snapshot_id(f"{playlist.id}/third", newest.number)


def _jpeg(call: Call) -> bytes:
    """The picture of an upload."""
    text = call.request.body
    if len(text) > MAX_COVER:
        raise Refused(413, "Payload too large")
    if (call.request.header("content-type") or "").partition(";")[0].strip() != "image/jpeg":
        raise Refused(400, "Invalid content type")
    try:
        jpeg = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, "Invalid base64") from None
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise Refused(400, "Image is not a JPEG")
    return jpeg
