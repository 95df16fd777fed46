"""What each writing call does to the rows, from web-api-2026.md, section 1.4."""

import pytest

from tophits.domain.plans import Add, Move, Remove, Replace
from tophits.plan.playlist import apply_plan, apply_step

ROWS = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Replace(("x", "y")), ("x", "y")),
        (Replace(()), ()),
        (Add(("x", "y")), ("a", "b", "c", "d", "e", "x", "y")),
        (Add(("x", "y"), 0), ("x", "y", "a", "b", "c", "d", "e")),
        (Add(("x",), 3), ("a", "b", "c", "x", "d", "e")),
        (Add(("x",), 5), ("a", "b", "c", "d", "e", "x")),
        (Add(("a",), 1), ("a", "a", "b", "c", "d", "e")),
        (Move(start=4, before=0, length=1), ("e", "a", "b", "c", "d")),
        (Move(start=3, before=1, length=2), ("a", "d", "e", "b", "c")),
        (Move(start=0, before=5, length=1), ("b", "c", "d", "e", "a")),
        (Move(start=0, before=3, length=2), ("c", "a", "b", "d", "e")),
        (Move(start=1, before=1, length=2), ROWS),
        (Move(start=1, before=2, length=2), ROWS),
        (Move(start=1, before=3, length=2), ROWS),
        (Remove(("b", "e")), ("a", "c", "d")),
        (Remove(("nowhere",)), ROWS),
    ],
)
def test_a_step_does_what_spotify_does(step, expected):
    assert expected == apply_step(ROWS, step)


def test_removing_drops_every_copy_and_leaves_null_rows_where_they_are():
    assert (None, "b", None) == apply_step(("a", None, "b", "a", None), Remove(("a",)))


@pytest.mark.parametrize(
    "step",
    [
        Replace(tuple(map(str, range(101)))),
        Add(tuple(map(str, range(101)))),
        Remove(tuple(map(str, range(101)))),
        Add(("x",), 6),
        Add(("x",), -1),
        Move(start=4, before=0, length=2),
        Move(start=0, before=6, length=1),
        Move(start=0, before=-1, length=1),
        Move(start=-1, before=2, length=1),
        Move(start=0, before=2, length=0),
    ],
)
def test_a_step_that_spotify_would_refuse_is_refused(step):
    with pytest.raises(ValueError, match=r"call carries|be added|does not fit"):
        apply_step(ROWS, step)


def test_steps_are_carried_out_in_order():
    assert ("x", "b", "y") == apply_plan(("a", "b"), [Add(("x",), 0), Remove(("a",)), Add(("y",))])
