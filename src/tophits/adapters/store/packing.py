"""Charts as they lie in the store: numbers of names in rank order, and beside them streams and previous ranks.

Numbers are kept lowest byte first, whatever the machine. A value that a source did not give is -1.
"""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from tophits.domain.charts import Chart, Entry
from tophits.domain.errors import ChartRefused

NOT_SAID = -1
_NOT_SAID_PACKED = b"\xff" * 8
_REPEATS = bytes(4)
DIGEST_BYTES = 16

SpellingKey = tuple[str, tuple[str, ...], str | None, str | None, bool | None, str | None]
"""Title, artists, ISRC, Spotify id, explicit, the source's id: what one name is known by."""


@dataclass(frozen=True, slots=True)
class PackedChart:
    """A chart without its entries, and they as arrays. `names` are places in the batch's list of spellings."""

    chart: Chart
    digest: bytes
    names: "array[int]"
    streams: bytes | None
    previous_ranks: bytes | None


def pack_chart(chart: Chart, places: dict[SpellingKey, int]) -> PackedChart:
    """Pack a chart; spellings that are new to `places` are added to it.

    Raises:
        ChartRefused: it has no entries, its ranks are not 1..n, or a value cannot be kept as it is.
    """
    if not chart.entries:
        raise _refused(chart, "A chart without entries is not kept", None)
    names = array("I")
    for place, entry in enumerate(chart.entries, 1):
        if entry.rank != place:
            raise _refused(chart, f"Rank {entry.rank} stands where {place} should", place)
        key = (entry.title, entry.artists, entry.isrc, entry.spotify_id, entry.explicit, entry.source_id)
        names.append(places.setdefault(key, len(places)))
    bare = Chart(
        chart.source,
        chart.origin,
        chart.territory,
        chart.cadence,
        chart.period_from,
        chart.period_to,
        chart.published,
        entries=(),
    )
    return PackedChart(
        bare,
        _digest(chart),
        names,
        _numbers(chart, "q", [entry.streams for entry in chart.entries]),
        _numbers(chart, "i", [entry.previous_rank for entry in chart.entries]),
    )


def fingerprint(key: SpellingKey) -> bytes:
    """A short name for a spelling; equal for equal spellings alone."""
    return blake2b(orjson.dumps(key), digest_size=DIGEST_BYTES).digest()


def to_bytes(numbers: "array[int]") -> bytes:
    """An array's bytes, lowest first."""
    if sys.byteorder == "big":  # pragma: no cover - no such machine at hand
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def to_array(kind: str, body: bytes) -> "array[int]":
    """Back. `kind` is array's own letter: I, i or q."""
    numbers: array[int] = array(kind, body)
    if sys.byteorder == "big":  # pragma: no cover - no such machine at hand
        numbers.byteswap()
    return numbers


def unpack_numbers(kind: str, body: bytes | None, depth: int) -> Sequence[int | None]:
    """Streams or previous ranks as entries have them."""
    if body is None:
        return [None] * depth
    return [None if number == NOT_SAID else number for number in to_array(kind, body)]


def pack_names(names: "array[int]") -> bytes:
    """The numbers of a chart's names. A 0 follows, which is no name's number, where a name stands at two ranks.

    So who reads a year of charts need not look at each line to learn that there is nothing to learn.
    """
    return to_bytes(names) + (_REPEATS if len(set(names)) < len(names) else b"")


def unpack_names(body: bytes) -> "tuple[array[int], bool]":
    """The numbers, and whether one is there twice."""
    names = to_array("I", body)
    has_repeats = names[-1] == 0
    if has_repeats:
        names.pop()
    return names, has_repeats


def all_said(streams: bytes | None) -> "array[int] | None":
    """Streams, where there is one for each entry; else None."""
    # Eight bytes of ones are the number -1 and nothing else: in a number that was given the highest bit is not set.
    return None if streams is None or _NOT_SAID_PACKED in streams else to_array("q", streams)


def _numbers(chart: Chart, kind: str, values: Sequence[int | None]) -> bytes | None:
    if all(value is None for value in values):
        return None
    for rank, value in enumerate(values, 1):
        if value is not None and not 0 <= value < 2 ** (63 if kind == "q" else 31):
            raise _refused(chart, f"{value} is no number of streams and no previous rank", rank)
    return to_bytes(array(kind, [NOT_SAID if value is None else value for value in values]))


def _digest(chart: Chart) -> bytes:
    lines = [_line(entry) for entry in chart.entries]
    try:
        return blake2b(orjson.dumps(lines), digest_size=DIGEST_BYTES).digest()
    except TypeError as error:  # half a surrogate pair in a title, or a number beyond 64 bits
        raise _refused(chart, f"An entry cannot be kept as it is: {error}", None) from error


def _line(entry: Entry) -> tuple[object, ...]:
    return (
        entry.title,
        entry.artists,
        entry.isrc,
        entry.spotify_id,
        entry.streams,
        entry.source_id,
        entry.previous_rank,
        entry.explicit,
    )


def _refused(chart: Chart, reason: str, line: int | None) -> ChartRefused:
    return ChartRefused(reason, source=chart.source, territory=chart.territory, day=chart.period_to, line=line)
