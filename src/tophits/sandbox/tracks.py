"""What the pretend Spotify has: tracks, and the songs that they are recordings of.

These nouns are the sandbox's own. It shares none with the bot's Spotify adapter, so that a misreading on one
side cannot hide behind the same misreading on the other.
"""

import hashlib
from dataclasses import dataclass

_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class SandboxArtist:
    """An artist of the pretend Spotify."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SandboxTrack:
    """A track of the pretend Spotify.

    `album_type` is `single`, `album` or `compilation`; `release_date` is a day, a month or a year;
    `isrc` is upper case without hyphens.
    """

    id: str
    title: str
    artists: tuple[SandboxArtist, ...]
    album: str
    album_id: str
    album_type: str
    duration_ms: int
    isrc: str | None
    explicit: bool
    release_date: str
    track_number: int


@dataclass(frozen=True, slots=True)
class InventedSong:
    """A song that charts may name, and the ids of all tracks that truly are its recording.

    The first id is the one that a Spotify chart names. Every other track of the catalogue is a wrong answer
    for this song, however much it looks alike.
    """

    title: str
    artists: tuple[str, ...]
    isrc: str | None
    track_ids: tuple[str, ...]


def base62_id(*key: object) -> str:
    """The 22-character id that belongs to this key, always the same one."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(map(str, key)).encode()).digest()[:16])
    letters = []
    for _ in range(22):
        number, digit = divmod(number, 62)
        letters.append(_BASE62[digit])
    return "".join(reversed(letters))


def number_from(*key: object) -> int:
    """A whole number below 2**64 that belongs to this key, always the same one and evenly spread."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, key)).encode()).digest()[:8])
