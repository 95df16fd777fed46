"""Use cases on an edition's list: its history, differences, the way back, and keeping the bot's hands off it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tophits.app.audit import write_down
from tophits.app.compose import Bot
from tophits.app.texts import pick
from tophits.apply.carry import Carried, NotVerified
from tophits.apply.runs import Run, RunState
from tophits.domain.errors import EditionFrozen, TopHitsError, UsageError
from tophits.domain.quotas import Family
from tophits.domain.tracks import Row, Track
from tophits.pipeline.editions import MAX_SUBSTITUTIONS
from tophits.pipeline.looking import Seen, look_at
from tophits.pipeline.ports import Ports
from tophits.pipeline.publishing import Target, calls_for, find_dead, hands_for, keep_verified, plan_for, write
from tophits.pipeline.scratch import Scratch
from tophits.plan.planner import describe
from tophits.snapshot.ports import Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A snapshot in a list of them. `why` says what it shows: before a run, verified after it, a person's edit."""

    snapshot: int
    taken_at: datetime
    why: str
    tracks: int
    run: int | None


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What changed from one snapshot to another. Positions count from 1; names are as Spotify gave them."""

    edition: str
    before: int
    after: int
    came: tuple[tuple[int, str], ...]
    went: tuple[tuple[int, str], ...]
    moved: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did, or would do. `lost` are rows that Spotify cannot take back.

    `edits` says what a person changed since the last list of ours: an undo writes over it.
    """

    edition: str
    snapshot: int
    tracks: int
    plan: str
    planned_calls: int
    lost: tuple[str, ...]
    done: bool
    edits: tuple[str, ...] = ()


def history(bot: Bot, edition: str, limit: int) -> tuple[SnapshotLine, ...]:
    """An edition's snapshots, newest first."""
    _known(bot, edition)
    return tuple(
        SnapshotLine(kept.id, kept.taken_at, kept.occasion, len(kept.rows), kept.run_id)
        for kept in bot.store.snapshots.history(edition, limit)
    )


def difference(bot: Bot, edition: str, before: int | None, after: int | None) -> ListDifference:
    """From one snapshot to another; by default from the last but one different list to the newest one."""
    _known(bot, edition)
    newest = bot.store.snapshots.history(edition, 50)
    if not newest:
        raise UsageError(f"{edition} has no snapshots yet", remedy=f"Make the first list: tophits run {edition}")
    there = _snapshot(bot, edition, after) if after is not None else newest[0]
    if before is not None:
        here = _snapshot(bot, edition, before)
    else:
        older = [kept for kept in newest if kept.id < there.id]
        changed = next((kept for kept in older if _uris(kept.rows) != _uris(there.rows)), None)
        here = changed or (older[-1] if older else there)
    return _compare(edition, here, there)


def _compare(edition: str, here: Snapshot, there: Snapshot) -> ListDifference:
    was = {uri: place for place, uri in reversed(list(enumerate(_uris(here.rows), start=1)))}
    now = {uri: place for place, uri in reversed(list(enumerate(_uris(there.rows), start=1)))}
    names = {row.uri or "": name_of(row) for row in (*here.rows, *there.rows)}
    came = tuple((place, names[uri]) for uri, place in sorted(now.items(), key=lambda item: item[1]) if uri not in was)
    went = tuple((place, names[uri]) for uri, place in sorted(was.items(), key=lambda item: item[1]) if uri not in now)
    moved = tuple(
        (was[uri], place, names[uri])
        for uri, place in sorted(now.items(), key=lambda item: item[1])
        if uri in was and was[uri] != place
    )
    return ListDifference(edition, here.id, there.id, came, went, moved)


def undo(bot: Bot, edition: str, snapshot: int | None, *, dry_run: bool) -> Undone:
    """Bring a snapshot back, as far as Spotify allows; by default the list from before the last change.

    Raises:
        UsageError: there is no such snapshot, or none that differs from the list as it is.
    """
    _known(bot, edition)
    state = bot.store.editions.get(edition)
    if state.playlist_id is None:
        raise UsageError(f"{edition} has no playlist yet", remedy=f"Make the first list: tophits run {edition}")
    if state.frozen and not dry_run:
        raise EditionFrozen(f"{edition} is frozen" + (f": {state.frozen_why}" if state.frozen_why else ""))
    wished = _snapshot(bot, edition, snapshot) if snapshot is not None else _before_last_change(bot, edition)
    if dry_run:
        return _undo(bot, edition, wished, None)
    with bot.account_lease():
        run = bot.store.runs.begin(edition, None, bot.clock.now())
        try:
            undone = _undo(bot, edition, wished, run)
        except TopHitsError as error:
            _end(bot, run, RunState.FAILED, f"undo to snapshot {wished.id}: {error}")
            raise
        _end(bot, run, RunState.DONE, f"undo to snapshot {wished.id}")
    write_down(bot, "undo", f"edition {edition}", f"snapshot {wished.id}")
    return undone


def _undo(bot: Bot, edition: str, wished: Snapshot, run: Run | None) -> Undone:
    """Write the snapshot's list; tracks that turn out dead or spoilt on the way are named and left out."""
    ports = bot.ports(edition)
    hands = hands_for(ports)
    state = bot.store.editions.get(edition)
    seen = look_at(bot.editions()[edition], state, ports, hands)
    lost = [row for row in wished.rows if row.uri is None or row.is_local]
    rows_now = seen.rows
    for _ in range(MAX_SUBSTITUTIONS + 1):
        target = _target(edition, seen.playlist_id, wished, lost, run)
        steps = plan_for(target, rows_now, ports)
        carried = None
        if run is not None and steps.steps:
            carried = write(target, steps, rows_now, ports, hands, may_use_spare=True)
            if not carried.verified:
                gone = frozenset(_not_taken_back(target, carried, seen, ports))
                lost += [row for row in wished.rows if row.uri in gone]
                rows_now = carried.rows
                continue
            number = keep_verified(target, carried.rows, carried.snapshot_id, ports)
            bot.store.editions.put(replace(state, last_snapshot_id=carried.snapshot_id))
            _keep_reasons(bot, wished, run, number)
        cost = sum(calls_for(steps).values())
        named = tuple(name_of(row) for row in lost)
        return Undone(
            edition, wished.id, len(target.wanted), describe(steps), cost, named, run is not None, seen.edits.said()
        )
    raise NotVerified("Spotify does not take the list back, and no track is to blame; it may be in trouble")


def _target(edition: str, playlist_id: str, wished: Snapshot, lost: Sequence[Row], run: Run | None) -> Target:
    """What a snapshot holds of what can be written, each track once."""
    left_out = {row.uri for row in lost}
    rows = [row for row in wished.rows if row.uri not in left_out]
    wanted = tuple(dict.fromkeys(row.uri for row in rows if row.uri is not None))
    if not wanted:
        raise UsageError(f"Snapshot {wished.id} has nothing that can be had back; a playlist is never cleared")
    return Target(
        run_id=run.id if run is not None else 0,
        edition=edition,
        playlist_id=playlist_id,
        wanted=wanted,
        tracks={row.uri: row.track for row in rows if row.uri is not None and row.track is not None},
        isrcs={},
    )


def _not_taken_back(target: Target, carried: Carried, seen: Seen, ports: Ports) -> tuple[str, ...]:
    """The tracks of a snapshot that are dead or stay null, unplayable or foreign."""
    if not carried.stuck_on:
        return carried.spoilt
    there = [row.uri for row in seen.rows if row.uri is not None]
    return find_dead(target, carried, there, ports, Scratch(ports).can_hold)


def _keep_reasons(bot: Bot, wished: Snapshot, run: Run, snapshot: int) -> None:
    """The list that is back keeps the reasons it was published with, where it was published by us (I8)."""
    same = (kept for kept in bot.store.snapshots.history(wished.edition, 200) if _uris(kept.rows) == _uris(wished.rows))
    lists = (bot.store.published.of_snapshot(kept.id) for kept in same)
    was = next((published for published in lists if published is not None), None)
    if was is not None:
        bot.store.published.keep(replace(was, run_id=run.id, at=bot.clock.now(), snapshot_id=snapshot))


def _end(bot: Bot, run: Run, state: RunState, why: str) -> None:
    calls: dict[Family, int] = dict(bot.calls.by_family)
    bot.store.runs.end(replace(run, state=state, ended_at=bot.clock.now(), reason=why, summary=why, calls=calls))


def _before_last_change(bot: Bot, edition: str) -> Snapshot:
    """The newest snapshot whose list differs from the last verified one."""
    kept = bot.store.snapshots.history(edition, 200)
    last = bot.store.snapshots.last_verified(edition)
    if last is not None:
        for older in kept:
            if older.id < last.id and older.rows and _uris(older.rows) != _uris(last.rows):
                return older
    raise UsageError(
        f"{edition} has no earlier list to go back to", remedy=f"See what there is: tophits history {edition}"
    )


def freeze(bot: Bot, edition: str, why: str | None) -> None:
    """Keep the bot's hands off a playlist until it is thawed."""
    _known(bot, edition)
    bot.store.editions.set_frozen(edition, frozen=True, why=why)
    write_down(bot, "freeze", f"edition {edition}", why or "")


def thaw(bot: Bot, edition: str) -> None:
    """Let the bot write again. What was changed meanwhile counts as a person's edit."""
    _known(bot, edition)
    state = bot.store.editions.get(edition)
    if state.frozen:
        bot.store.editions.put(replace(state, contains_checked_at=bot.clock.now()))  # before, while no run writes it
        bot.store.editions.set_frozen(edition, frozen=False, why=None)
    write_down(bot, "thaw", f"edition {edition}", "")


def _known(bot: Bot, edition: str) -> None:
    pick((edition,), tuple(bot.settings.editions), "edition")


def _snapshot(bot: Bot, edition: str, number: int) -> Snapshot:
    found = bot.store.snapshots.get(number)
    if found is None or found.edition != edition:
        raise UsageError(f"{edition} has no snapshot {number}", remedy=f"See what there is: tophits history {edition}")
    return found


def _uris(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(row.uri or "" for row in rows)


def name_of(row: Row) -> str:
    """A row's artists and title, or what there is of it."""
    if row.track is not None:
        return track_name(row.track)
    return row.uri or "a row that went null"


def track_name(track: Track) -> str:
    """Artists and title."""
    return f"{', '.join(artist.name for artist in track.artists)} - {track.title}"
