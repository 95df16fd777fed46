"""Chart publishers of the pretend world: the same songs, told in the formats of real publishers.

A chart follows from the songs, the seed and the day alone; it does not matter what was asked before. Formats and
their quirks are those of the recorded charts (charts/sources.md).
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tophits.domain.charts import GLOBAL, Cadence
from tophits.domain.errors import UsageError
from tophits.domain.tracks import track_uri
from tophits.sandbox.catalogue import Catalogue, InventedSong
from tophits.sandbox.popularity import RADIO, VIEWERS, Popularity, streams_at
from tophits.sandbox.spelling import billboard_credit, billboard_title, quoted, spotify_credit, youtube_credit
from tophits.sandbox.tracks import base62_id, number_from
from tophits.sandbox.words import LABELS

OPENED = date(2025, 1, 1)
"""Charts are counted from here: days on the chart, peaks, previous ranks. There are none before."""
TERRITORIES = (GLOBAL, "us", "gb", "de")
SPOTIFY_DEPTH, BILLBOARD_DEPTH, YOUTUBE_DEPTH = 200, 100, 100
_WEEK = timedelta(days=7)
_THURSDAY, _SATURDAY = 3, 5
_DEPTHS = {VIEWERS: YOUTUBE_DEPTH, RADIO: BILLBOARD_DEPTH}
_ALL_WEEK = tuple(range(7))
_SAMPLED_DAYS = {VIEWERS: (0, 3), RADIO: (1, 4)}
"""Of publics with weekly charts only, two days stand for the week: nobody can compare them with daily ones."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One song's line: its number among the songs, and what the chart's history says of it."""

    rank: int
    song: int
    streams: int
    peak: int
    previous: int | None
    times: int


@dataclass(frozen=True, slots=True)
class _Chart:
    """Lines in rank order, column by column: a publisher remembers thousands of charts."""

    songs: "array[int]"
    streams: "array[int]"
    peaks: "array[int]"
    times: "array[int]"


@dataclass(frozen=True, slots=True)
class _Series:
    """All charts of one kind so far, oldest first, and the running counts after the newest of them."""

    charts: list[_Chart] = field(default_factory=list)
    times: dict[int, int] = field(default_factory=dict)
    peaks: dict[int, int] = field(default_factory=dict)

    def append(self, lines: Iterable[tuple[int, int]]) -> None:
        """Add the next chart: songs and streams, best first."""
        chart = _Chart(array("H"), array("Q"), array("H"), array("H"))
        for rank, (song, streams) in enumerate(lines, 1):
            self.times[song] = self.times.get(song, 0) + 1
            self.peaks[song] = min(rank, self.peaks.get(song, rank))
            chart.songs.append(song)
            chart.streams.append(streams)
            chart.peaks.append(self.peaks[song])
            chart.times.append(self.times[song])
        self.charts.append(chart)

    def lines(self, place: int) -> list[_Line]:
        """The lines of one chart, with the ranks of the one before."""
        before = {song: rank for rank, song in enumerate(self.charts[place - 1].songs, 1)} if place else {}
        chart = self.charts[place]
        columns = zip(chart.songs, chart.streams, chart.peaks, chart.times, strict=True)
        return [
            _Line(rank, song, streams, peak, before.get(song), times)
            for rank, (song, streams, peak, times) in enumerate(columns, 1)
        ]


class ChartPublisher:
    """Publishes charts over the songs of a catalogue. The same songs and seed give the same bytes for ever."""

    def __init__(
        self,
        songs: Catalogue | Sequence[InventedSong],
        seed: int = 0,
        *,
        territories: Sequence[str] = TERRITORIES,
        opened: date = OPENED,
    ) -> None:
        self.territories = tuple(territories)
        self._popularity = Popularity(songs.songs if isinstance(songs, Catalogue) else songs, seed)
        self._opened = opened
        self._orders: dict[tuple[str, date], array[int]] = {}
        self._series: dict[tuple[str, Cadence], _Series] = {}
        self._spotify_cells = [_spotify_cells(song) for song in self.songs]

    @property
    def songs(self) -> tuple[InventedSong, ...]:
        """The songs that can chart."""
        return self._popularity.songs

    # --- Spotify --------------------------------------------------------------------------------------

    def spotify_csv(self, territory: str, cadence: Cadence, day: date) -> bytes:
        """The download of charts.spotify.com: UTF-8 with BOM, names quoted, -1 where there was no previous rank.

        A weekly chart is dated by the Thursday that ends it.
        """
        _must_be_day_or_week(cadence)
        if territory not in self.territories:
            raise UsageError(f"No chart is published for {territory!r}, only for {', '.join(self.territories)}.")
        if cadence is Cadence.WEEK:
            _must_be(day, _THURSDAY, "A weekly Spotify chart is dated by a Thursday")
        counted = "days_on_chart" if cadence is Cadence.DAY else "weeks_on_chart"
        lines = [f"rank,uri,artist_names,track_name,source,peak_rank,previous_rank,{counted},streams\n"]
        lines += [
            f'{rank},{self._spotify_cells[line.song]},{line.peak},{line.previous or -1},{line.times},"{line.streams}"\n'
            for rank, line in enumerate(self._chart(territory, cadence, day), 1)
        ]
        return "".join(lines).encode("utf-8-sig")

    def spotify_file_name(self, territory: str, cadence: Cadence, day: date) -> str:
        """The name under which charts.spotify.com offers that file."""
        _must_be_day_or_week(cadence)
        return f"regional-{territory}-{'daily' if cadence is Cadence.DAY else 'weekly'}-{day.isoformat()}.csv"

    # --- Billboard ------------------------------------------------------------------------------------

    def billboard_json(self, day: date) -> bytes:
        """The Hot 100 dated `day`, a Saturday; it measures the seven days that end nine days before. No ids."""
        _must_be(day, _SATURDAY, "A Hot 100 is dated by a Saturday")
        rows = [
            {
                "song": billboard_title(self.songs[line.song].title),
                "artist": billboard_credit(self.songs[line.song]),
                "this_week": line.rank,
                "last_week": line.previous,
                "peak_position": line.peak,
                "weeks_on_chart": line.times,
            }
            for line in self._chart(RADIO, Cadence.WEEK, day - timedelta(days=9))
        ]
        document = {"date": day.isoformat(), "data": rows}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    # --- YouTube --------------------------------------------------------------------------------------

    def youtube_csv(self, week_id: str) -> bytes:
        """The export of YouTube Charts, global, captured on the Monday of an ISO week (`2026-W29`). No ids.

        It shows the last complete chart week, which ended on the Thursday before.
        """
        try:
            captured = date.fromisoformat(f"{week_id}-1")
        except ValueError as error:
            raise UsageError(f"{week_id!r} is no week; write it like 2026-W29.") from error
        ended = captured - timedelta(days=4)
        has_before = ended - _WEEK >= self._first(Cadence.WEEK)
        lines_before = self._chart(VIEWERS, Cadence.WEEK, ended - _WEEK) if has_before else []
        views_before = {line.song: line.streams for line in lines_before}
        lines = [
            "rank,previous_rank,track_name,artist_names,periods_on_chart,views,growth,youtube_url,download_date,week_id\n"
        ]
        for line in self._chart(VIEWERS, Cadence.WEEK, ended):
            song = self.songs[line.song]
            previous = f"{line.previous:.1f}" if line.previous else ""
            growth = f"{line.streams / views_before[line.song] - 1:.2f}%" if line.song in views_before else ""
            lines.append(
                f"{line.rank},{previous},{quoted(song.title)},{quoted(youtube_credit(song))},{line.times},{line.streams},"
                f"{growth},https://www.youtube.com/watch?v={base62_id('video', song.track_ids[0])[-11:]},"
                f"{captured.isoformat()},{week_id}\n"
            )
        return "".join(lines).encode()

    # --- Charts and their history ---------------------------------------------------------------------

    def _chart(self, public: str, cadence: Cadence, day: date) -> list[_Line]:
        if day < self._first(cadence):
            raise UsageError(f"There are no charts before {self._opened.isoformat()}; {day.isoformat()} was asked for.")
        series = self._series.setdefault((public, cadence), _Series())
        step = timedelta(days=1) if cadence is Cadence.DAY else _WEEK
        place = (day - self._first(cadence)) // step
        while len(series.charts) <= place:
            next_day = self._first(cadence) + len(series.charts) * step
            series.append(self._ranked(public, cadence, next_day))
        return series.lines(place)

    def _first(self, cadence: Cadence) -> date:
        """The day of the first chart: for weekly ones the first Thursday with a whole week behind it."""
        if cadence is Cadence.DAY:
            return self._opened
        whole_week = self._opened + timedelta(days=6)
        return whole_week + timedelta(days=(_THURSDAY - whole_week.weekday()) % 7)

    def _ranked(self, public: str, cadence: Cadence, day: date) -> list[tuple[int, int]]:
        """Songs and their streams, best first, as deep as the publisher prints."""
        depth = _DEPTHS.get(public, SPOTIFY_DEPTH)
        if cadence is Cadence.DAY:
            order = self._order(public, day)[:depth]
            return [(song, round(streams_at(public, rank, day))) for rank, song in enumerate(order, 1)]
        totals = [0.0] * len(self.songs)
        sampled = _SAMPLED_DAYS.get(public, _ALL_WEEK)
        for back in sampled:
            one = day - timedelta(days=back)
            for rank, song in enumerate(self._order(public, one), 1):
                totals[song] += streams_at(public, rank, one)
        ranked = sorted(range(len(totals)), key=lambda song: (-totals[song], song))[:depth]
        return [(song, round(totals[song] * 7 / len(sampled))) for song in ranked]

    def _order(self, public: str, day: date) -> "array[int]":
        """The numbers of all songs by strength, best first."""
        key = public, day
        if key not in self._orders:
            strengths = self._popularity.strengths(public, day)
            best_first = sorted(range(len(strengths)), key=strengths.__getitem__, reverse=True)
            self._orders[key] = array("H", best_first)
        return self._orders[key]


def _spotify_cells(song: InventedSong) -> str:
    """The cells of a song that never change: uri, artists, title, label."""
    label = LABELS[number_from("label", song.artists[0]) % len(LABELS)]
    return ",".join(
        '"' + text.replace('"', '""') + '"'
        for text in (track_uri(song.track_ids[0]), spotify_credit(song), song.title, label)
    )


def _must_be_day_or_week(cadence: Cadence) -> None:
    if cadence not in {Cadence.DAY, Cadence.WEEK}:
        raise UsageError(f"Spotify publishes daily and weekly charts, none for a {cadence.value}.")


def _must_be(day: date, weekday: int, rule: str) -> None:
    if day.weekday() != weekday:
        nearest = day + timedelta(days=(weekday - day.weekday()) % 7)
        raise UsageError(f"{rule}; {day.isoformat()} is none, the next one is {nearest.isoformat()}.")
