"""The calls on tracks: one by id, search, and the user's own favourites (web-api-2026.md, sections 1 and 1.5)."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice

from tophits.sandbox.call import Call, check_id
from tophits.sandbox.catalogue import SandboxTrack
from tophits.sandbox.request import Refused, Response, json_response
from tophits.sandbox.wire import Json, TrackWires, album_wire, artist_wire, paging

MAX_QUERY = 250
MAX_REACH = 1000
"""`limit` + `offset` of a search."""
SEARCH_TYPES = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")
TIME_RANGES = ("short_term", "medium_term", "long_term")
FAVOURITES = 2000


class TrackCalls:
    """Answers every call on tracks."""

    def __init__(self, wires: TrackWires) -> None:
        self._wires = wires
        self._favourites: dict[tuple[str, str], Sequence[str]] = {}

    def one(self, call: Call, spotify_id: str) -> Response:
        """GET /tracks/{id}."""
        wire = self._wires.of(check_id(spotify_id), call.country, call.base)
        if wire is None:
            raise Refused(404, "Resource not found")
        return json_response(200, wire)

    def search(self, call: Call) -> Response:
        """GET /search: one page for each type asked for."""
        q = call.query.get("q", "")
        if not q.strip():
            raise Refused(400, "No search query")
        if len(q) > MAX_QUERY:
            raise Refused(400, f"Query exceeds maximum length of {MAX_QUERY} characters")
        types = [name.strip() for name in call.query.get("type", "").split(",") if name.strip()]
        if not types:
            raise Refused(400, "Missing parameter type")
        unknown = [name for name in types if name not in SEARCH_TYPES]
        if unknown:
            raise Refused(400, f"Bad search type field {unknown[0]}")
        limit = call.number_in_query("limit", 5, range(1, 11))
        offset = call.number_in_query("offset", 0, range(MAX_REACH + 1))
        if limit + offset > MAX_REACH:
            raise Refused(400, f"Limit + Offset exceeds maximum of {MAX_REACH}")
        answer = {f"{kind}s": self._page(call, q, kind, limit, offset) for kind in types}
        return json_response(200, answer)

    def favourites(self, call: Call) -> Response:
        """GET /me/top/tracks: this world's users have steady tastes, drawn from the seed."""
        call.need("user-top-read")
        time_range = call.query.get("time_range", "medium_term")
        if time_range not in TIME_RANGES:
            raise Refused(400, "Invalid time range")
        limit = call.number_in_query("limit", 20, range(1, 51))
        offset = call.number_in_query("offset", 0, range(100_001))
        ids = self._favourite_ids(call, time_range)
        country = call.country
        tracks = (self._wires.of(spotify_id, country, call.base) for spotify_id in ids[offset : offset + limit])
        page = paging(
            f"{call.base}/v1/me/top/tracks",
            {"time_range": time_range},
            [track for track in tracks if track is not None],
            limit=limit,
            offset=offset,
            total=len(ids),
            more=offset + limit < len(ids),
        )
        return json_response(200, page)

    def _page(self, call: Call, q: str, kind: str, limit: int, offset: int) -> Json:
        """One type's hits. Albums and artists are those of the tracks that fit; other kinds this world has none of."""
        if kind == "track":
            found = call.spotify.catalogue.search(q, limit=limit, offset=offset)
            items = self._track_hits(call, found)
            # the page is full, so there may be more; nulls and dead tracks do not shorten the walk
            more = len(found) == limit and offset + 2 * limit <= MAX_REACH
        else:
            hits = self._collected(call, q, kind)
            items, more = hits[offset : offset + limit], offset + limit < len(hits)
        market = {"market": call.query["market"]} if "market" in call.query else {}
        return paging(
            f"{call.base}/v1/search",
            {"q": q, "type": kind, **market},
            items,
            limit=limit,
            offset=offset,
            total=_wrong_total(q, kind, offset + len(items)),
            more=more,
        )

    def _track_hits(self, call: Call, found: Iterable[SandboxTrack]) -> list[Json]:
        country = call.country
        wires = (self._wires.of(track.id, country, call.base) for track in found)
        return [wire for wire in wires if wire is not None]

    def _collected(self, call: Call, q: str, kind: str) -> list[Json]:
        found = call.spotify.catalogue.search(q, limit=50, offset=0) if kind in ("album", "artist") else ()
        wires: dict[str, Json] = {}
        for track in found:
            if kind == "album":
                wires.setdefault(track.album_id, album_wire(track, call.base))
                continue
            for artist in track.artists:
                wires.setdefault(artist.id, {**artist_wire(artist, call.base), "images": []})
        return list(wires.values())

    def _favourite_ids(self, call: Call, time_range: str) -> Sequence[str]:
        key = (call.user.id, time_range)
        if key not in self._favourites:
            known = (track.id for track in islice(call.spotify.catalogue, FAVOURITES))
            self._favourites[key] = sorted(known, key=lambda track: hashlib.sha256(f"{key}{track}".encode()).digest())
        return self._favourites[key]


def _wrong_total(q: str, kind: str, at_least: int) -> int:
    """`total` cannot be relied on: 0 beside hits for an ISRC, some larger number else."""
    if "isrc:" in q.lower():
        return 0
    if not at_least:
        return 0
    return at_least + int.from_bytes(hashlib.sha256(f"{kind}/{q}".encode()).digest()[:2]) % 900
