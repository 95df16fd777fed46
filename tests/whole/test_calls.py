"""What a run costs, counted in the pretend Spotify's own journal."""

from datetime import timedelta
from pathlib import Path

import pytest
from stage import chart_of, uris_of

from tophits.apply.runs import RunState
from whole import ALL_EDITIONS, Tale

SIZES = {"daily": 50, "weekly": 100, "monthly": 200, "yearly": 250}
CHANGED = {"daily": 3, "weekly": 4, "monthly": 7, "yearly": 9}


@pytest.fixture
def tale(tmp_path: Path) -> Tale:
    """Four lists that were published yesterday."""
    tale = Tale(tmp_path, config=ALL_EDITIONS)
    tale.chart_today(range(260))
    tale.run_all()
    tale.next_day()
    return tale


def test_the_first_run_makes_each_playlist_and_fills_it(tmp_path: Path) -> None:
    tale = Tale(tmp_path, config=ALL_EDITIONS)
    tale.chart_today(range(260))
    made = {"daily": 5, "weekly": 6, "monthly": 9, "yearly": 11}  # a call to make, one to describe, the rest as later
    for edition, calls in made.items():
        before = len(tale.calls)
        assert RunState.DONE is tale.run(edition).state
        assert calls == len(tale.calls) - before, edition
        assert uris_of(range(SIZES[edition])) == tale.world.playlist_uris(tale.playlist_of(edition))
    assert [] == [call for call in tale.calls if call.family == "search"], "every song came with an id"
    assert () == tale.violations()


def test_a_changed_list_costs_what_was_promised(tale: Tale) -> None:
    tale.chart_today([*range(300, 310), *range(259, 9, -1)])
    for edition, calls in CHANGED.items():
        before = len(tale.calls)
        report = tale.run(edition, approved=True)
        assert RunState.DONE is report.state, report.reasons
        spent = tale.calls[before:]
        assert calls == len(spent), edition
        assert calls == sum(report.calls.values()), "our own count is the same"
        assert {"playlist"} == {call.family for call in spent}
    assert () == tale.violations()


def test_an_unchanged_list_costs_one_call(tale: Tale) -> None:
    for edition in CHANGED:
        before = len(tale.calls)
        report = tale.run(edition)
        assert (RunState.DONE, "unchanged; no call") == (report.state, report.plan)
        assert ["GET"] == [call.method for call in tale.calls[before:]], edition


def test_one_library_call_a_week_asks_for_all_playlists_together(tale: Tale) -> None:
    tale.clock.forward(timedelta(days=7))
    tale.chart_today([*range(258), 300])
    before = len(tale.calls)
    tale.run_all()
    assert ["library", "playlist", "playlist", "playlist", "playlist"] == [call.family for call in tale.calls[before:]]


def test_only_songs_without_an_id_are_searched_and_only_once(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    bare = frozenset({3, 7, 11})
    tale.chart_today(range(50), without_id=bare)
    first = tale.run()
    assert RunState.DONE is first.state
    assert 3 == len(tale.calls_of("GET", "/search"))
    tale.next_day()
    tale.chart_today([*range(49, -1, -1)], without_id=bare)
    assert RunState.DONE is tale.run().state
    assert 3 == len(tale.calls_of("GET", "/search")), "found is found for good"
    assert {chart_of([song], tale.today).entries[0].title for song in bare} <= {
        position.title for position in first.positions
    }
    assert () == tale.violations()


def test_a_dry_run_only_looks(tale: Tale) -> None:
    tale.chart_today([*range(300, 310), *range(250)], without_id=frozenset({305}))
    before = len(tale.calls)
    for report in tale.run_all(dry_run=True):
        assert report.rehearsed
        assert CHANGED[report.edition] == report.planned_calls + 1
    assert ["GET"] * 4 == [call.method for call in tale.calls[before:]]
    assert [] == tale.calls_of("GET", "/search")
