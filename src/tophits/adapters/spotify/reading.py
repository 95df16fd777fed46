"""From the Web API's JSON to our nouns, forgiving where Spotify is loose and strict where a guess would do harm.

Both the names of February 2026 and the older ones are read (`items`/`tracks`, `item`/`track`). A row that
cannot be understood keeps its position as a null row. Nothing of the wire's shape leaves this package.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tophits.apply.ports import Look
from tophits.domain.errors import SpotifyUnavailable
from tophits.domain.tracks import TRACK_URI, Artist, Row, Track

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class User:
    """Whom a login belongs to. `country` is there only for some apps (web-api-2026.md, section 1)."""

    id: str
    display_name: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a listing, and how long the whole listing is."""

    total: int
    items: tuple[object, ...]


def odd(what: str) -> SpotifyUnavailable:
    """The error for a good status with a body that makes no sense."""
    return SpotifyUnavailable(f"Spotify answered with {what}, which makes no sense")


def json_object(answer: object, what: str) -> Json:
    """An answer that has to be an object."""
    if not isinstance(answer, dict):
        raise odd(f"no object for {what}")
    return answer


def text(json: Json, key: str) -> str | None:
    """A string that is there and not empty."""
    value = json.get(key)
    return value if isinstance(value, str) and value else None


def flag(json: Json, key: str) -> bool | None:
    """A boolean that is there."""
    value = json.get(key)
    return value if isinstance(value, bool) else None


def number(json: Json, key: str) -> int | None:
    """A whole number that is there."""
    value = json.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def part(json: Json, *keys: str) -> Json:
    """The first of those keys that holds an object; an empty one if none does."""
    for key in keys:
        value = json.get(key)
        if isinstance(value, dict):
            return value
    return {}


def page_in(answer: object, what: str) -> Page:
    """A paging object."""
    json = json_object(answer, what)
    total, items = number(json, "total"), json.get("items")
    if total is None or not isinstance(items, list):
        raise odd(f"no page of {what}")
    return Page(total, tuple(items))


def look_in(json: Json) -> Look | None:
    """What is written on a playlist; None when Spotify withholds its rows, as it does for other people's."""
    total = number(part(json, "items", "tracks"), "total")
    playlist_id, owner_id = text(json, "id"), text(part(json, "owner"), "id")
    if playlist_id is None or owner_id is None:
        raise odd("a playlist without id or owner")
    if total is None:
        return None
    return Look(
        playlist_id=playlist_id,
        snapshot_id=text(json, "snapshot_id") or "",
        total=total,
        name=text(json, "name") or "",
        description=html.unescape(text(json, "description") or ""),
        owner_id=owner_id,
        public=flag(json, "public"),
    )


def row_in(value: object) -> Row:
    """One position of a playlist."""
    if not isinstance(value, dict):
        return Row(uri=None)
    item = part(value, "item", "track")
    uri = text(item, "uri")
    is_local = bool(flag(value, "is_local") or flag(item, "is_local"))
    return Row(
        uri=uri,
        track=None if is_local or uri is None else track_in(item),
        added_at=_moment(text(value, "added_at")),
        is_local=is_local,
    )


def track_in(value: object) -> Track | None:
    """A track; None for null, an episode, a local file, or anything else that is none."""
    if not isinstance(value, dict):
        return None
    spotify_id, uri, title = text(value, "id"), text(value, "uri"), text(value, "name")
    if spotify_id is None or title is None or (uri is not None and not uri.startswith(TRACK_URI)):
        return None
    if value.get("type", "track") != "track":
        return None
    album = part(value, "album")
    isrc = text(part(value, "external_ids"), "isrc")
    return Track(
        id=spotify_id,
        title=title,
        artists=_artists(value.get("artists")),
        duration_ms=number(value, "duration_ms") or 0,
        album=text(album, "name"),
        album_kind=text(album, "album_type"),
        isrc=None if isrc is None else isrc.upper().replace("-", "").strip(),
        explicit=flag(value, "explicit"),
        release_date=text(album, "release_date"),
        playable=flag(value, "is_playable"),
    )


def _artists(value: object) -> tuple[Artist, ...]:
    if not isinstance(value, list):
        return ()
    named = [(text(each, "id"), text(each, "name")) for each in value if isinstance(each, dict)]
    return tuple(Artist(artist_id, name) for artist_id, name in named if name is not None)


def user_in(answer: object) -> User:
    """Whom a login belongs to."""
    json = json_object(answer, "a user")
    user_id = text(json, "id")
    if user_id is None:
        raise odd("a user without id")
    return User(user_id, text(json, "display_name"), text(json, "country"))


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
