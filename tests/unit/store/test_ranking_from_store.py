"""A ranking from the store, which adds up packed charts by name, is what a plain reading of the charts gives."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.adapters.store import open_store
from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.rankings import POINT, Mix, Window
from tophits.domain.songs import SongId
from tophits.ranking.coverage import CountedChart, Selection, select
from tophits.ranking.curves import facts_of
from tophits.ranking.points import ABSENT, explain, rank
from tophits.testing.memory import memory_store

FIRST = date(2026, 7, 1)
DAYS = 5
WINDOW = Window(FIRST, FIRST + timedelta(days=DAYS - 1))
MIX = Mix({"apple": 1.0, "kworb": 0.7, "billboard": 0.3}, {"us": 0.75, "jp": 0.25})
NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)

Line = tuple[int, bool | None, int | None]
"""A song's number, whether the publisher calls it explicit (each way is a spelling of its own), its streams."""


@dataclass(slots=True)
class Plain:
    """What charts give one song, counted the slow way."""

    points: int = 0
    charts: int = 0
    ranks: list[int] = field(default_factory=list)


def lines_of(counted: CountedChart, chart: Chart) -> tuple[list[int], int]:
    """What each line gives beyond what every song gets, and that."""
    curve = facts_of(chart.source).curve
    streams = [entry.streams for entry in chart.entries if entry.streams is not None]
    if len(streams) == len(chart.entries) and sum(streams) > 0:
        unit = POINT * counted.coefficient * (curve.total(len(streams)) / curve.total(200)) / sum(streams)
        shares, least = [round(plays * unit) for plays in streams], unit * min(streams)
    else:
        shares = [round(POINT * counted.coefficient * curve.share(entry.rank)) for entry in chart.entries]
        least = min(shares)
    absent = int(ABSENT * least)
    return [max(1, share - absent) for share in shares], absent


def ranked_plainly(
    selection: Selection, charts: dict[int, Chart], songs: dict[str, SongId]
) -> list[tuple[SongId, int, int, int]]:
    """Song, points, charts and best rank, best first: a dict, a line at a time."""
    found: dict[SongId, Plain] = defaultdict(Plain)
    base = 0
    for counted in selection.charts:
        chart = charts[counted.info.chart_id]
        extra, absent = lines_of(counted, chart)
        base += absent
        named = [songs[entry.title] for entry in chart.entries]
        for song, points, entry in zip(named, extra, chart.entries, strict=True):
            found[song].points += points
            found[song].ranks.append(entry.rank)
        for song in set(named):
            found[song].charts += 1
    rows = [(song, base + each.points, each.charts, min(each.ranks)) for song, each in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[3], -row[2], row[0]))


@st.composite
def _charts(draw: st.DrawFn) -> list[Chart]:
    line = st.tuples(st.integers(0, 14), st.sampled_from([None, True, False]), st.integers(0, 10**7))
    places = st.tuples(st.sampled_from(sorted(MIX.sources)), st.sampled_from(["us", "jp"]), st.integers(0, DAYS - 1))
    charts = []
    for source, territory, day in draw(st.lists(places, min_size=1, max_size=10, unique=True)):
        has_streams = draw(st.booleans())
        lines: Sequence[Line] = draw(st.lists(line, min_size=1, max_size=12))
        entries = tuple(
            Entry(
                place,
                f"Song {number}",
                ("Somebody",),
                spotify_id=f"{number:022}",
                streams=plays if has_streams else None,
                explicit=explicit,
            )
            for place, (number, explicit, plays) in enumerate(lines, 1)
        )
        on = FIRST + timedelta(days=day)
        charts.append(Chart(source, source, territory, Cadence.DAY, on, on, None, entries))
    return charts


@settings(deadline=None, max_examples=40)
@given(_charts(), st.tuples(st.integers(0, 14), st.integers(0, 14)))
def test_a_ranking_from_the_store_is_what_a_dict_over_all_lines_gives(charts, merged) -> None:
    with TemporaryDirectory() as home, open_store(Path(home)) as sql:
        for store in (sql, memory_store()):
            kept = {one.info.chart_id: chart for one, chart in zip(store.charts.keep(charts, NOW), charts, strict=True)}
            songs = {
                entry.title: one.song_at(entry.rank)
                for one in store.charts.joined(kept)
                for entry in kept[one.chart_id].entries
            }
            keep, drop = (songs.get(f"Song {number}") for number in merged)
            if keep is not None and drop is not None and keep != drop:
                store.songs.merge(keep, drop)
                songs = {title: keep if song == drop else song for title, song in songs.items()}
            selection = select(store.charts.infos(WINDOW.first, WINDOW.last), MIX, WINDOW)
            found = rank(selection, store.charts.joined, 1000)
            expected = ranked_plainly(selection, kept, songs)
            assert expected == [(each.song, each.points, each.charts, each.best_rank) for each in found]
            for each in found:
                rows = explain(selection, store.charts.joined, each.song)
                assert each.points == sum(row.points for row in rows) == sum(part.points for part in each.reasons)
