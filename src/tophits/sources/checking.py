"""Whether what a source read may be kept (I5): the last gate, the same for our sources and for plug-ins.

A page can be whole and still be the wrong one: another day's, in another order. Only what was kept before tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.errors import ChartRefused
from tophits.sources.plausible import Doubt, Expected, doubt, follows, repeats

LEAST_LIKENESS, MANY = 0.4, 60
LEAST_LIKENESS_OF_FEW, FEW = 0.25, 20
"""How alike the orders of the songs in two charts in succession must be, with many songs in common, and with few.

On the recorded charts the least is 0.68 with many (US, 4 to 6 July 2026) and 0.30 with few (France, 27 to 29 March
2021). Shuffled lists reach 0.4 with sixty songs once in a thousand times, 0.25 with thirty-five once in fourteen.
"""
_NEAR = {Cadence.DAY: timedelta(days=3), Cadence.WEEK: timedelta(days=14)}
"""How far back a chart is compared with: after that, whatever turned it over is believed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the chart: the day it is, at most, anywhere on earth, and the chart kept before.

    `is_dated_by_capture` says that the chart's days are only inferred from the day of fetching.
    """

    today: date | None = None
    previous: Chart | None = None
    is_dated_by_capture: bool = False


def checked(chart: Chart, known: Known) -> Chart:
    """The chart, fit to be kept. One that is dated by capture and equals the chart before gets that one's days.

    Raises:
        ChartRefused: it is not plausible.
    """
    previous = known.previous
    if previous is not None and known.is_dated_by_capture and _equals(chart, previous):
        return replace(
            chart, period_from=previous.period_from, period_to=previous.period_to, published=previous.published
        )
    before = previous if previous is not None and previous.period_to < chart.period_from else None
    found = doubt(chart, Expected(today=known.today, previous=before))
    if found is not None:
        raise _refusal(chart, found.reason, found.at)
    found = mixed_up(chart, previous) if previous is not None else None
    if found is not None:
        raise _refusal(chart, found.reason, found.at)
    return chart


def _equals(chart: Chart, previous: Chart) -> bool:
    return len(chart.entries) == len(previous.entries) and repeats(chart, previous)


def mixed_up(chart: Chart, previous: Chart) -> Doubt | None:
    """Why a chart cannot come so soon after another one of its series: two songs exchanged, or all shuffled."""
    if abs(chart.period_to - previous.period_to) > _NEAR.get(chart.cadence, timedelta(0)):
        return None
    mixed = exchanged(chart.entries, previous.entries, in_succession=follows(chart, previous))
    if mixed is not None:
        return Doubt(f"two songs have exchanged their {mixed[0]} since the chart before: mixed up", mixed[1])
    alike, songs = likeness(chart.entries, previous.entries)
    least = LEAST_LIKENESS if songs >= MANY else LEAST_LIKENESS_OF_FEW
    if songs >= FEW and alike < least:
        day = previous.period_to.isoformat()
        return Doubt(f"its order has little to do with that of {day} (likeness {alike:.2f}): shuffled")
    return None


def likeness(entries: Sequence[Entry], others: Sequence[Entry]) -> tuple[float, int]:
    """How alike the orders of the songs in both lists are, from -1 to 1, and how many those songs are.

    Spearman's correlation of ranks; 1 where there is nothing to compare.
    """
    ranks = {_key(entry): entry.rank for entry in others}
    both = [(entry.rank, ranks[_key(entry)]) for entry in entries if _key(entry) in ranks]
    if len(both) < 2:
        return 1.0, len(both)
    here, there = _places([one for one, _ in both]), _places([other for _, other in both])
    squares = sum((one - other) ** 2 for one, other in zip(here, there, strict=True))
    size = len(both)
    return 1 - 6 * squares / (size * (size * size - 1)), size


def exchanged(
    entries: Sequence[Entry], others: Sequence[Entry], *, in_succession: bool = False
) -> tuple[str, int] | None:
    """What two songs have of each other, and where that shows (from 0); None where all is in order.

    A song is known by its id; without one, where `others` are the chart right before, by its previous rank.
    """
    before = {_id(entry): entry for entry in others if _id(entry)}
    ranks = {entry.rank: entry for entry in others} if in_succession else {}
    known = []
    for at, entry in enumerate(entries):
        was = before.get(_id(entry)) if _id(entry) else ranks.get(entry.previous_rank or 0)
        if was is not None:
            known.append((at, entry, was))
    for what in ("title", "artists"):
        changed = {
            (getattr(was, what), getattr(now, what)): at
            for at, now, was in known
            if getattr(now, what) != getattr(was, what)
        }
        for (was, now), at in changed.items():
            if (now, was) in changed:
                return what, at
    return None


def _id(entry: Entry) -> str | None:
    return entry.spotify_id or entry.source_id


def _places(ranks: Sequence[int]) -> list[int]:
    places = {rank: place for place, rank in enumerate(sorted(ranks))}
    return [places[rank] for rank in ranks]


def _key(entry: Entry) -> object:
    names = entry.title.casefold(), tuple(artist.casefold() for artist in entry.artists)
    return _id(entry) or names


def _refusal(chart: Chart, reason: str, at: int | None = None) -> ChartRefused:
    return ChartRefused(
        reason,
        source=chart.source,
        territory=chart.territory,
        day=chart.published or chart.period_to,
        line=None if at is None else at + 1,
    )
