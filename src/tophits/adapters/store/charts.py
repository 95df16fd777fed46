"""The archive of charts: one immutable row a chart, joined to songs when it is read."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, bindparam, case, func, insert, select, update

from tophits.adapters.store.batches import in_batches
from tophits.adapters.store.database import Database
from tophits.adapters.store.names import chart_name, name_ids
from tophits.adapters.store.packing import (
    PackedChart,
    SpellingKey,
    all_said,
    pack_chart,
    pack_names,
    unpack_names,
    unpack_numbers,
)
from tophits.adapters.store.schema import chart as table
from tophits.adapters.store.schema import chart_withdrawal as withdrawals
from tophits.adapters.store.schema import name as names
from tophits.domain.charts import Cadence, Chart, ChartInfo, Entry, JoinedChart
from tophits.domain.errors import UsageError
from tophits.history.ports import Kept

_CACHED_NAMES = 50_000
"""Spellings whose numbers a process remembers: today's chart is mostly yesterday's. About 20 MB when full."""
_JOINED_AT_ONCE = 200
_CADENCES = {str(cadence): cadence for cadence in Cadence}

_INFO = (
    table.c.id,
    table.c.source,
    table.c.origin,
    table.c.territory,
    table.c.cadence,
    table.c.period_from,
    table.c.period_to,
    table.c.published,
    table.c.digest,
    table.c.depth,
)
_IS_READ = table.c.id.not_in(select(withdrawals.c.chart_id))
_Slot = tuple[str, str, str, date, date]
"""Source, territory, cadence and period: what there is one current chart of."""


class SqlChartArchive:
    """The port `history.ports.ChartArchive`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached: dict[SpellingKey, int] = {}

    def keep(self, charts: Iterable[Chart], fetched_at: datetime) -> Sequence[Kept]:
        """Keep charts in one transaction: all or none.

        They are packed before the writer's lock is taken, so that `charts` may be slow, may read the store
        itself, and may be far larger than memory holds entries.

        Raises:
            ChartRefused: a chart has no entries, or its ranks are not 1..n.
        """
        places: dict[SpellingKey, int] = {}
        packed = [pack_chart(chart, places) for chart in charts]
        if not packed:
            return []
        spellings = list(places)
        with self._database.writing() as connection:
            ids = self._name_ids(connection, spellings)
            kept = _insert(connection, packed, ids, fetched_at)
        # Only what was committed may be remembered.
        if len(self._cached) + len(spellings) > _CACHED_NAMES:
            self._cached = {}
        self._cached.update(zip(spellings[-_CACHED_NAMES:], ids[-_CACHED_NAMES:], strict=True))
        return kept

    def infos(self, first: date, last: date) -> Sequence[ChartInfo]:
        """The charts whose period touches the days from `first` to `last`, oldest first.

        Replaced and withdrawn ones are left out.
        """
        touching = (table.c.period_to >= first) & (table.c.period_from <= last) & _IS_READ
        order = (table.c.period_to, table.c.period_from, table.c.source, table.c.territory, table.c.cadence, table.c.id)
        with self._database.reading() as connection:
            infos = map(_info, connection.execute(select(*_INFO).where(touching).order_by(*order)))
            # Of one slot the newest comes last. Told apart here: in SQL it is a second walk over the charts.
            return list({_slot(info): info for info in infos}.values())

    def first_kept(self) -> datetime | None:
        """When the first chart of all was fetched; None before that."""
        with self._database.reading() as connection:
            first: datetime | None = connection.execute(select(func.min(table.c.fetched_at))).scalar_one()
            return first

    def joined(self, chart_ids: Iterable[int]) -> Iterator[JoinedChart]:
        """Those charts joined to songs, one at a time, in the order asked for.

        The songs are those of the moment the reading began. A chart whose streams are not all known joins
        without streams.

        Raises:
            UsageError: there is no such chart.
        """
        song_of: array[int] | None = None
        for batch in in_batches(chart_ids, _JOINED_AT_ONCE):
            with self._database.reading() as connection:
                if song_of is None:
                    song_of = _songs_by_name(connection)
                query = select(table.c.id, table.c.names, table.c.streams).where(table.c.id.in_(set(batch)))
                bodies = {number: (packed, streams) for number, packed, streams in connection.execute(query)}
            for chart_id in batch:
                if chart_id not in bodies:
                    raise _unknown(chart_id)
                packed, streams = bodies[chart_id]
                numbers, has_repeats = unpack_names(packed)
                yield JoinedChart(chart_id, numbers, song_of, all_said(streams), has_repeats)

    def entries(self, chart_id: int) -> Chart:
        """One chart as it was given.

        Raises:
            UsageError: there is no such chart.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == chart_id)).mappings().one_or_none()
            if row is None:
                raise _unknown(chart_id)
            ids, _ = unpack_names(row["names"])
            spellings: dict[int, RowMapping] = {}
            for batch in in_batches(set(ids)):
                query = select(names).where(names.c.id.in_(batch))
                spellings.update((name["id"], name) for name in connection.execute(query).mappings())
        return _chart(row, [spellings[number] for number in ids])

    def withdraw(self, chart_id: int, at: datetime, why: str) -> bool:
        """Leave a chart out of reading from now on; whether it was read until now.

        Raises:
            UsageError: there is no such chart.
        """
        with self._database.writing() as connection:
            if connection.execute(select(table.c.id).where(table.c.id == chart_id)).first() is None:
                raise _unknown(chart_id)
            known = select(withdrawals.c.chart_id).where(withdrawals.c.chart_id == chart_id)
            if connection.execute(known).first() is not None:
                return False
            connection.execute(insert(withdrawals).values(chart_id=chart_id, withdrawn_at=at, why=why))
        return True

    def _name_ids(self, connection: Connection, spellings: Sequence[SpellingKey]) -> list[int]:
        cached = self._cached
        unknown = [key for key in spellings if key not in cached]
        found = dict(zip(unknown, name_ids(connection, unknown), strict=True))
        return [cached[key] if key in cached else found[key] for key in spellings]


@dataclass(slots=True)
class _Charted:
    """How often a name was charted in this batch, and when last."""

    times: int
    last: date


def _insert(
    connection: Connection, packed: Sequence[PackedChart], ids: Sequence[int], fetched_at: datetime
) -> list[Kept]:
    current = _current(connection, packed)
    number = connection.execute(select(func.max(table.c.id))).scalar() or 0
    rows: list[dict[str, object]] = []
    kept: list[Kept] = []
    charted: dict[int, _Charted] = {}
    for one in packed:
        chart = one.chart
        slot = (chart.source, chart.territory, chart.cadence, chart.period_from, chart.period_to)
        before = current.get(slot)
        if before is not None and before.digest == one.digest:
            kept.append(Kept(before, is_new=False))
            continue
        number += 1
        info = ChartInfo(
            number,
            chart.source,
            chart.origin,
            chart.territory,
            chart.cadence,
            chart.period_from,
            chart.period_to,
            chart.published,
            one.digest,
            len(one.names),
        )
        current[slot] = info
        kept.append(Kept(info, is_new=True, replaces=None if before is None else before.chart_id))
        numbers = array("I", map(ids.__getitem__, one.names))
        rows.append(_row(info, one, numbers, fetched_at))
        _count(charted, numbers, chart.period_to)
    if rows:
        connection.execute(insert(table), rows)
        _write_counts(connection, charted)
    return kept


def _current(connection: Connection, packed: Sequence[PackedChart]) -> dict[_Slot, ChartInfo]:
    """The charts that are there already for the slots of a batch; of several in one slot the newest."""
    spans: dict[tuple[str, str, Cadence], tuple[date, date]] = {}
    for one in packed:
        chart = one.chart
        series = (chart.source, chart.territory, chart.cadence)
        first, last = spans.get(series, (chart.period_to, chart.period_to))
        spans[series] = min(first, chart.period_to), max(last, chart.period_to)
    found: dict[_Slot, ChartInfo] = {}
    for (source, territory, cadence), (first, last) in spans.items():
        of_series = (table.c.source == source) & (table.c.territory == territory) & (table.c.cadence == cadence)
        query = select(*_INFO).where(of_series, table.c.period_to.between(first, last), _IS_READ).order_by(table.c.id)
        found.update((_slot(info), info) for info in map(_info, connection.execute(query)))
    return found


def _count(charted: dict[int, _Charted], numbers: Iterable[int], day: date) -> None:
    for number in numbers:
        seen = charted.get(number)
        if seen is None:
            charted[number] = _Charted(1, day)
        else:
            seen.times += 1
            seen.last = max(seen.last, day)


def _write_counts(connection: Connection, charted: Mapping[int, _Charted]) -> None:
    last = names.c.last_charted
    day = bindparam("day", type_=last.type)
    statement = (
        update(names)
        .where(names.c.id == bindparam("number"))
        .values(
            times_charted=names.c.times_charted + bindparam("times"),
            last_charted=case((last > day, last), else_=day),
        )
    )
    connection.execute(
        statement, [{"number": number, "times": seen.times, "day": seen.last} for number, seen in charted.items()]
    )


def _row(info: ChartInfo, one: PackedChart, numbers: "array[int]", fetched_at: datetime) -> dict[str, object]:
    return {
        "id": info.chart_id,
        "source": info.source,
        "origin": info.origin,
        "territory": info.territory,
        "cadence": info.cadence,
        "period_from": info.period_from,
        "period_to": info.period_to,
        "published": info.published,
        "fetched_at": fetched_at,
        "digest": info.digest,
        "depth": info.depth,
        "names": pack_names(numbers),
        "streams": one.streams,
        "previous_ranks": one.previous_ranks,
    }


def _songs_by_name(connection: Connection) -> "array[int]":
    """The song of each name, at the name's number."""
    highest = connection.execute(select(func.max(names.c.id))).scalar() or 0
    songs = array("q", bytes(8 * (highest + 1)))
    rows = connection.execution_options(yield_per=10_000).execute(select(names.c.id, names.c.song_id))
    for number, song in rows:
        songs[number] = song
    return songs


def _info(row: Row[*tuple[Any, ...]]) -> ChartInfo:
    number, source, origin, territory, cadence, period_from, period_to, published, digest, depth = row
    return ChartInfo(
        number, source, origin, territory, _CADENCES[cadence], period_from, period_to, published, digest, depth
    )


def _slot(info: ChartInfo) -> _Slot:
    return info.source, info.territory, str(info.cadence), info.period_from, info.period_to


def _chart(row: RowMapping, spellings: Sequence[RowMapping]) -> Chart:
    streams = unpack_numbers("q", row["streams"], row["depth"])
    previous = unpack_numbers("i", row["previous_ranks"], row["depth"])
    entries = []
    for rank, name in enumerate(spellings, 1):
        spelt = chart_name(name["title"], name["artists"], name["isrc"], name["spotify_id"], name["explicit"])
        entries.append(
            Entry(
                rank,
                spelt.title,
                spelt.artists,
                spelt.isrc,
                spelt.spotify_id,
                streams[rank - 1],
                name["source_id"],
                previous[rank - 1],
                spelt.explicit,
            )
        )
    return Chart(
        row["source"],
        row["origin"],
        row["territory"],
        Cadence(row["cadence"]),
        row["period_from"],
        row["period_to"],
        row["published"],
        tuple(entries),
    )


def _unknown(chart_id: int) -> UsageError:
    return UsageError(f"There is no chart {chart_id}.", remedy="See which there are: tophits charts list")
