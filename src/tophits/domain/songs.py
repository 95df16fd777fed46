"""Songs: what charts name. Never to be confused with tracks, which are what Spotify plays."""

from dataclasses import dataclass
from typing import NewType

SongId = NewType("SongId", int)
"""A song's number in the store. Stays the song's for good; a merge lets one number stand for the other."""


@dataclass(frozen=True, slots=True)
class Song:
    """One recording, whoever spells it how.

    `title` and `artists` are one chart's spelling (the most used). `lead` is the normal form of the lead
    artist, `work` the normal form that all recordings of one composition by one lead share; both are made by
    `matching.identity`. `spotify_ids` and `isrcs` are those that charts gave, best evidence first.
    `explicit` is None when no chart says.
    """

    id: SongId
    title: str
    artists: tuple[str, ...]
    lead: str
    work: str
    isrcs: tuple[str, ...] = ()
    spotify_ids: tuple[str, ...] = ()
    explicit: bool | None = None

    @property
    def credit(self) -> str:
        """The whole credit in one line, as people read it."""
        return ", ".join(self.artists)


@dataclass(frozen=True, slots=True)
class ChartName:
    """One spelling of a song as it stands in charts, with the ids that came with it."""

    title: str
    artists: tuple[str, ...]
    isrc: str | None = None
    spotify_id: str | None = None
    explicit: bool | None = None
