"""Tracks: what Spotify plays."""

import re
from dataclasses import dataclass
from datetime import datetime

TRACK_URI = "spotify:track:"


def track_uri(spotify_id: str) -> str:
    """The URI of a track id."""
    return TRACK_URI + spotify_id


def track_id(uri: str) -> str | None:
    """The id in a track URI; None for a local file or anything else that is no track."""
    return uri.removeprefix(TRACK_URI) if uri.startswith(TRACK_URI) else None


_NAMED = re.compile(
    r"(?:spotify:track:|https://open\.spotify\.com/(?:intl-[A-Za-z-]+/)?track/)?([0-9A-Za-z]{22})", re.ASCII
)


def read_track_id(text: str) -> str | None:
    """The id in what a person gives for a track: an id, a URI, or a link; None for an album, a playlist, or anything.

    A link may end in `/`, and carry what Spotify's own sharing adds behind `?`.
    """
    bare = text.strip()
    if bare.startswith("https://"):
        bare = re.split("[?#]", bare, maxsplit=1)[0].removesuffix("/")
    found = _NAMED.fullmatch(bare)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Artist:
    """A Spotify artist. `id` is None for local files."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Track:
    """A track as the Web API tells it (web-api-2026.md, section 1.1).

    `album_kind` is `single`, `album` or `compilation`. `release_date` keeps Spotify's precision: a year, a
    month or a day. `playable` is None when Spotify did not say.
    """

    id: str
    title: str
    artists: tuple[Artist, ...]
    duration_ms: int
    album: str | None = None
    album_kind: str | None = None
    isrc: str | None = None
    explicit: bool | None = None
    release_date: str | None = None
    playable: bool | None = None

    @property
    def uri(self) -> str:
        """Its Spotify URI."""
        return track_uri(self.id)


@dataclass(frozen=True, slots=True)
class Row:
    """One position of a playlist as read back.

    `uri` is None for a row that went null. `track` is there only where Spotify described it. A row keeps its
    position whatever it is; rows are never compacted.
    """

    uri: str | None
    track: Track | None = None
    added_at: datetime | None = None
    is_local: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it is a track that can be played, as far as Spotify says."""
        return self.uri is not None and not self.is_local and (self.track is None or self.track.playable is not False)
