"""Tracks that are dead, null, unplayable, shown under another id, or another song than the chart's id says."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from stage import catalogue, chart_of, uris_of

from tophits.apply.runs import RunState
from tophits.sandbox.faults import Fault
from tophits.sandbox.request import Request
from whole import WRITES, Tale

MOST_WRITES = 2 * (1 + 3)
"""A list of 120 takes two calls, and is begun anew three times at most."""


def track(song: int) -> str:
    return catalogue().songs[song].track_ids[0]


@pytest.fixture
def tale(tmp_path: Path) -> Tale:
    """120 tracks since yesterday; today's chart is to come."""
    tale = Tale(tmp_path, size=120)
    tale.chart_today(range(130))
    assert RunState.DONE is tale.run().state
    tale.next_day()
    return tale


def writes_to_the_list(tale: Tale, since: int) -> int:
    path = f"/v1/playlists/{tale.playlist_id}/items"
    return len([call for call in tale.calls if call.number > since and call.path == path and call.method != "GET"])


def without(songs: list[int], *gone: int) -> tuple[str, ...]:
    return uris_of([song for song in songs if song not in gone][:120])


@pytest.mark.parametrize("dead", [(200,), (200, 205), (3,), (3, 200, 100), (205, 60)])
def test_dead_tracks_are_found_by_asking_and_the_next_songs_move_up(tale: Tale, dead: tuple[int, ...]) -> None:
    chart = [*range(200, 208), *range(129)]
    tale.chart_today(chart)
    for song in dead:
        tale.world.track_dies(track(song))
    since = tale.world.journal.last_number
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert f"done with substitutions: {len(dead)}" in report.reasons
    assert without(chart, *dead) == tale.uris
    assert writes_to_the_list(tale, since) <= MOST_WRITES
    assert () == tale.violations()
    calls = len(tale.calls)
    assert "unchanged; no call" == tale.run().plan
    assert calls + 1 == len(tale.calls), "benched is benched: nothing is asked again"


def test_a_write_that_fails_although_every_track_answers_is_halved_on_the_scratch_playlist(tale: Tale) -> None:
    chart = [*range(200, 240), *range(100)]
    tale.chart_today(chart)
    poison = track(231).encode()

    def names_it(request: Request) -> bool:
        return request.method in ("PUT", "POST") and poison in (request.body or b"")

    tale.world.faults.when(names_it, Fault.ERROR_BEFORE, times=1000)
    since = tale.world.journal.last_number
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert without(chart, 231) == tale.uris
    assert writes_to_the_list(tale, since) <= MOST_WRITES
    assert () == tale.violations()


def test_an_outage_of_writes_convicts_no_track(tale: Tale) -> None:
    tale.chart_today([*range(200, 210), *range(120)])
    for method in ("PUT", "POST"):
        tale.world.faults.on(method, WRITES, Fault.ERROR_BEFORE, times=200)
    report = tale.run()
    assert RunState.FAILED is report.state
    assert uris_of(range(120)) == tale.uris
    tale.world.faults.clear()
    report = tale.run_until_done()[-1]
    assert uris_of([*range(200, 210), *range(110)]) == tale.uris
    assert not [reason for reason in report.reasons if "substitutions" in reason]
    assert () == tale.violations()


def test_a_row_that_goes_null_after_it_was_written_is_written_once_more(tale: Tale) -> None:
    tale.world.row_goes_null(tale.playlist_id, 7)
    chart = [*range(1, 130), 0]
    tale.chart_today(chart)
    report = tale.run()
    assert RunState.DONE is report.state
    assert uris_of(chart)[:120] == tale.uris
    assert not [reason for reason in report.reasons if "person" in reason], "that was Spotify"
    assert () == tale.violations()


def test_an_unplayable_track_is_benched_and_the_next_song_moves_up(tale: Tale) -> None:
    tale.world.track_is_blocked(track(200))
    tale.world.track_is_blocked(track(5))
    chart = [200, *range(129)]
    tale.chart_today(chart)
    since = tale.world.journal.last_number
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert without(chart, 200, 5) == tale.uris
    assert writes_to_the_list(tale, since) <= MOST_WRITES
    assert () == tale.violations()


def test_a_relinked_track_is_learnt_once_and_costs_nothing_the_next_day(tale: Tale) -> None:
    for song in (200, 3, 77):
        tale.world.track_is_relinked(track(song), f"{song:022d}", "DE")
    chart = [200, *range(129)]
    tale.chart_today(chart)
    report = tale.run()
    assert RunState.DONE is report.state
    assert uris_of(chart)[:120] == tale.uris
    with tale.bot() as bot:
        aliases = bot.store.aliases.known(bot.country())
    assert frozenset({f"spotify:track:{200:022d}"}) == aliases[f"spotify:track:{track(200)}"]
    calls = len(tale.calls)
    assert "unchanged; no call" == tale.run().plan
    assert calls + 1 == len(tale.calls)
    tale.next_day()
    tale.chart_today([*reversed(chart[:120]), 201])
    calls = len(tale.calls)
    report = tale.run()
    assert calls + 6 == len(tale.calls), "a look, two writes, three pages: no track is asked for again"
    assert not [reason for reason in report.reasons if "person" in reason]
    tale.world.person_adds(tale.playlist_id, uris_of([300]))
    assert "1 added" in " ".join(tale.run().reasons), "a true edit is seen among aliases"
    assert () == tale.violations()


def test_a_chart_id_that_is_another_song_is_taken_out_at_once(tale: Tale) -> None:
    chart = chart_of([200, *range(129)], tale.today)
    wrong = replace(chart.entries[0], spotify_id=track(400))
    with tale.bot() as bot:
        bot.store.charts.keep([replace(chart, entries=(wrong, *chart.entries[1:]))], tale.clock.now())
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert uris_of(range(120)) == tale.uris
    calls = len(tale.calls)
    report = tale.run()
    assert ("unchanged; no call", ()) == (report.plan, report.reasons), "our own list is no person's edit"
    assert calls + 1 == len(tale.calls)
    assert () == tale.violations()


def test_a_budget_that_ends_between_two_substitutions_is_no_persons_edit(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=120, settings=", on_edit: keep", extra="quota: {others: 19, spare: 0}\n")
    tale.chart_today(range(130))
    assert RunState.DONE is tale.run().state  # 9 calls
    chart = chart_of([*range(60, 130), 200, *range(60)], tale.today)
    wrong = replace(chart.entries[70], spotify_id=track(400))
    entries = (*chart.entries[:70], wrong, *chart.entries[71:])
    tale.clock.forward(timedelta(hours=20))
    with tale.bot() as bot:
        day = tale.today + timedelta(days=1)
        kept = replace(chart, entries=entries, period_from=day, period_to=day, published=day)
        bot.store.charts.keep([kept], tale.clock.now())
    for expected in (RunState.POSTPONED, RunState.DONE):
        report = tale.run()
        assert expected is report.state, report.reasons
        assert not [reason for reason in report.reasons if "person" in reason]
        tale.clock.forward(timedelta(hours=25))
    assert uris_of([*range(60, 130), *range(50)]) == tale.uris
    assert () == tale.violations()
