"""Carrying out a plan: one safe step at a time, written down before it is sent, believed only when read back.

Whatever happens in between (a kill, an answer that never comes, a write that is applied after it failed), the
rows that are read decide what comes next, never what a write answered (I2, I3, I4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tophits.apply.ports import Journal, PlaylistReader, PlaylistWriter, StepState, Work
from tophits.domain.clock import Clock
from tophits.domain.errors import TopHitsError, WriteUnclear
from tophits.domain.events import Event, Observe
from tophits.domain.plans import Plan
from tophits.domain.tracks import Row

MAX_REWRITES = 3
"""How often a list is begun again in one slot before the run gives up (design.md, Aliases)."""

SETTLE_PAUSES = (timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8), timedelta(seconds=16))
"""The pauses between the reads that must agree after an unclear write: rows were seen exact after 0.6 s
(web-api-2026.md, section 1.4), late ones are the reason for the longer ones."""


class NotVerified(TopHitsError):
    """The rows read back are not what was wanted, after every attempt that is allowed."""

    name = "not-verified"
    default_remedy = "The next run looks again and mends it. If it stays, compare: tophits diff EDITION"


@dataclass(frozen=True, slots=True)
class Hands:
    """What carrying out needs. `still_ours` raises when the lease is lost; it is asked before every write."""

    reader: PlaylistReader
    writer: PlaylistWriter
    journal: Journal
    clock: Clock
    observe: Observe
    still_ours: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What rows that were read mean for the list wanted.

    `equal` is I3's equivalence. `plan` leads on from the rows to the list. `spoilt` are wanted URIs whose
    rows stay null, unplayable or foreign although everything around them is right.
    """

    equal: bool
    plan: Plan
    spoilt: tuple[str, ...] = ()


Judge = Callable[[Sequence[Row]], Judgement]
"""Compares rows with the wanted list; may learn aliases, since it is only asked right after our own write."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How carrying out ended.

    `rows` are the last ones read. `verified` is I3's "done". `spoilt` are the wanted URIs that the caller
    has to bench and plan around; `stuck` says that a write failed twice while reads work, which is how a dead
    URI looks. `snapshot_id` is what the last write answered, None when that is not known.
    """

    rows: tuple[Row, ...]
    verified: bool
    writes: int
    snapshot_id: str | None = None
    spoilt: tuple[str, ...] = ()
    stuck: bool = False


@dataclass(slots=True)
class _Progress:
    """What one piece of work has done so far."""

    writes: int = 0
    rewrites: int = 0
    failed_in_a_row: int = 0
    snapshot_id: str | None = None
    spoilt_before: tuple[str, ...] = ()


def carry_out(work: Work, plan: Plan, judge: Judge, hands: Hands) -> Carried:
    """Lead a playlist to `plan.wanted` and prove it by reading back.

    The journal holds an open piece of work from before the first write until the rows are verified; when
    this raises (or the process dies) it stays open, so that the next look knows that a write may be on its
    way.

    Raises:
        NotVerified: the rows are still others after MAX_REWRITES.
        SpotifyError: any error of reading or writing that is not about the list itself.
    """
    progress = _Progress()
    while True:
        hands.journal.open(replace(work, wanted=plan.wanted, steps=plan.steps, states=_waiting(plan)))
        clear = _send_steps(work, plan, hands, progress)
        rows = hands.reader.rows(work.playlist_id) if clear else settled_rows(work.playlist_id, hands)
        judgement = judge(rows)
        if not judgement.equal and clear:
            # Reads may lag behind a write that was answered; two that agree are the truth.
            rows = settled_rows(work.playlist_id, hands, first=rows)
            judgement = judge(rows)
        if not clear and _uris(rows) != plan.old:
            progress.failed_in_a_row = 0  # it was applied after all, in part at least
        if judgement.equal:
            hands.journal.close(work.edition)
            return Carried(rows, verified=True, writes=progress.writes, snapshot_id=progress.snapshot_id)
        ended = _give_up(rows, judgement, progress)
        if ended is not None:
            return ended
        _observe(hands, "apply.again", work, left=judgement.plan.calls)
        plan = judgement.plan


def _give_up(rows: tuple[Row, ...], judgement: Judgement, progress: _Progress) -> Carried | None:
    """Decide whether going on makes sense; how it ended if not."""
    carried = Carried(rows, verified=False, writes=progress.writes, snapshot_id=None)
    if progress.failed_in_a_row >= 2:
        return replace(carried, stuck=True)
    if judgement.spoilt and judgement.spoilt == progress.spoilt_before:
        return replace(carried, spoilt=judgement.spoilt)
    progress.spoilt_before = judgement.spoilt
    progress.rewrites += 1
    if progress.rewrites > MAX_REWRITES:
        raise NotVerified(f"The rows are still not the wanted ones after {MAX_REWRITES} rewrites")
    return None


def _send_steps(work: Work, plan: Plan, hands: Hands, progress: _Progress) -> bool:
    """Send the steps in order, each written down first. False when one ended unclear; the rest is not sent."""
    for number, step in enumerate(plan.steps):
        hands.still_ours()
        hands.journal.mark(work.edition, number, StepState.SENDING)
        progress.writes += 1
        try:
            progress.snapshot_id = hands.writer.write(work.playlist_id, step)
        except WriteUnclear as unclear:
            hands.journal.mark(work.edition, number, StepState.UNCLEAR)
            progress.snapshot_id = None
            progress.failed_in_a_row += 1
            _observe(hands, "apply.unclear", work, step=number, why=str(unclear))
            return False
        hands.journal.mark(work.edition, number, StepState.ANSWERED)
        progress.failed_in_a_row = 0
        _observe(hands, "apply.step-sent", work, step=number, of=len(plan.steps))
    return True


def settled_rows(playlist_id: str, hands: Hands, *, first: tuple[Row, ...] | None = None) -> tuple[Row, ...]:
    """Read until two reads in a row agree, with growing pauses; the last read when none do."""
    rows = first
    for pause in SETTLE_PAUSES:
        hands.clock.wait(pause)
        again = hands.reader.rows(playlist_id)
        if rows is not None and _uris(rows) == _uris(again):
            return again
        rows = again
    return rows or ()


def _uris(rows: Sequence[Row]) -> tuple[str | None, ...]:
    return tuple(row.uri for row in rows)


def _waiting(plan: Plan) -> tuple[StepState, ...]:
    return (StepState.WAITING,) * len(plan.steps)


def _observe(hands: Hands, name: str, work: Work, **facts: str | int) -> None:
    known: Mapping[str, str | int] = {"run": work.run_id, "edition": work.edition, **facts}
    hands.observe(Event(name, hands.clock.now(), known))
