"""Carrying out a plan: one safe step at a time, written down before it is sent, believed only when read back.

Whatever happens in between (a kill, an answer that never comes, a write that is applied after it failed), the
rows that are read decide what comes next, never what a write answered (I2, I3, I4).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tophits.apply.ports import Journal, PlaylistReader, PlaylistWriter, StepState, Work
from tophits.apply.rehearsal import ApplyStep
from tophits.domain.clock import Clock
from tophits.domain.errors import TopHitsError, WriteUnclear
from tophits.domain.events import Event, Observe
from tophits.domain.plans import Add, Plan, Replace, Step
from tophits.domain.tracks import Row

MAX_REWRITES = 3
"""How often a list is begun again in one slot before the run gives up (design.md, Aliases)."""

SETTLE_PAUSES = (timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8), timedelta(seconds=16))
"""The pauses before the reads that must agree: rows were seen exact after 0.6 s (web-api-2026.md, section 1.4)."""

LATE_AFTER = timedelta(seconds=30)
"""How long an unclear write that shows no effect may still be on its way: writing anew before then would be undone
or doubled by it."""


class NotVerified(TopHitsError):
    """The rows read back are not what was wanted, after every attempt that is allowed."""

    name = "not-verified"
    default_remedy = "Run again: it looks anew and mends. If it stays, compare: tophits diff EDITION"


@dataclass(frozen=True, slots=True)
class Hands:
    """What carrying out needs. `still_ours` raises when the lease is lost; it is asked before every write.

    `after` is the planner's arithmetic: the rows after a step.
    """

    reader: PlaylistReader
    writer: PlaylistWriter
    journal: Journal
    clock: Clock
    observe: Observe
    still_ours: Callable[[], None]
    after: ApplyStep


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
    has to bench and plan around; `stuck_on` are the URIs of a write that failed twice while reads work, which is
    how a dead URI looks. `snapshot_id` is what the last write answered, None when that is not known or when any
    write ended unclear: that one may still come late, so that the next look must read the rows.
    """

    rows: tuple[Row, ...]
    verified: bool
    writes: int
    snapshot_id: str | None = None
    spoilt: tuple[str, ...] = ()
    stuck_on: tuple[str, ...] = ()


@dataclass(slots=True)
class _Progress:
    """What one piece of work has done so far."""

    writes: int = 0
    rewrites: int = 0
    failed: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """How often a step that named these URIs failed and was not applied."""
    snapshot_id: str | None = None
    was_unclear: bool = False
    """Whether any write so far ended unclear."""
    spoilt_before: frozenset[str] = frozenset()


def carry_out(work: Work, plan: Plan, judge: Judge, hands: Hands) -> Carried:
    """Lead a playlist to `plan.wanted` and prove it by reading back.

    The journal holds an open piece of work from before the first write on. It stays open: the caller closes it
    when the verified rows are kept, so that after a kill at any moment the next look knows that what differs from
    the last rows kept may be our own doing, and that a write may be on its way.

    Raises:
        NotVerified: the rows are still others after MAX_REWRITES.
        SpotifyError: any error of reading or writing that is not about the list itself.
    """
    progress = _Progress()
    while True:
        now = hands.clock.now()
        hands.journal.open(replace(work, wanted=plan.wanted, steps=plan.steps, states=_waiting(plan), opened_at=now))
        sent = _send_steps(work, plan, hands, progress)
        if sent.clear:
            rows = hands.reader.rows(work.playlist_id)
            judgement = judge(rows)
            if not judgement.equal:
                # Reads may lag behind a write that was answered; two that agree are the truth.
                rows = settled_rows(work.playlist_id, hands, first=rows, enough=lambda read: judge(read).equal)
                judgement = judge(rows)
        else:
            rows = settled_rows(work.playlist_id, hands, seems_untouched=sent.seems_untouched)
            judgement = judge(rows)
            if sent.seems_untouched(rows):
                progress.failed[sent.named] += 1
        if judgement.equal:
            known = None if progress.was_unclear else progress.snapshot_id
            return Carried(rows, verified=True, writes=progress.writes, snapshot_id=known)
        ended = _give_up(rows, judgement, progress)
        if ended is not None:
            return ended
        _observe(hands, "apply.again", work, left=judgement.plan.calls)
        plan = judgement.plan


def _give_up(rows: tuple[Row, ...], judgement: Judgement, progress: _Progress) -> Carried | None:
    """Decide whether going on makes sense; how it ended if not."""
    carried = Carried(rows, verified=False, writes=progress.writes, snapshot_id=None)
    stuck_on = next((named for named, times in progress.failed.items() if times >= 2), ())
    if stuck_on:
        return replace(carried, stuck_on=stuck_on)
    # Other rows may go null with every write; those that are spoilt twice stay so.
    stays = tuple(uri for uri in judgement.spoilt if uri in progress.spoilt_before)
    if stays:
        return replace(carried, spoilt=stays)
    progress.spoilt_before = frozenset(judgement.spoilt)
    progress.rewrites += 1
    if progress.rewrites > MAX_REWRITES:
        raise NotVerified(f"The rows are still not the wanted ones after {MAX_REWRITES} rewrites")
    return None


@dataclass(frozen=True, slots=True)
class _Sent:
    """How sending went. Of an unclear step: the rows before and after it, as they should be, and what it named."""

    clear: bool
    before: tuple[str | None, ...] = ()
    after: tuple[str | None, ...] = ()
    named: tuple[str, ...] = ()

    def seems_untouched(self, rows: Sequence[Row]) -> bool:
        """Whether the rows are more like before than after; null and relinked ones are like neither."""
        seen = _uris(rows)
        return _likeness(seen, self.before) >= _likeness(seen, self.after)


def _likeness(seen: Sequence[str | None], rows: Sequence[str | None]) -> int:
    return sum(one == other for one, other in zip(seen, rows, strict=False)) - abs(len(seen) - len(rows))


def _named(step: Step) -> tuple[str, ...]:
    return step.uris if isinstance(step, (Replace, Add)) else ()


def _send_steps(work: Work, plan: Plan, hands: Hands, progress: _Progress) -> _Sent:
    """Send the steps in order, each written down first. After one that ends unclear the rest is not sent."""
    reached = plan.old
    for number, step in enumerate(plan.steps):
        hands.still_ours()
        hands.journal.mark(work.edition, number, StepState.SENDING)
        progress.writes += 1
        try:
            progress.snapshot_id = hands.writer.write(work.playlist_id, step)
        except WriteUnclear as unclear:
            hands.journal.mark(work.edition, number, StepState.UNCLEAR)
            progress.was_unclear = True
            _observe(hands, "apply.unclear", work, step=number, why=str(unclear))
            return _Sent(clear=False, before=reached, after=hands.after(reached, step), named=_named(step))
        hands.journal.mark(work.edition, number, StepState.ANSWERED)
        reached = hands.after(reached, step)
        _observe(hands, "apply.step-sent", work, step=number, of=len(plan.steps))
    return _Sent(clear=True)


def settled_rows(
    playlist_id: str,
    hands: Hands,
    *,
    first: tuple[Row, ...] | None = None,
    seems_untouched: Callable[[tuple[Row, ...]], bool] = lambda _: False,
    enough: Callable[[tuple[Row, ...]], bool] = lambda _: False,
) -> tuple[Row, ...]:
    """Read until two reads in a row agree, with growing pauses; the last read when none do.

    A read that is `enough` ends it at once. That an unclear write was not applied, because the rows look as
    before (`seems_untouched`), is believed only after LATE_AFTER.
    """
    rows = first
    began = hands.clock.now()
    for pause in SETTLE_PAUSES:
        left = began + LATE_AFTER - hands.clock.now()
        hands.clock.wait(max(pause, left) if rows is not None and seems_untouched(rows) else pause)
        again = hands.reader.rows(playlist_id)
        if enough(again) or (rows is not None and _uris(rows) == _uris(again)):
            return again
        rows = again
    return rows or ()


def wait_for_late_writes(work: Work, hands: Hands) -> None:
    """Let the time pass in which what was sent before a kill may still be applied."""
    hands.clock.wait(work.opened_at + LATE_AFTER - hands.clock.now())


def _uris(rows: Sequence[Row]) -> tuple[str | None, ...]:
    return tuple(row.uri for row in rows)


def _waiting(plan: Plan) -> tuple[StepState, ...]:
    return (StepState.WAITING,) * len(plan.steps)


def _observe(hands: Hands, name: str, work: Work, **facts: str | int) -> None:
    known: Mapping[str, str | int] = {"run": work.run_id, "edition": work.edition, **facts}
    hands.observe(Event(name, hands.clock.now(), known))
