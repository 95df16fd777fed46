"""Runs that went wrong once: dead choices, wrong ids, edits on cut-off work, empty playlists, untold holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stage import CutOff, catalogue, chart_of, uris_of

from tophits.app.compose import Bot
from tophits.app.lists import freeze, undo
from tophits.app.reviewing import choose
from tophits.app.running import run_editions
from tophits.apply.runs import RunState
from tophits.sandbox.faults import Fault
from whole import WRITES, Tale


def a_tale(folder: Path, policy: str = "overwrite", size: int = 120) -> Tale:
    tale = Tale(folder, size=size, settings=f", on_edit: {policy}")
    tale.chart_today(range(150))
    assert RunState.DONE is tale.run().state
    return tale


def wrong_ids(tale: Tale, wrong: dict[int, int], songs: range = range(80)) -> None:
    """Today's chart, in which some songs carry the id of another."""
    chart = chart_of(songs, tale.today)
    entries = [
        replace(entry, spotify_id=catalogue().songs[wrong[place]].track_ids[0]) if place in wrong else entry
        for place, entry in enumerate(chart.entries)
    ]
    with tale.bot() as bot:
        bot.store.charts.keep([replace(chart, entries=tuple(entries))], tale.clock.now())


# --- A person's choice that is dead ---------------------------------------------------------------------


def test_a_chosen_track_that_is_dead_is_left_out_and_the_person_is_told(tmp_path: Path) -> None:
    tale = a_tale(tmp_path)
    with tale.bot() as bot:
        number = bot.store.songs.find(catalogue().songs[5].track_ids[0])[0].id
        choose(bot, f"#{number}", uris_of([600])[0], None)
    tale.world.track_dies(catalogue().songs[600].track_ids[0])
    tale.next_day()
    tale.chart_today([200, *range(150)])
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert uris_of([200, *(song for song in range(120) if song != 5)])[:120] == tale.uris
    why = "the track that you chose is dead or cannot be played: tophits review choose"
    assert why in [left for _, left in report.unresolved]
    calls = len(tale.calls)
    assert "unchanged; no call" == tale.run().plan
    assert calls + 1 == len(tale.calls), "it is not asked for again"
    with tale.bot() as bot:
        choose(bot, f"#{number}", uris_of([601])[0], None)
    assert RunState.DONE is tale.run().state
    assert uris_of([601])[0] in tale.uris, "a better choice counts at once"
    assert () == tale.violations()


# --- Ids of charts that are other songs -----------------------------------------------------------------


class _CutAfter:
    """A store that is cut off right after one method of one port."""

    def __init__(self, store: Any, port: str, method: str) -> None:
        self._store, self._port, self._method = store, port, method

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return _CutPort(found, self._method) if name == self._port else found


class _CutPort:
    def __init__(self, port: Any, method: str) -> None:
        self._port, self._method = port, method

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name != self._method:
            return found

        def cut(*arguments: Any) -> None:
            found(*arguments)
            raise CutOff

        return cut


@contextmanager
def cut_after(tale: Tale, port: str, method: str) -> Iterator[Bot]:
    """The bot, which ends right after that."""
    with pytest.raises(CutOff), tale.bot(wrap_store=lambda store: _CutAfter(store, port, method)) as bot:
        yield bot


def test_an_id_that_is_another_song_leaves_although_its_run_was_cut_off_before_the_check(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=60)
    wrong_ids(tale, {3: 300})
    with cut_after(tale, "journal", "close") as bot:
        run_editions(bot, ("daily",))
    assert uris_of([300])[0] in tale.uris
    tale.clock.forward(timedelta(hours=1))
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert uris_of([song for song in range(80) if song != 3])[:60] == tale.uris


def test_wrong_ids_that_replace_wrong_ids_end_in_true_words_and_are_worked_off(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=20)
    # Each round the next one of them moves up into the last place.
    wrong_ids(tale, {place: 300 + place for place in (2, 20, 21, 22, 23, 24)}, range(40))
    report = tale.run()
    assert RunState.FAILED is report.state
    assert "turned out to be other songs; the next run replaces them" in report.reasons[-1]
    tale.clock.forward(timedelta(hours=1))
    assert RunState.DONE is tale.run().state
    assert uris_of([0, 1, *range(3, 20), 25]) == tale.uris


# --- A person's edit while a write is unfinished --------------------------------------------------------


def cut_off_write(tale: Tale, fault: Fault = Fault.DROPPED_AFTER) -> None:
    """A run whose write is cut off and that cannot read any more; hours pass."""
    tale.next_day()
    tale.chart_today([200, 201, 202, *range(150)])
    tale.world.faults.on("PUT", WRITES, fault)
    tale.world.faults.on("GET", WRITES, Fault.DROPPED_BEFORE, times=30)
    assert RunState.FAILED is tale.run().state
    tale.world.faults.clear()
    with tale.bot() as bot:
        assert bot.store.journal.unfinished("daily") is not None
    tale.clock.forward(timedelta(hours=5))


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.ERROR_BEFORE])
def test_an_edit_on_unfinished_work_is_seen_and_kept(tmp_path: Path, fault: Fault) -> None:
    tale = a_tale(tmp_path, "keep")
    cut_off_write(tale, fault)
    tale.world.person_removes(tale.playlist_id, uris_of([7]))
    tale.world.person_adds(tale.playlist_id, uris_of([500]), 4)
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert "a person edited the playlist (1 added, 1 removed); policy: keep" in report.reasons
    ours = [song for song in (200, 201, 202, *range(150)) if song != 7][:120]
    assert (*uris_of(ours), *uris_of([500])) == tale.uris


def test_an_edit_on_unfinished_work_outlives_a_second_cut(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, "keep")
    cut_off_write(tale)
    tale.world.person_adds(tale.playlist_id, uris_of([500]), 4)
    with cut_after(tale, "snapshots", "keep") as bot:
        run_editions(bot, ("daily",))
    report = tale.run()
    assert "a person edited the playlist (1 added); policy: keep" in report.reasons
    assert uris_of([500])[0] == tale.uris[-1]


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.ERROR_BEFORE])
def test_unfinished_work_alone_is_no_persons_edit(tmp_path: Path, fault: Fault) -> None:
    tale = a_tale(tmp_path, "hold")
    cut_off_write(tale, fault)
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert not [reason for reason in report.reasons if "person" in reason]
    assert uris_of([200, 201, 202, *range(117)]) == tale.uris


def test_a_list_that_was_proved_and_not_yet_kept_is_no_persons_edit(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, "hold")
    tale.next_day()
    tale.chart_today([200, *range(150)])
    with cut_after(tale, "snapshots", "keep") as bot:  # the one before the write: nothing is written yet
        run_editions(bot, ("daily",))
    tale.clock.forward(timedelta(hours=1))
    with cut_after(tale, "journal", "close") as bot:
        run_editions(bot, ("daily",))
    tale.clock.forward(timedelta(hours=1))
    report = tale.run()
    assert (RunState.DONE, ()) == (report.state, report.reasons)


def test_a_person_who_empties_the_list_behind_row_100_is_a_person(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, "hold")
    tale.world.person_removes(tale.playlist_id, tale.uris[100:])
    report = tale.run()
    assert RunState.HELD is report.state
    assert "20 removed" in report.reasons[0]
    assert 100 == len(tale.uris)


# --- No playlist without a list -------------------------------------------------------------------------


def test_no_playlist_is_made_before_there_is_a_list_for_it(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(60), without_id=frozenset(range(60)))
    tale.world.faults.on("GET", r"/v1/search", Fault.QUOTA_EXCEEDED)
    report = tale.run()
    assert RunState.POSTPONED is report.state
    assert "search" in {call.family for call in tale.calls}
    assert "playlist" not in {call.family for call in tale.calls}
    assert () == tale.known_uris


# --- The dry run foretells ------------------------------------------------------------------------------


def churn(tale: Tale) -> None:
    tale.chart_today([*range(300, 400), *range(20)])


def edit(tale: Tale) -> None:
    tale.world.person_adds(tale.playlist_id, uris_of([500]))


def frozen(tale: Tale) -> None:
    tale.chart_today([200, *range(150)])
    with tale.bot() as bot:
        freeze(bot, "daily", "party")


@pytest.mark.parametrize("reason", [churn, edit, frozen])
def test_a_dry_run_foretells_what_holds_the_run(tmp_path: Path, reason: Callable[[Tale], None]) -> None:
    tale = a_tale(tmp_path, "hold")
    tale.next_day()
    tale.chart_today([201, *range(150)])
    reason(tale)
    calls = len(tale.calls)
    foretold = tale.run(dry_run=True)
    assert {"GET"} == {call.method for call in tale.calls[calls:]}
    assert foretold.planned_calls > 0, "the plan is shown all the same"
    report = tale.run()
    assert RunState.HELD is report.state
    assert (report.state, report.reasons, report.remedy) == (foretold.state, foretold.reasons, foretold.remedy)


# --- Undo -----------------------------------------------------------------------------------------------


def test_an_undo_says_which_edit_it_writes_over(tmp_path: Path) -> None:
    tale = a_tale(tmp_path, "keep")
    tale.next_day()
    tale.chart_today([200, *range(150)])
    assert RunState.DONE is tale.run().state
    tale.world.person_adds(tale.playlist_id, uris_of([500]), 4)
    with tale.remembering() as bot:
        assert ("1 added",) == undo(bot, "daily", None, dry_run=True).edits
        assert ("1 added",) == undo(bot, "daily", None, dry_run=False).edits
    assert uris_of(range(120)) == tale.uris
