"""How much the pretend world listens to each song on each day: careers, tastes, weekends, Christmas.

Everything follows from the seed and the day. A song's *strength* is a logarithm: its career (a rise, a peak, a
long fall, and years later a comeback), plus the public's liking, plus slow chance. Charts are the strengths in
order; streams follow from the rank as in Spotify's own charts.
"""

import random
from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from math import exp, log

from tophits.domain.charts import GLOBAL
from tophits.sandbox.tracks import InventedSong

MOST_SONGS = 1500
"""Of a larger catalogue this many songs can chart, drawn by seed, so that a day is quickly made."""
_NOISE_LENGTH = 4096
_FRIDAY = date(2021, 1, 1).toordinal() % 7
_CHRISTMAS_WORDS = (
    "christmas",
    "mistletoe",
    "snowed",
    "december",
    "sleigh",
    "tinsel",
    "merry",
    "santa",
    "silver bells",
)
_STREAM_SLOPE = 0.34
"""Measured on recorded US charts: streams fall as rank**-0.34 from the 10th to the 200th place."""
_WEEKDAY_LISTENING = (0.97, 0.97, 0.98, 1.0, 1.09, 1.04, 0.93)
VIEWERS = "viewers"
RADIO = "us radio"
"""Two publics that are no territories: those who watch, and what is played to those who listen to the radio."""
_TOP_STREAMS = {
    GLOBAL: 9_500_000,
    "us": 1_900_000,
    "gb": 420_000,
    "de": 480_000,
    "br": 1_500_000,
    "mx": 1_300_000,
    VIEWERS: 7_000_000,
}


_Career = tuple["array[float]", int]
"""A song's strength by age in days, and what to add to a day to get the age; after its end it comes out again."""


class Popularity:
    """Strengths of the songs that can chart. Any day, any order of asking."""

    def __init__(self, songs: Sequence[InventedSong], seed: int) -> None:
        draw = random.Random(f"popularity {seed}")
        self.songs = tuple(draw.sample(list(songs), MOST_SONGS)) if len(songs) > MOST_SONGS else tuple(songs)
        self._seed = seed
        self._noise = _slow_noise(draw)
        self._careers = self._invent_careers(draw)
        self._seasonal = [number for number, song in enumerate(self.songs) if _is_christmas(song.title)]
        self._liking: dict[str, tuple[array[float], array[int]]] = {}

    def strengths(self, public: str, day: date) -> list[float]:
        """The strength of every song, in the order of `songs`, with a territory or another public.

        Radio follows the streams of the last weeks; viewers share the world's taste only in part.
        """
        own = self._own_strengths(public, day)
        if public == RADIO:
            streamed = [self._own_strengths("us", day - timedelta(days=back)) for back in (0, 7, 14)]
            return [0.4 * a + 0.2 * b + 0.15 * c + 0.25 * d for a, b, c, d in zip(*streamed, own, strict=True)]
        if public == VIEWERS:
            return [0.6 * a + 0.4 * b for a, b in zip(self._own_strengths(GLOBAL, day), own, strict=True)]
        return own

    def _own_strengths(self, public: str, day: date) -> list[float]:
        liking, luck = self._liking_of(public)
        today = day.toordinal()
        noise = self._noise
        strengths = [
            career[(today + offset) % len(career)] + liked + noise[(today + lucky) % _NOISE_LENGTH]
            for (career, offset), liked, lucky in zip(self._careers, liking, luck, strict=True)
        ]
        christmas = _christmas_strength(day)
        for number in self._seasonal:
            strengths[number] = christmas + liking[number] + 0.4 * noise[luck[number] % _NOISE_LENGTH]
        return strengths

    def _liking_of(self, public: str) -> tuple["array[float]", "array[int]"]:
        if public not in self._liking:
            draw = random.Random(f"liking {self._seed} {public}")
            spread = 0.3 if public == GLOBAL else 0.75
            liking = array("d", (draw.gauss(0.0, spread) for _ in self.songs))
            luck = array("I", (draw.randrange(_NOISE_LENGTH) for _ in self.songs))
            self._liking[public] = liking, luck
        return self._liking[public]

    def _invent_careers(self, draw: random.Random) -> list[_Career]:
        albums: dict[str, tuple[int, int]] = {}
        careers = []
        for song in self.songs:
            # Songs come out on Fridays, and stars put out many on one: a Friday that turns a chart over.
            alone = -_FRIDAY - 7 * draw.randrange(128), 7 * draw.randrange(69, 129)
            album = albums.setdefault(song.artists[0], alone)
            on_album = album is not alone and draw.random() < 0.45
            offset, length = album if on_album else alone
            careers.append((_career(draw, length, on_album=on_album), offset))
        return careers


def _career(draw: random.Random, length: int, *, on_album: bool) -> "array[float]":
    peak = draw.gauss(0.25 if on_album else 0.0, 0.55)
    fall_days = 14 * exp(draw.gauss(0.0, 0.5)) if on_album else 85 * exp(draw.gauss(0.0, 0.75))
    slow_start = 0.0 if on_album or draw.random() < 0.35 else draw.uniform(1.0, 4.0)
    rise_days = draw.uniform(6.0, 35.0)
    return array(
        "d",
        (peak - slow_start * exp(-age / rise_days) - (age / fall_days) ** 0.85 for age in range(length)),
    )


def _slow_noise(draw: random.Random) -> "array[float]":
    """Chance that changes slowly from day to day, and runs in a circle."""
    values = array("d")
    value = 0.0
    for _ in range(_NOISE_LENGTH):
        value = 0.97 * value + draw.gauss(0.0, 0.06)
        values.append(value)
    seam = values[-1] - values[0]
    return array("d", (value - seam * place / _NOISE_LENGTH for place, value in enumerate(values)))


def _is_christmas(title: str) -> bool:
    folded = title.casefold()
    return any(word in folded for word in _CHRISTMAS_WORDS)


def _christmas_strength(day: date) -> float:
    """Rises from the middle of November, peaks on Christmas Eve, is gone three days after."""
    before = (date(day.year, 12, 24) - day).days
    return 1.6 - 0.07 * before if before >= 0 else 1.6 + 1.4 * before


def streams_at(public: str, rank: int, day: date) -> float:
    """About how many streams the song at this rank (from 1) has on this day."""
    top = _TOP_STREAMS.get(public, 400_000)
    return float(top * _WEEKDAY_LISTENING[day.weekday()] * exp(-_STREAM_SLOPE * log(rank + 0.7)))
