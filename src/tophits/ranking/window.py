"""Which measured days a ranking is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tophits.domain.charts import ChartInfo
from tophits.domain.rankings import Mix, Window
from tophits.ranking.mixing import is_read

MAX_DAYS_BACK = 3
"""How far a window's end may lie before the day of the run."""

MAX_GAP_DAYS = 31
"""The longest gap that any chart may fill, and so how far beside a window charts matter."""


def known_at(infos: Iterable[ChartInfo], at: date) -> tuple[ChartInfo, ...]:
    """The charts that measure no day after `at`: what a run on that day could have known."""
    return tuple(info for info in infos if info.period_to <= at)


def window_for(infos: Iterable[ChartInfo], mix: Mix, days: int, at: date) -> Window:
    """The `days` days up to the newest day that most sources have, at most `MAX_DAYS_BACK` before `at`.

    A source is asked once for each origin, has a day when a chart of it in one of the mix's territories goes up
    to that day or beyond, and is not asked when its newest day is older than that: weekly charts and sources
    that fell silent do not hold the window back.
    """
    oldest = at - timedelta(days=MAX_DAYS_BACK)
    newest: dict[str, date] = defaultdict(lambda: date.min)
    for info in known_at(infos, at):
        if info.period_to >= oldest and is_read(mix, info):
            newest[info.origin] = max(newest[info.origin], info.period_to)
    last = _day_that_most_have(sorted(newest.values(), reverse=True), oldest)
    return Window(last - timedelta(days=days - 1), last)


def reading_span(window: Window) -> tuple[date, date]:
    """The first and last day to ask an archive for: charts beside a window say which of its gaps may be filled."""
    return window.first - timedelta(days=MAX_GAP_DAYS), window.last + timedelta(days=MAX_GAP_DAYS)


def _day_that_most_have(newest_first: Sequence[date], otherwise: date) -> date:
    """The newest day that more than half of the sources have."""
    return newest_first[len(newest_first) // 2] if newest_first else otherwise
