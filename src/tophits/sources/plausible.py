"""Whether a chart can be what it says it is (I5). Pure: what day it is and what came before are passed in.

A chart is never mended: one doubt, and none of it is kept. Blemishes that are kept stay as they were given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from unicodedata import category

from tophits.domain.charts import Chart, Entry

MIN_ROWS = 10
MAX_ROWS = 5000
EARLIEST = date(1950, 1, 1)
MAX_CONTRADICTIONS = 0.2
MAX_NAME = 500
"""Characters in a title, a name or an id. The longest in the recorded charts has 135."""
MAX_STREAMS = 2**63 - 1
MAX_PREVIOUS_RANK = 2**31 - 1
LEAST_SHARE = 0.5
_ENOUGH_TO_COMPARE = 10
_BY_STREAMS = frozenset({"spotify", "youtube"})
"""Origins that rank by the plays they print."""
_MOSTLY = 0.9
_SAME_NAMES = 2
"""Two recordings of one name without ids are a pair that a short list may hold."""
LINES_A_BLEMISH = 100
"""A chart may have one blemish for so many lines: a line without a title, or one id named twice. Both were seen on
good days of a good source (a publisher's parser lost a title for weeks; a new entry stood there twice), and a list of
200 is not worth less for them. A shorter chart may have none."""

_AHEAD = {"billboard": timedelta(days=7)}
"""A Hot 100 is published days before its date. Anybody else may be one time zone ahead."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a chart is not believed, and the place in it (from 0) where that shows, if at one."""

    reason: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known besides the chart itself. Whatever is None is not checked.

    `previous` is the latest chart kept of the same source, territory and cadence that ends before this one;
    `depth` is the least length that a whole file of this kind has; `least_share` is how much of the chart before's
    length a chart must have.
    """

    today: date | None = None
    previous: Chart | None = None
    depth: int | None = None
    least_share: float = LEAST_SHARE


NOTHING_KNOWN = Expected()


def doubt(chart: Chart, expected: Expected = NOTHING_KNOWN) -> Doubt | None:
    """The first reason not to believe a chart; None when there is none."""
    return (
        _ranks(chart.entries)
        or _length(chart, expected)
        or _names(chart.entries)
        or _texts(chart.entries)
        or _twice(chart.entries)
        or _alike(chart.entries)
        or _numbers(chart.entries)
        or _streams(chart)
        or _dates(chart, expected.today)
        or (_contradictions(chart, expected.previous) if expected.previous else None)
    )


def follows(chart: Chart, previous: Chart) -> bool:
    """Whether `previous` measures the period right before this chart's."""
    return chart.cadence is previous.cadence and previous.period_to + timedelta(days=1) == chart.period_from


def agreement(chart: Chart, previous: Chart) -> tuple[int, int]:
    """Of the songs in both whose previous rank is told: for how many it is the rank in `previous`, of how many."""
    before = {key: entry.rank for entry in previous.entries for key in _keys(entry)}
    told = [
        (entry.previous_rank, next(before[key] for key in _keys(entry) if key in before))
        for entry in chart.entries
        if entry.previous_rank is not None and any(key in before for key in _keys(entry))
    ]
    return sum(one == other for one, other in told), len(told)


def repeats(chart: Chart, previous: Chart) -> bool:
    """Whether a chart is the one before once more: nine of ten songs at the same rank with the same streams."""
    before = {(entry.rank, key): entry.streams for entry in previous.entries for key in _keys(entry)}
    same = sum(any(before.get((e.rank, key), -1) == e.streams for key in _keys(e)) for e in chart.entries)
    return same >= _MOSTLY * max(len(chart.entries), len(previous.entries))


def _keys(entry: Entry) -> tuple[object, ...]:
    """By what the same song is known in two charts of one source."""
    names = (entry.title.casefold(), tuple(artist.casefold() for artist in entry.artists))
    return tuple(key for key in (entry.spotify_id, entry.source_id, names) if key)


def _ranks(entries: Sequence[Entry]) -> Doubt | None:
    for place, entry in enumerate(entries):
        if entry.rank == place + 1:
            continue
        if entry.rank < 1:
            return Doubt(f"rank {entry.rank} is none", place)
        if place and entry.rank == entries[place - 1].rank:
            return Doubt(f"rank {entry.rank} is there twice", place)
        return Doubt(f"rank {place + 1} is missing: rank {entry.rank} comes next", place)
    return None


def _length(chart: Chart, expected: Expected) -> Doubt | None:
    rows = len(chart.entries)
    if rows < MIN_ROWS:
        return Doubt(f"it has {rows} lines; a chart has at least {MIN_ROWS}")
    if rows > MAX_ROWS:
        return Doubt(f"it has {rows} lines; a chart has at most {MAX_ROWS}")
    if expected.depth is not None and rows < expected.depth:
        return Doubt(f"it has {rows} lines where there should be {expected.depth}: cut off")
    before = len(expected.previous.entries) if expected.previous is not None else 0
    if rows < expected.least_share * before:
        return Doubt(f"it has {rows} lines; the chart before had {before}")
    return None


def _names(entries: Sequence[Entry]) -> Doubt | None:
    nameless = [place for place, entry in enumerate(entries) if not entry.title.strip()]
    if len(nameless) > len(entries) // LINES_A_BLEMISH:
        return Doubt("the title is empty", nameless[0])
    for place, entry in enumerate(entries):
        if not entry.artists or not all(artist.strip() for artist in entry.artists):
            return Doubt("the artist is empty", place)
    return None


def _texts(entries: Sequence[Entry]) -> Doubt | None:
    """Signs that nobody sees but a terminal, halves of characters, and names that are no names."""
    for place, entry in enumerate(entries):
        for what, text in _said(entry):
            if len(text) > MAX_NAME:
                return Doubt(f"the {what} has {len(text)} characters; none has more than {MAX_NAME}", place)
            wrong = "" if text.isprintable() else next((sign for sign in text if category(sign) in ("Cc", "Cs")), "")
            if wrong:
                kind = "a control character" if category(wrong) == "Cc" else "half a character (a lone surrogate)"
                return Doubt(f"the {what} has {kind}, U+{ord(wrong):04X}", place)
    return None


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield from (("artist", artist) for artist in entry.artists)
    yield from (("id", text) for text in (entry.spotify_id, entry.source_id, entry.isrc) if text)


def _twice(entries: Sequence[Entry]) -> Doubt | None:
    """The same id twice. Equal names without ids may be two recordings."""
    for what in ("spotify_id", "source_id"):
        first: dict[str, int] = {}
        again = []
        for place, entry in enumerate(entries):
            value = getattr(entry, what)
            if value is not None and first.setdefault(value, place) != place:
                again.append(place)
        if len(again) > len(entries) // LINES_A_BLEMISH:
            second = entries[again[0]]
            value = getattr(second, what)
            return Doubt(f"{second.title!r} ({value}) is at rank {first[value] + 1} already", again[0])
    return None


def _alike(entries: Sequence[Entry]) -> Doubt | None:
    """One title by the same artists again and again. Two with ids that differ are two recordings."""
    first: dict[tuple[str, tuple[str, ...], str | None], int] = {}
    names = [(entry.title.casefold(), tuple(map(str.casefold, entry.artists))) for entry in entries]
    without_id = {name for name, entry in zip(names, entries, strict=True) if _id(entry) is None}
    again = []
    for place, (name, entry) in enumerate(zip(names, entries, strict=True)):
        key = (*name, None if name in without_id else _id(entry))
        if name[0] and first.setdefault(key, place) != place:
            again.append(place)
    if len(again) <= len(entries) // LINES_A_BLEMISH or len(again) < _SAME_NAMES:
        return None
    entry = entries[again[0]]
    return Doubt(f"{len(again)} lines repeat the title and the artist of another, such as {entry.title!r}", again[0])


def _id(entry: Entry) -> str | None:
    return entry.spotify_id or entry.source_id or entry.isrc


def _numbers(entries: Sequence[Entry]) -> Doubt | None:
    """Numbers that nobody can have counted."""
    for place, entry in enumerate(entries):
        if entry.streams is not None and not 0 <= entry.streams <= MAX_STREAMS:
            return Doubt("the number of streams is beyond all measure", place)
        if entry.previous_rank is not None and not 0 <= entry.previous_rank <= MAX_PREVIOUS_RANK:
            return Doubt("the previous rank is beyond all measure", place)
    return None


def _streams(chart: Chart) -> Doubt | None:
    """Plays may not rise down the list where the ranking is by plays; ties are usual."""
    given = [(place, entry.streams) for place, entry in enumerate(chart.entries) if entry.streams is not None]
    rises = [(lower, more) for (_, less), (lower, more) in pairwise(given) if more > less]
    if not rises:
        return None
    if chart.origin not in _BY_STREAMS and len(rises) > (1 - _MOSTLY) * len(given):
        return None
    place, streams = rises[0]
    return Doubt(f"rank {place + 1} has {streams} streams, more than the rank above: shuffled or mixed up", place)


def _dates(chart: Chart, today: date | None) -> Doubt | None:
    if chart.period_from < EARLIEST:
        return Doubt(f"it measures days before {EARLIEST.year}")
    if today is None:
        return None
    if chart.period_to > today:
        return Doubt(f"it measures days up to {chart.period_to.isoformat()}, and today is {today.isoformat()}")
    ahead = _AHEAD.get(chart.source, timedelta(days=1))
    if chart.published is not None and chart.published > today + ahead:
        return Doubt(f"it is dated {chart.published.isoformat()}, and today is {today.isoformat()}")
    return None


def _contradictions(chart: Chart, previous: Chart) -> Doubt | None:
    if not follows(chart, previous):
        return None
    agreeing, told = agreement(chart, previous)
    if told < _ENOUGH_TO_COMPARE or told - agreeing <= MAX_CONTRADICTIONS * told:
        return None
    return Doubt(
        f"{told - agreeing} of {told} previous ranks contradict the chart kept for the period before"
        f" ({previous.period_to.isoformat()}): these are another period's lines"
    )
