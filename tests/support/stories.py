"""Runs worth cutting off, and what the journal of the pretend Spotify says about them afterwards."""

from collections.abc import Callable
from pathlib import Path

from stage import CutOff, Points, Stage

from tophits.app.running import run_editions
from tophits.sandbox.checker import Expectations, Violation, check

SEARCHED = frozenset({300, 310, 320, 330, 340})


def first_list(folder: Path) -> Stage:
    """Nothing there yet: the run makes the playlist and fills it with 120 tracks, five of them searched."""
    stage = Stage(folder)
    stage.log_in()
    stage.chart([*range(115), *sorted(SEARCHED)], stage.clock.now().date(), without_id=SEARCHED)
    return stage


def new_tracks(folder: Path) -> Stage:
    """120 tracks are there; the run brings 40 others, five of them searched."""
    stage = Stage(folder)
    stage.log_in()
    stage.chart(range(120), stage.clock.now().date())
    stage.run()
    stage.chart(
        [*range(60, 120), *range(40), *range(150, 165), *sorted(SEARCHED)], stage.next_day(), without_id=SEARCHED
    )
    return stage


def moved_tracks(folder: Path) -> Stage:
    """250 tracks are there; the run moves 120 of them."""
    stage = Stage(folder, size=250)
    stage.log_in()
    stage.chart(range(250), stage.clock.now().date())
    stage.run()
    stage.chart([*range(120, 250), *range(120)], stage.next_day())
    return stage


STORIES: dict[str, Callable[[Path], Stage]] = {
    "first list": first_list,
    "new tracks": new_tracks,
    "moved tracks": moved_tracks,
}


def run_cut(stage: Stage, points: Points) -> bool:
    """Run until the cut; whether it was cut."""
    try:
        with stage.bot(wrap_send=points.send, wrap_store=points.store) as bot:
            run_editions(bot, ("daily",))
    except CutOff:
        return True
    return False


def faults_in(stage: Stage, before: tuple[str | None, ...]) -> tuple[Violation, ...]:
    """What the checker finds in the whole journal: from empty to `before`, where there was a list, to the list now."""
    lists = ((), before, stage.uris) if before else ((), stage.uris)
    return check(stage.world.journal, Expectations(playlists={stage.playlist_id: lists}))
