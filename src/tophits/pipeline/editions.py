"""One run of one edition: the order of all stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from tophits.apply.carry import Carried, Hands, NotVerified
from tophits.apply.editions_state import EditionState
from tophits.apply.rehearsal import RehearsedJournal, RehearsedPlaylist
from tophits.apply.runs import Run, RunState
from tophits.domain.editions import Edition, EditPolicy
from tophits.domain.errors import BudgetSpent, EditionFrozen, QuotaExceeded, RateLimited, TopHitsError
from tophits.domain.plans import Plan
from tophits.domain.quotas import Family
from tophits.domain.rankings import Ranking
from tophits.domain.tracks import Row
from tophits.matching.book import Standing
from tophits.matching.decide import decide
from tophits.matching.match import check_track
from tophits.pipeline.choosing import Choice, Chosen, bench, choose
from tophits.pipeline.gathering import Gathered, gather
from tophits.pipeline.looking import Seen, ensure_playlist, look_at, put_words_right, state_to_write
from tophits.pipeline.ports import Ports, Search
from tophits.pipeline.publishing import (
    Target,
    calls_for,
    find_dead,
    hands_for,
    keep_verified,
    plan_for,
    write,
)
from tophits.pipeline.report import RunReport
from tophits.pipeline.scratch import Scratch
from tophits.plan.edits import Edits, Honoured, honour
from tophits.plan.equality import stands_for
from tophits.plan.planner import describe, plan
from tophits.plan.playlist import apply_step
from tophits.ranking.guards import agreeing_origins, check_churn
from tophits.ranking.published import PublishedList, PublishedPosition

FIRST_SHARE = 0.6
"""A new list is first published at this share of its size ..."""
FIRST_PATIENCE = timedelta(hours=72)
"""... or with what there is after this time (design.md, Ranking)."""
MAX_SUBSTITUTIONS = 3
"""How often a list is planned anew around bad tracks within one run."""


Bad = tuple[str, str]
"""A URI that must not stay, and why."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run was asked for besides its edition.

    `day` is the date that guards and windows use. `approved` lets a change pass that is larger than the
    churn budget. `held_before` is the list that the run before this one held. `first_asked_hours` is how long ago
    this edition was first run, for the patience with a first list.
    """

    day: date
    source_weights: Mapping[str, float]
    approved: bool = False
    held_before: PublishedList | None = None
    first_asked_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class _Round:
    """One try at a list: what was chosen, the list after a person's edits, and the way there."""

    chosen: Chosen
    honoured: Honoured
    target: Target
    steps: Plan


def rehearse(edition: Edition, orders: Orders, ports: Ports) -> RunReport:
    """Do everything but spend searches and write: the dry run. Reads the playlist if there is one.

    It ends as the run would as far as that can be known without searches: held or postponed for the same reasons.
    """
    before = dict(ports.spotify.calls())
    gathered = gather(edition, orders.day, orders.source_weights, ports.kept)
    report = RunReport(edition.key, edition.title, RunState.DONE, orders.day, edition.size, rehearsed=True)
    if gathered.ranking is None:
        return replace(report, state=RunState.HELD, reasons=gathered.held, remedy=HELD_REMEDY)
    state = ports.kept.states.get(edition.key)
    rows: tuple[Row, ...] = ()
    edits = Edits()
    if state.playlist_id is not None:
        seen = look_at(edition, state, ports, hands_for(ports))
        rows, edits = seen.rows, seen.edits
    this = _plan_round(edition, 0, gathered.ranking, state, edits, rows, ports, tracks=None)
    report = replace(
        report, reasons=(*gathered.noticed, *_said(edits, this.honoured, edition)), playlist_id=state.playlist_id
    )
    stop = _reasons_to_wait(edition, orders, state, rows, gathered, this)
    try:
        state_to_write(edition, ports)
    except EditionFrozen as frozen:
        stop = RunState.HELD, (str(frozen),), frozen.remedy
    if stop is not None:
        # What is postponed for want of tracks may yet go on: a run searches for them, a dry run does not.
        may_go_on = stop[0] is RunState.POSTPONED and this.chosen.searches_needed > 0
        ends = RunState.DONE if may_go_on else stop[0]
        report = replace(report, state=ends, reasons=(*report.reasons, *stop[1]), remedy=None if may_go_on else stop[2])
    _rehearse_steps(this.target, this.steps, rows, ports)
    cost = sum(calls_for(this.steps).values())
    report = replace(report, plan=describe(this.steps), planned_calls=cost)
    return _filled(report, gathered, this, ports, before)


def _rehearse_steps(target: Target, steps: Plan, rows: tuple[Row, ...], ports: Ports) -> None:
    """Carry the plan out on a copy of the rows, and make sure that it ends where it says."""
    rehearsed = RehearsedPlaylist(ports.spotify.reader, rows, apply_step)
    hands = Hands(rehearsed, rehearsed, RehearsedJournal(), ports.clock, ports.observe, ports.still_ours, apply_step)
    for step in steps.steps:
        hands.writer.write(target.playlist_id, step)
    reached = hands.reader.rows(target.playlist_id)
    aliases = ports.kept.aliases.known(ports.spotify.country)
    there = len(reached) == len(steps.wanted) and all(
        stands_for(row.uri, uri, aliases) for row, uri in zip(reached, steps.wanted, strict=True)
    )
    if steps.steps and not there:
        raise NotVerified(f"The plan for {target.edition} does not lead to the wanted list")


def run_edition(edition: Edition, run: Run, orders: Orders, ports: Ports) -> RunReport:
    """Bring one edition up to date; errors of Spotify and the budget become the run's end, never a stack trace."""
    before = dict(ports.spotify.calls())
    report = RunReport(edition.key, edition.title, RunState.FAILED, orders.day, edition.size, run_id=run.id)
    try:
        report = _run(edition, run, orders, ports, report, before)
    except (BudgetSpent, QuotaExceeded, RateLimited) as wall:
        report = replace(
            report,
            state=RunState.POSTPONED,
            reasons=(*report.reasons, str(wall)),
            remedy=wall.remedy,
            room_at=wall.not_before,
        )
    except EditionFrozen as frozen:
        report = replace(report, state=RunState.HELD, reasons=(*report.reasons, str(frozen)), remedy=frozen.remedy)
    except TopHitsError as error:
        report = replace(
            report,
            state=RunState.FAILED,
            reasons=(*report.reasons, f"{error.name}: {error}"),
            remedy=error.remedy,
        )
    return replace(report, calls=_spent(ports, before))


@dataclass(frozen=True, slots=True)
class _Task:
    """What a run is about; the same from its beginning to its end."""

    edition: Edition
    run: Run
    orders: Orders
    gathered: Gathered
    ranking: Ranking
    ports: Ports
    before: Mapping[Family, int]

    def plan_round(
        self, state: EditionState, edits: Edits, rows: tuple[Row, ...], tracks: Search | Chosen | None
    ) -> _Round:
        """One try at the list."""
        return _plan_round(self.edition, self.run.id, self.ranking, state, edits, rows, self.ports, tracks)


def _run(
    edition: Edition, run: Run, orders: Orders, ports: Ports, report: RunReport, before: Mapping[Family, int]
) -> RunReport:
    gathered = gather(edition, orders.day, orders.source_weights, ports.kept)
    if gathered.ranking is None:
        return replace(report, state=RunState.HELD, reasons=gathered.held, remedy=HELD_REMEDY)
    task = _Task(edition, run, orders, gathered, gathered.ranking, ports, before)
    state = state_to_write(edition, ports)
    tracks: Search | Chosen = ports.spotify.search
    if state.playlist_id is None:
        # A playlist is made only when there is a list for it: an empty one is nobody's wish.
        first = task.plan_round(state, Edits(), (), tracks)
        stop = _reasons_to_wait(edition, orders, state, (), gathered, first)
        if stop is not None:
            return _waiting(task, first, replace(report, reasons=gathered.noticed), stop)
        tracks = first.chosen
    state = ensure_playlist(edition, ports, name=edition.title, description=edition.description)
    seen = look_at(edition, state, ports, hands_for(ports))
    words = ("name or description were set back",) if put_words_right(edition, seen.look, ports) else ()
    report = replace(report, playlist_id=seen.playlist_id, reasons=(*gathered.noticed, *words))
    return _bring_there(task, state, seen, tracks, report)


def _bring_there(task: _Task, state: EditionState, seen: Seen, tracks: Search | Chosen, report: RunReport) -> RunReport:
    """Write the list and prove it; plan anew around tracks that must not stay."""
    noticed = report.reasons
    rows = seen.rows
    blameless = False
    substituted = 0
    for tried in range(MAX_SUBSTITUTIONS + 1):
        this = task.plan_round(state, seen.edits, rows, tracks)
        tracks = task.ports.spotify.search
        report = replace(report, reasons=(*noticed, *_said(seen.edits, this.honoured, task.edition)))
        stop = _reasons_to_wait(task.edition, task.orders, state, seen.rows, task.gathered, this)
        if stop is not None:
            return _waiting(task, this, report, stop)
        report = _ready(task, this, report)
        state, carried = _write_round(task, this, state, seen, rows, first=not tried)
        if carried.verified:
            # Also when a track of it has to go: the next look must not take our own list for a person's edit.
            known = seen.rows_known and not carried.writes and not tried
            state = _finish(task, state, this, carried, report, rows_known=known)
        rows = carried.rows
        bad = _bad_tracks(this, carried, seen.rows, task.ports)
        if carried.verified and not bad:
            said = (f"done with substitutions: {substituted}",) if substituted else ()
            return replace(report, state=RunState.DONE, reasons=(*report.reasons, *said))
        state = _set_aside(bad, this, state, task.ports)
        if bad and tried == MAX_SUBSTITUTIONS:
            return _out_of_tries(report, len(bad), carried)
        if blameless and not bad:
            break
        substituted += len(bad)
        blameless = not bad
    raise NotVerified("Writes keep failing and no track is to blame; Spotify may be in trouble")


def _write_round(
    task: _Task, this: _Round, state: EditionState, seen: Seen, rows: tuple[Row, ...], *, first: bool
) -> tuple[EditionState, Carried]:
    """Carry a round's plan out. With nothing to do, the rows are as wanted, and so they are as good as read back."""
    if not this.steps.steps:
        known = seen.look.snapshot_id if first else None
        return state, Carried(rows, verified=True, writes=0, snapshot_id=known)
    # A person's edit is kept in mind before it is written over: a later run cannot see it any more.
    state = replace(state, kept=this.honoured.kept, dropped=this.honoured.dropped)
    carried = write(
        this.target,
        this.steps,
        rows,
        task.ports,
        hands_for(task.ports),
        may_use_spare=seen.unfinished is not None,
        before_first_write=partial(task.ports.kept.states.put, state),
    )
    return state, carried


def _ready(task: _Task, this: _Round, report: RunReport) -> RunReport:
    return _filled(replace(report, plan=describe(this.steps)), task.gathered, this, task.ports, task.before)


def _waiting(task: _Task, this: _Round, report: RunReport, stop: "_Stop") -> RunReport:
    """The end of a run that writes nothing (more), and why."""
    ready = _ready(task, this, report)
    _remember_held(task.run, task.orders, ready, stop, task.ports)
    return replace(ready, state=stop[0], reasons=(*ready.reasons, *stop[1]), remedy=stop[2])


def _out_of_tries(ready: RunReport, bad: int, carried: Carried) -> RunReport:
    """The end of a run whose last list still had tracks that must not stay: they are set aside for the next one."""
    what = "other songs" if carried.verified else "dead or not to be played"
    said = (
        f"after {MAX_SUBSTITUTIONS} substitutions {bad} more tracks turned out to be {what}; the next run replaces them"
    )
    return replace(
        ready, state=RunState.FAILED, reasons=(*ready.reasons, said), remedy=f"Run again: tophits run {ready.edition}"
    )


def _set_aside(bad: Sequence[Bad], this: _Round, state: EditionState, ports: Ports) -> EditionState:
    """Take bad tracks out of use: a chart's song gets another track or none, a person's own track is let go."""
    by_uri = {choice.uri: choice for choice in this.chosen.choices}
    for uri, why in bad:
        if uri in by_uri:
            bench(by_uri[uri].ranked.song, frozenset([uri]), why, ports.kept.book, ports.clock.now())
    gone = frozenset(uri for uri, _ in bad)
    if gone.isdisjoint(state.kept):
        return state
    state = replace(state, kept=tuple(uri for uri in state.kept if uri not in gone))
    ports.kept.states.put(state)
    return state


def _plan_round(
    edition: Edition,
    run_id: int,
    ranking: Ranking,
    state: EditionState,
    edits: Edits,
    rows: tuple[Row, ...],
    ports: Ports,
    tracks: Search | Chosen | None,
) -> _Round:
    """Choose tracks, honour a person's edits, and plan the way there from the rows that are there now.

    `tracks` are those chosen already, or how to search for them; None for a run that may not spend.
    """
    # What a person takes out is replaced by the next songs, so that many more are chosen.
    spare = len(state.dropped) + len(edits.removed) if edition.on_edit is EditPolicy.KEEP else 0
    size = edition.size + spare
    chosen = tracks if isinstance(tracks, Chosen) else choose(ranking, size, ports.kept.book, tracks, ports.clock.now())
    aliases = ports.kept.aliases.known(ports.spotify.country)
    honoured = honour(
        chosen.uris,
        _not_yet_kept(edits, state),
        edition.on_edit,
        state.kept,
        state.dropped,
        aliases=aliases,
        size=edition.size,
    )
    target = Target(
        run_id=run_id,
        edition=edition.key,
        playlist_id=state.playlist_id or "",
        wanted=honoured.wanted,
        tracks={choice.uri: choice.match.track for choice in chosen.choices if choice.match.track is not None},
        isrcs={choice.uri: choice.ranked.song.isrcs for choice in chosen.choices},
        keep_added_within=edition.keep_added_within,
    )
    steps = plan_for(target, rows, ports) if honoured.wanted else plan([], [])
    return _Round(chosen, honoured, target, steps)


def _not_yet_kept(edits: Edits, state: EditionState) -> Edits:
    """The edits without those that a run before this one took in and did not come to write."""
    return replace(edits, added=tuple((place, uri) for place, uri in edits.added if uri not in state.kept))


HELD_REMEDY = "Bring in newer charts (tophits charts import), then run again; the list stays as it is until then."
NOTHING_TO_PUBLISH = "no song of the ranking has a track yet; the list stays as it is"

_Stop = tuple[RunState, tuple[str, ...], str | None]


def _reasons_to_wait(
    edition: Edition, orders: Orders, state: EditionState, rows: Sequence[Row], gathered: Gathered, this: _Round
) -> _Stop | None:
    """Why this list is not to be written now: nothing to write, too little yet, a person's edit, too much change."""
    wanted = this.honoured.wanted
    if not wanted:
        return RunState.POSTPONED, (NOTHING_TO_PUBLISH,), None
    if this.honoured.hold:
        remedy = f"Keep your edit: tophits freeze {edition.key}. Give it up: tophits run {edition.key} --approve"
        return (
            None if orders.approved else (RunState.HELD, ("a person edited the list and the policy is hold",), remedy)
        )
    if not rows and this.chosen.searches_needed and orders.first_asked_hours < FIRST_PATIENCE.total_seconds() / 3600:
        reachable = min(edition.size, len(this.chosen.choices) + len(this.chosen.unresolved))
        if len(wanted) < FIRST_SHARE * reachable:
            said = f"{len(wanted)} of {edition.size} found so far; the first list is written at {FIRST_SHARE:.0%}"
            return RunState.POSTPONED, (said,), "Run again when there is room for searches: it goes on from here."
    if state.hold_first and not orders.approved:
        remedy = f"Look at it: tophits diff {edition.key}. Then: tophits run {edition.key} --approve"
        return RunState.HELD, ("the first list for an adopted playlist waits for a person",), remedy
    old = [row.uri for row in rows if row.uri is not None]
    there = frozenset(old)
    newcomers = [choice.ranked for choice in this.chosen.choices if choice.uri not in there]
    agreeing = agreeing_origins(newcomers, gathered.origins or {})
    churn = check_churn(old, wanted, edition.churn_budget, len(agreeing), _held_before(orders, gathered))
    if churn.is_held and not orders.approved:
        remedy = f"Look at it: tophits run {edition.key} --dry-run. Accept it: tophits run {edition.key} --approve"
        return RunState.HELD, (churn.message,), remedy
    return None


def _held_before(orders: Orders, gathered: Gathered) -> tuple[str, ...] | None:
    """The list that was held before, as far as charts that came since confirm it: the same ones prove nothing anew."""
    held = orders.held_before
    if held is None or gathered.selection is None or held.day >= orders.day:
        return None
    if frozenset(gathered.selection.chart_ids) <= frozenset(held.chart_ids):
        return None
    return tuple(position.uri for position in held.positions)


def _bad_tracks(this: _Round, carried: Carried, rows_before: Sequence[Row], ports: Ports) -> list[Bad]:
    """Tracks that must not stay: spoilt or dead ones, and chart ids that turn out to be another song."""
    if carried.verified:
        return _check_titles(this, carried.rows, ports)
    if carried.spoilt:
        return [(uri, "null, unplayable or foreign after a rewrite") for uri in carried.spoilt]
    if carried.stuck_on:
        last = [row.uri for row in rows_before if row.uri is not None]
        dead = find_dead(this.target, carried, last, ports, Scratch(ports).can_hold)
        return [(uri, "dead: writes that name it fail") for uri in dead]
    return []


def _check_titles(this: _Round, rows: Sequence[Row], ports: Ports) -> list[Bad]:
    """Check ids that a chart gave, now that their titles came with the read-back; sure ones are kept as checked."""
    wrong: list[Bad] = []
    checked = []
    now = ports.clock.now()
    by_uri = {choice.uri: choice for choice in this.chosen.choices}
    for uri, row in zip(this.honoured.wanted, rows, strict=True):
        choice = by_uri.get(uri)
        if choice is None or choice.checked or row.track is None:
            continue
        verdict = check_track(choice.ranked.song, replace(row.track, id=choice.match.track_id or row.track.id))
        if verdict.is_publishable:
            checked.append(replace(decide(verdict, now), standing=Standing.FOUND, checked=True))
        else:
            doubts = ", ".join(f"{penalty.name} ({penalty.detail})" for penalty in verdict.penalties)
            wrong.append((uri, f"the chart's id is another song: {doubts}"))
    ports.kept.book.put_all(checked)
    return wrong


def _finish(
    task: _Task, state: EditionState, this: _Round, carried: Carried, report: RunReport, *, rows_known: bool
) -> EditionState:
    """Keep the list that is there now as verified and published, unless its very rows are kept already."""
    last = task.ports.kept.snapshots.last_verified(state.key)
    if rows_known and last is not None:
        snapshot = last.id
    else:
        snapshot = keep_verified(this.target, carried.rows, carried.snapshot_id, task.ports)
    _keep_list(task.run, report, task.orders, snapshot, task.ports)
    return _keep_state(state, this, carried.snapshot_id, task.ports)


def _keep_state(state: EditionState, this: _Round, snapshot_id: str | None, ports: Ports) -> EditionState:
    state = replace(
        state,
        last_snapshot_id=snapshot_id,
        country=ports.spotify.country,
        hold_first=False,
        kept=this.honoured.kept,
        dropped=this.honoured.dropped,
    )
    ports.kept.states.put(state)
    return state


def _keep_list(run: Run, report: RunReport, orders: Orders, snapshot: int | None, ports: Ports) -> None:
    if report.coverage is None:
        msg = "a list is kept with its coverage"
        raise ValueError(msg)
    now = ports.clock.now()
    ports.kept.lists.keep(
        PublishedList(
            run.id, run.edition, orders.day, now, report.coverage, report.positions, snapshot, report.chart_ids
        )
    )


def _remember_held(run: Run, orders: Orders, report: RunReport, stop: _Stop, ports: Ports) -> None:
    """Keep a held list, so that the next slot's can be compared with it."""
    if stop[0] is RunState.HELD:
        _keep_list(run, report, orders, None, ports)


def _filled(
    report: RunReport, gathered: Gathered, this: _Round, ports: Ports, before: Mapping[Family, int]
) -> RunReport:
    """The report with the list, its coverage and what it cost so far."""
    choices = {choice.uri: choice for choice in this.chosen.choices}
    positions = tuple(
        _position(number, choices[uri])
        for number, uri in enumerate(this.honoured.wanted, start=1)
        if uri in choices  # the others are a person's own, kept behind ours
    )
    return replace(
        report,
        positions=positions,
        coverage=gathered.ranking.coverage if gathered.ranking is not None else None,
        chart_ids=gathered.selection.chart_ids if gathered.selection is not None else (),
        calls=_spent(ports, before),
        searches_needed=this.chosen.searches_needed,
        room_at=this.chosen.room_at,
        unresolved=tuple(
            (f"{left.ranked.song.credit} - {left.ranked.song.title}", left.why) for left in this.chosen.unresolved
        ),
    )


def _position(number: int, choice: Choice) -> PublishedPosition:
    return PublishedPosition(
        position=number,
        song_id=choice.ranked.song.id,
        uri=choice.uri,
        title=choice.ranked.song.title,
        artists=choice.ranked.song.artists,
        points=choice.ranked.points,
        reasons=choice.ranked.reasons,
        match=choice.match,
        note=choice.ranked.note,
    )


def _said(edits: Edits, honoured: Honoured, edition: Edition) -> tuple[str, ...]:
    """A person's edit in words (I6)."""
    if edits.is_empty:
        return ()
    said = f"a person edited the playlist ({', '.join(edits.said())}); policy: {edition.on_edit}"
    lost = f"no call can write back: {', '.join(honoured.lost)}" if honoured.lost else ""
    return tuple(filter(None, (said, lost)))


def _spent(ports: Ports, before: Mapping[Family, int]) -> Mapping[Family, int]:
    now = ports.spotify.calls()
    return {family: now[family] - before.get(family, 0) for family in now if now[family] > before.get(family, 0)}
