"""Use case: the demo. A pretend world, a year of its charts, four playlists, and then a storm over them."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tophits.app.charts import import_bytes
from tophits.app.compose import Bot
from tophits.app.embedded import environment_at
from tophits.app.home import Home, settings_of
from tophits.app.login import log_in_at_stand_in
from tophits.app.running import run_editions
from tophits.apply.runs import RunState
from tophits.domain.charts import Cadence
from tophits.domain.quotas import Family
from tophits.pipeline.report import RunReport
from tophits.sandbox.catalogue import invented_catalogue
from tophits.sandbox.charts import ChartPublisher
from tophits.sandbox.checker import Expectations, check
from tophits.sandbox.clock import SandboxClock
from tophits.sandbox.faults import Fault
from tophits.sandbox.serve import serve
from tophits.sandbox.world import World

START = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)
"""Saturday the 1st, four in the morning in Berlin: all four editions are due."""
ZONE = "Europe/Berlin"
TERRITORY = "global"
DAYS_WITH_IDS = 60
"""Daily charts with Spotify ids go back so far; the weekly ones, without ids, a year."""
SEARCHES_A_DAY = 30
"""A third of the default budget, so that the demo shows how the bot waits for room and fills its lists day by day."""
MAX_DAYS = 14
"""How long the demo waits for room in the budget of searches before it gives up."""

Say = Callable[[str], None]


@dataclass(slots=True)
class Story:
    """The people and places of the demo, and what it cost so far."""

    bot: Bot
    world: World
    publisher: ChartPublisher
    clock: SandboxClock
    say: Say
    calls: Counter[Family] = field(default_factory=Counter)
    lists: dict[str, list[tuple[str | None, ...]]] = field(default_factory=lambda: defaultdict(lambda: [()]))
    """For each playlist the lists that it was to hold, one after the other, from empty on."""

    @property
    def today(self) -> date:
        """The day in the pretend world."""
        return self.clock.now().date()


@dataclass(frozen=True, slots=True)
class Hardship:
    """Something that goes wrong on one day, and the words for it."""

    words: str
    strike: Callable[[Story], None]


def run_demo(*, port: int, seed: int, home: Path | None, say: Say) -> bool:
    """Run the demo; whether everything it showed was as it should be."""
    with _home(home) as folder:
        clock = SandboxClock(START)
        catalogue = invented_catalogue(seed)
        world = World(catalogue, seed=seed, clock=clock)
        publisher = ChartPublisher(catalogue, seed)
        with serve(world, port) as address:
            say(f"A pretend Spotify with {len(catalogue)} invented tracks listens at {address}")
            env = environment_at(address, zone=ZONE, territory=TERRITORY)
            env["TOPHITS_QUOTA__SEARCHES"] = str(SEARCHES_A_DAY)
            place = Home(folder, None)
            with Bot.open(place, settings=settings_of(place, env), clock=clock) as bot:
                return _tell(Story(bot, world, publisher, clock, say))


@contextmanager
def _home(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tophits-demo-") as folder:
        yield Path(folder)


def _tell(story: Story) -> bool:
    """The demo from its first day to its last; whether all was as it should be."""
    say = story.say
    say("Bringing in a year of invented charts: Spotify daily with ids, Hot 100 and YouTube weekly without ...")
    lines = _bring_charts(story, story.today - timedelta(days=365), story.today)
    say(f"Brought in {lines:,} lines of charts")
    login = log_in_at_stand_in(story.bot)
    say(f"Logged in as {login.user}. Today is {story.today:%A, %Y-%m-%d}: all four lists are due,")
    say(f"and no more than {SEARCHES_A_DAY} searches a day may be spent.\n")
    reports, days = _run_until_full(story)
    full = _show(story, reports, days)
    say("\nNow a week in which everything breaks that can:\n")
    whole = _break_everything(story)
    say("\nSpotify calls in all: " + ", ".join(f"{count} {family}" for family, count in sorted(story.calls.items())))
    return full and whole


# --- The charts -----------------------------------------------------------------------------------------


def _bring_charts(story: Story, first: date, last: date) -> int:
    """Everything that the pretend publishers published from one day to another, as files; the lines read."""
    lines = 0
    with_ids = max(first, last - timedelta(days=DAYS_WITH_IDS))
    for name, body in _published(story.publisher, first, with_ids, last):
        imported = import_bytes(story.bot, name, body)
        for refusal in imported.refused:
            story.say(f"refused: {refusal}")
        lines += imported.entries
    return lines


def _published(publisher: ChartPublisher, first: date, with_ids: date, last: date) -> Iterator[tuple[str, bytes]]:
    """File names and bytes, in the order of publication."""
    for number in range((last - first).days):
        day = first + timedelta(days=number)
        if day >= with_ids:
            yield publisher.spotify_file_name("us", Cadence.DAY, day), publisher.spotify_csv("us", Cadence.DAY, day)
        if day.isoweekday() == 1:
            year, week, _ = day.isocalendar()
            week_id = f"{year}-W{week:02}"
            yield f"youtube_weekly_top_songs_global_{week_id}.csv", publisher.youtube_csv(week_id)
        if day.isoweekday() == 6:
            yield f"hot-100-{day.isoformat()}.json", publisher.billboard_json(day)


# --- The first lists ------------------------------------------------------------------------------------


def _run_until_full(story: Story) -> tuple[dict[str, RunReport], int]:
    """Run all editions, day after day while songs wait for searches; the last reports and how many days passed."""
    for day in range(MAX_DAYS):
        reports = {report.edition: report for report in _run(story)}
        waiting = max(report.searches_needed for report in reports.values())
        if not waiting and all(report.state is RunState.DONE for report in reports.values()):
            return reports, day
        told = ", ".join(f"{key} {len(report.positions)}/{report.size}" for key, report in reports.items())
        story.say(f"  {story.today:%a}: {told}; {waiting} songs wait for a search and lend their places meanwhile")
        _next_day(story)
    return reports, MAX_DAYS


def _run(story: Story) -> tuple[RunReport, ...]:
    reports = run_editions(story.bot, (), every=True)
    for report in reports:
        story.calls.update(report.calls)
        if report.playlist_id is not None and report.positions:
            story.lists[report.playlist_id].append(tuple(position.uri for position in report.positions))
    return reports


def _next_day(story: Story) -> None:
    story.clock.forward(timedelta(days=1))
    _bring_charts(story, story.today - timedelta(days=1), story.today)


def _show(story: Story, reports: dict[str, RunReport], days: int) -> bool:
    """Show what Spotify holds now; whether every list is full."""
    say = story.say
    waited = f"{days} simulated day{'s' * (days != 1)}" if days else "No simulated day"
    say(f"{waited} passed in waiting for room in the budget of searches.")
    for report in reports.values():
        say(f"\n{report.title}: {report.fullness}")
        for position in report.positions[:5]:
            say(f"  {position.position:>3}  {', '.join(position.artists)} - {position.title}")
        say(f"       ... and {max(0, len(report.positions) - 5)} more")
    say("")
    held = {report.title: len(_held_by_spotify(story, report)) for report in reports.values()}
    spent = sum(story.calls.values())
    say(f"Spotify holds: {', '.join(f'{title} {count}' for title, count in held.items())}")
    say(f"Spent: {spent} Spotify calls, {story.calls[Family.SEARCH]} of them searches")
    return all(len(_held_by_spotify(story, report)) == report.size for report in reports.values())


def _held_by_spotify(story: Story, report: RunReport) -> tuple[str | None, ...]:
    return story.world.playlist_uris(report.playlist_id) if report.playlist_id is not None else ()


# --- A week of trouble ----------------------------------------------------------------------------------

WRITES = r"/v1/playlists/[^/]+/items"


def _on_writes(fault: Fault, times: int = 1) -> Callable[[Story], None]:
    def strike(story: Story) -> None:
        for method in ("PUT", "POST"):
            story.world.faults.on(method, WRITES, fault, times=times)

    return strike


def _person_edits(story: Story) -> None:
    playlist_id = story.bot.store.editions.get("daily").playlist_id or ""
    uris = [uri for uri in story.world.playlist_uris(playlist_id) if uri is not None]
    story.world.person_removes(playlist_id, uris[:5])
    story.world.person_moves(playlist_id, 10, 0, 5)


def _kill_between(story: Story) -> None:
    """The answer to a write never comes, nor to the reads after it: for the bot as good as being killed there."""
    story.world.faults.on("PUT", WRITES, Fault.DROPPED_AFTER)
    story.world.faults.on("GET", WRITES, Fault.DROPPED_BEFORE, times=8)


TROUBLE = (
    Hardship("every write is answered with a 502, though it was applied", _on_writes(Fault.ERROR_AFTER, times=3)),
    Hardship("writes are answered with a 502 and were not applied", _on_writes(Fault.ERROR_BEFORE)),
    Hardship("answers to writes get lost on the way", _on_writes(Fault.DROPPED_AFTER, times=2)),
    Hardship("a person removes five songs and moves five others", _person_edits),
    Hardship("writes fail, and are applied 20 seconds later all the same", _on_writes(Fault.LATE)),
    Hardship("the bot is cut off in the middle of a rewrite", _kill_between),
    Hardship("answers break off in the middle", _on_writes(Fault.TRUNCATED, times=2)),
)


def _run_until_done(story: Story) -> tuple[tuple[RunReport, ...], str]:
    """Run, and run again an hour later, as a scheduler would; the reports, and words if it took more than once."""
    reports = _run(story)
    again = ""
    for _ in range(2):
        if all(report.state is RunState.DONE for report in reports):
            break
        story.clock.forward(timedelta(hours=1))
        reports, again = _run(story), ", taken up again an hour later"
    return reports, again


def _break_everything(story: Story) -> bool:
    """A hardship a day; whether the lists came through whole, by the journal of the pretend Spotify itself."""
    for hardship in TROUBLE:
        _next_day(story)
        hardship.strike(story)
        reports, again = _run_until_done(story)
        story.world.faults.clear()
        sizes = "/".join(str(len(_held_by_spotify(story, report))) for report in reports)
        story.say(f"  {story.today:%a}: {hardship.words:<62} -> {sizes} tracks" + again)
    violations = check(story.world.journal, Expectations(playlists=story.lists))
    for violation in violations:
        story.say(f"  {violation.invariant} broken at record {violation.record_number}: {violation.message}")
    if not violations:
        story.say(
            "\nThe journal of the pretend Spotify shows: no list was ever cleared, cut short, doubled or left wrong."
        )
    return not violations
