"""Who is where in every pretend chart, and under which ids: the same songs for all publishers, on any day."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tophits.sandbox.catalogue import InventedSong
from tophits.sandbox.popularity import Popularity, streams_at
from tophits.sandbox.tracks import number_from


@dataclass(frozen=True, slots=True)
class Listed:
    """A song at a rank; `previous` is its rank in the chart before, None when it was below the depth then."""

    rank: int
    song: InventedSong
    plays: int
    previous: int | None


class Listings:
    """Charts of a day by public (a territory, or one of the world's other publics)."""

    def __init__(self, songs: Sequence[InventedSong], seed: int) -> None:
        self._popularity = Popularity(songs, seed)
        self._orders: dict[tuple[str, date], array[int]] = {}

    def listed(self, public: str, day: date, depth: int, *, back: int = 1) -> Iterator[Listed]:
        """The first songs of a day; previous ranks are those of so many days before."""
        before = {song: rank for rank, song in enumerate(self._order(public, day - timedelta(days=back))[:depth], 1)}
        for rank, number in enumerate(self._order(public, day)[:depth], 1):
            song = self._popularity.songs[number]
            yield Listed(rank, song, round(streams_at(public, rank, day)), before.get(number))

    @property
    def songs(self) -> Sequence[InventedSong]:
        """All songs that can chart."""
        return self._popularity.songs

    def _order(self, public: str, day: date) -> "array[int]":
        key = public, day
        if key not in self._orders:
            strengths = self._popularity.strengths(public, day)
            self._orders[key] = array("H", sorted(range(len(strengths)), key=strengths.__getitem__, reverse=True))
        return self._orders[key]


def song_id(publisher: str, song: InventedSong) -> str:
    """A publisher's own id of a song: ten figures."""
    return str(1_000_000_000 + number_from(publisher, song.track_ids[0]) % 9_000_000_000)


def artist_id(publisher: str, name: str) -> str:
    """A publisher's own id of an artist: nine figures."""
    return str(100_000_000 + number_from(publisher, "artist", name) % 900_000_000)


def recording_id(song: InventedSong) -> str:
    """The id of a recording, as MusicBrainz writes them."""
    figures = f"{number_from('mbid', song.track_ids[0]):032x}"[-32:]
    return "-".join((figures[:8], figures[8:12], figures[12:16], figures[16:20], figures[20:]))
