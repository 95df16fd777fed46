"""The ports to the kept charts and to the songs that they name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from tophits.domain.charts import Chart, ChartInfo, JoinedChart
from tophits.domain.songs import ChartName, Song, SongId


@dataclass(frozen=True, slots=True)
class Kept:
    """What happened to a chart handed in: kept anew (`is_new`), or equal to the one there already.

    A chart of the same source, territory, cadence and period with other entries is kept beside the older one
    and replaces it in reading (`replaces`); nothing is ever altered.
    """

    info: ChartInfo
    is_new: bool
    replaces: int | None = None


class ChartArchive(Protocol):
    """Charts, append-only."""

    def keep(self, charts: Iterable[Chart], fetched_at: datetime) -> Sequence[Kept]:
        """Keep charts in one transaction: all or none."""
        ...

    def infos(self, first: date, last: date) -> Sequence[ChartInfo]:
        """The charts whose period touches the days from `first` to `last`, oldest first.

        Replaced and withdrawn ones are left out.
        """
        ...

    def first_kept(self) -> datetime | None:
        """When the first chart of all was fetched; None before that. A new bot is judged more kindly."""
        ...

    def joined(self, chart_ids: Iterable[int]) -> Iterable[JoinedChart]:
        """Those charts joined to songs, one at a time, in the order asked for."""
        ...

    def entries(self, chart_id: int) -> Chart:
        """One chart as it was given."""
        ...

    def withdraw(self, chart_id: int, at: datetime, why: str) -> bool:
        """Leave a chart out of reading from now on, as if it had not been kept; whether it was read until now.

        One that it had replaced is read again. An equal chart that comes later is new.
        """
        ...


@dataclass(frozen=True, slots=True)
class RawPage:
    """Bytes as a publisher gave them. `name` is a file name or an address without secrets."""

    source: str
    name: str
    fetched_at: datetime
    body: bytes


class RawPages(Protocol):
    """Raw pages, compressed, for a limited time, so that a mended parser can read them again."""

    def keep(self, page: RawPage) -> None:
        """Keep a page; an equal body of the same source is kept once."""
        ...

    def pages(self, source: str) -> Iterable[RawPage]:
        """A source's pages, oldest first."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop pages fetched before a moment; how many."""
        ...


class SongShelf(Protocol):
    """Songs and their spellings."""

    def songs(self, ids: Iterable[SongId]) -> Mapping[SongId, Song]:
        """Those songs. A merged song's number gives the song that stands for it."""
        ...

    def find(self, text: str, limit: int = 20) -> Sequence[Song]:
        """Songs by number (`#12`), Spotify id or URI, ISRC, or words of title and artists, best first."""
        ...

    def merge(self, keep: SongId, drop: SongId) -> None:
        """From now on `drop` is `keep`, for past charts too."""
        ...

    def split(self, name: ChartName) -> SongId:
        """Give one spelling a song of its own, for good; its new number."""
        ...
