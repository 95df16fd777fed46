"""What matching asks for. A driver answers with tracks, in Spotify's order, or stops the generator."""

from collections.abc import Generator
from dataclasses import dataclass

from tophits.domain.matches import Match
from tophits.domain.tracks import Track


@dataclass(frozen=True, slots=True)
class ByIsrc:
    """Search by ISRC: one search call."""

    isrc: str


@dataclass(frozen=True, slots=True)
class ByName:
    """Search by title and artist: one search call. Values are as searched for, already stripped of `:` and quotes."""

    title: str
    artist: str


LookUp = ByIsrc | ByName
Matching = Generator[LookUp, tuple[Track, ...], Match]
"""Yields look-ups in order of cost, is sent the tracks found, returns the match."""
