"""A person's hand while the bot works, and output that goes nowhere: what a review found, told as stories."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from stage import Stage, catalogue, uris_of

from tophits.adapters.spotify.wire import Request, Response, Send
from tophits.app.adopting import adopt, forget
from tophits.app.compose import ACCOUNT
from tophits.app.lists import freeze, thaw
from tophits.app.reviewing import choose
from tophits.app.running import run_editions
from tophits.apply.editions_state import EditionState
from tophits.apply.runs import RunState
from tophits.domain.errors import BudgetSpent, EditionBusy, UsageError
from tophits.domain.quotas import Family
from tophits.sandbox.playlists import Details
from tophits.sandbox.world import LISTENER


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Logged in, with a chart of 130 songs and no list yet."""
    stage = Stage(tmp_path / "home")
    stage.log_in()
    stage.chart(range(130), stage.clock.now().date())
    return stage


def freezing(stage: Stage, moment: Callable[[Request], bool]) -> Callable[[Send], Send]:
    """A connection during whose first call of this kind a person freezes the edition."""

    def wrap(send: Send) -> Send:
        done: list[bool] = []

        def sent(request: Request) -> Response:
            if not done and moment(request):
                done.append(True)
                with stage.bot() as other:
                    freeze(other, "daily", "party")
            return send(request)

        return sent

    return wrap


def is_write(request: Request) -> bool:
    return request.method in {"PUT", "POST"} and request.url.partition("?")[0].endswith("/items")


def test_a_freeze_stops_a_run_before_its_next_write_and_a_thaw_lets_it_end(stage: Stage) -> None:
    with stage.bot(wrap_send=freezing(stage, is_write)) as bot:
        report = run_editions(bot, ("daily",))[0]
        assert (RunState.HELD, True) == (report.state, "frozen meanwhile: party" in report.reasons[-1])
        state = bot.store.editions.get("daily")
    assert (True, "party") == (state.frozen, state.frozen_why)
    assert 100 == len(stage.uris), "the write that was on its way; the next one was not sent"
    assert RunState.HELD is stage.run().state
    with stage.bot() as bot:
        thaw(bot, "daily")
    assert RunState.DONE is stage.run().state
    assert uris_of(range(120)) == stage.uris


def test_a_freeze_after_the_last_write_outlives_the_run(stage: Stage) -> None:
    seen: list[int] = []

    def is_reading_back(request: Request) -> bool:
        seen.append(is_write(request))
        return sum(seen) == 2 and not seen[-1]

    with stage.bot(wrap_send=freezing(stage, is_reading_back)) as bot:
        assert RunState.DONE is run_editions(bot, ("daily",))[0].state
        state = bot.store.editions.get("daily")
    assert (True, "party", stage.playlist_id) == (state.frozen, state.frozen_why, state.playlist_id)


def test_a_playlist_is_neither_adopted_nor_let_go_while_a_run_works(stage: Stage) -> None:
    with stage.bot() as running, running.account_lease(), stage.bot() as other:
        with pytest.raises(EditionBusy):
            adopt(other, "daily", "0" * 22, agree=lambda _: True)
        with pytest.raises(EditionBusy):
            forget(other, "daily")
        freeze(other, "daily", None)
        thaw(other, "daily")


@pytest.mark.parametrize("keeper", ["weekly", "~scratch"])
def test_a_playlist_has_one_edition(stage: Stage, keeper: str) -> None:
    playlist = stage.world.make_playlist(Details("Mine"), uris_of([1]), owner_id=LISTENER)
    with stage.bot() as bot:
        bot.store.editions.put(EditionState(keeper, playlist_id=playlist))
        with pytest.raises(UsageError, match=f"already, for {keeper}"):
            adopt(bot, "daily", f"https://open.spotify.com/playlist/{playlist}?si=x", agree=lambda _: True)
        assert None is bot.store.editions.get("daily").playlist_id


def test_what_is_no_playlist_is_not_adopted(stage: Stage) -> None:
    with stage.bot() as bot, pytest.raises(UsageError, match="is no Spotify playlist"):
        adopt(bot, "daily", uris_of([1])[0], agree=lambda _: True)


def test_forgetting_a_frozen_edition_lets_the_next_run_make_a_new_playlist(stage: Stage) -> None:
    first = stage.run().playlist_id
    with stage.bot() as bot:
        freeze(bot, "daily", None)
        assert first == forget(bot, "daily")
    assert first != stage.run().playlist_id


def test_a_chosen_track_is_looked_up_and_named(stage: Stage) -> None:
    song = catalogue().songs[700]
    with stage.bot() as bot:
        line = choose(bot, "#1", f"https://open.spotify.com/intl-de/track/{song.track_ids[0]}?si=1", None)
        assert (True, None) == (song.title in (line.candidate_name or ""), line.unchecked)
        with pytest.raises(UsageError, match="Spotify knows no track"):
            choose(bot, "#1", "0" * 22, None)
        assert line.candidate == bot.store.matches.entries([line.song])[line.song].match.uri


def test_a_chosen_track_is_believed_where_nobody_is_logged_in(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "home")
    stage.chart(range(10), stage.clock.now().date())
    with stage.bot() as bot:
        line = choose(bot, "#1", uris_of([700])[0], None)
    assert (uris_of([700])[0], "nobody is logged in") == (line.candidate, line.unchecked)


def test_a_chosen_track_is_believed_where_the_budget_is_spent(stage: Stage) -> None:
    with stage.bot() as bot:
        ledger = bot.store.ledger(ACCOUNT, bot.budgets())
        with suppress(BudgetSpent):
            for _ in range(1000):
                ledger.reserve({Family.TRACK: 1}, stage.clock.now())
        with pytest.raises(BudgetSpent) as spent:
            ledger.reserve({Family.TRACK: 1}, stage.clock.now())
        line = choose(bot, "#1", uris_of([700])[0], None)
    assert (uris_of([700])[0], str(spent.value)) == (line.candidate, line.unchecked)


def test_a_long_run_says_how_many_searches_there_were(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "home", size=50)
    stage.log_in()
    stage.chart(range(60), stage.clock.now().date(), without_id=frozenset(range(45)))
    told: list[str] = []
    stage.run(say=told.append)
    assert ["  20 searches so far", "  40 searches so far"] == told[1:3]


# --- Output that goes nowhere -----------------------------------------------------------------------------

PROGRAM = (sys.executable, "-c", "import sys; from tophits.cli.main import run; sys.exit(run())")


@pytest.fixture
def full_disk() -> Iterator[int]:
    """A disk without room, as the kernel has one."""
    try:
        with Path("/dev/full").open("wb", buffering=0) as full:
            yield full.fileno()
    except FileNotFoundError:
        pytest.skip("there is no /dev/full")


def test_a_full_disk_behind_the_output_is_one_line(full_disk: int) -> None:
    done = subprocess.run([*PROGRAM, "config", "schema"], stdout=full_disk, stderr=subprocess.PIPE, check=False)
    assert (1, b"The output cannot be written: No space left on device\n") == (done.returncode, done.stderr)


def test_a_reader_who_has_seen_enough_is_no_failure() -> None:
    with subprocess.Popen([*PROGRAM, "config", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (0, b"") == (process.returncode, said)
