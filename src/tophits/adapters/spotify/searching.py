"""Drives matching's look-ups: each is one search, asked as narrowly as Spotify lets us (section 1.5).

`total` is never read: it is wrong. Results may hold nulls. How values are quoted is undocumented, so the
characters that could end a filter early are taken out of them.
"""

from collections.abc import Callable

from tophits.adapters.spotify import calls
from tophits.adapters.spotify.gate import Gate
from tophits.adapters.spotify.reading import json_object, odd, part, track_in
from tophits.domain.tracks import Track
from tophits.matching.lookups import ByIsrc, ByName, LookUp

LONGEST_QUERY = 250
"""Characters; a longer one is refused with 400."""

LONGEST_ARTIST = 80
"""Characters left to the artist when both are too long: the first names of a long credit are enough."""

Search = Callable[[LookUp], tuple[Track, ...]]


def searching(gate: Gate, country: str | None = None) -> Search:
    """A function that answers a look-up with tracks in Spotify's order, at the cost of one search call."""

    def search(lookup: LookUp) -> tuple[Track, ...]:
        words = query(lookup)
        if not words:
            return ()  # nothing to look for: Spotify would answer 400 "No search query"
        answer = json_object(gate.call(calls.search(words, country)), "a search")
        items = part(answer, "tracks").get("items")
        if not isinstance(items, list):
            raise odd("a search without results")
        found = (track_in(item) for item in items)
        return tuple(track for track in found if track is not None)

    return search


def query(lookup: LookUp) -> str:
    """The search words of a look-up, at most LONGEST_QUERY characters; empty when it names nothing."""
    match lookup:
        case ByIsrc(isrc):
            value = _plain(isrc).replace(" ", "").replace("-", "")
            return f"isrc:{value}" if value else ""
        case ByName(title, artist):
            return _by_name(_plain(title), _plain(artist))


def _by_name(title: str, artist: str) -> str:
    frame = len('track:"" artist:""')
    if frame + len(title) + len(artist) > LONGEST_QUERY:
        artist = _cut(artist, LONGEST_ARTIST)
        title = _cut(title, LONGEST_QUERY - frame - len(artist))
    filters = (("track", title), ("artist", artist))
    return " ".join(f'{name}:"{value}"' for name, value in filters if value)


def _plain(value: str) -> str:
    """A value without the characters that have a meaning in a query."""
    return " ".join(value.replace(":", " ").replace('"', " ").split())


def _cut(value: str, length: int) -> str:
    """At most that many characters, whole words where there are several."""
    if len(value) <= length:
        return value
    head = value[: length + 1]
    return head.rsplit(" ", 1)[0] if " " in head else value[:length]
