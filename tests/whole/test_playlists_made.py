"""Playlists: made once, adopted, let go, unfollowed, frozen."""

from datetime import timedelta
from pathlib import Path

import pytest
from stage import uris_of

from tophits.app.adopting import adopt, forget
from tophits.app.lists import freeze, thaw, undo
from tophits.apply.runs import RunState
from tophits.domain.errors import EditionFrozen, PlaylistNotOurs, SpotifyError, UsageError
from tophits.sandbox.faults import Fault
from tophits.sandbox.playlists import Details
from tophits.sandbox.scenarios import SCENARIOS
from tophits.sandbox.world import LISTENER
from whole import Tale


def made_by_us(tale: Tale) -> set[str]:
    return {record.playlist_id for record in tale.world.journal.playlists}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.QUOTA_EXCEEDED])
@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/me/playlists"), ("PUT", r"/v1/playlists/[^/]+")])
def test_a_playlist_is_made_once_however_unclear_the_answer(
    tmp_path: Path, method: str, path: str, fault: Fault
) -> None:
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(50))
    tale.world.faults.on(method, path, fault)
    assert RunState.DONE is tale.run_until_done(3)[-1].state
    assert {tale.playlist_id} == made_by_us(tale)
    assert uris_of(range(50)) == tale.uris
    tale.run()
    with tale.bot() as bot:
        assert "tophits-" not in bot.client().reader.look(tale.playlist_id).description, "no token is left on it"
    assert () == tale.violations()


def test_a_run_cut_off_while_it_made_a_playlist_that_comes_late_does_not_make_another(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(50))
    tale.world.faults.on("POST", "/v1/me/playlists", Fault.LATE)
    tale.world.faults.on("GET", "/v1/me/playlists", Fault.ERROR_BEFORE, times=3)
    assert RunState.FAILED is tale.run().state
    assert RunState.DONE is tale.run().state, "asked again at once"
    assert {tale.playlist_id} == made_by_us(tale)


# --- Adopting -------------------------------------------------------------------------------------------


def test_somebody_elses_playlist_is_not_adopted(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    theirs = tale.world.make_playlist(Details("Theirs"), uris_of(range(5)))
    with tale.bot() as bot, pytest.raises((PlaylistNotOurs, SpotifyError)) as refused:
        adopt(bot, "daily", theirs, agree=lambda _: True)
    assert "own" in refused.value.remedy
    with tale.bot() as bot:
        assert bot.store.editions.get("daily").playlist_id is None


@pytest.mark.parametrize("policy", ["overwrite", "keep", "hold"])
@pytest.mark.parametrize("had_another", [False, True])
def test_ones_own_playlist_is_adopted_held_approved_and_can_be_had_back(
    tmp_path: Path, policy: str, had_another: bool
) -> None:
    tale = Tale(tmp_path, size=50, settings=f", on_edit: {policy}")
    tale.chart_today(range(60))
    if had_another:
        assert RunState.DONE is tale.run().state
        with tale.bot() as bot:
            forget(bot, "daily")
    old = uris_of(range(300, 310))
    mine = tale.world.make_playlist(Details("Mine"), old, owner_id=LISTENER)
    with tale.bot() as bot:
        with pytest.raises(UsageError, match="has a playlist already"):
            adopt(bot, "daily", f"https://open.spotify.com/playlist/{mine}?si=1", agree=lambda _: True) and adopt(
                bot, "daily", mine, agree=lambda _: True
            )
        assert bot.store.editions.get("daily").playlist_id == mine
    report = tale.run()
    assert RunState.HELD is report.state
    assert ("the first list for an adopted playlist waits for a person",) == report.reasons
    assert old == tale.uris
    assert RunState.DONE is tale.run(approved=True).state
    assert uris_of(range(50)) == tale.uris
    with tale.bot() as bot:
        assert 10 == undo(bot, "daily", None, dry_run=False).tracks
    assert old == tale.uris


def test_nothing_is_adopted_when_the_person_does_not_agree(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    mine = tale.world.make_playlist(Details("Mine"), uris_of([1]), owner_id=LISTENER)
    with tale.bot() as bot:
        assert adopt(bot, "daily", mine, agree=lambda _: False) is None
        assert bot.store.editions.get("daily").playlist_id is None
        assert [] == list(bot.store.snapshots.history("daily"))


def test_a_playlist_that_was_let_go_stays_and_another_one_is_made(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50, settings=", on_edit: hold")
    tale.chart_today(range(60))
    tale.run()
    first = tale.playlist_id
    with tale.bot() as bot:
        assert first == forget(bot, "daily")
    report = tale.run()
    assert (RunState.DONE, ()) == (report.state, report.reasons)
    assert first != tale.playlist_id
    assert uris_of(range(50)) == tale.world.playlist_uris(first) == tale.uris


# --- Hands off ------------------------------------------------------------------------------------------


def test_a_frozen_list_is_left_alone_and_says_why(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(60))
    tale.run()
    with tale.bot() as bot:
        freeze(bot, "daily", "party tonight")
        with pytest.raises(EditionFrozen, match="party tonight"):
            undo(bot, "daily", bot.store.snapshots.history("daily")[0].id, dry_run=False)
    tale.next_day()
    tale.chart_today([70, *range(60)])
    calls = len(tale.calls)
    report = tale.run()
    assert RunState.HELD is report.state
    assert "party tonight" in report.reasons[0]
    assert "tophits thaw" in (report.remedy or "")
    assert calls == len(tale.calls)
    with tale.bot() as bot:
        thaw(bot, "daily")
    assert RunState.DONE is tale.run().state
    assert uris_of([70, *range(49)]) == tale.uris


def test_an_unfollowed_playlist_is_noticed_within_a_week_and_frozen(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50)
    tale.chart_today(range(60))
    tale.run()
    tale.world.person_unfollows(tale.playlist_id)
    tale.clock.forward(timedelta(days=7))
    tale.chart_today([70, *range(60)])
    report = tale.run()
    assert RunState.HELD is report.state
    assert "not in the Spotify library any more" in " ".join(report.reasons)
    assert "tophits thaw daily" in (report.remedy or "")
    assert uris_of(range(50)) == tale.uris
    with tale.bot() as bot:
        thaw(bot, "daily")
    assert RunState.DONE is tale.run().state


def test_the_scratch_playlist_is_made_once_too(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=50, scenario=SCENARIOS["kind"])
    tale.chart_today(range(60))
    tale.run()
    for _ in range(2):
        tale.next_day()
        tale.chart_today([*range(200, 220), *range(tale.today.day, 60)])
        bad = uris_of([219])[0].encode()
        tale.world.faults.when(
            lambda request, bad=bad: request.method == "PUT" and bad in (request.body or b""),
            Fault.ERROR_BEFORE,
            times=60,
        )
        tale.world.faults.on("POST", "/v1/me/playlists", Fault.DROPPED_AFTER)
        assert RunState.DONE is tale.run_until_done(3)[-1].state
        tale.world.faults.clear()
    assert 2 == len(made_by_us(tale))
