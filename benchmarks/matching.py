"""How well spellings of one song find each other on recorded charts, and how fast candidates are scored.

Nobody wrote down which recorded lines are one song. So precision is bounded from what cannot be: two lines of
one chart on one day that became one song. Recall is bounded from what looks like it should have joined: equal
titles with an artist in common that stayed apart. Both lists are printed, to be judged by reading them.

Usage: python benchmarks/matching.py [FOLDER]     (the folder of recorded charts; ../shared/charts/recorded)
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

from tophits.domain.songs import ChartName, Song, SongId
from tophits.domain.tracks import Artist, Track
from tophits.matching import credits as credit_forms
from tophits.matching import identity, normal, phrases, titles
from tophits.matching.candidates import recordings
from tophits.matching.penalties import compare
from tophits.sandbox.catalogue import invented_catalogue

Line = tuple[str, ChartName]
"""Which chart of which day, and the spelling in it."""


def lines(folder: Path) -> Iterator[tuple[str, Iterator[Line]]]:
    """The recorded charts, those with Spotify ids first."""
    kworb = sorted((folder / "spotify-kworb").glob("spotify_top200_*.csv"))
    yield (
        "spotify",
        (
            (f"{path.name} {row['date']}", _name(row["title"], row["artists"].split(";"), row["track_id"]))
            for path in kworb
            for row in _rows(path)
        ),
    )
    yield (
        "spotify 2021",
        (
            (f"{row['country']} {row['date']}", _name(row["title"], row["artists"].split(";"), row["track_id"]))
            for path in sorted((folder / "spotify-top50").glob("*.csv"))
            for row in _rows(path)
        ),
    )
    yield (
        "charts file 2021",
        (
            (path.name, _name(row["track_name"], [row["artist_names"]], row["uri"].removeprefix("spotify:track:")))
            for path in sorted((folder / "spotify-charts").glob("regional-*.csv"))
            for row in _rows(path)
        ),
    )
    yield (
        "billboard",
        (
            (path.name, _name(row["song"], [row["artist"]]))
            for path in sorted((folder / "billboard").glob("hot-100-*.json"))
            for row in json.loads(path.read_text(encoding="utf-8"))["data"]
        ),
    )
    yield (
        "youtube",
        (
            (path.name, _name(row["track_name"], [row["artist_names"]]))
            for path in sorted((folder / "youtube").glob("youtube_weekly_*.csv"))
            for row in _rows(path)
        ),
    )
    yield (
        "kworb rows",
        (
            (path.name, _name(title, [artist]))
            for path in sorted((folder / "spotify-kworb" / "rows").glob("*.csv"))
            for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
            for artist, _, title in (row[3].partition(" - "),)
        ),
    )
    yield (
        "lastfm",
        (
            (f"{path.name} {row['chart_scope']}", _name(row["track_name"], [row["artist_name"]]))
            for path in sorted((folder / "lastfm").glob("toptracks_*.csv"))
            for row in _rows(path)
        ),
    )
    yield (
        "chartwave",
        (
            (path.name, _name(row["title"], [row["artistName"]]))
            for path in sorted((folder / "lastfm").glob("chartwave-*.json"))
            for row in json.loads(path.read_text(encoding="utf-8"))["tracks"]
        ),
    )


class Joined:
    """Spellings joined to songs as the store does it, and how each found its song."""

    def __init__(self) -> None:
        self.names: list[list[ChartName]] = []
        self.song_of: dict[ChartName, int] = {}
        self.how: dict[str, Counter[str]] = defaultdict(Counter)
        self._owners: dict[str, list[int]] = defaultdict(list)

    def add(self, source: str, name: ChartName) -> int:
        """The song of a spelling."""
        if name in self.song_of:
            return self.song_of[name]
        found = identity.keys(name)
        song, how = self._find(name, found)
        if song is None:
            song = len(self.names)
            self.names.append([])
        self.names[song].append(name)
        self.song_of[name] = song
        self.how[source][how] += 1
        for key in (*found.strong, *found.forms):
            if song not in self._owners[key]:
                self._owners[key].append(song)
        return song

    def _find(self, name: ChartName, found: identity.IdentityKeys) -> tuple[int | None, str]:
        for key in found.strong:
            if self._owners[key]:
                return self._owners[key][0], "by id"
        for key in found.forms:
            for song in self._owners[key]:
                if not any(identity.conflict(name, other) for other in self.names[song]):
                    return song, "by lead" if "|~" in key else "by whole credit"
        return None, "new"


def measure_joins(folder: Path) -> None:
    """Print what joined, what joined that should not have, and what stayed apart that looks alike."""
    joined = Joined()
    charts: dict[str, dict[int, set[ChartName]]] = defaultdict(lambda: defaultdict(set))
    for source, found in lines(folder):
        for chart, name in found:
            charts[f"{source}: {chart}"][joined.add(source, name)].add(name)
        print(f"{source:18} {dict(joined.how[source])}")
    suspects = {
        frozenset((name.title, name.artists) for name in names)
        for songs in charts.values()
        for names in songs.values()
        if len({name.spotify_id or (name.title, name.artists) for name in names}) > 1
    }
    joins = sum(count for how in joined.how.values() for kind, count in how.items() if kind not in ("new", "by id"))
    apart = list(_alike_but_apart(joined.names))
    print(f"\njoins by form: {joins}; two lines of one chart in one song: {len(suspects)}")
    for names in sorted(suspects, key=str):
        print("  one song?", " <> ".join(f"{title} / {', '.join(artists)}" for title, artists in sorted(names)))
    print(f"equal titles with an artist in common that stayed apart: {len(apart)}")
    for one, other in apart:
        print(f"  two songs? {one.title} / {', '.join(one.artists)} <> {other.title} / {', '.join(other.artists)}")
    print(f"precision at least {1 - len(suspects) / joins:.4f}, recall at least {joins / (joins + len(apart)):.4f}")


def measure_speed() -> None:
    """Print how many candidates a second are compared, and compared and grouped, in tens as a search gives them."""
    tracks = [
        Track(
            id=found.id,
            title=found.title,
            artists=tuple(Artist(artist.id, artist.name) for artist in found.artists),
            duration_ms=found.duration_ms,
            album=found.album,
            album_kind=found.album_type,
            isrc=found.isrc,
            explicit=found.explicit,
            release_date=found.release_date,
        )
        for found in invented_catalogue(0)
    ]
    wanted = Song(SongId(1), tracks[0].title, (tracks[0].artists[0].name,), "", "")
    tens = [tuple(tracks[start : start + 10]) for start in range(0, len(tracks), 10)]
    for label in ("never seen before", "seen before"):
        if label == "never seen before":
            _forget()
        began = perf_counter()
        for track in tracks:
            compare(wanted, track)
        print(f"candidates scored a second, {label}: {len(tracks) / (perf_counter() - began):,.0f}")
    began = perf_counter()
    for ten in tens:
        recordings(wanted, ten, frozenset())
    print(f"candidates scored and grouped a second: {len(tracks) / (perf_counter() - began):,.0f}")


def _alike_but_apart(songs: Iterable[list[ChartName]]) -> Iterator[tuple[ChartName, ChartName]]:
    by_form: dict[str, list[tuple[ChartName, identity.Identity]]] = defaultdict(list)
    for names in songs:
        read = identity.read_name(names[0].title, names[0].artists)
        by_form[read.title.form].append((names[0], read))
    for alike in by_form.values():
        for place, (one, mine) in enumerate(alike):
            for other, theirs in alike[place + 1 :]:
                if mine.parts & theirs.parts and mine.title.versions == theirs.title.versions:
                    yield one, other


def _name(title: str, artists: list[str], spotify_id: str | None = None) -> ChartName:
    return ChartName(title, tuple(artist.strip() for artist in artists), None, spotify_id)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _forget() -> None:
    for remembering in (
        normal.fold,
        normal.words,
        phrases.read_phrase,
        titles.parse_title,
        credit_forms.artist_form,
        credit_forms.credit_parts,
        credit_forms.parse_credit,
        identity.read_name,
    ):
        remembering.cache_clear()


def main() -> None:
    """Print both measures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared/charts/recorded"
    if folder.is_dir():
        measure_joins(folder)
    else:
        print(f"no recorded charts at {folder}: joins are not measured")
    measure_speed()


if __name__ == "__main__":
    main()
