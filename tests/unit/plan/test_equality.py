"""Done means read back: position by position and in number (I3)."""

import pytest

from tophits.domain.tracks import Row, Track
from tophits.plan.equality import Difference, Kind, names, same, stands_for, without_doubles

A, B, C, X, Y = (f"spotify:track:{letter * 22}" for letter in "ABCXY")


def unplayable(uri):
    return Row(uri, Track(id=uri.rpartition(":")[2], title="Shivers", artists=(), duration_ms=207_853, playable=False))


@pytest.mark.parametrize(
    ("rows", "differences"),
    [
        ([Row(A), Row(B)], ()),
        ([Row(A), Row(X)], ()),
        ([Row(A)], (Difference(1, B, None, Kind.MISSING),)),
        ([], (Difference(0, A, None, Kind.MISSING), Difference(1, B, None, Kind.MISSING))),
        ([Row(A), Row(B), Row(C)], (Difference(2, None, C, Kind.EXTRA),)),
        ([Row(A), Row(B), Row(None)], (Difference(2, None, None, Kind.EXTRA),)),
        ([Row(B), Row(A)], (Difference(0, A, B, Kind.OTHER), Difference(1, B, A, Kind.OTHER))),
        ([Row(X), Row(B)], (Difference(0, A, X, Kind.OTHER),)),
        ([Row(None), Row(B)], (Difference(0, A, None, Kind.NULL),)),
        ([unplayable(A), Row(B)], (Difference(0, A, A, Kind.UNPLAYABLE),)),
        ([Row(A), unplayable(X)], (Difference(1, B, X, Kind.UNPLAYABLE),)),
        ([Row(A), unplayable(Y)], (Difference(1, B, Y, Kind.OTHER),)),
        (
            [Row("spotify:local:::Shivers:207", is_local=True), Row(B)],
            (Difference(0, A, "spotify:local:::Shivers:207", Kind.OTHER),),
        ),
    ],
)
def test_every_position_that_is_not_as_wanted_is_named_with_its_kind(rows, differences):
    comparison = same(rows, [A, B], {B: frozenset({X})})
    assert differences == comparison.differences
    assert (differences == ()) is comparison.equal


def test_an_alias_counts_only_for_the_track_it_was_learnt_for():
    aliases = {A: frozenset({X, Y})}
    assert [True, True, True, False, False, False] == [
        stands_for(seen, wanted, aliases) for seen, wanted in [(A, A), (X, A), (Y, A), (X, B), (A, X), (None, A)]
    ]


def test_a_uri_goes_by_its_own_name_and_by_those_it_was_seen_for():
    called = names({A: frozenset({X}), B: frozenset({X, Y})})
    assert [{A}, {X, A, B}, {Y, B}, {C}] == [set(called(uri)) for uri in (A, X, Y, C)]


@pytest.mark.parametrize(
    ("wanted", "aliases", "expected"),
    [
        ([A, B, C], {}, (A, B, C)),
        ([A, X], {A: frozenset({X})}, (A,)),
        ([X, A], {A: frozenset({X})}, (X,)),
        ([A, B, C], {A: frozenset({X}), C: frozenset({X})}, (A, B)),
        ([A, B, A], {}, (A, B)),
    ],
)
def test_of_two_wanted_tracks_that_spotify_shows_as_one_the_first_stays(wanted, aliases, expected):
    assert expected == without_doubles(wanted, aliases)
