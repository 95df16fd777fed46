"""Whether charts are good enough to publish from, and whether a change is small enough to publish unseen (I5).

A guard never mends anything. It says whether a run is held, and gives every reason with source, territory and
day, so that a person reads the cause and not only the fact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import fsum

from tophits.domain.charts import GLOBAL, Chart, ChartInfo, Entry
from tophits.domain.rankings import Mix, RankedSong
from tophits.ranking.coverage import period_days
from tophits.ranking.curves import facts_of
from tophits.ranking.mixing import is_read, is_world_set, weight
from tophits.ranking.window import known_at

ESTABLISHED_READS = 3
ESTABLISHED_DAYS = 14
"""A source is established by three good charts in fourteen days."""

FIRST_DAYS = 14
"""In the first fourteen days one fresh daily source is enough."""

LONGER_MAX_AGE_DAYS = 16
"""How old the newest day of a chart of a week or more may be."""

QUORUM = 0.5
"""The part of the established sources' weight that must be fresh."""


class Guard(StrEnum):
    """The guards by name."""

    FRESH = "fresh"
    QUORUM = "quorum"
    CHURN = "churn"
    LOOK_ALIKE = "look-alike"


@dataclass(frozen=True, slots=True)
class GuardReason:
    """What a guard found: which source and territory, up to which day it has charts, and what is wrong with it.

    `holds` is whether this alone holds the run. `source` and `territory` are None where the reason is about all
    of them.
    """

    guard: Guard
    holds: bool
    message: str
    source: str | None = None
    territory: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ChartsVerdict:
    """Whether the charts may be published from, and every reason against."""

    reasons: tuple[GuardReason, ...]

    @property
    def is_held(self) -> bool:
        """Whether the run is held."""
        return any(reason.holds for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class _Series:
    """The charts of one origin and territory, as guards see them."""

    source: str
    territory: str
    weight: float
    is_daily: bool
    newest: date
    max_age_days: int
    reads: int

    def is_fresh(self, at: date) -> bool:
        return (at - self.newest).days <= self.max_age_days

    @property
    def is_established(self) -> bool:
        return self.reads >= ESTABLISHED_READS


def check_charts(infos: Iterable[ChartInfo], mix: Mix, at: date, first_seen: date | None = None) -> ChartsVerdict:
    """Say whether the charts are fresh and many enough to publish from on the day `at`.

    `infos` are to reach back far enough to have the newest chart of every source, so that a stale one can be
    named, and 31 days at least. `first_seen` is the day of the first good read of all; without
    it, the first day that `infos` measure. A stale chart is named, and holds nothing by itself. What holds:
    less than half the weight of the established sources is fresh, or no fresh one of them is daily; in the
    first fourteen days, no daily source is fresh. Of a run that is held, sources without any chart are named, too.

    A good read is a chart of a period of its own, and counts while it is no older than fourteen days beyond the
    age at which it would be stale: so a source that fell silent is missed for about as long as it was trusted,
    and does not hold the list for ever.
    """
    known = known_at(infos, at)
    series = _series(known, mix, at)
    stale = tuple(_stale(each, at) for each in series if not each.is_fresh(at))
    start = first_seen or min((info.period_from for info in known), default=at)
    quorum = _first_days_quorum(series, at) if (at - start).days < FIRST_DAYS else _quorum(series, at)
    if quorum is None:
        return ChartsVerdict(stale)
    return ChartsVerdict((quorum, *stale, *_never_seen(mix, {info.source for info in known})))


def _series(infos: Iterable[ChartInfo], mix: Mix, at: date) -> tuple[_Series, ...]:
    """One for each origin and territory that the mix counts; the global one alone where it stands for the others."""
    by_voice: dict[tuple[str, str], list[ChartInfo]] = defaultdict(list)
    for info in infos:
        if is_read(mix, info):
            by_voice[info.origin, info.territory].append(info)
    return tuple(
        _one_series(charts, mix, at)
        for (origin, territory), charts in sorted(by_voice.items())
        if territory == GLOBAL or not (is_world_set(mix) and (origin, GLOBAL) in by_voice)
    )


def _one_series(charts: Sequence[ChartInfo], mix: Mix, at: date) -> _Series:
    newest = max(charts, key=lambda info: (info.period_to, -facts_of(info.source).precedence, info.source))
    is_daily = any(period_days(info) == 1 for info in charts)
    max_age = max(_max_age_days(info) for info in charts if (period_days(info) == 1) == is_daily)
    since = at - timedelta(days=max_age + ESTABLISHED_DAYS)
    periods = {
        (info.period_from, info.period_to)
        for info in charts
        if info.period_to >= since and (period_days(info) == 1) == is_daily
    }
    return _Series(
        newest.source,
        newest.territory,
        max(weight(mix, info.source, info.territory) for info in charts),
        is_daily,
        max(info.period_to for info in charts if (period_days(info) == 1) == is_daily),
        max_age,
        len(periods),
    )


def _max_age_days(info: ChartInfo) -> int:
    return facts_of(info.source).max_age_days if period_days(info) == 1 else LONGER_MAX_AGE_DAYS


def _stale(series: _Series, at: date) -> GuardReason:
    age = (at - series.newest).days
    kind = "daily" if series.is_daily else "longer"
    return GuardReason(
        Guard.FRESH,
        holds=False,
        message=(
            f"{series.source} {series.territory} is stale: its newest day is {series.newest.isoformat()}, {age} days"
            f" before {at.isoformat()}; {kind} charts may be {series.max_age_days} days old"
        ),
        source=series.source,
        territory=series.territory,
        day=series.newest,
    )


def _never_seen(mix: Mix, seen: AbstractSet[str]) -> Iterator[GuardReason]:
    for source, counts in sorted(mix.sources.items()):
        if counts > 0 and source not in seen:
            yield GuardReason(Guard.FRESH, holds=False, message=f"{source} has no chart", source=source)


def _first_days_quorum(series: Sequence[_Series], at: date) -> GuardReason | None:
    if any(each.is_daily and each.is_fresh(at) for each in series):
        return None
    return GuardReason(Guard.QUORUM, holds=True, message=f"no daily source is fresh on {at.isoformat()}", day=at)


def _quorum(series: Sequence[_Series], at: date) -> GuardReason | None:
    established = [each for each in series if each.is_established]
    fresh = [each for each in established if each.is_fresh(at)]
    whole = fsum(each.weight for each in established)
    have = fsum(each.weight for each in fresh)
    if not established:
        message = f"no source has given {ESTABLISHED_READS} good charts in {ESTABLISHED_DAYS} days"
    elif have < QUORUM * whole:
        missing = ", ".join(f"{each.source} {each.territory}" for each in established if each not in fresh)
        message = f"only {have:.2f} of {whole:.2f} weight of the established sources is fresh; missing: {missing}"
    elif not any(each.is_daily for each in fresh):
        message = "no fresh established source is daily"
    else:
        return None
    return GuardReason(Guard.QUORUM, holds=True, message=f"{message} (on {at.isoformat()})", day=at)


# --- Charts of the wrong territory ----------------------------------------------------------------------

LOOK_ALIKE = 0.9
"""From this part of equal lines on, a chart is taken for another territory's."""

SAME_PLACE = 2
"""How many ranks a line may have moved and still be the same line."""

FAR_APART = -1000
"""The rank of a song that the other chart does not name."""


def look_alike(chart: Chart, others: Iterable[Chart]) -> GuardReason | None:
    """Say which other territory's chart of the same source and cadence `chart` is at least 90 % equal to, if any.

    Equal are lines that name the same song within two ranks, of the lines that both charts have: a page fetched
    an hour later has moved a little, while real neighbours share songs and not their ranks (of Spotify's Top 50
    of ten territories in spring 2021 no two had more than 72 % of their songs in common). Such a chart is to be
    refused: publishers answer with the caller's country, or the last one asked for, without saying so.
    """
    for other in others:
        if (other.source, other.cadence) != (chart.source, chart.cadence) or other.territory == chart.territory:
            continue
        depth = min(len(chart.entries), len(other.entries))
        ranks = {_name(entry): entry.rank for entry in reversed(other.entries)}
        equal = sum(
            abs(entry.rank - ranks.get(_name(entry), FAR_APART)) <= SAME_PLACE for entry in chart.entries[:depth]
        )
        if depth and equal >= LOOK_ALIKE * depth:
            return GuardReason(
                Guard.LOOK_ALIKE,
                holds=False,
                message=f"{equal} of {depth} lines are those of the chart of {other.territory}",
                source=chart.source,
                territory=chart.territory,
                day=chart.period_to,
            )
    return None


def _name(entry: Entry) -> str | tuple[str, tuple[str, ...]]:
    return entry.source_id or entry.spotify_id or (entry.title, entry.artists)


# --- Churn ----------------------------------------------------------------------------------------------

AGREEING_ORIGINS = 2
"""So many origins that name the newcomers release a change that is over budget."""

STILL_THE_SAME = 0.7
"""So much of a held list found again in the next slot's releases it."""


@dataclass(frozen=True, slots=True)
class ChurnResult:
    """How much of a list a change replaces, and whether that holds the run.

    `gone` is how many of the old tracks leave; `churn` their share of the old list. `released_by` says why a change
    over budget is published all the same, with a notification.
    """

    gone: int
    churn: float
    budget: float
    released_by: str | None

    @property
    def is_over(self) -> bool:
        """Whether it is more than the budget."""
        return self.churn > self.budget

    @property
    def is_held(self) -> bool:
        """Whether the run is held."""
        return self.is_over and self.released_by is None

    @property
    def message(self) -> str:
        """What was found, in one sentence."""
        change = f"{self.gone} tracks leave, {self.churn:.0%} of the list; the budget is {self.budget:.0%}"
        if not self.is_over:
            return change
        return f"{change}; held" if self.released_by is None else f"{change}; published, because {self.released_by}"


def check_churn(
    old_uris: Sequence[str],
    new_uris: Sequence[str],
    budget: float,
    agreeing: int,
    held_before: Sequence[str] | None = None,
) -> ChurnResult:
    """Compare a change with an edition's budget.

    Only tracks that leave are churn: filling an empty list and growing are not. Over budget is published all
    the same when two origins or more are `agreeing` (counted by `agreeing_origins`), or when the new list is
    at least 70 % equal to `held_before`, the list that the last slot held.
    """
    old, new = set(old_uris), set(new_uris)
    gone = len(old - new)
    churn = gone / len(old) if old else 0.0
    released_by = None
    if churn > budget:
        if agreeing >= AGREEING_ORIGINS:
            released_by = f"{agreeing} sources of different origin agree"
        elif held_before:
            same = len(new.intersection(held_before)) / max(len(new), len(set(held_before)))
            if same >= STILL_THE_SAME:
                released_by = f"{same:.0%} of it is the list that was held before"
    return ChurnResult(gone, churn, budget, released_by)


def agreeing_origins(newcomers: Sequence[RankedSong], origins: Mapping[str, str]) -> tuple[str, ...]:
    """The origins whose charts name at least half of the newcomers of a list.

    `origins` maps a source's name to its origin; a source that it does not name is its own origin.
    """
    named = Counter(
        origin
        for newcomer in newcomers
        for origin in {origins.get(reason.source, reason.source) for reason in newcomer.reasons if reason.charts}
    )
    return tuple(origin for origin, songs in sorted(named.items()) if 2 * songs >= len(newcomers))
