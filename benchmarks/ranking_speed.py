"""How long a yearly ranking takes, and how much memory, against SQLite grouping the same entries in the same run.

A year of 27 charts a day, 200 deep, 1.97 million entries, lies in the one store: 13 countries by a source with
streams and 13 by one without, and one global chart; every tenth song with an id is spelt in two ways. Timed is a
whole ranking: which charts there are, which count, reading them, points with reasons, the songs' names and an
edition's rules.

SQLite's side is one statement over one plain table of the same entries: a row a line, with the number of its song,
the weight of its chart in this very ranking, and its share of the chart. Songs are joined and weights and shares
worked out beforehand, which is left out of its time, and it gives no reasons. The table has no index: SQLite sorts.
For comparison the same statement is timed on a copy with a covering index, made for this one question; a store
cannot have it, for weights change with each window and mix.

Both sides take turns, in processes of their own, each on a fresh connection; the files are in the system's cache
for both. The goal is at most 0.6 of SQLite's time without an index, and 250 MB. Wall time counts; processor time
stands beside it, since it suffers less from neighbours.

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

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
COLUMNS = "song INTEGER NOT NULL, weight REAL NOT NULL, share REAL NOT NULL"


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
                    explicit=True if source == "kworb" and song % 10 == 0 and day.month % 2 else None,
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
            table.execute(f"CREATE TABLE entry ({COLUMNS})")
            for joined in store.charts.joined(selection.chart_ids):
                chart = counted[joined.chart_id]
                unit = POINT * chart.coefficient
                rows = zip(joined.songs, lines_of(chart, joined).extra, strict=True)
                table.executemany(
                    "INSERT INTO entry VALUES (?, ?, ?)",
                    ((song, chart.coefficient, points / unit) for song, points in rows),
                )
            table.execute(f"CREATE TABLE indexed_entry ({COLUMNS})")
            table.execute("INSERT INTO indexed_entry SELECT * FROM entry")
            table.execute("CREATE INDEX covering ON indexed_entry (song, weight, share)")
        table.close()


@dataclass(slots=True)
class Watch:
    """Wall time and processor time (of this process, in and out of the kernel), in seconds."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=time.process_time)

    def stop(self) -> dict[str, float]:
        """What has passed."""
        return {"wall": time.perf_counter() - self.wall, "cpu": time.process_time() - self.cpu}


def rank_a_year(home: Path) -> dict[str, object]:
    """A whole ranking from the store; its time, memory and first songs."""
    from tophits.adapters.store import open_store
    from tophits.app.memory import spare_the_collector
    from tophits.ranking.coverage import select
    from tophits.ranking.points import rank
    from tophits.ranking.rules import keep_for, order
    from tophits.ranking.window import window_for

    parts: dict[str, dict[str, float]] = {}
    spare_the_collector()  # as every command does
    with open_store(home) as store:
        whole = Watch()
        watch = Watch()
        infos = store.charts.infos(LAST_DAY - timedelta(days=DAYS + 31), LAST_DAY)
        selection = select(infos, MIX, window_for(infos, MIX, DAYS, LAST_DAY))
        parts["which charts count"] = watch.stop()
        watch = Watch()
        points = rank(selection, store.charts.joined, keep_for(SIZE, Rules()))
        parts["points, with reading"] = watch.stop()
        watch = Watch()
        songs = store.songs.songs([song.song for song in points])
        ranking = order(points, songs, Rules(), SIZE, selection.coverage)
        parts["names and rules"] = watch.stop()
        parts["whole"] = whole.stop()
        watch = Watch()
        for _ in store.charts.joined(selection.chart_ids):
            pass
        parts["reading alone"] = watch.stop()
    return {
        **parts,
        "songs": [ranked.song.id for ranked in ranking.songs[:SIZE]],
        "entries": sum(chart.info.depth for chart in selection.charts),
    }


def group_a_year(home: Path) -> dict[str, object]:
    """The same entries grouped by SQLite, without an index."""
    return _grouped(home, "entry")


def group_a_year_indexed(home: Path) -> dict[str, object]:
    """The same with an index that holds all that is asked for."""
    return _grouped(home, "indexed_entry")


def _grouped(home: Path, table: str) -> dict[str, object]:
    connection = sqlite3.connect(home / "entries.sqlite")
    watch = Watch()
    query = f"SELECT song, SUM(weight * share) AS points FROM {table} GROUP BY song ORDER BY points DESC, song LIMIT ?"  # noqa: S608 - the table is one of two names above
    rows = connection.execute(query, (SIZE,)).fetchall()
    passed = watch.stop()
    connection.close()
    return {"whole": passed, "songs": [song for song, _ in rows]}


STEPS = {"fill": fill, "rank": rank_a_year, "group": group_a_year, "indexed": group_a_year_indexed}


def _in_a_child(step: str, home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, str(home)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _median(runs: Sequence[dict[str, Any]], part: str, kind: str) -> float:
    return median(run[part][kind] for run in runs)


def measure(home: Path) -> None:
    """Fill the store unless it is there, measure the ways in turn, print medians."""
    if not (home / "entries.sqlite").exists():
        print("filling the store with a year of charts ...", flush=True)
        _in_a_child("fill", home)
    runs: dict[str, list[dict[str, Any]]] = {"rank": [], "group": [], "indexed": []}
    for _ in range(ROUNDS):
        for step, found in runs.items():
            found.append(_in_a_child(step, home))
    ranks, groups = runs["rank"], runs["group"]

    print(f"{ranks[0]['entries']:,} entries; medians of {ROUNDS}, in seconds{'wall':>13}{'cpu':>8}")
    lines = [("ranking, whole", ranks, "whole")]
    lines += [(f"  {part}", ranks, part) for part in ranks[0] if part not in {"whole", "songs", "entries", "peak_mb"}]
    lines += [("SQLite GROUP BY", groups, "whole"), ("SQLite GROUP BY, indexed for it", runs["indexed"], "whole")]
    for title, found, part in lines:
        print(f"{title:48}{_median(found, part, 'wall'):8.2f}{_median(found, part, 'cpu'):8.2f}")
    ratios = [_median(ranks, "whole", kind) / _median(groups, "whole", kind) for kind in ("wall", "cpu")]
    print(f"{'ratio to GROUP BY':48}{ratios[0]:8.2f}{ratios[1]:8.2f}   goal: at most 0.60")
    print(f"{'peak memory, MB':48}{max(run['peak_mb'] for run in ranks):8.0f}           goal: at most 250")
    common = len(set(ranks[0]["songs"]) & set(groups[0]["songs"]))
    print(f"{f'songs in both lists of {SIZE}':48}{common:8}")


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
