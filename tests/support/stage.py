"""A small whole world for tests of whole runs: home, charts, pretend Spotify, clock; and cutting it off anywhere."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tophits.adapters.spotify.wire import Request, Response, Send
from tophits.app.compose import Bot
from tophits.app.embedded import ADDRESS, environment_at, send_to
from tophits.app.home import Home, settings_of
from tophits.app.login import log_in_at_stand_in
from tophits.app.running import run_editions
from tophits.domain.charts import Cadence, Chart, Entry
from tophits.pipeline.report import RunReport
from tophits.sandbox.catalogue import Catalogue, invented_catalogue
from tophits.sandbox.clock import SandboxClock
from tophits.sandbox.scenarios import SCENARIOS, Scenario
from tophits.sandbox.world import World

DAY = date(2026, 7, 18)
START = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)


@cache
def catalogue() -> Catalogue:
    """The invented songs; made once a process."""
    return invented_catalogue(0)


def chart_of(songs: Sequence[int], day: date, *, without_id: frozenset[int] = frozenset()) -> Chart:
    """A daily chart of invented songs by their numbers; those of `without_id` carry no Spotify id."""
    entries = []
    for rank, number in enumerate(songs, start=1):
        song = catalogue().songs[number]
        spotify_id = None if number in without_id else song.track_ids[0]
        entries.append(Entry(rank, song.title, tuple(song.artists), spotify_id=spotify_id))
    return Chart("spotify_csv", "spotify", "us", Cadence.DAY, day, day, day, tuple(entries))


@dataclass
class Stage:
    """A home and a world. `send` may be wrapped, `store` may be wrapped, to break things anywhere."""

    folder: Path
    size: int = 120
    scenario: str | Scenario = "kind"
    seed: int = 0
    extra: str = ""
    settings: str = ""
    world: World = field(init=False)
    clock: SandboxClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = SandboxClock(START)
        scenario = SCENARIOS[self.scenario] if isinstance(self.scenario, str) else self.scenario
        self.world = World(catalogue(), seed=self.seed, scenario=scenario, clock=self.clock)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.home = Home(self.folder, self.folder / "tophits.yaml")
        (self.folder / "tophits.yaml").write_text(
            f"zone: Europe/Berlin\nterritory: us\neditions:\n  daily: {{size: {self.size}{self.settings}}}\n"
            f"  weekly: false\n  monthly: false\n  yearly: false\n{self.extra}"
        )

    @contextmanager
    def bot(
        self,
        *,
        wrap_send: Callable[[Send], Send] = lambda send: send,
        wrap_store: Callable[[Any], Any] = lambda store: store,
    ) -> Iterator[Bot]:
        """The bot on this home, straight into this world."""
        env = environment_at(ADDRESS, zone="Europe/Berlin", territory="us")
        settings = settings_of(self.home, env)
        with Bot.open(self.home, settings=settings, clock=self.clock, send=wrap_send(send_to(self.world))) as bot:
            bot.store = wrap_store(bot.store)
            yield bot

    def log_in(self) -> None:
        """Log in."""
        with self.bot() as bot:
            log_in_at_stand_in(bot)

    def chart(self, songs: Sequence[int], day: date, *, without_id: frozenset[int] = frozenset()) -> None:
        """Let a chart come in."""
        with self.bot() as bot:
            bot.store.charts.keep([chart_of(songs, day, without_id=without_id)], self.clock.now())

    def run(self, **options: Any) -> RunReport:
        """Run the daily edition."""
        with self.bot() as bot:
            return run_editions(bot, ("daily",), **options)[0]

    def next_day(self) -> date:
        """Let a day pass; the new day."""
        self.clock.forward(timedelta(days=1))
        return self.clock.now().date()

    @property
    def playlist_id(self) -> str:
        """The daily edition's playlist."""
        with self.bot() as bot:
            found = bot.store.editions.get("daily").playlist_id
        assert found is not None
        return found

    @property
    def known_uris(self) -> tuple[str | None, ...]:
        """What the playlist holds; nothing where there is none yet."""
        with self.bot() as bot:
            found = bot.store.editions.get("daily").playlist_id
        return self.world.playlist_uris(found) if found is not None else ()

    @property
    def uris(self) -> tuple[str | None, ...]:
        """What the playlist truly holds."""
        return self.world.playlist_uris(self.playlist_id)


def uris_of(songs: Sequence[int]) -> tuple[str, ...]:
    """The tracks that the charts of these songs name."""
    return tuple(f"spotify:track:{catalogue().songs[number].track_ids[0]}" for number in songs)


class CutOff(BaseException):
    """The process ends here: nothing may catch it, as nothing catches a power cut."""


class Points:
    """Counts the points where a process can end, and ends it at one of them."""

    def __init__(self, cut_at: int | None = None, end: Callable[[], None] | None = None) -> None:
        self.passed = 0
        self._cut_at = cut_at
        self._end = end or self._raise

    def here(self) -> None:
        """A point: before or after a call or a commit, or between send and answer."""
        number, self.passed = self.passed, self.passed + 1
        if number == self._cut_at:
            self._end()

    @staticmethod
    def _raise() -> None:
        raise CutOff

    def send(self, send: Send) -> Send:
        """A connection with a point before each request and one between its arrival and its answer."""

        def cut(request: Request) -> Response:
            self.here()
            response = send(request)
            self.here()
            return response

        return cut

    def store(self, store: Any) -> Any:
        """A store with a point before and after each method of each port (each is one transaction)."""
        return _CutStore(store, self)


class _CutStore:
    """Hands out ports that end the process at the chosen point."""

    def __init__(self, store: Any, points: Points) -> None:
        self._store = store
        self._points = points

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name == "ledger":
            return lambda *arguments: _CutPort(found(*arguments), self._points)
        return found if name in ("close", "check", "home") else _CutPort(found, self._points)


READING = frozenset(
    {
        "entries",
        "infos",
        "joined",
        "songs",
        "find",
        "newest",
        "of_run",
        "history",
        "get",
        "known",
        "unfinished",
        "state",
        "holder",
        "last_verified",
        "waiting",
        "songs_of",
        "all",
    }
)
"""Methods that change nothing: ending before or after them is the same as at the next point."""


class _CutPort:
    def __init__(self, port: Any, points: Points) -> None:
        self._port = port
        self._points = points

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name in READING:
            return method

        def cut(*arguments: Any, **options: Any) -> Any:
            self._points.here()
            result = method(*arguments, **options)
            self._points.here()
            return result

        return cut


def copy_home(source: Path, target: Path) -> None:
    """A home as it is on disk."""
    shutil.copytree(source, target)
