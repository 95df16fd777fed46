"""The same runs, in a process of their own that is killed with SIGKILL, against the pretend Spotify over HTTP."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import Points, Stage
from stories import STORIES, faults_in, run_cut

from tophits.apply.runs import RunState
from tophits.sandbox.serve import serve

ROOT = Path(__file__).resolve().parents[2]
PARTS = 4


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder on a real disk: what was committed must outlive the kill there."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def run_killed(stage: Stage, point: int) -> int:
    """Run in a process that kills itself at a point; its exit code."""
    with serve(stage.world) as address:
        child = subprocess.run(
            [
                sys.executable,
                ROOT / "tests/support/killed.py",
                stage.folder,
                address,
                stage.clock.now().isoformat(),
                str(point),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests/support")])},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert child.returncode in (0, -signal.SIGKILL), child.stderr
    return child.returncode


def ends_well(story: str, point: int, folder: Path, wanted: tuple[str | None, ...]) -> None:
    """Killed there, and run again: the list is as wanted, and no invariant was broken on the way."""
    stage = STORIES[story](folder / "killed")
    before = stage.known_uris
    assert -signal.SIGKILL == run_killed(stage, point), point
    report = stage.run()
    assert RunState.DONE is report.state, (point, report.reasons)
    assert wanted == stage.uris, point
    assert () == faults_in(stage, before), point
    shutil.rmtree(folder / "killed")


def whole_run(story: str, folder: Path) -> tuple[tuple[str | None, ...], int]:
    """What the run leads to when nobody kills it, and at how many points it could be."""
    whole = STORIES[story](folder / "whole")
    points = Points()
    assert not run_cut(whole, points)
    return whole.uris, points.passed


def test_a_killed_process_is_taken_up_again(folder: Path) -> None:
    wanted, points = whole_run("new tracks", folder)
    ends_well("new tracks", points // 2, folder, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES)
def test_a_process_killed_at_any_point_is_taken_up_again(story: str, part: int, folder: Path) -> None:
    wanted, points = whole_run(story, folder)
    for point in range(part, points, PARTS):
        ends_well(story, point, folder, wanted)
