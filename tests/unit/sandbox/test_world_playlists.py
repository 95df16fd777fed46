"""What writing calls do to a list of rows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tophits.sandbox.playlists import Row, inserted, moved, new_rows, removed, replaced

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def rows(text: str) -> tuple[Row, ...]:
    return new_rows(list(text), NOW, "me")


def text(of: tuple[Row, ...]) -> str:
    return "".join(str(row.uri) for row in of)


@pytest.mark.parametrize(
    ("start", "before", "length", "expected"),
    [
        (0, 10, 1, "bcdefghija"),
        (9, 0, 1, "jabcdefghi"),
        (8, 0, 2, "ijabcdefgh"),
        (1, 3, 2, "abcdefghij"),
        (1, 2, 2, "abcdefghij"),
        (1, 4, 2, "adbcefghij"),
        (0, 0, 10, "abcdefghij"),
        (3, 3, 1, "abcdefghij"),
        (2, 1, 3, "acdebfghij"),
    ],
)
def test_reorder_moves_a_range_before_a_position_of_the_old_list(start, before, length, expected):
    old = rows("abcdefghij")

    assert expected == text(moved(old, start, before, length, old))


@given(
    st.integers(1, 30).flatmap(
        lambda size: st.tuples(
            st.just(size), st.integers(0, size - 1), st.integers(0, size), st.integers(1, size)
        ).filter(lambda case: case[1] + case[3] <= case[0])
    )
)
def test_reorder_agrees_with_taking_out_and_putting_in(case):
    size, start, before, length = case
    old = new_rows([str(number) for number in range(size)], NOW, "me")
    taken, rest = old[start : start + length], old[:start] + old[start + length :]
    at = before if before <= start else max(start, before - length)

    assert rest[:at] + taken + rest[at:] == moved(old, start, before, length, old)


def test_a_move_named_by_an_older_version_finds_the_rows_it_meant():
    seen = rows("abcd")
    newest = inserted(seen, rows("x"), 0)

    assert "xdabc" == text(moved(newest, 3, 0, 1, seen))


def test_a_move_to_the_end_of_an_older_version_stays_before_what_came_behind_it():
    seen = rows("abc")
    newest = inserted(seen, rows("x"), None)

    assert "bcax" == text(moved(newest, 0, 3, 1, seen))


def test_a_move_of_rows_that_are_gone_moves_the_others():
    seen = rows("abcd")
    newest = removed(seen, frozenset("b"), seen)

    assert "cda" == text(moved(newest, 0, 4, 2, seen))


def test_removing_takes_every_copy_that_the_caller_saw():
    seen = rows("abab")
    newest = inserted(seen, rows("a"), None)

    assert "bba" == text(removed(newest, frozenset("a"), seen))
    assert "bb" == text(removed(newest, frozenset("a"), newest))


def test_replacing_keeps_duplicates_and_the_time_of_rows_that_were_there():
    old = rows("ab")

    new = replaced(old, list("bab"), LATER, "me")

    assert [("b", NOW), ("a", NOW), ("b", LATER)] == [(row.uri, row.added_at) for row in new]
