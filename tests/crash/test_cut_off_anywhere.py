"""Whole runs, cut off in process at every point: around every call and commit, and between send and answer."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import Points
from stories import STORIES, faults_in, run_cut

from tophits.apply.runs import RunState

PARTS = 8


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: these tests commit some ten thousand times."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES)
def test_a_run_cut_off_anywhere_ends_as_if_nothing_had_happened(story: str, part: int, folder: Path) -> None:
    whole = STORIES[story](folder / "whole")
    before = whole.known_uris
    points = Points()
    assert not run_cut(whole, points)
    wanted = whole.uris
    assert whole.size == len(wanted)
    assert () == faults_in(whole, before)
    for cut_at in range(part, points.passed, PARTS):
        stage = STORIES[story](folder / "cut")
        assert run_cut(stage, Points(cut_at)), cut_at
        report = stage.run()
        assert RunState.DONE is report.state, (cut_at, report.reasons)
        assert wanted == stage.uris, cut_at
        assert () == faults_in(stage, before), cut_at
        shutil.rmtree(folder / "cut")


@pytest.mark.parametrize("story", STORIES)
def test_a_run_cut_off_again_and_again_still_ends(story: str, folder: Path) -> None:
    whole = STORIES[story](folder / "whole")
    run_cut(whole, Points())
    stage = STORIES[story](folder / "cut")
    before = stage.known_uris
    for cut_at in range(40, 5, -7):
        run_cut(stage, Points(cut_at))
    assert RunState.DONE is stage.run().state
    assert whole.uris == stage.uris
    assert () == faults_in(stage, before)
