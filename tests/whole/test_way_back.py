"""Undo in all its ways, explanations of every position, and a person's lasting decisions about songs."""

from pathlib import Path

import pytest
from stage import catalogue, uris_of

from tophits.app.explaining import explain
from tophits.app.lists import history, undo
from tophits.app.reviewing import ban, choose, merge, release, split, waiting
from tophits.apply.runs import RunState
from tophits.cli.main import run as command
from tophits.domain.errors import UsageError
from tophits.snapshot.ports import Occasion
from whole import ALL_EDITIONS, Tale


@pytest.fixture
def tale(tmp_path: Path) -> Tale:
    """Three days of a list of 120."""
    tale = Tale(tmp_path, size=120)
    for first in (0, 10, 20):
        if first:
            tale.next_day()
        tale.chart_today(range(first, first + 130))
        assert RunState.DONE is tale.run().state
    return tale


def go_back(tale: Tale, snapshot: int | None = None, edition: str = "daily") -> object:
    with tale.remembering() as bot:
        return undo(bot, edition, snapshot, dry_run=False)


def test_undo_brings_the_list_before_the_last_change_back_and_twice_the_newer_one(tale: Tale) -> None:
    undone = go_back(tale)
    assert (120, ()) == (undone.tracks, undone.lost)
    assert uris_of(range(10, 130)) == tale.uris
    go_back(tale)
    assert uris_of(range(20, 140)) == tale.uris
    assert () == tale.violations()
    assert () == tale.run().reasons, "what undo wrote is no person's edit"


def test_undo_brings_any_snapshot_back_and_a_dry_run_only_says_so(tale: Tale) -> None:
    with tale.bot() as bot:
        oldest = [line for line in history(bot, "daily", 50) if line.why == Occasion.VERIFIED][-1].snapshot
        calls = len(tale.calls)
        would = undo(bot, "daily", oldest, dry_run=True)
    assert (False, 120) == (would.done, would.tracks)
    assert {"GET"} == {call.method for call in tale.calls[calls:]}
    assert go_back(tale, oldest).done
    assert uris_of(range(120)) == tale.uris
    assert () == tale.violations()
    tale.next_day()
    tale.chart_today(range(30, 160))
    assert RunState.DONE is tale.run().state
    assert uris_of(range(30, 150)) == tale.uris
    assert () == tale.violations()


def test_undo_names_what_spotify_cannot_take_back(tale: Tale) -> None:
    tale.world.row_goes_null(tale.playlist_id, 5)
    tale.world.person_adds(tale.playlist_id, uris_of([500]))
    tale.next_day()
    tale.chart_today(range(30, 160))
    assert RunState.DONE is tale.run().state
    with tale.bot() as bot:
        before = next(line for line in history(bot, "daily", 50) if line.why == Occasion.BEFORE)
    assert 121 == before.tracks
    undone = go_back(tale, before.snapshot)
    assert ("a row that went null",) == undone.lost
    assert (*(uri for uri in uris_of(range(20, 140)) if uri != uris_of([25])[0]), *uris_of([500])) == tale.uris


def test_undo_leaves_out_and_names_tracks_that_died_since(tale: Tale) -> None:
    song = catalogue().songs[12]
    tale.world.track_dies(song.track_ids[0])
    undone = go_back(tale)
    assert [f"{', '.join(song.artists)} - {song.title}"] == [name.split(" feat.")[0] for name in undone.lost]
    assert uris_of([number for number in range(10, 130) if number != 12]) == tale.uris
    assert () == tale.violations()


def test_undo_of_what_never_was_is_refused_by_name(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    with tale.bot() as bot, pytest.raises(UsageError, match="has no playlist yet"):
        undo(bot, "daily", None, dry_run=False)
    tale.chart_today(range(60))
    tale.run()
    with tale.bot() as bot:
        with pytest.raises(UsageError, match="no earlier list"):
            undo(bot, "daily", None, dry_run=False)
        with pytest.raises(UsageError, match="no snapshot 99"):
            undo(bot, "daily", 99, dry_run=False)
        with pytest.raises(UsageError, match="no edition 'dayly'"):
            undo(bot, "dayly", None, dry_run=False)


# --- Explaining -----------------------------------------------------------------------------------------


def test_every_position_of_every_list_adds_up_and_names_its_charts_and_match(tmp_path: Path) -> None:
    tale = Tale(tmp_path, config=ALL_EDITIONS)
    for day in range(3):
        if day:
            tale.next_day()
        tale.chart_today(range(5 * day, 270 + 5 * day), without_id=frozenset(range(40, 60)))
    reports = {report.edition: report for report in tale.run_all()}
    for key, report in reports.items():
        assert RunState.DONE is report.state
        with tale.bot() as bot:
            for position in report.positions:
                why = explain(bot, key, str(position.position))
                assert (position.uri, position.song_id) == (why.uri, why.song)
                assert why.adds_up
                assert why.points == sum(row.points for row in why.rows) == sum(one.points for one in why.sources)
                assert any(row.rank for row in why.rows)
                assert why.match is not None
                assert why.match.evidence is not None
            assert explain(bot, key, "1") == explain(bot, key, f"#{report.positions[0].song_id}")


def test_a_list_that_was_brought_back_is_explained_by_the_charts_it_was_made_of(tale: Tale) -> None:
    go_back(tale)
    with tale.bot() as bot:
        why = explain(bot, "daily", "1")
    assert uris_of([10])[0] == why.uri
    assert why.adds_up


# --- Lasting decisions ----------------------------------------------------------------------------------


def days_after(tale: Tale, *expected: tuple[str, ...]) -> None:
    for number, wanted in enumerate(expected):
        tale.next_day()
        tale.chart_today([*range(20, 20 + 130 + number)])
        assert RunState.DONE is tale.run().state
        assert wanted == tale.uris


def number_of(tale: Tale, song: int) -> str:
    with tale.bot() as bot:
        found = bot.store.songs.find(catalogue().songs[song].track_ids[0])
    return f"#{found[0].id}"


def test_a_banned_song_stays_out_until_it_is_released(tale: Tale) -> None:
    with tale.bot() as bot:
        ban(bot, number_of(tale, 22), "enough")
    days_after(tale, *[uris_of([song for song in range(20, 141) if song != 22])] * 2)
    with tale.bot() as bot:
        release(bot, number_of(tale, 22))
    days_after(tale, uris_of(range(20, 140)))
    assert () == tale.violations()


def test_a_chosen_track_takes_its_songs_place_for_good(tale: Tale) -> None:
    other = uris_of([600])[0]
    with tale.bot() as bot:
        choose(bot, number_of(tale, 22), other, None)
    wanted = tuple(other if uri == uris_of([22])[0] else uri for uri in uris_of(range(20, 140)))
    days_after(tale, wanted, wanted)
    assert () == tale.violations()


def test_merged_songs_are_one_from_the_next_run_on_and_a_split_parts_them(tale: Tale) -> None:
    with tale.bot() as bot:
        merge(bot, number_of(tale, 22), number_of(tale, 23))
    # The lines of both count for the one, so that it has the most points.
    days_after(tale, *[uris_of([22, 20, 21, *range(24, 141)])] * 2)
    song = catalogue().songs[23]
    with tale.bot() as bot:
        split(bot, song.title, song.artists)
    tale.next_day()
    tale.chart_today(range(20, 150))
    assert RunState.DONE is tale.run().state
    assert 120 == len(tale.uris)
    titles = [position.title for position in tale.told[-1].positions[:5]]
    assert [catalogue().songs[number].title for number in range(20, 25)] == titles
    assert () == tale.violations()


def test_nothing_waits_for_a_person_where_every_song_has_an_id(tale: Tale) -> None:
    with tale.bot() as bot:
        assert () == waiting(bot)


# --- All editions at once, from the command line ---------------------------------------------------------


def test_undo_all_brings_back_what_has_an_earlier_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tale = Tale(tmp_path, config=ALL_EDITIONS)
    tale.chart_today(range(260))
    tale.run_all()
    tale.next_day()
    tale.chart_today([*range(3, 260), 300, 301, 302, 303])
    tale.run("daily", "weekly")
    assert 2 == command(["undo", "--home", str(tmp_path), "--config", str(tmp_path / "tophits.yaml")])
    assert "Name one edition, or say --all" in capsys.readouterr().err
    with tale.remembering() as bot:
        assert 50 == undo(bot, "daily", None, dry_run=False).tracks
        assert 100 == undo(bot, "weekly", None, dry_run=False).tracks
        with pytest.raises(UsageError):
            undo(bot, "monthly", None, dry_run=False)
    assert uris_of(range(50)) == tale.world.playlist_uris(tale.playlist_of("daily"))
    assert () == tale.violations()


def test_bans_and_pins_in_the_settings_name_songs_as_people_do(tmp_path: Path) -> None:
    songs = catalogue().songs
    names = [f"{', '.join(songs[number].artists)} - {songs[number].title}" for number in (2, 70)]
    rules = f', rules: {{bans: ["{names[0]}"], pins: [{{position: 1, song: "{names[1]}"}}]}}'
    tale = Tale(tmp_path, size=50, settings=rules)
    tale.chart_today(range(80))
    assert RunState.DONE is tale.run().state
    assert uris_of([70, 0, 1, *range(3, 50)]) == tale.uris
