"""The JSON of the Web API in Development Mode: fields as in web-api-2026.md, sections 1.1 and 1.2, no others."""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from tophits.sandbox.catalogue import SandboxArtist, SandboxTrack
from tophits.sandbox.playlists import Cover, Playlist, Row
from tophits.sandbox.spotify import Shown, Spotify, User

Json = dict[str, object]
OPEN = "https://open.spotify.com"
PICTURES = "https://i.scdn.co/image"
PRECISIONS = {4: "year", 7: "month", 10: "day"}


class TrackWires:
    """Tracks as JSON. They are asked for over and over, so each is made once for each address and country."""

    def __init__(self, spotify: Spotify) -> None:
        self._spotify = spotify
        self._made: dict[tuple[str, str, bool], tuple[SandboxTrack, Json]] = {}

    def of(self, spotify_id: str, country: str, base: str) -> Json | None:
        """The track as this country sees it; None when nobody can. Not to be changed by the caller."""
        shown = self._spotify.shown(spotify_id, country)
        return None if shown is None else self.of_shown(shown, base)

    def of_shown(self, shown: Shown, base: str) -> Json:
        """The track as JSON."""
        key = (base, shown.track.id, shown.is_playable)
        made = self._made.get(key)
        if made is None or made[0] is not shown.track:
            made = self._made[key] = (shown.track, track_wire(shown, base))
        return made[1]


def track_wire(shown: Shown, base: str) -> Json:
    """A full track. No popularity, no available_markets, no linked_from."""
    track = shown.track
    wire = {
        "album": album_wire(track, base),
        "artists": [artist_wire(artist, base) for artist in track.artists],
        "disc_number": 1,
        "duration_ms": track.duration_ms,
        "explicit": track.explicit,
        "external_ids": {"isrc": track.isrc} if track.isrc else {},
        "external_urls": {"spotify": f"{OPEN}/track/{track.id}"},
        "href": f"{base}/v1/tracks/{track.id}",
        "id": track.id,
        "is_local": False,
        "is_playable": shown.is_playable,
        "name": track.title,
        "preview_url": None,
        "track_number": track.track_number,
        "type": "track",
        "uri": f"spotify:track:{track.id}",
    }
    if not shown.is_playable:
        wire["restrictions"] = {"reason": "market"}
    return wire


def album_wire(track: SandboxTrack, base: str) -> Json:
    """The album that a track is on."""
    artists = [artist_wire(artist, base) for artist in track.artists]
    if track.album_type == "compilation":
        artists = [artist_wire(SandboxArtist("0LyfQWJT6nXafLPZqxke9J", "Various Artists"), base)]
    return {
        "album_type": track.album_type,
        "artists": artists,
        "external_urls": {"spotify": f"{OPEN}/album/{track.album_id}"},
        "href": f"{base}/v1/albums/{track.album_id}",
        "id": track.album_id,
        "images": [{"url": f"{PICTURES}/{track.album_id}{size}", "height": size, "width": size} for size in (640, 300)],
        "name": track.album,
        "release_date": track.release_date,
        "release_date_precision": PRECISIONS.get(len(track.release_date), "day"),
        "total_tracks": 1 if track.album_type == "single" else max(10, track.track_number),
        "type": "album",
        "uri": f"spotify:album:{track.album_id}",
    }


def artist_wire(artist: SandboxArtist, base: str) -> Json:
    """An artist beside a track."""
    return {
        "external_urls": {"spotify": f"{OPEN}/artist/{artist.id}"},
        "href": f"{base}/v1/artists/{artist.id}",
        "id": artist.id,
        "name": artist.name,
        "type": "artist",
        "uri": f"spotify:artist:{artist.id}",
    }


def user_wire(user_id: str, base: str) -> Json:
    """A user beside a row."""
    return {
        "external_urls": {"spotify": f"{OPEN}/user/{user_id}"},
        "href": f"{base}/v1/users/{user_id}",
        "id": user_id,
        "type": "user",
        "uri": f"spotify:user:{user_id}",
    }


def me_wire(user: User, base: str) -> Json:
    """The current user. Country, email, product and followers are gone on paper, so they are not sent."""
    return {
        "account_id": user.account_id,
        "display_name": user.display_name,
        "images": [],
        **user_wire(user.id, base),
    }


def row_wire(row: Row, track: Json | None, base: str) -> Json:
    """A row: `item`, never the old `track`. A null row keeps its place."""
    return {
        "added_at": time_wire(row.added_at),
        "added_by": user_wire(row.added_by, base),
        "is_local": False,
        "item": track,
    }


def playlist_wire(playlist: Playlist, owner: User, snapshot: str, cover: Cover | None, base: str) -> Json:
    """A playlist without its `items`. The description comes back HTML-escaped."""
    details = playlist.details
    return {
        "collaborative": details.collaborative,
        "description": None if details.description is None else escaped(details.description),
        "external_urls": {"spotify": f"{OPEN}/playlist/{playlist.id}"},
        "href": f"{base}/v1/playlists/{playlist.id}",
        "id": playlist.id,
        "images": image_wires(playlist, cover, base) or None,
        "name": details.name,
        "owner": {**user_wire(owner.id, base), "display_name": owner.display_name},
        "public": details.public,
        "snapshot_id": snapshot,
        "type": "playlist",
        "uri": playlist.uri,
    }


def image_wires(playlist: Playlist, cover: Cover | None, base: str) -> list[Json]:
    """The uploaded picture; else the mosaic that Spotify makes once there are rows."""
    if cover is not None:
        return [{"url": f"{base}/image/{cover.digest}", "height": None, "width": None}]
    if playlist.rows:
        return [{"url": f"https://mosaic.scdn.co/640/{playlist.id}", "height": 640, "width": 640}]
    return []


def paging(  # the six numbers and names of a page
    address: str, params: Mapping[str, str], items: Sequence[object], *, limit: int, offset: int, total: int, more: bool
) -> Json:
    """One page, with absolute `href`, `next` and `previous` that repeat the caller's other parameters."""

    def page(at: int) -> str:
        return f"{address}?{urlencode({**params, 'offset': str(at), 'limit': str(limit)})}"

    return {
        "href": page(offset),
        "items": items,
        "limit": limit,
        "next": page(offset + limit) if more else None,
        "offset": offset,
        "previous": page(max(0, offset - limit)) if offset else None,
        "total": total,
    }


def escaped(text: str) -> str:
    """As Spotify gives descriptions back."""
    return html.escape(text, quote=True).replace("/", "&#x2F;")


def time_wire(moment: datetime) -> str:
    """A time in Spotify's way, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
