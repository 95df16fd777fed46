"""How well a consensus of other services' charts predicts what Spotify's own charts say, on recorded charts.

Truth is the sum of Spotify's streams over a window. Every prediction goes through the project's own windows,
coverage, shares and points, so that its choices (weights, curves, absent songs, decay) are what is measured.

Usage: python benchmarks/accuracy.py [FOLDER]     (the folder of recorded charts; ../shared/charts/recorded)
"""

import csv
import json
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from math import log2
from pathlib import Path

from tophits.domain.charts import GLOBAL, Cadence, ChartInfo, JoinedChart
from tophits.domain.rankings import Mix, Window
from tophits.domain.songs import ChartName, SongId
from tophits.matching.identity import conflict, keys
from tophits.ranking import points as ranking_points
from tophits.ranking.coverage import select
from tophits.ranking.points import rank
from tophits.ranking.window import reading_span

Line = tuple[ChartName, int | None]
PERIODS = {1: Cadence.DAY, 7: Cadence.WEEK}


class Shelf:
    """Joins spellings to songs, as the store does: by id, else by a shared form without a conflict."""

    def __init__(self) -> None:
        self._by_key: dict[str, int] = {}
        self._names: list[ChartName] = []

    @property
    def size(self) -> int:
        """How many songs it knows; they are numbered from 0."""
        return len(self._names)

    def song(self, name: ChartName) -> int:
        """The number of the song that this spelling is."""
        found = keys(name)
        number = next((self._by_key[key] for key in found.strong if key in self._by_key), None)
        if number is None:
            known = (self._by_key[key] for key in found.forms if key in self._by_key)
            number = next((song for song in known if not conflict(self._names[song], name)), None)
        if number is None:
            number = len(self._names)
            self._names.append(name)
        for key in (*found.strong, *found.forms):
            self._by_key.setdefault(key, number)
        return number


@dataclass(frozen=True, slots=True)
class RecordedChart:
    """A chart with the songs of its ranks."""

    info: ChartInfo
    songs: "array[int]"
    streams: "array[int] | None"


class Archive:
    """Charts in memory, read as ranking reads them."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self.charts: list[RecordedChart] = []

    def add(self, source: str, origin: str, territory: str, last: date, days: int, lines: Sequence[Line]) -> None:
        """Keep a chart of `days` days up to `last`."""
        songs = array("q", (self._shelf.song(name) for name, _ in lines))
        streams = None
        if all(plays is not None for _, plays in lines):
            streams = array("q", (plays or 0 for _, plays in lines))
        digest = blake2b(repr(lines).encode(), digest_size=8).digest()
        first = last - timedelta(days=days - 1)
        info = ChartInfo(
            len(self.charts), source, origin, territory, PERIODS[days], first, last, last, digest, len(songs)
        )
        self.charts.append(RecordedChart(info, songs, streams))

    def read(self, chart_ids: Sequence[int]) -> Iterator[JoinedChart]:
        """Those charts. The shelf knows songs alone: each has one name, of its own number."""
        own_names = array("q", range(self._shelf.size))
        for chart_id in chart_ids:
            chart = self.charts[chart_id]
            has_repeats = len(set(chart.songs)) < len(chart.songs)
            yield JoinedChart(chart_id, array("I", chart.songs), own_names, chart.streams, has_repeats)

    def infos(self, window: Window) -> list[ChartInfo]:
        """The charts near a window."""
        first, last = reading_span(window)
        return [chart.info for chart in self.charts if chart.info.period_to >= first and chart.info.period_from <= last]

    def cut(self, source: str, depth: int, new_source: str, *, keep_streams: bool) -> None:
        """Add a source's charts again under another name, as if published only to a depth."""
        for chart in list(self.charts):
            if chart.info.source == source:
                songs = chart.songs[:depth]
                info = replace(
                    chart.info, chart_id=len(self.charts), source=new_source, origin=new_source, depth=len(songs)
                )
                streams = chart.streams[:depth] if keep_streams and chart.streams is not None else None
                self.charts.append(RecordedChart(info, songs, streams))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def load(folder: Path) -> Archive:
    """Read what was recorded."""
    archive = Archive()
    _add_spotify(archive, folder)
    _add_billboard(archive, folder)
    _add_youtube(archive, folder)
    _add_lastfm(archive, folder)
    return archive


def _add_spotify(archive: Archive, folder: Path) -> None:
    for path in sorted((folder / "spotify-kworb").glob("spotify_top200_daily_*.csv")):
        by_day: dict[str, list[Line]] = defaultdict(list)
        for row in _rows(path):
            name = ChartName(row["title"], tuple(row["artists"].split("; ")), spotify_id=row["track_id"])
            lines = by_day[row["date"]]
            # A few lines have no count: they get the next better one's, which is a few per cent too much.
            lines.append((name, int(row["streams"] or lines[-1][1] or 0)))
        for day, listed in by_day.items():
            archive.add("spotify", "spotify", path.name.split("_")[3], date.fromisoformat(day), 1, listed)
    for path in sorted((folder / "spotify-charts").glob("regional-us-weekly-*.csv")):
        weekly = [
            (
                ChartName(row["track_name"], tuple(row["artist_names"].split(", ")), spotify_id=row["uri"][-22:]),
                int(row["streams"]),
            )
            for row in _rows(path)
        ]
        archive.add("spotify", "spotify", "us", date.fromisoformat(path.stem[-10:]), 7, weekly)


def _add_billboard(archive: Archive, folder: Path) -> None:
    for path in sorted((folder / "billboard").glob("hot-100-*.json")):
        chart = json.loads(path.read_text(encoding="utf-8"))
        rows = sorted(chart["data"], key=lambda row: row["this_week"])
        lines = [(ChartName(row["song"], (row["artist"],)), None) for row in rows]
        # A Hot 100 dated D measures the seven days that end at D-9.
        archive.add("billboard", "billboard", "us", date.fromisoformat(chart["date"]) - timedelta(days=9), 7, lines)


def _add_youtube(archive: Archive, folder: Path) -> None:
    for path in sorted((folder / "youtube").glob("youtube_weekly_top_songs_global_*.csv")):
        rows = list(_rows(path))
        captured = date.fromisoformat(rows[0]["download_date"])
        thursday = captured - timedelta(days=(captured.weekday() - 3) % 7 or 7)
        lines = [
            (ChartName(row["track_name"], tuple(row["artist_names"].split(" & "))), int(row["views"])) for row in rows
        ]
        archive.add("youtube", "youtube", GLOBAL, thursday, 7, lines)
        # Only the global chart was recorded; a prediction for one country has to make do with it.
        archive.add("youtube", "youtube", "us", thursday, 7, lines)


def _add_lastfm(archive: Archive, folder: Path) -> None:
    by_scope: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for path in sorted((folder / "lastfm").glob("toptracks_*.csv")):
        for row in _rows(path):
            territory = {"global": GLOBAL, "united states": "us"}.get(row["chart_scope"])
            if territory:
                name = ChartName(row["track_name"], (row["artist_name"],))
                by_scope[territory, row["snapshot_date"]].append((name, None))
    for (territory, day), lines in sorted(by_scope.items()):
        archive.add("lastfm", "lastfm", territory, date.fromisoformat(day), 7, lines)


# --- Measures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """How well a predicted order agrees with the true one: shares of common songs, and NDCG of the best 100."""

    overlap_50: float
    overlap_100: float
    ndcg_100: float

    def __str__(self) -> str:
        return f"{self.overlap_50:8.3f} {self.overlap_100:8.3f} {self.ndcg_100:8.3f}"


def score(predicted: Sequence[int], truth: Mapping[int, float]) -> Score:
    """Compare; the gain of a song is its streams."""
    ideal = sorted(truth, key=lambda song: (-truth[song], song))

    def overlap(size: int) -> float:
        return len(set(predicted[:size]) & set(ideal[:size])) / size

    def gain(order: Iterable[int]) -> float:
        return sum(truth.get(song, 0.0) / log2(place + 2) for place, song in enumerate(order))

    return Score(overlap(50), overlap(100), gain(predicted[:100]) / gain(ideal[:100]))


def mean(scores: Sequence[Score]) -> Score:
    """The mean of each measure."""
    count = len(scores)
    return Score(
        sum(each.overlap_50 for each in scores) / count,
        sum(each.overlap_100 for each in scores) / count,
        sum(each.ndcg_100 for each in scores) / count,
    )


def true_streams(archive: Archive, territory: str, window: Window) -> dict[int, float]:
    """Spotify's streams in a window, summed over the days (or weeks) inside it."""
    sums: dict[int, float] = defaultdict(float)
    for chart in archive.charts:
        info = chart.info
        inside = window.first <= info.period_from and info.period_to <= window.last
        if info.source == "spotify" and info.territory == territory and inside and chart.streams is not None:
            for song, plays in zip(chart.songs, chart.streams, strict=True):
                sums[song] += plays
    return dict(sums)


def predict(archive: Archive, mix: Mix, window: Window, half_life: float | None = None) -> list[SongId]:
    """The order that our ranking gives."""
    selection = select(archive.infos(window), mix, window, half_life)
    return [song.song for song in rank(selection, archive.read, 400)]


# --- The tables -----------------------------------------------------------------------------------------

US = {"us": 1.0}
WORLD = dict(
    zip(
        ("us", "gb", "de", "jp", "br", "mx", "fr", "in", "kr", "ca", "au", "es"),
        (0.30, 0.10, 0.09, 0.09, 0.08, 0.08, 0.07, 0.05, 0.04, 0.04, 0.03, 0.03),
        strict=True,
    )
)
WEEK = Window(date(2026, 7, 3), date(2026, 7, 9))
WHOLE = Window(date(2026, 6, 30), date(2026, 7, 18))
MONTH = Window(date(2026, 6, 19), date(2026, 7, 18))
TARGETS = (("us", US, WEEK), ("us", US, WHOLE), (GLOBAL, WORLD, WEEK), (GLOBAL, WORLD, WHOLE))
CONSENSUS = {"billboard": 1.0, "youtube": 0.3}
MIXES: Mapping[str, Mapping[str, float]] = {
    "billboard": {"billboard": 1.0},
    "youtube": {"youtube": 1.0},
    "billboard 1, youtube .1": {"billboard": 1.0, "youtube": 0.1},
    "billboard 1, youtube .3": CONSENSUS,
    "billboard 1, youtube 1": {"billboard": 1.0, "youtube": 1.0},
    "billboard .5, youtube .3": {"billboard": 0.5, "youtube": 0.3},
}
HEAD = f"{'':44} at 50   at 100  NDCG@100"


def consensus_table(archive: Archive) -> None:
    """Single sources against their consensus: Spotify US and global, from services that are not Spotify."""
    print(f"\nSpotify's charts predicted from other services\n{HEAD}")
    for territory, territories, window in TARGETS:
        truth = true_streams(archive, territory, window)
        print(f"  Spotify {territory}, {window.first} to {window.last}")
        for name, sources in MIXES.items():
            predicted = predict(archive, Mix(sources, territories), window)
            print(f"    {name:38} {score(predicted, truth)}")
    print("  Spotify us, 19 June to 18 July (truth from 30 June): the only window that Last.fm's one chart reaches")
    truth = true_streams(archive, "us", WHOLE)
    lastfm = {
        "lastfm": {"lastfm": 1.0},
        "billboard 1, youtube .3": CONSENSUS,
        "billboard 1, youtube .3, lastfm .1": {**CONSENSUS, "lastfm": 0.1},
        "billboard 1, youtube .3, lastfm 1": {**CONSENSUS, "lastfm": 1.0},
    }
    for name, sources in lastfm.items():
        print(f"    {name:38} {score(predict(archive, Mix(sources, US), MONTH), truth)}")


def absent_table(archive: Archive) -> None:
    """What an absent song should get of what the last line gets."""
    print(f"\nWhat a chart gives to a song that it does not name, as a part of its last line\n{HEAD}")
    chosen = ranking_points.ABSENT
    for depth in (50, 100):
        archive.cut("spotify", depth, f"spotify to {depth}", keep_streams=False)
    own = [("us", US, WHOLE), (GLOBAL, {GLOBAL: 1.0}, WHOLE), ("us", US, Window(date(2021, 1, 1), date(2021, 2, 25)))]
    # The global chart is left out by its weight, so that three countries have to predict it.
    countries = {"us": 0.6, "jp": 0.25, "kr": 0.15, GLOBAL: 0.0}
    tests: Mapping[str, tuple[Mapping[str, float], Sequence[tuple[str, Mapping[str, float], Window]]]] = {
        "Spotify cut to 50, against itself": ({"spotify to 50": 1.0}, own),
        "Spotify cut to 100, against itself": ({"spotify to 100": 1.0}, own),
        "its us, jp and kr to 100, against global": ({"spotify to 100": 1.0}, [(GLOBAL, countries, WHOLE)]),
        "Billboard and YouTube, against us": (CONSENSUS, TARGETS[:2]),
        "Billboard and YouTube, against global": (CONSENSUS, TARGETS[2:]),
    }
    for title, (sources, targets) in tests.items():
        print(f"  {title}")
        for absent in (0.0, 0.25, 0.5, 0.75, 1.0):
            _turn_absent(absent)
            scores = [
                score(predict(archive, Mix(sources, territories), window), true_streams(archive, territory, window))
                for territory, territories, window in targets
            ]
            print(f"    {absent:<38} {mean(scores)}{'   chosen' if absent == chosen else ''}")
    _turn_absent(chosen)


def _turn_absent(part: float) -> None:
    ranking_points.ABSENT = part
    ranking_points._lines_by_rank.cache_clear()  # noqa: SLF001 - what was worked out with another part is wrong now


def decay_table(archive: Archive) -> None:
    """What decay by age does to the list of a window, and to a guess at the weeks after it."""
    print(f"\nDecay by age, Spotify US 2021 cut to 100\n{HEAD}")
    eight_weeks = Window(date(2021, 1, 1), date(2021, 2, 25))
    five_weeks = Window(date(2021, 1, 1), date(2021, 2, 4))
    next_three = Window(date(2021, 2, 5), date(2021, 2, 25))
    for title, window, truth in (
        ("the list of the same eight weeks", eight_weeks, eight_weeks),
        ("five weeks, as a guess at the next three", five_weeks, next_three),
    ):
        print(f"  {title}")
        for half_life in (None, 60.0, 28.0, 14.0, 7.0):
            predicted = predict(archive, Mix({"spotify to 100": 1.0}, US), window, half_life)
            name = "no decay" if half_life is None else f"half-life {half_life:.0f} days"
            print(f"    {name:38} {score(predicted, true_streams(archive, 'us', truth))}")


def main() -> None:
    """Print the tables."""
    archive = load(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/charts/recorded"))
    consensus_table(archive)
    absent_table(archive)
    decay_table(archive)


if __name__ == "__main__":
    main()
