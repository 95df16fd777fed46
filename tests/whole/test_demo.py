"""The demo tells the truth: it ends well, its lists are full, and it says what it cost."""

from pathlib import Path

import pytest

from tophits.app.demo import run_demo


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_demo_fills_four_lists_and_keeps_them_whole_through_a_week_of_trouble(seed: int, tmp_path: Path) -> None:
    said: list[str] = []
    assert run_demo(port=0, seed=seed, home=tmp_path, say=said.append)
    story = "\n".join(said)
    assert "Top Hits Daily 50, Top Hits Weekly 100, Top Hits Monthly 200, Top Hits Yearly 250" in story
    assert "broken at record" not in story
    assert "refused" not in story
