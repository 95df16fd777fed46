"""Whole runs told day by day: what was wanted is written down as it is decided, and judged from the journal after."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stage import Stage, catalogue, uris_of

from tophits.app.compose import Bot
from tophits.app.running import run_editions
from tophits.apply.ports import Work
from tophits.apply.runs import RunState
from tophits.domain.errors import SpotifyUnavailable
from tophits.pipeline.report import RunReport
from tophits.sandbox.checker import Expectations, Violation, check
from tophits.sandbox.journal import CallRecord

ALL_EDITIONS = "zone: Europe/Berlin\nterritory: us\n"
"""A configuration with the four editions that are kept when nobody says otherwise."""

WRITES = r"/v1/playlists/[^/]+/items"
"""The path of every write to a playlist's rows, and of every read of them."""

BUDGETS = {"search": 100, "playlist": 200, "track": 200, "library": 200, "me": 200}
"""What the default settings allow in any 24 hours, family by family."""


@dataclass
class Tale(Stage):
    """A stage that remembers every list that was to be written, in order, so that the checker can be asked."""

    config: str = ""
    wanted: dict[str, list[tuple[str | None, ...]]] = field(default_factory=lambda: defaultdict(lambda: [()]))
    told: list[RunReport] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.config:
            (self.folder / "tophits.yaml").write_text(self.config + self.extra)
        self.log_in_patiently()

    def log_in_patiently(self) -> None:
        """Log in; a person tries again when it does not work at once."""
        for _ in range(8):
            try:
                return self.log_in()
            except SpotifyUnavailable:
                self.clock.forward(timedelta(minutes=1))
        self.log_in()
        return None

    @contextmanager
    def remembering(self) -> Iterator[Bot]:
        """The bot, whose intentions are written down."""
        with self.bot(wrap_store=lambda store: _Remembering(store, self.wanted)) as bot:
            yield bot

    def run(self, *keys: str, **options: Any) -> RunReport:
        """Run one edition (daily unless named otherwise)."""
        return self.run_all(*(keys or ("daily",)), **options)[0]

    def run_all(self, *keys: str, **options: Any) -> tuple[RunReport, ...]:
        """Run these editions, or all."""
        with self.remembering() as bot:
            reports = run_editions(bot, keys, every=not keys, **options)
        self.told += reports
        return reports

    def run_until_done(self, tries: int = 6, **options: Any) -> tuple[RunReport, ...]:
        """Run, and run again an hour later while it is not done, as a scheduler would."""
        reports = []
        for _ in range(tries):
            reports.append(self.run(**options))
            if reports[-1].state is RunState.DONE:
                break
            self.clock.forward(timedelta(hours=1))
        return tuple(reports)

    def chart_today(self, songs: Sequence[int], **options: Any) -> None:
        """Let today's chart come in."""
        self.chart(songs, self.today, **options)

    @property
    def today(self) -> date:
        """The day in the pretend world."""
        return self.clock.now().date()

    @property
    def calls(self) -> list[CallRecord]:
        """Every Web API call that reached the pretend Spotify."""
        return [call for call in self.world.journal.calls if call.path.startswith("/v1/")]

    def calls_of(self, method: str, ending: str = "/items") -> list[CallRecord]:
        """Calls of one method to paths that end so."""
        return [call for call in self.calls if call.method == method and call.path.endswith(ending)]

    def playlist_of(self, edition: str) -> str:
        """An edition's playlist."""
        with self.bot() as bot:
            found = bot.store.editions.get(edition).playlist_id
        assert found is not None
        return found

    def violations(self, **expected: Any) -> tuple[Violation, ...]:
        """What the checker finds in the journal of everything that happened."""
        lists = {playlist: [*rows] for playlist, rows in self.wanted.items() if playlist in self.kept_playlists}
        return check(self.world.journal, Expectations(playlists=lists, **{"budgets": BUDGETS, **expected}))

    @property
    def kept_playlists(self) -> frozenset[str]:
        """The playlists of editions: the scratch playlist is nobody's to listen to."""
        with self.bot() as bot:
            states = bot.store.editions.all()
        return frozenset(state.playlist_id for key, state in states.items() if state.playlist_id and key[0] != "~")


class _Remembering:
    """A store whose journal of open work is remembered."""

    def __init__(self, store: Any, wanted: dict[str, list[tuple[str | None, ...]]]) -> None:
        self._store = store
        self._wanted = wanted

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return _RememberingJournal(found, self._wanted) if name == "journal" else found


class _RememberingJournal:
    def __init__(self, journal: Any, wanted: dict[str, list[tuple[str | None, ...]]]) -> None:
        self._journal = journal
        self._wanted = wanted

    def open(self, work: Work) -> None:
        lists = self._wanted[work.playlist_id]
        if lists[-1] != work.wanted:
            lists.append(work.wanted)
        self._journal.open(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


def week_of_charts(seed: int, size: int, days: int = 7) -> Iterator[list[int]]:
    """Charts of consecutive days: each day some songs come, some go, most move a little."""
    dice = random.Random(f"charts/{seed}")
    songs = len(catalogue().songs)
    chart = dice.sample(range(songs), size)
    for _ in range(days):
        yield list(chart)
        newcomers = dice.sample([song for song in range(songs) if song not in chart], size // 12)
        chart = [song for song in chart if dice.random() > 0.08]
        for song in newcomers:
            chart.insert(dice.randrange(len(chart)), song)
        chart = [chart[place] for place in sorted(range(len(chart)), key=lambda place: place + dice.gauss(0, 3))]
        rest = [song for song in range(songs) if song not in chart]
        chart = (chart + dice.sample(rest, max(0, size - len(chart))))[:size]


__all__ = ["ALL_EDITIONS", "BUDGETS", "WRITES", "Tale", "uris_of", "week_of_charts"]
