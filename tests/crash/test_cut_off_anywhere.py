"""Whole runs, cut off in process at every point: around every call and commit, and between send and answer."""

import shutil
from pathlib import Path

import pytest
from stage import Points
from stories import STORIES, faults_in, run_cut

from tophits.apply.runs import RunState

PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES)
def test_a_run_cut_off_anywhere_ends_as_if_nothing_had_happened(story: str, part: int, tmp_path: Path) -> None:
    whole = STORIES[story](tmp_path / "whole")
    before = whole.known_uris
    points = Points()
    assert not run_cut(whole, points)
    wanted = whole.uris
    assert whole.size == len(wanted)
    assert () == faults_in(whole, before)
    for cut_at in range(part, points.passed, PARTS):
        stage = STORIES[story](tmp_path / "cut")
        assert run_cut(stage, Points(cut_at)), cut_at
        report = stage.run()
        assert RunState.DONE is report.state, (cut_at, report.reasons)
        assert wanted == stage.uris, cut_at
        assert () == faults_in(stage, before), cut_at
        shutil.rmtree(tmp_path / "cut")


@pytest.mark.parametrize("story", STORIES)
def test_a_run_cut_off_again_and_again_still_ends(story: str, tmp_path: Path) -> None:
    whole = STORIES[story](tmp_path / "whole")
    run_cut(whole, Points())
    stage = STORIES[story](tmp_path / "cut")
    before = stage.known_uris
    for cut_at in range(40, 5, -7):
        run_cut(stage, Points(cut_at))
    assert RunState.DONE is stage.run().state
    assert whole.uris == stage.uris
    assert () == faults_in(stage, before)
