"""The faults of the fake, which tests of the pipeline rely on."""

from datetime import timedelta

import pytest

from tophits.domain.errors import NotAllowed, SpotifyUnavailable, WriteUnclear
from tophits.domain.plans import Add, Replace
from tophits.domain.tracks import Row, Track
from tophits.testing.clock import ManualClock
from tophits.testing.spotify.playlists import FakePlaylists, Fault

TRACKS = tuple(Track(f"{number:022d}", f"Song {number}", (), 180_000) for number in range(4))
A, B, C, D = (track.uri for track in TRACKS)


def made(*uris):
    clock = ManualClock()
    fake = FakePlaylists(clock, TRACKS)
    playlist_id = fake.create("Daily", "", public=True)
    fake.write(playlist_id, Replace(uris))
    return clock, fake, playlist_id


def read(fake, playlist_id):
    return tuple(row.uri for row in fake.rows(playlist_id))


@pytest.mark.parametrize(
    ("fault", "at_once", "later"),
    [
        (Fault.UNCLEAR_APPLIED, (A, B), (A, B)),
        (Fault.UNCLEAR_NOT_APPLIED, (A,), (A,)),
        (Fault.LATE, (A,), (A, B)),
    ],
)
def test_an_unclear_write_is_done_or_not_or_late(fault, at_once, later):
    clock, fake, playlist_id = made(A)
    fake.fail_next(fault)
    with pytest.raises(WriteUnclear):
        fake.write(playlist_id, Add((B,)))
    assert at_once == read(fake, playlist_id)
    clock.wait(timedelta(seconds=20))
    assert later == read(fake, playlist_id)


def test_faults_come_in_order_and_those_of_writes_spare_reads():
    _, fake, playlist_id = made(A)
    fake.fail_next(None, Fault.OUT, Fault.UNCLEAR_NOT_APPLIED)
    fake.look(playlist_id)
    with pytest.raises(SpotifyUnavailable):
        fake.look(playlist_id)
    fake.look(playlist_id)
    with pytest.raises(WriteUnclear):
        fake.write(playlist_id, Add((B,)))
    fake.write(playlist_id, Add((B,)))
    assert (A, B) == read(fake, playlist_id)


def test_a_write_that_never_left_is_an_outage():
    _, fake, playlist_id = made(A)
    fake.fail_next(Fault.OUT)
    with pytest.raises(SpotifyUnavailable):
        fake.write(playlist_id, Add((B,)))
    assert (A,) == read(fake, playlist_id)


def test_making_a_playlist_may_be_unclear_either_way():
    _, fake, _ = made()
    for fault, more in ((Fault.UNCLEAR_APPLIED, 1), (Fault.UNCLEAR_NOT_APPLIED, 0)):
        before = len(list(fake.owned()))
        fake.fail_next(fault)
        with pytest.raises(WriteUnclear):
            fake.create("Weekly", "token", public=True)
        assert before + more == len(list(fake.owned()))


@pytest.mark.parametrize(("fault", "name"), [(Fault.UNCLEAR_APPLIED, "New"), (Fault.UNCLEAR_NOT_APPLIED, "Daily")])
def test_describing_may_be_unclear_either_way(fault, name):
    _, fake, playlist_id = made()
    fake.fail_next(fault)
    with pytest.raises(WriteUnclear):
        fake.describe(playlist_id, name="New")
    assert name == fake.look(playlist_id).name


def test_a_dead_track_fails_every_write_that_names_it():
    _, fake, playlist_id = made(A)
    fake.dead.add(B)
    for _ in range(2):
        with pytest.raises(WriteUnclear):
            fake.write(playlist_id, Replace((A, B)))
    assert ((A,), None) == (read(fake, playlist_id), fake.track(TRACKS[1].id))


def test_people_edit_unfollow_and_give_away():
    _, fake, playlist_id = made(A, B)
    before = fake.look(playlist_id).snapshot_id
    fake.edit(playlist_id, (Row(C), Row(None), Row(D)))
    assert (C, None, D) == read(fake, playlist_id)
    assert before != fake.look(playlist_id).snapshot_id
    fake.unfollow(playlist_id)
    assert (False,) == fake.followed([playlist_id])
    fake.give_away(playlist_id, "stranger")
    with pytest.raises(NotAllowed):
        fake.look(playlist_id)


def test_calls_are_counted_as_spotify_would():
    _, fake, playlist_id = made(*[A] * 100)
    before = fake.calls
    fake.rows(playlist_id)
    fake.look(playlist_id)
    fake.describe(playlist_id)
    assert 3 == fake.calls - before
