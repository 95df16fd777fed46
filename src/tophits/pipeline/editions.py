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
from tophits.pipeline.looking import Seen, ensure_playlist, look_at, put_words_right
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
    """Do everything but spend searches and write: the dry run. Reads the playlist if there is one."""
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
    this = _plan_round(edition, 0, gathered.ranking, state, edits, rows, ports, search=None)
    report = replace(
        report, reasons=(*gathered.noticed, *_said(edits, this.honoured, edition)), playlist_id=state.playlist_id
    )
    if not this.honoured.wanted:
        report = replace(report, reasons=(*report.reasons, NOTHING_TO_PUBLISH))
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


def _run(
    edition: Edition, run: Run, orders: Orders, ports: Ports, report: RunReport, before: Mapping[Family, int]
) -> RunReport:
    gathered = gather(edition, orders.day, orders.source_weights, ports.kept)
    if gathered.ranking is None:
        return replace(report, state=RunState.HELD, reasons=gathered.held, remedy=HELD_REMEDY)
    state, _made = ensure_playlist(edition, ports, name=edition.title, description=edition.description)
    hands = hands_for(ports)
    seen = look_at(edition, state, ports, hands)
    report = replace(report, playlist_id=seen.playlist_id)
    words = ("name or description were set back",) if put_words_right(edition, seen.look, ports) else ()
    rows = seen.rows
    tried = 0
    blameless = False
    substituted = 0
    while True:
        this = _plan_round(
            edition, run.id, gathered.ranking, state, seen.edits, rows, ports, search=ports.spotify.search
        )
        report = replace(report, reasons=(*gathered.noticed, *words, *_said(seen.edits, this.honoured, edition)))
        if substituted:
            report = replace(report, reasons=(*report.reasons, f"done with substitutions: {substituted}"))
        ready = _filled(replace(report, plan=describe(this.steps)), gathered, this, ports, before)
        stop = _reasons_to_wait(edition, orders, state, seen, gathered, this)
        if stop is not None:
            _remember_held(run, orders, ready, stop, ports)
            return replace(ready, state=stop[0], reasons=(*report.reasons, *stop[1]), remedy=stop[2])
        if not this.steps.steps:
            return _unchanged(run, state, seen, this, ready, orders, ports)
        # A person's edit is kept in mind before it is written over: a later run cannot see it any more.
        state = replace(state, kept=this.honoured.kept, dropped=this.honoured.dropped)
        carried = write(
            this.target,
            this.steps,
            rows,
            ports,
            hands,
            may_use_spare=seen.unfinished is not None,
            before_first_write=partial(ports.kept.states.put, state),
        )
        rows = carried.rows
        bad = _bad_tracks(this, carried, seen, ports)
        if carried.verified:
            # Also when a track of it has to go: the next look must not take our own list for a person's edit.
            state = _finish(run, state, this, carried, ready, orders, ports)
            if not bad:
                return replace(ready, state=RunState.DONE)
        if tried >= MAX_SUBSTITUTIONS or (blameless and not bad):
            raise NotVerified("Writes keep failing and no track is to blame; Spotify may be in trouble")
        tried += 1
        blameless = not bad
        substituted += len(bad)
        state = _set_aside(bad, this, state, ports)


def _set_aside(bad: Sequence[Bad], this: _Round, state: EditionState, ports: Ports) -> EditionState:
    """Take bad tracks out of use: a chart's song gets another track or none, a person's own track is let go."""
    by_uri = {choice.uri: choice for choice in this.chosen.choices}
    for uri, why in bad:
        if uri in by_uri:
            bench(by_uri[uri].ranked.song, frozenset([uri]), why, ports.kept.book, ports.clock.now())
    gone = frozenset(uri for uri, _ in bad)
    return replace(state, kept=tuple(uri for uri in state.kept if uri not in gone), dropped=state.dropped)


def _plan_round(
    edition: Edition,
    run_id: int,
    ranking: Ranking,
    state: EditionState,
    edits: Edits,
    rows: tuple[Row, ...],
    ports: Ports,
    *,
    search: Search | None,
) -> _Round:
    """Choose tracks, honour a person's edits, and plan the way there from the rows that are there now."""
    # What a person takes out is replaced by the next songs, so that many more are chosen.
    spare = len(state.dropped) + len(edits.removed) if edition.on_edit is EditPolicy.KEEP else 0
    chosen = choose(ranking, edition.size + spare, ports.kept.book, search, ports.clock.now())
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
    edition: Edition, orders: Orders, state: EditionState, seen: Seen, gathered: Gathered, this: _Round
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
    if (
        not seen.rows
        and this.chosen.searches_needed
        and orders.first_asked_hours < FIRST_PATIENCE.total_seconds() / 3600
    ):
        reachable = min(edition.size, len(this.chosen.choices) + len(this.chosen.unresolved))
        if len(wanted) < FIRST_SHARE * reachable:
            said = f"{len(wanted)} of {edition.size} found so far; the first list is written at {FIRST_SHARE:.0%}"
            return RunState.POSTPONED, (said,), "Nothing to do: the bot goes on when there is room for searches."
    if state.hold_first and not orders.approved:
        remedy = f"Look at it: tophits diff {edition.key}. Then: tophits run {edition.key} --approve"
        return RunState.HELD, ("the first list for an adopted playlist waits for a person",), remedy
    old = [row.uri for row in seen.rows if row.uri is not None]
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


def _bad_tracks(this: _Round, carried: Carried, seen: Seen, ports: Ports) -> list[Bad]:
    """Tracks that must not stay: spoilt or dead ones, and chart ids that turn out to be another song."""
    if carried.verified:
        return _check_titles(this, carried.rows, ports)
    if carried.spoilt:
        return [(uri, "null, unplayable or foreign after a rewrite") for uri in carried.spoilt]
    if carried.stuck_on:
        last = [row.uri for row in seen.rows if row.uri is not None]
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
    run: Run, state: EditionState, this: _Round, carried: Carried, report: RunReport, orders: Orders, ports: Ports
) -> EditionState:
    snapshot = keep_verified(this.target, carried.rows, carried.snapshot_id, ports)
    _keep_list(run, report, orders, snapshot, ports)
    return _keep_state(state, this, carried.snapshot_id, ports)


def _unchanged(
    run: Run, state: EditionState, seen: Seen, this: _Round, report: RunReport, orders: Orders, ports: Ports
) -> RunReport:
    """The list is as wanted already. What was read anew is kept as verified; no call is spent."""
    last = ports.kept.snapshots.last_verified(state.key)
    if seen.rows_known and last is not None:
        snapshot = last.id
    else:
        snapshot = keep_verified(this.target, seen.rows, seen.look.snapshot_id, ports)
    ports.kept.journal.close(state.key)
    _keep_list(run, report, orders, snapshot, ports)
    _keep_state(state, this, seen.look.snapshot_id, ports)
    return replace(report, state=RunState.DONE)


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
    what = [
        f"{len(edits.added)} added" if edits.added else "",
        f"{len(edits.removed)} removed" if edits.removed else "",
        f"{len(edits.doubled)} doubled" if edits.doubled else "",
        "order changed" if edits.moved else "",
    ]
    said = f"a person edited the playlist ({', '.join(filter(None, what))}); policy: {edition.on_edit}"
    lost = f"no call can write back: {', '.join(honoured.lost)}" if honoured.lost else ""
    return tuple(filter(None, (said, lost)))


def _spent(ports: Ports, before: Mapping[Family, int]) -> Mapping[Family, int]:
    now = ports.spotify.calls()
    return {family: now[family] - before.get(family, 0) for family in now if now[family] > before.get(family, 0)}
