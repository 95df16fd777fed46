"""Charts and songs in memory: the archive and the shelf look at the same spellings."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from tophits.domain.charts import Cadence, Chart, ChartInfo, Entry, JoinedChart
from tophits.domain.errors import ChartRefused, UsageError
from tophits.domain.songs import ChartName, Song, SongId
from tophits.history.ports import Kept
from tophits.matching import identity
from tophits.testing.memory.songs import described, matches_words

_Slot = tuple[str, str, Cadence, date, date]


@dataclass(slots=True)
class Usage:
    """How often a spelling was charted, and when last."""

    times: int = 0
    last: date = date.min


@dataclass(slots=True)
class Spellings:
    """Every spelling with its song, and the decisions of persons."""

    song_of: dict[ChartName, SongId] = field(default_factory=dict)
    usage: dict[ChartName, Usage] = field(default_factory=dict)
    merged: dict[SongId, SongId] = field(default_factory=dict)
    apart: set[frozenset[SongId]] = field(default_factory=set)
    keys: dict[str, list[SongId]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    known: set[SongId] = field(default_factory=set)

    def standing(self, song: SongId) -> SongId:
        """The song that stands for it."""
        while song in self.merged:
            song = self.merged[song]
        return song

    def join(self, name: ChartName) -> SongId:
        """The song of a spelling, found by its keys or new."""
        if name not in self.song_of:
            keys = identity.keys(name)
            song = self._by_strong(keys.strong) or self._by_form(name, keys.forms) or self.new_song()
            for key in keys.strong:
                self.keys.setdefault(key, [song])
            for key in keys.forms:
                if song not in self.owners(key):
                    self.keys.setdefault(key, []).append(song)
            self.song_of[name] = song
        return self.standing(self.song_of[name])

    def new_song(self) -> SongId:
        """A number for a song."""
        song = SongId(next(self.numbers))
        self.known.add(song)
        return song

    def merge(self, keep: SongId, drop: SongId) -> None:
        """Let one song stand for another."""
        self.merged[drop] = keep
        self.apart = {frozenset(keep if song == drop else song for song in pair) for pair in self.apart}

    def names(self, song: SongId) -> list[ChartName]:
        """The spellings of a song, the most charted first."""
        own = [name for name, owner in self.song_of.items() if self.standing(owner) == song]
        return sorted(own, key=lambda name: -self.usage.get(name, Usage()).times)

    def owners(self, key: str) -> list[SongId]:
        """The songs that a key leads to, oldest first."""
        return sorted({self.standing(song) for song in self.keys.get(key, ())})

    def _by_strong(self, keys: Iterable[str]) -> SongId | None:
        found = list(dict.fromkeys(song for key in keys for song in self.owners(key)))
        if not found:
            return None
        song = found[0]
        for other in found[1:]:
            if frozenset((song, other)) not in self.apart:
                keep, drop = min(song, other), max(song, other)
                self.merge(keep, drop)
                song = keep
        return song

    def _by_form(self, name: ChartName, keys: Iterable[str]) -> SongId | None:
        for key in keys:
            for song in self.owners(key):
                if not any(identity.conflict(name, other) for other in self.names(song)):
                    return song
        return None


def _slot(chart: Chart) -> _Slot:
    return chart.source, chart.territory, chart.cadence, chart.period_from, chart.period_to


class MemoryChartArchive:
    """The port `history.ports.ChartArchive`."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings
        self._charts: dict[int, tuple[ChartInfo, Chart]] = {}
        self._current: dict[_Slot, int] = {}
        self._withdrawn: set[int] = set()
        self._first_kept: datetime | None = None

    def keep(self, charts: Iterable[Chart], fetched_at: datetime) -> Sequence[Kept]:
        """Keep charts: all or none."""
        batch = list(charts)
        for chart in batch:
            _refuse_broken(chart)
        if batch:
            self._first_kept = min(fetched_at, self._first_kept or fetched_at)
        return [self._keep(chart) for chart in batch]

    def infos(self, first: date, last: date) -> Sequence[ChartInfo]:
        """The charts whose period touches those days, oldest first; replaced ones left out."""
        current = [self._charts[number][0] for number in self._current.values()]
        touching = [info for info in current if info.period_to >= first and info.period_from <= last]
        return sorted(touching, key=lambda i: (i.period_to, i.period_from, i.source, i.territory, i.cadence))

    def first_kept(self) -> datetime | None:
        """When the first chart of all was fetched; None before that."""
        return self._first_kept

    def joined(self, chart_ids: Iterable[int]) -> Iterator[JoinedChart]:
        """Those charts joined to songs, in the order asked for; the songs are those of the moment of asking."""
        spellings = self._spellings
        number_of = {name: number for number, name in enumerate(spellings.song_of)}
        song_of = array("q", map(spellings.standing, spellings.song_of.values()))
        for chart_id in chart_ids:
            entries = self._chart(chart_id)[1].entries
            names = array("I", [number_of[_name(entry)] for entry in entries])
            streams = [entry.streams for entry in entries if entry.streams is not None]
            plays = array("q", streams) if len(streams) == len(names) else None
            yield JoinedChart(chart_id, names, song_of, plays, has_repeats=len(set(names)) < len(names))

    def entries(self, chart_id: int) -> Chart:
        """One chart as it was given."""
        return self._chart(chart_id)[1]

    def withdraw(self, chart_id: int, at: datetime, why: str) -> bool:
        """Leave a chart out of reading; whether it was read until now."""
        del at, why
        self._chart(chart_id)
        if chart_id in self._withdrawn:
            return False
        self._withdrawn.add(chart_id)
        left = sorted(self._charts.keys() - self._withdrawn)
        self._current = {_slot(self._charts[number][1]): number for number in left}
        return True

    def _keep(self, chart: Chart) -> Kept:
        slot = _slot(chart)
        before = self._current.get(slot)
        if before is not None and self._charts[before][1].entries == chart.entries:
            return Kept(self._charts[before][0], is_new=False)
        info = ChartInfo(
            len(self._charts) + 1,
            chart.source,
            chart.origin,
            chart.territory,
            chart.cadence,
            chart.period_from,
            chart.period_to,
            chart.published,
            repr(chart.entries).encode(),
            len(chart.entries),
        )
        self._charts[info.chart_id] = (info, chart)
        self._current[slot] = info.chart_id
        for entry in chart.entries:
            name = _name(entry)
            self._spellings.join(name)
            usage = self._spellings.usage.setdefault(name, Usage())
            usage.times += 1
            usage.last = max(usage.last, chart.period_to)
        return Kept(info, is_new=True, replaces=before)

    def _chart(self, chart_id: int) -> tuple[ChartInfo, Chart]:
        if chart_id not in self._charts:
            raise UsageError(f"There is no chart {chart_id}.")
        return self._charts[chart_id]


class MemorySongShelf:
    """The port `history.ports.SongShelf`."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings

    def songs(self, ids: Iterable[SongId]) -> Mapping[SongId, Song]:
        """Those songs. A merged song's number gives the song that stands for it."""
        found = {}
        for song in ids:
            standing = self._spellings.standing(song)
            own = set(self._spellings.names(standing))
            if own:
                usages = {name: self._spellings.usage[name] for name in self._spellings.song_of if name in own}
                counts = {name: (usage.times, usage.last) for name, usage in usages.items()}  # oldest spelling first
                found[song] = described(standing, counts)
        return found

    def find(self, text: str, limit: int = 20) -> Sequence[Song]:
        """Songs by number, Spotify id or URI, ISRC, or words of title and artists, best first."""
        asked = text.strip()
        if asked.startswith("#") and asked[1:].isdigit():
            return list(self.songs([SongId(int(asked[1:]))]).values())[:limit]
        ids = (f"spotify:{asked.removeprefix('spotify:track:')}", f"isrc:{asked.upper().replace('-', '')}")
        owners = [song for key in ids for song in self._spellings.owners(key)]
        if not owners:
            hits = [name for name in self._spellings.song_of if asked and matches_words(name, asked)]
            times: dict[SongId, int] = {}
            for name in hits:
                song = self._spellings.join(name)
                times[song] = times.get(song, 0) + self._spellings.usage.get(name, Usage()).times
            owners = sorted(times, key=lambda song: (-times[song], song))
        return list(self.songs(owners[:limit]).values())

    def merge(self, keep: SongId, drop: SongId) -> None:
        """From now on `drop` is `keep`, for past charts too."""
        for song in (keep, drop):
            if song not in self._spellings.known:
                raise UsageError(f"There is no song #{song}.")
        kept, dropped = self._spellings.standing(keep), self._spellings.standing(drop)
        if kept != dropped:
            self._spellings.apart.discard(frozenset((kept, dropped)))
            self._spellings.merge(kept, dropped)

    def split(self, name: ChartName) -> SongId:
        """Give one spelling a song of its own, for good; its new number."""
        if name not in self._spellings.song_of:
            raise UsageError(f"No chart has the spelling {name.title!r}.")
        old = self._spellings.join(name)
        rest = [other for other in self._spellings.names(old) if other != name]
        if not rest:
            return old
        song = self._spellings.new_song()
        stay = {key for other in rest for key in _all_keys(other)}
        for key in _all_keys(name):
            if key not in stay:
                owners = [owner for owner in self._spellings.owners(key) if owner != old]
                self._spellings.keys[key] = [*owners, song]
        self._spellings.song_of[name] = song
        self._spellings.apart.add(frozenset((old, song)))
        return song

    def spellings(self, song: SongId) -> Sequence[ChartName]:
        """The spellings of one song, the most used first."""
        return self._spellings.names(self._spellings.standing(song))


def _name(entry: Entry) -> ChartName:
    return ChartName(entry.title, entry.artists, entry.isrc, entry.spotify_id, entry.explicit)


def _all_keys(name: ChartName) -> tuple[str, ...]:
    keys = identity.keys(name)
    return (*keys.strong, *keys.forms)


def _refuse_broken(chart: Chart) -> None:
    ranks = [entry.rank for entry in chart.entries]
    if not ranks or ranks != list(range(1, len(ranks) + 1)):
        raise ChartRefused("Ranks are not 1..n", source=chart.source, territory=chart.territory, day=chart.period_to)
