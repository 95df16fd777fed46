"""Songs as people name them: by number, Spotify id or URI, ISRC, or "Artist - Title"."""

import re
from collections.abc import Iterable, Sequence

from tophits.config.editions import SongRef
from tophits.domain.errors import UsageError
from tophits.domain.songs import ChartName, Song, SongId
from tophits.history.ports import SongShelf
from tophits.matching.identity import keys

_BETWEEN_NAMES = re.compile(r"[,;]|\s-\s")
"""What people put between names, and what stands there in a credit as we print it."""


def find_song(text: str, shelf: SongShelf) -> Song:
    """The one song that is meant.

    Raises:
        UsageError: none, or several songs fit; the nearest ones are named.
    """
    found = named(text, shelf)
    if not found:
        raise UsageError(
            f"No chart names a song {text!r}",
            remedy="Name it as #NUMBER, Spotify id, ISRC, or 'Artist - Title'; charts must have named it before.",
        )
    if len(found) > 1:
        names = "; ".join(f"#{song.id} {song.credit} - {song.title}" for song in found[:5])
        raise UsageError(f"{text!r} fits {len(found)} songs", remedy=f"Name one by its number: {names}")
    return found[0]


def resolve(references: Iterable[SongRef], shelf: SongShelf) -> dict[SongRef, SongId]:
    """The songs that settings name. One that no chart has named yet is left out: a ban may come before its song."""
    return {ref: found[0].id for ref in references if (found := named(ref, shelf))}


def named(text: str, shelf: SongShelf) -> Sequence[Song]:
    """The songs that a text may mean, best first; where `Artist - Title` is the very name of some, those alone."""
    found = shelf.find(_BETWEEN_NAMES.sub(" ", text))
    exact = [song for song in found if f"{song.credit} - {song.title}".casefold() == text.strip().casefold()]
    return exact or found


def artist_form(name: str) -> str:
    """The normal form of a lead artist, as songs carry it."""
    return keys(ChartName("", (name,))).lead
