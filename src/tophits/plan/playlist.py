"""What Spotify does to a playlist's rows on each writing call, so that a plan can be carried out on paper first.

The facts are from web-api-2026.md, section 1.4.
"""

from collections.abc import Iterable

from tophits.domain.plans import MAX_URIS, Add, Move, Replace, Step

Rows = tuple[str | None, ...]
"""The URIs of a playlist in order; None for a row that went null. It keeps its position."""


def apply_step(rows: Rows, step: Step) -> Rows:
    """The rows after one step. ValueError for a step that Spotify would refuse."""
    if isinstance(step, Move):
        return _moved(rows, step)
    if len(step.uris) > MAX_URIS:
        raise ValueError(f"one call carries at most {MAX_URIS} URIs, not {len(step.uris)}")
    if isinstance(step, Replace):
        return step.uris
    if isinstance(step, Add):
        return _added(rows, step.uris, step.position)
    gone = frozenset(step.uris)
    return tuple(row for row in rows if row not in gone)


def apply_plan(rows: Rows, steps: Iterable[Step]) -> Rows:
    """The rows after all steps, in order."""
    for step in steps:
        rows = apply_step(rows, step)
    return rows


def _added(rows: Rows, uris: tuple[str, ...], position: int | None) -> Rows:
    if position is None:
        return (*rows, *uris)
    if not 0 <= position <= len(rows):
        raise ValueError(f"nothing can be added at {position}: there are {len(rows)} rows")
    return (*rows[:position], *uris, *rows[position:])


def _moved(rows: Rows, move: Move) -> Rows:
    """Both indices count the rows as they are before the move."""
    end = move.start + move.length
    if not (move.length >= 1 and move.start >= 0 and end <= len(rows) and 0 <= move.before <= len(rows)):
        raise ValueError(f"{move} does not fit {len(rows)} rows")
    block = rows[move.start : end]
    if move.before <= move.start:
        return (*rows[: move.before], *block, *rows[move.before : move.start], *rows[end:])
    if move.before < end:
        return rows
    return (*rows[: move.start], *rows[end : move.before], *block, *rows[move.before :])
