"""From chosen tracks to a proved playlist: plan, snapshot, reserve, write, read back; bad tracks are planned around."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tophits.apply.carry import Carried, Hands, Judge, Judgement, carry_out
from tophits.apply.ports import Alias, Work
from tophits.domain.errors import SpotifyError
from tophits.domain.plans import Plan
from tophits.domain.quotas import Family
from tophits.domain.tracks import Row, Track, track_id
from tophits.matching.titles import parse_title
from tophits.pipeline.ports import Ports
from tophits.plan.aliasing import learn
from tophits.plan.equality import Kind, same
from tophits.plan.planner import plan
from tophits.plan.playlist import apply_step
from tophits.plan.suspects import bisect, suspects
from tophits.snapshot.ports import Occasion, Snapshot

ROWS_A_PAGE = 50
"""Rows that one reading call gives (web-api-2026.md, section 1)."""

MAX_QUESTIONS = 10
"""How many suspects are asked for one by one: beyond that, halving costs fewer calls."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be written where. `tracks` and `isrcs` are what is known about wanted URIs, for learning aliases."""

    run_id: int
    edition: str
    playlist_id: str
    wanted: tuple[str, ...]
    tracks: Mapping[str, Track]
    isrcs: Mapping[str, Sequence[str]]
    keep_added_within: int | None = None


def hands_for(ports: Ports) -> Hands:
    """What carrying out needs, from the pipeline's ports."""
    return Hands(
        reader=ports.spotify.reader,
        writer=ports.spotify.writer,
        journal=ports.kept.journal,
        clock=ports.clock,
        observe=ports.observe,
        still_ours=ports.still_ours,
        after=apply_step,
    )


def plan_for(target: Target, rows: Sequence[Row], ports: Ports) -> Plan:
    """The way from these rows to the wanted list."""
    aliases = ports.kept.aliases.known(ports.spotify.country)
    return plan([row.uri for row in rows], target.wanted, aliases=aliases, keep_added_within=target.keep_added_within)


def calls_for(steps: Plan) -> Mapping[Family, int]:
    """What a plan costs: its writes, and reading the list back."""
    if not steps.steps:
        return {}
    pages = max(1, -(-len(steps.wanted) // ROWS_A_PAGE))
    return {Family.PLAYLIST: steps.calls + pages}


def write(
    target: Target,
    steps: Plan,
    rows: tuple[Row, ...],
    ports: Ports,
    hands: Hands,
    *,
    may_use_spare: bool,
    before_first_write: Callable[[], None] = lambda: None,
) -> Carried:
    """Write a plan and prove it.

    The rows before are kept as a snapshot first (I8); all writes and the read-back are reserved before the
    first of them is sent (I7).

    Raises:
        BudgetSpent, QuotaExceeded: there is no room; nothing was written.
        NotVerified: see `carry_out`.
    """
    with ports.spotify.reserve(calls_for(steps), may_use_spare=may_use_spare):
        _keep_snapshot(target, Occasion.BEFORE, rows, None, ports)
        before_first_write()
        work = Work(
            run_id=target.run_id,
            edition=target.edition,
            playlist_id=target.playlist_id,
            wanted=steps.wanted,
            steps=steps.steps,
            states=(),
            opened_at=ports.clock.now(),
        )
        return carry_out(work, steps, _judge_for(target, ports), hands)


def keep_verified(target: Target, rows: tuple[Row, ...], spotify_snapshot_id: str | None, ports: Ports) -> int:
    """Keep what was left behind and verified, then close the journal; the snapshot's number."""
    number = _keep_snapshot(target, Occasion.VERIFIED, rows, spotify_snapshot_id, ports)
    ports.kept.journal.close(target.edition)
    return number


def _keep_snapshot(
    target: Target, occasion: Occasion, rows: tuple[Row, ...], spotify_snapshot_id: str | None, ports: Ports
) -> int:
    return ports.kept.snapshots.keep(
        Snapshot(
            id=0,
            edition=target.edition,
            playlist_id=target.playlist_id,
            run_id=target.run_id,
            taken_at=ports.clock.now(),
            occasion=occasion,
            spotify_snapshot_id=spotify_snapshot_id,
            rows=rows,
        )
    )


def _judge_for(target: Target, ports: Ports) -> Judge:
    """Compare rows with the wanted list, learning aliases first: it is only asked right after our own write."""
    known = dict(target.tracks)
    asked: set[str] = set()

    def judge(rows: Sequence[Row]) -> Judgement:
        _learn_aliases(target, rows, known, asked, ports)
        aliases = ports.kept.aliases.known(ports.spotify.country)
        comparison = same(rows, target.wanted, aliases)
        spoilt = tuple(
            difference.wanted
            for difference in comparison.differences
            if difference.wanted is not None and difference.kind in (Kind.NULL, Kind.UNPLAYABLE, Kind.OTHER)
        )
        only_spoilt = len(spoilt) == len(comparison.differences) and len(rows) == len(target.wanted)
        way = plan_for(target, rows, ports)
        if not comparison.equal and not way.steps:
            way = plan([], target.wanted)  # equal by URI and still not sound: write it once more
        return Judgement(comparison.equal, way, spoilt if only_spoilt else ())

    return judge


def _learn_aliases(target: Target, rows: Sequence[Row], known: dict[str, Track], asked: set[str], ports: Ports) -> None:
    """Learn which other ids Spotify shows; what is not known about a written track is asked for, once each.

    Only where every other row is in its place: else it is not our list that was read, but an older one.
    """
    aliases = ports.kept.aliases.known(ports.spotify.country)
    differences = [one for one in same(rows, target.wanted, aliases).differences if one.kind is not Kind.UNPLAYABLE]
    ours = frozenset(target.wanted)
    foreign = [one.wanted for one in differences if one.wanted is not None and one.kind is Kind.OTHER]
    in_place = all(one.kind in (Kind.OTHER, Kind.NULL) and one.seen not in ours for one in differences)
    if not foreign or not in_place:
        return
    for uri in foreign:
        if uri in known or uri in asked:
            continue
        asked.add(uri)
        track = ports.spotify.tracks.track(track_id(uri) or "")
        if track is not None:
            known[uri] = track
    found = learn(target.wanted, rows, known, recording_of=recording_key, isrcs=target.isrcs)
    country, now = ports.spotify.country, ports.clock.now()
    ports.kept.aliases.learn(Alias(alias.written, alias.seen, country, now, alias.why) for alias in found)


def recording_key(track: Track) -> str:
    """Lead artist, title and version words in one key: equal for relinked copies of one recording."""
    parsed = parse_title(track.title)
    lead = track.artists[0].id or track.artists[0].name if track.artists else ""
    return "|".join((lead, parsed.form, ",".join(sorted(parsed.versions))))


def find_dead(
    target: Target,
    carried: Carried,
    last_verified: Iterable[str],
    ports: Ports,
    try_list: Callable[[Sequence[str]], bool],
) -> tuple[str, ...]:
    """Which wanted URIs make a write fail every time.

    Only those can that this write names. Suspects first, asked for one by one; if none of those is dead,
    halves of the write are tried on a private scratch playlist, never on the live one.
    """
    aliases = ports.kept.aliases.known(ports.spotify.country)
    named = frozenset(carried.stuck_on)
    likely = [uri for uri in suspects(target.wanted, tuple(last_verified), carried.rows, aliases) if uri in named]
    dead = tuple(uri for uri in likely[:MAX_QUESTIONS] if _is_gone(uri, ports))
    return dead or _halve(carried.stuck_on, ports, try_list)


def _halve(named: tuple[str, ...], ports: Ports, try_list: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """Try halves until single tracks are left.

    One that fails alone and that Spotify does not know any more is dead for sure: it is told also when the
    search ends early, so that no later run has to find it again.
    """
    sure: list[str] = []
    search = bisect(named)
    try:
        attempt = next(search)
        while True:
            works = try_list(attempt)
            if not works and len(attempt) == 1 and attempt[0] not in sure and _is_gone(attempt[0], ports):
                sure.append(attempt[0])
            attempt = search.send(works)
    except StopIteration as stop:
        found: tuple[str, ...] = stop.value
        return tuple(dict.fromkeys((*found, *sure)))
    except SpotifyError:
        if not sure:
            raise
        return tuple(sure)


def _is_gone(uri: str, ports: Ports) -> bool:
    """Whether Spotify does not know the track any more. One call."""
    spotify_id = track_id(uri)
    return spotify_id is None or ports.spotify.tracks.track(spotify_id) is None
