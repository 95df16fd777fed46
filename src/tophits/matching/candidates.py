"""Candidates, grouped into recordings: the question is which recording a song is, then which copy to play."""

from collections.abc import Iterable
from dataclasses import dataclass

from tophits.domain.matches import Penalty
from tophits.domain.songs import Song
from tophits.domain.tracks import Track
from tophits.matching.identity import read_name
from tophits.matching.penalties import EXPLICIT, compare, distance, doubts

SAME_DURATION_MS = 2000
"""Copies of one recording differ by less than this."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that may be the song, with every reason against it."""

    track: Track
    penalties: tuple[Penalty, ...]

    @property
    def distance(self) -> float:
        """0 for equal, at most 1."""
        return distance(self.penalties)


@dataclass(frozen=True, slots=True)
class Recording:
    """Copies of one recording, the one to play first."""

    copies: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The copy to play."""
        return self.copies[0]

    @property
    def distance(self) -> float:
        """That of the copy nearest to the song."""
        return min(candidate.distance for candidate in self.copies)


def recordings(song: Song, tracks: Iterable[Track], benched: frozenset[str]) -> tuple[Recording, ...]:
    """The recordings among the tracks, nearest to the song first. Benched and unplayable tracks are left out."""
    groups: list[list[Candidate]] = []
    for track in {track.id: track for track in tracks}.values():
        if track.uri in benched or track.playable is False:
            continue
        candidate = Candidate(track, compare(song, track))
        alike = [group for group in groups if any(_same_recording(track, other.track) for other in group)]
        merged = [candidate, *(other for group in alike for other in group)]
        groups = [group for group in groups if group not in alike]
        groups.append(merged)
    found = [Recording(tuple(sorted(group, key=lambda one: _order_of_copies(song, one)))) for group in groups]
    return tuple(sorted(found, key=lambda one: (one.distance, -len(one.copies), _order_of_copies(song, one.best))))


def _same_recording(a: Track, b: Track) -> bool:
    if a.isrc is not None and a.isrc == b.isrc:
        return True
    one, other = (read_name(track.title, tuple(artist.name for artist in track.artists)) for track in (a, b))
    return (
        one.title.form == other.title.form
        and one.title.versions == other.title.versions
        and _lead(a, one.credit.lead) == _lead(b, other.credit.lead)
        and abs(a.duration_ms - b.duration_ms) <= SAME_DURATION_MS
    )


def _lead(track: Track, form: str) -> str:
    return (track.artists[0].id if track.artists else None) or form


def _order_of_copies(song: Song, candidate: Candidate) -> tuple[int, float, bool, bool, str, str]:
    """An id that a chart gave, nearest name, flag as charted, no compilation, oldest release, lowest id."""
    track = candidate.track
    charted = song.spotify_ids.index(track.id) if track.id in song.spotify_ids else len(song.spotify_ids)
    return (
        charted,
        doubts(candidate.penalties),
        any(penalty.name == EXPLICIT for penalty in candidate.penalties),
        track.album_kind == "compilation",
        # "2026" is later than any known day of 2026, and an unknown date later than all: the sure one goes first.
        f"{track.release_date or ''}~",
        track.id,
    )
