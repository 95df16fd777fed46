"""What is true of every plan, whatever the playlist holds and whatever is wanted."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tophits.plan.equality import stands_for
from tophits.plan.planner import describe, plan
from tophits.plan.playlist import apply_plan, apply_step


def uri(number):
    return f"spotify:track:{number:022}"


LEISURELY = settings(deadline=None)  # the machine may be busy; nothing here is about time

LOCAL = "spotify:local:Somebody:Album:Song:180"

SMALL_OLD = st.lists(st.one_of(st.none(), st.just(LOCAL), st.integers(0, 9).map(uri)), max_size=14)
SMALL_WANTED = st.lists(st.integers(0, 12).map(uri), unique=True, min_size=1, max_size=12)

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "insert", "move", "shuffle", "copy", "null"]),
        st.integers(0, 320),
        st.integers(1, 130),
        st.integers(0, 320),
    ),
    max_size=4,
)


def changed(rows, changes, first_new):
    """Long lists that are alike in parts, as playlists of one week and the next are."""
    rows = list(rows)
    for kind, start, length, to in changes:
        block = rows[start : start + length]
        match kind:
            case "drop":
                del rows[start : start + length]
            case "insert":
                rows[start:start] = [uri(first_new + number) for number in range(length)]
                first_new += length
            case "move":
                del rows[start : start + length]
                rows[to:to] = block
            case "shuffle":
                rows[start : start + length] = block[::2] + block[1::2][::-1]
            case "copy":
                rows[to:to] = block[:2]
            case "null":
                rows[start : start + 1] = [None] * len(block[:1])
    return rows


@st.composite
def long_lists(draw):
    base = [uri(number) for number in range(draw(st.sampled_from([0, 40, 99, 100, 101, 150, 200, 250])))]
    old = changed(base, draw(CHANGES), 1000)
    drawn = changed(base, draw(CHANGES), 2000)
    wanted = list(dict.fromkeys(row for row in drawn if row is not None)) or [uri(5000)]
    return old, wanted


LISTS = st.one_of(st.tuples(SMALL_OLD, SMALL_WANTED), long_lists())
KEEP = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def relinked_lists(draw):
    """Lists in which some rows show another id than the one wanted; two tracks may share such an id."""
    old, wanted = draw(LISTS)
    shown = draw(st.dictionaries(st.sampled_from(wanted), st.integers(0, 6), max_size=4))
    aliases = {written: frozenset({uri(9000 + number)}) for written, number in shown.items()}
    places = draw(st.sets(st.integers(0, max(0, len(old) - 1)), max_size=6))
    rows = [min(aliases[row]) if place in places and row in aliases else row for place, row in enumerate(old)]
    return rows, wanted, aliases


def states(rows, steps):
    rows = tuple(rows)
    found = [rows]
    for step in steps:
        rows = apply_step(rows, step)
        found.append(rows)
    return found


def unsafe(old, wanted, reached):
    """What the listener would complain about in a state between (I2)."""
    had = Counter(old)
    return {
        "too few": len(reached) < min(100, len(old), len(wanted)),
        "foreign": not set(reached) <= set(old) | set(wanted),
        "doubled": any(number > max(1, had[row]) for row, number in Counter(reached).items() if row is not None),
    }


SAFE = {"too few": False, "foreign": False, "doubled": False}


def rewrite_calls(wanted):
    return -(-len(wanted) // 100)


@LEISURELY
@given(LISTS, KEEP)
@example(([uri(1), uri(1)], [uri(1)]), None)
@example(([None], [uri(1)]), 5)
def test_carrying_out_a_plan_leads_to_the_wanted_list(lists, keep):
    old, wanted = lists
    assert tuple(wanted) == apply_plan(tuple(old), plan(old, wanted, keep_added_within=keep).steps)


@LEISURELY
@given(LISTS, KEEP)
def test_no_state_on_the_way_harms_the_listener(lists, keep):
    old, wanted = lists
    drafted = plan(old, wanted, keep_added_within=keep)
    assert [SAFE] * (drafted.calls + 1) == [unsafe(old, wanted, reached) for reached in states(old, drafted.steps)]


@LEISURELY
@given(LISTS, KEEP, KEEP, st.data())
def test_planning_anew_from_any_state_reached_leads_to_the_wanted_list_and_stays_safe(lists, keep, keep_then, data):
    old, wanted = lists
    drafted = plan(old, wanted, keep_added_within=keep)
    reached = data.draw(st.sampled_from(states(old, drafted.steps)))
    onward = plan(reached, wanted, keep_added_within=keep_then)
    passed = states(reached, onward.steps)
    assert tuple(wanted) == passed[-1]
    assert [SAFE] * len(passed) == [unsafe(old, wanted, rows) for rows in passed]


@LEISURELY
@given(long_lists())
def test_an_interrupted_rewrite_is_never_begun_again(lists):
    _, wanted = lists
    for there in range(100, len(wanted), 100):
        onward = plan(wanted[:there], wanted)
        assert rewrite_calls(wanted) - there // 100 == onward.calls
        assert tuple(wanted[there:]) == tuple(row for step in onward.steps for row in step.uris)


@LEISURELY
@given(LISTS)
def test_a_plan_never_takes_more_calls_than_the_rewrite(lists):
    old, wanted = lists
    assert plan(old, wanted).calls <= rewrite_calls(wanted)


@LEISURELY
@given(LISTS, st.integers(0, 40))
def test_keeping_date_added_takes_no_more_calls_than_allowed_or_the_rewrite(lists, keep):
    old, wanted = lists
    assert plan(old, wanted, keep_added_within=keep).calls <= max(keep, rewrite_calls(wanted))


@LEISURELY
@given(SMALL_WANTED, KEEP)
def test_a_plan_of_equals_is_empty(wanted, keep):
    drafted = plan(wanted, wanted, keep_added_within=keep)
    assert ((), (), (), ()) == (drafted.steps, drafted.added, drafted.removed, drafted.moved)


@LEISURELY
@given(LISTS, KEEP)
def test_the_same_lists_give_the_same_plan(lists, keep):
    old, wanted = lists
    first = plan(old, wanted, keep_added_within=keep)
    assert first == plan(tuple(old), tuple(wanted), keep_added_within=keep)
    assert describe(first) == describe(plan(old, wanted, keep_added_within=keep))


@LEISURELY
@given(LISTS)
def test_what_a_plan_names_is_what_changes(lists):
    old, wanted = lists
    drafted = plan(old, wanted)
    assert set(wanted) - set(old) == set(drafted.added)
    assert set(old) - set(wanted) - {None} == set(drafted.removed)
    still = set(wanted) & set(old) - set(drafted.moved)
    assert set(drafted.moved) <= set(wanted) & set(old)
    assert len(still) + len(drafted.moved) == len(set(wanted) & set(old))


@LEISURELY
@given(relinked_lists(), KEEP)
def test_relinked_rows_are_neither_added_again_nor_taken_for_others(lists, keep):
    old, wanted, aliases = lists
    drafted = plan(old, wanted, aliases=aliases, keep_added_within=keep)
    passed = states(old, drafted.steps)
    assert len(wanted) == len(passed[-1])
    assert all(stands_for(seen, row, aliases) for seen, row in zip(passed[-1], wanted, strict=True))
    assert [SAFE] * len(passed) == [unsafe(old, wanted, rows) for rows in passed]
