"""How many Web API calls runs cost, counted by the pretend Spotify: changed and unchanged, and what ids save."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tophits.app.compose import Bot
from tophits.app.embedded import ADDRESS, environment_at, send_to
from tophits.app.home import Home, settings_of
from tophits.app.login import log_in_at_stand_in
from tophits.app.running import run_editions
from tophits.apply.runs import RunState
from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sandbox.catalogue import Catalogue, invented_catalogue
from tophits.sandbox.clock import SandboxClock
from tophits.sandbox.world import World

START = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
GOALS = {"daily": 3, "weekly": 4, "monthly": 7, "yearly": 9}


def chart_of(catalogue: Catalogue, numbers: Sequence[int], day: date) -> Chart:
    """A day's chart of invented songs, each with a Spotify id."""
    songs = [catalogue.songs[number] for number in numbers]
    entries = [
        Entry(rank, song.title, tuple(song.artists), spotify_id=song.track_ids[0])
        for rank, song in enumerate(songs, start=1)
    ]
    return Chart("spotify_csv", "spotify", "us", Cadence.DAY, day, day, day, tuple(entries))


def calls_of_a_run(bot: Bot, world: World) -> dict[str, Counter[str]]:
    """The calls that each edition cost, by family, as the server saw them."""
    spent = {}
    for key in bot.settings.editions:
        seen = len(world.journal.calls)
        (report,) = run_editions(bot, (key,))
        if report.state is not RunState.DONE:
            raise SystemExit(f"{key}: {report.state}, {report.reasons}")
        spent[key] = Counter(call.family for call in world.journal.calls[seen:] if call.family)
    return spent


def main() -> None:
    """Print the table."""
    clock = SandboxClock(START)
    catalogue = invented_catalogue(0)
    world = World(catalogue, clock=clock)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), None)
        settings = settings_of(home, environment_at(ADDRESS, zone="Europe/Berlin", territory="us"))
        with Bot.open(home, settings=settings, clock=clock, send=send_to(world)) as bot:
            log_in_at_stand_in(bot)
            results = {}
            for words, numbers in (
                ("first (made and filled)", range(300)),
                ("changed", [*range(10, 300), *range(10)]),
                ("unchanged", None),
            ):
                if numbers is not None:
                    bot.store.charts.keep([chart_of(catalogue, list(numbers), clock.now().date())], clock.now())
                results[words] = calls_of_a_run(bot, world)
                clock.forward(timedelta(days=1) if words != "changed" else timedelta(hours=1))
    print(f"{'run':<26}" + "".join(f"{key:>10}" for key in GOALS))
    for words, spent in results.items():
        print(f"{words:<26}" + "".join(f"{sum(spent[key].values()):>10}" for key in GOALS))
    print(f"{'goal, changed':<26}" + "".join(f"{goal:>10}" for goal in GOALS.values()))
    searches = sum(counts["search"] for spent in results.values() for counts in spent.values())
    print(f"searches for 300 songs that came with an id: {searches} (goal: 0)")


if __name__ == "__main__":
    main()
