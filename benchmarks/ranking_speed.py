"""How long a yearly ranking takes, and how much memory, against SQLite grouping the same entries in the same run.

A year of 27 charts a day, 200 deep, 1.97 million entries, lies in the one store. Timed is a whole ranking: which
charts there are, which count, reading them joined to songs, points with reasons, and an edition's rules. Each
measurement is a process of its own. The goal is at most 0.6 of SQLite's time, and 250 MB.

Usage: python benchmarks/ranking_speed.py [FOLDER]     (a folder to keep the year in; else a temporary one)
"""

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from tophits.domain.charts import GLOBAL, Cadence, Chart, Entry
from tophits.domain.editions import Rules
from tophits.domain.rankings import POINT, Mix

LAST_DAY = date(2026, 7, 18)
DAYS = 365
DEPTH = 200
SIZE = 250
TERRITORIES = ("us", "gb", "de", "jp", "br", "mx", "fr", "in", "kr", "ca", "au", "es", "it")
WEIGHTS = (0.30, 0.10, 0.09, 0.09, 0.08, 0.08, 0.07, 0.05, 0.04, 0.04, 0.03, 0.03, 0.03)
MIX = Mix({"kworb": 1.0, "apple": 1.0, "listenbrainz": 0.05}, dict(zip(TERRITORIES, WEIGHTS, strict=True)))
ROUNDS = 5


@dataclass(slots=True)
class Market:
    """One territory's taste: scores that wander from day to day, songs that leave and songs that come."""

    draw: random.Random
    everywhere: list[int]
    new_song: Iterator[int]
    scores: dict[int, float] = field(default_factory=dict)

    def next_day(self) -> list[tuple[int, float]]:
        """The day's songs, best first, with what they score."""
        for song in self.scores:
            self.scores[song] *= self.draw.uniform(0.9, 1.09)
        ranked = sorted(self.scores, key=lambda song: (-self.scores[song], song))
        for song in ranked[DEPTH - 8 :]:
            del self.scores[song]
        while len(self.scores) < DEPTH + 20:
            self.scores[self._newcomer()] = self.draw.paretovariate(2.5)
        ranked = sorted(self.scores, key=lambda song: (-self.scores[song], song))
        return [(song, self.scores[song]) for song in ranked[:DEPTH]]

    def _newcomer(self) -> int:
        if self.everywhere and self.draw.random() < 0.9:
            return self.draw.choice(self.everywhere[-600:])
        song = next(self.new_song)
        if self.draw.random() < 0.5:
            self.everywhere.append(song)
        return song


def charts_of_a_year(seed: int = 7) -> Iterator[Chart]:
    """27 charts for each of 365 days, oldest first."""
    new_song = count(1)
    everywhere: list[int] = []
    places = [("kworb", "spotify", territory) for territory in TERRITORIES]
    places += [("apple", "apple", territory) for territory in TERRITORIES]
    places.append(("listenbrainz", "listenbrainz", GLOBAL))
    markets = [Market(random.Random(f"{seed} {place}"), everywhere, new_song) for place in places]
    for back in reversed(range(DAYS)):
        day = LAST_DAY - timedelta(days=back)
        for (source, origin, territory), market in zip(places, markets, strict=True):
            entries = tuple(
                Entry(
                    rank,
                    f"Song {song}",
                    (f"Artist {song % 900}",),
                    spotify_id=f"{song:022}" if source == "kworb" else None,
                    streams=None if source == "apple" else int(score * 100_000),
                )
                for rank, (song, score) in enumerate(market.next_day(), start=1)
            )
            yield Chart(source, origin, territory, Cadence.DAY, day, day, day, entries)


def fill(home: Path) -> None:
    """Put the year into the store, and its entries into a plain table of another SQLite file."""
    from tophits.adapters.store import open_store
    from tophits.ranking.coverage import select
    from tophits.ranking.points import lines_of
    from tophits.ranking.window import window_for

    with open_store(home) as store:
        batch: list[Chart] = []
        for chart in charts_of_a_year():
            batch.append(chart)
            if len(batch) == 27 * 20:
                store.charts.keep(batch, datetime(2026, 7, 18, tzinfo=UTC))
                batch.clear()
        store.charts.keep(batch, datetime(2026, 7, 18, tzinfo=UTC))
        infos = store.charts.infos(date.min, date.max)
        selection = select(infos, MIX, window_for(infos, MIX, DAYS, LAST_DAY))
        counted = {chart.info.chart_id: chart for chart in selection.charts}
        table = sqlite3.connect(home / "entries.sqlite")
        with table:
            table.execute("CREATE TABLE entry (song INTEGER NOT NULL, weight REAL NOT NULL, share REAL NOT NULL)")
            for joined in store.charts.joined(selection.chart_ids):
                weight = counted[joined.info.chart_id].coefficient
                lines = lines_of(counted[joined.info.chart_id], joined)
                rows = zip(joined.songs, lines.extra, strict=True)
                unit = POINT * weight
                table.executemany(
                    "INSERT INTO entry VALUES (?, ?, ?)", ((song, weight, points / unit) for song, points in rows)
                )
        table.close()


def rank_a_year(home: Path) -> dict[str, object]:
    """A whole ranking from the store; its time, memory and first songs."""
    from tophits.adapters.store import open_store
    from tophits.ranking.coverage import select
    from tophits.ranking.points import rank
    from tophits.ranking.rules import keep_for, order
    from tophits.ranking.window import window_for

    with open_store(home) as store:
        started = time.perf_counter()
        infos = store.charts.infos(LAST_DAY - timedelta(days=DAYS + 31), LAST_DAY)
        selection = select(infos, MIX, window_for(infos, MIX, DAYS, LAST_DAY))
        selected = time.perf_counter()
        points = rank(selection, store.charts.joined, keep_for(SIZE, Rules()))
        ranked = time.perf_counter()
        songs = store.songs.songs([song.song for song in points])
        ranking = order(points, songs, Rules(), SIZE, selection.coverage)
        ended = time.perf_counter()
        reading = _reading_alone(store.charts.joined(selection.chart_ids))
    return {
        "seconds": ended - started,
        "selecting": selected - started,
        "ranking": ranked - selected,
        "rules": ended - ranked,
        "reading_alone": reading,
        "songs": [ranked.song.id for ranked in ranking.songs[:SIZE]],
        "entries": sum(chart.info.depth for chart in selection.charts),
    }


def _reading_alone(charts: Iterator[object]) -> float:
    started = time.perf_counter()
    for _ in charts:
        pass
    return time.perf_counter() - started


def group_a_year(home: Path) -> dict[str, object]:
    """The same entries grouped by SQLite."""
    table = sqlite3.connect(home / "entries.sqlite")
    started = time.perf_counter()
    rows = table.execute(
        "SELECT song, SUM(weight * share) AS points FROM entry GROUP BY song ORDER BY points DESC, song LIMIT ?",
        (SIZE,),
    ).fetchall()
    seconds = time.perf_counter() - started
    table.close()
    return {"seconds": seconds, "songs": [song for song, _ in rows]}


STEPS = {"fill": fill, "rank": rank_a_year, "group": group_a_year}


def _in_a_child(step: str, home: Path) -> dict[str, object]:
    done = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, __file__, "--step", step, str(home)], check=True, capture_output=True, text=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def measure(home: Path) -> None:
    """Fill the store unless it is there, measure both ways in turn, print medians."""
    if not (home / "entries.sqlite").exists():
        print("filling the store with a year of charts ...", flush=True)
        _in_a_child("fill", home)
    ranks, groups = [], []
    for _ in range(ROUNDS):
        ranks.append(_in_a_child("rank", home))
        groups.append(_in_a_child("group", home))
    first, grouped = ranks[0], groups[0]
    ours = median(float(str(each["seconds"])) for each in ranks)
    theirs = median(float(str(each["seconds"])) for each in groups)
    print(f"entries                    {first['entries']:>10,}")
    print(f"ranking, whole             {ours:10.2f} s   (median of {ROUNDS})")
    for part in ("selecting", "ranking", "rules", "reading_alone"):
        print(f"  {part:24} {median(float(str(each[part])) for each in ranks):10.2f} s")
    print(f"SQLite GROUP BY            {theirs:10.2f} s")
    print(f"ratio                      {ours / theirs:10.2f}     goal: at most 0.60")
    print(
        f"peak memory                {max(float(str(each['peak_mb'])) for each in ranks):10.0f} MB  goal: at most 250"
    )
    common = set(map(str, first["songs"])) & set(map(str, grouped["songs"]))  # type: ignore[call-overload]
    print(f"the same {SIZE} songs        {len(common):10d}")


def main() -> None:
    """Run one step in this process, or measure."""
    if sys.argv[1:2] == ["--step"]:
        found = STEPS[sys.argv[2]](Path(sys.argv[3])) or {}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({**found, "peak_mb": peak / (1024 * 1024 if sys.platform == "darwin" else 1024)}))
    elif len(sys.argv) > 1:
        home = Path(sys.argv[1])
        home.mkdir(parents=True, exist_ok=True)
        measure(home)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder))


if __name__ == "__main__":
    main()
