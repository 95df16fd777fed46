"""A person's edit is seen at the next look, and treated by the edition's policy (I6)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tophits.domain.editions import EditPolicy
from tophits.domain.tracks import Row, Track
from tophits.plan.edits import Edits, Honoured, find_edits, honour

A, B, C, D, E, X, Y = (f"spotify:track:{letter * 22}" for letter in "ABCDEXY")
LOCAL = "spotify:local:Me:Demos:Song:120"
EPISODE = "spotify:episode:512ojhOuo1ktJprKbVcKyQ"
NO_EDITS = Edits()


def rows(*uris):
    return [Row(uri) for uri in uris]


def recorded(uri, isrc):
    return Row(uri, Track(id=uri[-22:], title="Flowers", artists=(), duration_ms=200_455, isrc=isrc))


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ((A, B, C), (A, B, C), NO_EDITS),
        ((), (), NO_EDITS),
        ((A, B, C), (A, C), Edits(removed=(B,))),
        ((A, B, C), (A, B, C, X), Edits(added=((3, X),))),
        ((A, B, C), (X, A, B, Y, C), Edits(added=((0, X), (3, Y)))),
        ((A, B, C), (A, X, C), Edits(added=((1, X),), removed=(B,))),
        ((A, B, C), (C, A, B), Edits(moved=True)),
        ((A, B, C, D), (D, X, A), Edits(added=((1, X),), removed=(B, C), moved=True)),
        ((A, B), (A, B, A), Edits(doubled=((2, A),))),
        ((A, B), (A, B, X, X), Edits(added=((2, X),), doubled=((3, X),))),
        ((A, B, C), (), Edits(removed=(A, B, C))),
        ((), (A,), Edits(added=((0, A),))),
        ((A, B), (A, LOCAL, B), Edits(added=((1, LOCAL),))),
    ],
)
def test_what_a_person_did_is_found(last, now, expected):
    assert expected == find_edits(last, rows(*now))
    assert expected == find_edits(rows(*last), rows(*now))
    assert (expected == NO_EDITS) is expected.is_empty


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ((A, B, C), (A, None, C), NO_EDITS),
        ((A, None, C), (A, B, C), NO_EDITS),
        ((A, None, C), (A, None, C), NO_EDITS),
        ((A, B, C, D), (A, None, D), Edits(removed=(C,))),
        ((A, B, C), (A, None, C, X), Edits(added=((3, X),))),
        ((A, B, C), (A, B, None, C), NO_EDITS),
    ],
    ids=["went null", "healed", "stays null", "null and removed", "null and added", "null out of nowhere"],
)
def test_a_row_that_went_null_is_no_persons_doing(last, now, expected):
    assert expected == find_edits([Row(uri) for uri in last], rows(*now))


def test_a_known_alias_is_no_edit_in_either_direction():
    aliases = {B: frozenset({X, Y})}
    shown = [(A, B, C), (A, X, C), (A, Y, C)]
    assert [NO_EDITS] * 9 == [find_edits(last, rows(*now), aliases) for last in shown for now in shown]


def test_a_row_that_shows_another_id_of_the_same_isrc_in_its_place_was_relinked():
    last = [recorded(A, "USSM12209777"), recorded(B, "GBARL2300001")]
    assert NO_EDITS == find_edits(last, [recorded(X, "USSM12209777"), recorded(B, "GBARL2300001")])
    assert Edits(added=((0, X),), removed=(A,)) == find_edits(last, [recorded(X, "USSM12209778"), Row(B)])
    assert Edits(added=((0, X),), removed=(A,)) == find_edits(last, rows(X, B))
    nameless = [recorded(A, None), Row(B)]
    assert Edits(added=((0, X),), removed=(A,)) == find_edits(nameless, [recorded(X, None), Row(B)])


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([A, B, C, D, E]), unique=True),
    st.lists(st.sampled_from([A, B, C, D, E, X, Y])),
)
def test_edits_account_for_every_row(last, now):
    edits = find_edits(last, rows(*now))
    assert set(now) - set(last) == {uri for _, uri in edits.added}
    assert set(last) - set(now) == set(edits.removed)
    assert len(now) - len(set(now)) == len(edits.doubled)
    assert (last == now) is edits.is_empty


def test_overwriting_leaves_the_wanted_list_as_it_is_and_forgets():
    edits = Edits(added=((0, X),), removed=(B,))
    assert Honoured((A, B, C)) == honour([A, B, C], edits, EditPolicy.OVERWRITE, [Y], frozenset({D}))


def test_holding_waits_for_a_person_when_there_is_an_edit():
    edits = Edits(moved=True)
    expected = Honoured((A, B), (Y,), frozenset({D}), hold=True)
    assert expected == honour([A, B], edits, EditPolicy.HOLD, [Y], frozenset({D}))


def test_holding_goes_on_when_nobody_edited():
    assert Honoured((A, B)) == honour([A, B], NO_EDITS, EditPolicy.HOLD)


@pytest.mark.parametrize(
    ("wanted", "edits", "kept", "dropped", "expected"),
    [
        ((A, B, C), NO_EDITS, (), (), Honoured((A, B, C))),
        ((A, B, C), Edits(removed=(B,)), (), (), Honoured((A, C), (), frozenset({B}))),
        ((A, C), Edits(removed=(B,)), (), (), Honoured((A, C), (), frozenset({B}))),
        ((A, B, C), NO_EDITS, (), (B,), Honoured((A, C), (), frozenset({B}))),
        ((A, B), Edits(added=((0, X), (2, Y))), (), (), Honoured((A, B, X, Y), (X, Y))),
        ((A, B), NO_EDITS, (X, Y), (), Honoured((A, B, X, Y), (X, Y))),
        ((A, X), NO_EDITS, (X, Y), (), Honoured((A, X, Y), (X, Y))),
        ((A, B), Edits(added=((0, Y),)), (X,), (), Honoured((A, B, X, Y), (X, Y))),
        ((A, B, X), Edits(added=((0, X),)), (), (), Honoured((A, B, X))),
        ((A, B), Edits(doubled=((2, A),), moved=True), (), (), Honoured((A, B))),
        ((A, B), Edits(removed=(X,)), (X, Y), (), Honoured((A, B, Y), (Y,))),
        ((A, X), Edits(removed=(X,)), (X,), (), Honoured((A,), (), frozenset({X}))),
        ((A, B), Edits(added=((1, B),)), (), (B, D), Honoured((A, B), (), frozenset({D}))),
        ((A,), Edits(added=((1, B),)), (), (B,), Honoured((A, B), (B,))),
        ((A,), Edits(added=((0, LOCAL), (1, EPISODE))), (), (), Honoured((A,), lost=(LOCAL, EPISODE))),
    ],
    ids=[
        "no edit",
        "what was removed is not put back",
        "what was removed and left the charts is not put back later",
        "what was dropped earlier stays dropped",
        "what was added stays behind our list",
        "what was kept earlier stays",
        "what is kept and wanted is there once",
        "new ones come behind earlier ones",
        "what was added and is wanted is ours",
        "order and copies are ours",
        "taking out one's own track undoes it",
        "taking out one's own track that is now ours too drops it",
        "putting back what was dropped undoes it",
        "putting back what is not wanted any more keeps it",
        "what no call can write is named",
    ],
)
def test_keeping_honours_what_a_person_did(wanted, edits, kept, dropped, expected):
    assert expected == honour(wanted, edits, EditPolicy.KEEP, kept, frozenset(dropped))


def test_the_next_songs_move_up_for_what_was_removed():
    assert (A, C, D) == honour([A, B, C, D, E], Edits(removed=(B,)), EditPolicy.KEEP, size=3).wanted
    assert (A, B, C) == honour([A, B, C, D, E], NO_EDITS, EditPolicy.OVERWRITE, size=3).wanted


@pytest.mark.parametrize("policy", EditPolicy)
def test_two_tracks_that_spotify_shows_as_one_are_published_once(policy):
    aliases = {A: frozenset({X}), C: frozenset({X})}
    assert (A, B, D) == honour([A, B, C, D, E], NO_EDITS, policy, aliases=aliases, size=3).wanted


def test_a_relinked_track_is_dropped_and_kept_under_every_name():
    aliases = {B: frozenset({X})}
    dropped = honour([A, B], Edits(removed=(X,)), EditPolicy.KEEP, aliases=aliases)
    assert Honoured((A,), (), frozenset({X})) == dropped
    assert (A,) == honour([A, B], NO_EDITS, EditPolicy.KEEP, dropped=dropped.dropped, aliases=aliases).wanted
    assert Honoured((A, B)) == honour([A, B], Edits(added=((0, X),)), EditPolicy.KEEP, aliases=aliases)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([A, B, C, D, E]), unique=True),
    st.lists(st.sampled_from([A, B, C, D, E]), unique=True, min_size=1),
    st.lists(st.sampled_from([A, B, C, D, E, X, Y]), unique=True),
)
def test_what_a_person_kept_and_dropped_lasts_until_they_undo_it(last, wanted, now):
    first = honour(wanted, find_edits(last, rows(*now)), EditPolicy.KEEP)
    assert len(first.wanted) == len(set(first.wanted))
    assert first.dropped.isdisjoint(first.wanted)
    later = honour(wanted, NO_EDITS, EditPolicy.KEEP, first.kept, first.dropped)
    assert first == later
    undone = find_edits(first.wanted, rows(*first.dropped, *(uri for uri in first.wanted if uri not in first.kept)))
    after = honour(wanted, undone, EditPolicy.KEEP, first.kept, first.dropped)
    assert set(wanted) <= set(after.wanted)
    assert after.dropped.isdisjoint(first.dropped)
