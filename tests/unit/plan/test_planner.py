"""From the rows that are there to the list that is wanted: which calls, in which order, and why."""

import pytest

from tophits.domain.plans import Add, Move, Remove, Replace
from tophits.plan.planner import describe, plan


def uris(*numbers):
    return tuple(f"spotify:track:{number:022}" for number in numbers)


def span(first, last):
    return uris(*range(first, last))


def test_an_equal_list_costs_no_call():
    assert () == plan(span(0, 50), span(0, 50)).steps


def test_a_list_that_is_equal_through_an_alias_costs_no_call():
    written, seen = uris(7, 900)
    old = tuple(seen if uri == written else uri for uri in span(0, 50))
    assert () == plan(old, span(0, 50), aliases={written: frozenset({seen})}).steps


def test_an_empty_list_over_an_empty_playlist_costs_no_call():
    assert () == plan((), ()).steps


def test_up_to_100_tracks_are_one_replace():
    wanted = span(10, 110)
    assert (Replace(wanted),) == plan(span(0, 100), wanted).steps


def test_more_than_100_are_a_replace_and_appends_in_order():
    wanted = span(1000, 1250)
    expected = (Replace(wanted[:100]), Add(wanted[100:200]), Add(wanted[200:]))
    assert expected == plan(span(0, 250), wanted).steps


@pytest.mark.parametrize(("there", "calls"), [(100, 2), (200, 1), (249, 1), (150, 1)])
def test_an_interrupted_rewrite_goes_on_with_the_missing_appends(there, calls):
    wanted = span(0, 250)
    drafted = plan(wanted[:there], wanted)
    assert calls == drafted.calls
    assert wanted[there:] == tuple(uri for step in drafted.steps for uri in step.uris)
    assert {None} == {step.position for step in drafted.steps}


def test_a_relinked_track_does_not_hinder_going_on():
    wanted = span(0, 250)
    old = (*uris(900), *wanted[1:100])
    drafted = plan(old, wanted, aliases={wanted[0]: frozenset(uris(900))})
    assert (Add(wanted[100:200]), Add(wanted[200:])) == drafted.steps


def test_a_list_that_grows_from_below_100_is_appended_to():
    assert (Add(span(60, 150)),) == plan(span(0, 60), span(0, 150)).steps


def test_few_changes_to_a_long_list_take_fewer_calls_than_a_rewrite():
    old = span(0, 250)
    wanted = (*uris(900), *old[:100], *old[101:])
    assert (Add(uris(900), 0), Remove(uris(100))) == plan(old, wanted).steps


def test_a_block_moves_in_one_call():
    old = span(0, 200)
    wanted = (*old[:20], *old[120:150], *old[20:120], *old[150:])
    assert (Move(start=120, before=20, length=30),) == plan(old, wanted).steps


def test_a_block_moves_to_the_end():
    old = span(0, 200)
    wanted = (*old[:20], *old[30:], *old[20:30])
    assert (Move(start=20, before=200, length=10),) == plan(old, wanted).steps


def test_blocks_that_come_together_on_the_way_move_together():
    old = uris(5, 1, 6, 0, 2, 3, 4, 7)
    expected = (Move(start=1, before=4), Move(start=0, before=7, length=2))
    assert expected == plan(old, uris(0, 1, 2, 3, 4, 5, 6, 7), keep_added_within=3).steps


def test_as_many_calls_as_a_rewrite_are_a_rewrite():
    old = span(0, 50)
    assert (Replace((*old[1:], *uris(900))),) == plan(old, (*old[1:], *uris(900))).steps


def test_keeping_date_added_prefers_steps_within_its_limit():
    old = span(0, 50)
    wanted = (*old[1:], *uris(900))
    assert (Add(uris(900)), Remove(uris(0))) == plan(old, wanted, keep_added_within=2).steps
    assert (Replace(wanted),) == plan(old, wanted, keep_added_within=1).steps


def test_new_tracks_that_stand_together_are_put_in_together_100_at_a_time():
    old = span(0, 40)
    wanted = (*old[:10], *span(1000, 1150), *old[10:])
    drafted = plan(old, wanted, keep_added_within=2)
    assert (Replace(wanted[:100]), Add(wanted[100:])) == plan(old, wanted).steps
    assert (Add(span(1000, 1100), 10), Add(span(1100, 1150), 110)) == drafted.steps


def test_tracks_that_leave_are_removed_100_at_a_time():
    old = span(0, 400)
    assert (Remove(span(250, 350)), Remove(span(350, 400))) == plan(old, span(0, 250)).steps


@pytest.mark.parametrize(
    "odd", [None, "spotify:local:Somebody:Album:Song:180", "spotify:episode:512ojhOuo1ktJprKbVcKyQ"]
)
def test_rows_that_no_call_can_name_are_left_to_the_rewrite(odd):
    wanted = span(0, 120)
    drafted = plan((*wanted, odd), wanted, keep_added_within=50)
    assert (Replace(wanted[:100]), Add(wanted[100:])) == drafted.steps


def test_a_second_copy_goes_with_the_first_and_one_comes_back():
    wanted = span(0, 250)
    old = (*wanted[:30], wanted[3], *wanted[30:])
    assert (Remove((wanted[3],)), Add((wanted[3],), 3)) == plan(old, wanted).steps


def test_a_second_copy_in_a_short_list_is_left_to_the_rewrite_since_removing_first_would_leave_too_few_rows():
    wanted = span(0, 50)
    assert (Replace(wanted),) == plan((*wanted, wanted[3]), wanted, keep_added_within=10).steps


def test_a_second_copy_that_needs_a_call_too_many_is_left_to_the_rewrite():
    wanted = span(0, 150)
    old = (*wanted[:30], wanted[3], *wanted[30:])
    assert (Replace(wanted[:100]), Add(wanted[100:])) == plan(old, wanted).steps


def test_more_moves_than_allowed_are_left_to_the_rewrite():
    wanted = uris(0, 1, 2, 3, 4, 5)
    assert (Replace(wanted),) == plan(uris(5, 4, 3, 2, 1, 0), wanted, keep_added_within=4).steps
    assert 5 == plan(uris(5, 4, 3, 2, 1, 0), wanted, keep_added_within=5).calls


def test_a_relinked_row_is_removed_under_both_its_names():
    written, seen = uris(7, 900)
    old = tuple(seen if uri == written else uri for uri in span(0, 250))
    wanted = tuple(uri for uri in span(0, 250) if uri != written)
    drafted = plan(old, wanted, aliases={written: frozenset({seen})})
    assert (Remove((seen, written)),) == drafted.steps


def test_a_name_that_a_staying_row_shares_is_never_removed():
    first, second, seen = uris(1, 2, 900)
    aliases = {first: frozenset({seen}), second: frozenset({seen})}
    wanted = tuple(uri for uri in span(0, 250) if uri != first)
    old = (seen, *wanted)
    assert isinstance(plan(old, wanted, aliases=aliases).steps[0], Replace)


def test_a_relinked_row_moves_like_any_other():
    written, seen = uris(7, 900)
    rest = tuple(uri for uri in span(0, 250) if uri != written)
    drafted = plan((*rest, seen), (written, *rest), aliases={written: frozenset({seen})})
    assert (Move(249, 0),) == drafted.steps
    assert ((), (), (written,)) == (drafted.added, drafted.removed, drafted.moved)


def test_the_plan_names_what_is_new_what_goes_and_what_moves():
    drafted = plan((*uris(1, 2, 3, 4, 5), None), uris(6, 5, 1, 2, 3))
    assert (uris(6), uris(4), uris(5)) == (drafted.added, drafted.removed, drafted.moved)


def test_a_wanted_list_with_a_double_is_refused():
    with pytest.raises(ValueError, match="twice"):
        plan((), uris(1, 2, 1))


def test_a_playlist_is_never_cleared():
    with pytest.raises(ValueError, match="never cleared"):
        plan(span(0, 3), ())


@pytest.mark.parametrize(
    ("old", "wanted", "keep", "expected"),
    [
        (uris(1), uris(1), None, "unchanged; no call"),
        (
            uris(1, 2, 3, 4),
            uris(9, 4, 1, 2),
            None,
            "1 new, 1 out, 1 moved; one call\none call is the whole change\nmake the playlist exactly these 4",
        ),
        (
            uris(1, 2, 3, 4),
            uris(9, 4, 1, 2, 8),
            4,
            (
                "2 new, 1 out, 1 moved; 4 calls\n"
                "tracks that stay keep their 'date added' (4 calls, up to 4 are allowed)\n"
                "put 1 in at position 1\nput 1 in at position 4\nremove 1\n"
                "move 1 from position 5 to before position 2"
            ),
        ),
        (
            span(0, 100),
            span(0, 250),
            None,
            "150 new; 2 calls\nwhat is there is right so far: only the rest is appended\nappend 100\nappend 50",
        ),
        (
            span(0, 250),
            span(0, 150),
            None,
            "100 out; one call\none call where a rewrite takes 2\nremove 100",
        ),
        (
            (None, *uris(1, 1, 2)),
            uris(1, 2),
            None,
            "1 unreadable, 1 double; one call\none call is the whole change\nmake the playlist exactly these 2",
        ),
        (
            span(0, 150),
            span(1000, 1150),
            None,
            "150 new, 150 out; 2 calls\na rewrite, 100 tracks a call\nmake the playlist exactly these 100\nappend 50",
        ),
    ],
)
def test_a_plan_is_told_in_lines_for_people(old, wanted, keep, expected):
    assert expected == describe(plan(old, wanted, keep_added_within=keep))
