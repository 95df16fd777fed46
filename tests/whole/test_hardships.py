"""A week of charts in every named hardship, judged by the journal of the pretend Spotify."""

from pathlib import Path

import pytest

from tophits.apply.runs import RunState
from tophits.domain.errors import NotAllowed
from tophits.sandbox.scenarios import SCENARIOS
from whole import Tale, week_of_charts

CLOSED = ("no-premium", "not-allowlisted")
"""Here not even the login works."""
OPEN = tuple(name for name in SCENARIOS if name not in (*CLOSED, "missing-scope"))
WITH_CHANCE = tuple(name for name in OPEN if SCENARIOS[name].odds)
SIZE = 120


def a_week(folder: Path, scenario: str, seed: int) -> Tale:
    """Seven days; every day's list must be there in the end, and be the right one."""
    tale = Tale(folder, size=SIZE, scenario=scenario, seed=seed)
    for chart in week_of_charts(seed, SIZE + 30):
        tale.chart_today(chart)
        reports = tale.run_until_done()
        assert RunState.DONE is reports[-1].state, (tale.today, reports[-1].reasons)
        for report in reports[:-1]:
            assert report.state in (RunState.FAILED, RunState.POSTPONED)
            assert report.reasons
            assert report.remedy
        assert not [reason for report in reports for reason in report.reasons if "person" in reason]
        positions = tuple(position.uri for position in reports[-1].positions)
        assert SIZE == len(positions)
        assert positions == tale.uris
        assert positions == _as_charted(tale, chart, positions)
        tale.next_day()
    assert () == tale.violations()
    return tale


def _as_charted(tale: Tale, chart: list[int], held: tuple[str, ...]) -> tuple[str, ...]:
    """The chart's order without the songs that have no good track: those of them that are held, in rank order."""
    with tale.bot() as bot:
        songs = bot.store.charts.entries(bot.store.charts.infos(tale.today, tale.today)[0].chart_id)
    charted = (f"spotify:track:{entry.spotify_id}" for entry in songs.entries)
    return tuple(uri for uri in dict.fromkeys(charted) if uri in held)


@pytest.mark.parametrize("scenario", OPEN)
def test_every_day_ends_with_the_wanted_list(tmp_path: Path, scenario: str) -> None:
    tale = a_week(tmp_path, scenario, seed=1)
    assert len([playlist for playlist in tale.wanted if playlist in tale.kept_playlists]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 22))
@pytest.mark.parametrize("scenario", ["storm", "late-writes", "ambiguous-writes", "flaky", "null-rows", "dead-uris"])
def test_chance_never_breaks_a_promise(tmp_path: Path, scenario: str, seed: int) -> None:
    a_week(tmp_path, scenario, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
@pytest.mark.parametrize("scenario", ["storm", "late-writes", "flaky"])
def test_many_more_seeds_never_break_a_promise(tmp_path: Path, scenario: str, seed: int) -> None:
    a_week(tmp_path, scenario, seed)


@pytest.mark.parametrize("scenario", CLOSED)
def test_a_login_that_spotify_refuses_says_why(tmp_path: Path, scenario: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        Tale(tmp_path, scenario=scenario)
    assert "403" in str(refused.value)
    assert refused.value.remedy


def test_a_missing_scope_is_a_named_failure_and_nothing_is_made(tmp_path: Path) -> None:
    tale = Tale(tmp_path, scenario="missing-scope")
    tale.chart_today(range(130))
    for _ in range(3):
        report = tale.run()
        assert RunState.FAILED is report.state
        assert "Insufficient client scope" in " ".join(report.reasons)
        tale.next_day()
        tale.chart_today(range(130))
    assert [] == tale.world.journal.playlists
