"""The playlist as it is: made if it is not there yet, looked at cheaply, read only when it changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tophits.apply.carry import SETTLE_PAUSES, Hands, settled_rows, wait_for_late_writes
from tophits.apply.editions_state import EditionState
from tophits.apply.ports import Look, Work
from tophits.domain.editions import Edition
from tophits.domain.errors import EditionFrozen, Retry, SpotifyError, WriteUnclear
from tophits.domain.events import Event
from tophits.domain.plans import MAX_URIS
from tophits.domain.tracks import Row
from tophits.pipeline.ports import Ports
from tophits.pipeline.reached import edits_since_cut_off
from tophits.plan.edits import Edits, find_edits
from tophits.snapshot.ports import Occasion

CONTAINS_EVERY = timedelta(days=7)
"""How often a playlist is asked for in the library: one that was unfollowed still answers 200."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A playlist as found.

    `rows_known` says that the rows are our last verified ones, because Spotify's snapshot id is still the
    one that our last write was answered with. `unfinished` is an earlier piece of writing that was cut off.
    """

    playlist_id: str
    look: Look
    rows: tuple[Row, ...]
    rows_known: bool
    edits: Edits
    unfinished: Work | None


def state_to_write(edition: Edition, ports: Ports) -> EditionState:
    """The edition's state.

    Raises:
        EditionFrozen: a person wants the bot's hands off it.
    """
    state = ports.kept.states.get(edition.key)
    if state.frozen:
        raise EditionFrozen(f"{edition.title} is frozen" + (f": {state.frozen_why}" if state.frozen_why else ""))
    return state


def ensure_playlist(edition: Edition, ports: Ports, *, name: str, description: str) -> EditionState:
    """The edition's state with a playlist id; the playlist is made where there is none yet.

    Making one is journalled: a token is kept before the call and stands in the description until the id is
    kept, so that a kill in between never leaves a second playlist behind.

    Raises:
        EditionFrozen: a person wants the bot's hands off it.
    """
    state = state_to_write(edition, ports)
    if state.playlist_id is None:
        state = create_once(state, name, description, ports, public=edition.public)
    if state.create_token is not None:
        state = _describe(state, description or name, ports)
    return state


def create_once(state: EditionState, name: str, description: str, ports: Ports, *, public: bool) -> EditionState:
    """Make a playlist for this state, or find the one that an earlier attempt made; the state with its id.

    Raises:
        WriteUnclear: it was not seen to be made. The next attempt looks for it first.
    """
    states = ports.kept.states
    playlist_id = None
    if state.create_token is not None:
        playlist_id = _made_before(state.create_token, ports)
    else:
        state = replace(state, create_token=ports.token())
        states.put(state)
    if playlist_id is None:
        playlist_id = _make(name, f"{description} {_mark(state)}".strip(), state, ports, public=public)
    state = replace(state, playlist_id=playlist_id, contains_checked_at=ports.clock.now())
    states.put(state)
    return state


def _make(name: str, description: str, state: EditionState, ports: Ports, *, public: bool) -> str:
    """Make the playlist; after an unclear answer look for it before giving up."""
    ports.still_ours()
    try:
        return ports.spotify.keeper.create(name, description, public=public)
    except WriteUnclear:
        found = _made_before(state.create_token or "", ports)
        if found is None:
            raise
        return found


def _describe(state: EditionState, description: str, ports: Ports) -> EditionState:
    """Put the true description where the token stood; when that is unclear, the next run does it again."""
    ports.still_ours()
    try:
        ports.spotify.keeper.describe(state.playlist_id or "", description=description)
    except WriteUnclear:
        return state
    state = replace(state, create_token=None)
    ports.kept.states.put(state)
    return state


def put_words_right(edition: Edition, look: Look, ports: Ports) -> bool:
    """Set name and description back where the edition manages them and a person changed them; whether it did.

    Costs a call only then. Without `manages_metadata` they are the person's.
    """
    description = edition.description or edition.title
    name = edition.title if look.name != edition.title else None
    words = description if look.description != description else None
    if not edition.manages_metadata or (name is None and words is None):
        return False
    ports.still_ours()
    try:
        ports.spotify.keeper.describe(look.playlist_id, name=name, description=words)
    except WriteUnclear:
        return False  # the next look sees whether it was applied
    return True


def _mark(state: EditionState) -> str:
    return f"[{state.create_token}]"


def _made_before(token: str, ports: Ports) -> str | None:
    """The id of the user's playlist whose description carries the token.

    It may appear late, so that it is looked for several times: a second one must never be made.
    """
    for pause in (timedelta(0), *SETTLE_PAUSES):
        ports.clock.wait(pause)
        for look in ports.spotify.keeper.owned():
            if token in look.description:
                return look.playlist_id
    return None


def look_at(edition: Edition, state: EditionState, ports: Ports, hands: Hands) -> Seen:
    """One call when nothing changed since our last verified list, else all rows as well."""
    if state.playlist_id is None:
        msg = f"{edition.key} has no playlist to look at"
        raise ValueError(msg)
    unfinished = ports.kept.journal.unfinished(edition.key)
    look = ports.spotify.reader.look(state.playlist_id)
    last = ports.kept.snapshots.last_verified(edition.key)
    ours: tuple[Row, ...] = last.rows if last is not None and last.playlist_id == state.playlist_id else ()
    unchanged = (
        unfinished is None
        and last is not None
        and state.last_snapshot_id is not None
        and look.snapshot_id == state.last_snapshot_id
        and look.total == len(ours)
    )
    if unchanged:
        rows: tuple[Row, ...] = ours
    elif unfinished is not None and unfinished.is_unclear:
        wait_for_late_writes(unfinished, hands)
        rows = settled_rows(state.playlist_id, hands)
    elif look.total == 0:
        rows = ()
    else:
        rows = ports.spotify.reader.rows(state.playlist_id)
    aliases = ports.kept.aliases.known(ports.spotify.country)
    was_unclear = state.last_snapshot_id is None
    edits = Edits()
    if unfinished is not None and unfinished.playlist_id == state.playlist_id:
        # Rows that a cut-off write left behind differ from the last verified ones through us, not through a person.
        # The list it began from: not that of a later run, which may show an edit that nobody was told of yet.
        kept = ports.kept.snapshots.history(edition.key, 10)
        before = [one.rows for one in kept if one.run_id == unfinished.run_id and one.occasion is Occasion.BEFORE][:1]
        edits = edits_since_cut_off(unfinished, [ours, *before], rows, aliases, hands.after)
    elif (
        last is not None and last.playlist_id == state.playlist_id and not (was_unclear and _is_late_write(ours, rows))
    ):
        edits = find_edits(ours, rows, aliases)
    return Seen(state.playlist_id, look, rows, unchanged, edits, unfinished)


def _is_late_write(ours: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether a call of ours that everybody had given up was applied since: the first of a rewrite, or an append.

    Only to be asked after work of which a write ended unclear: without one, a person did it.
    """
    left, found = [row.uri for row in ours], [row.uri for row in rows]
    appended = [left[start : start + MAX_URIS] for start in range(MAX_URIS, len(left), MAX_URIS)]
    return bool(appended) and (found == left[:MAX_URIS] or found in [left + batch for batch in appended])


def check_library(states: Sequence[EditionState], ports: Ports) -> tuple[EditionState, ...]:
    """Ask once a week whether the playlists are still followed; the states of those that are not, now frozen."""
    now = ports.clock.now()
    asked = [
        state
        for state in states
        if state.playlist_id is not None
        and not state.frozen
        and (state.contains_checked_at is None or now - state.contains_checked_at >= CONTAINS_EVERY)
    ]
    if not asked:
        return ()
    try:
        answers = ports.spotify.keeper.followed([state.playlist_id for state in asked if state.playlist_id is not None])
    except SpotifyError as error:
        # That asking fails must never cost a list. After a refusal (a missing scope) it is asked again in a week.
        ports.observe(Event("looking.library-not-asked", now, {"error": error.name}))
        if error.retry is Retry.NEVER:
            for state in asked:
                ports.kept.states.put(replace(state, contains_checked_at=now))
        return ()
    gone = []
    for state, followed in zip(asked, answers, strict=True):
        checked = replace(state, contains_checked_at=now)
        if not followed:
            why = "the playlist is not in the Spotify library any more"
            checked = replace(checked, frozen=True, frozen_why=why)
            ports.kept.states.set_frozen(state.key, frozen=True, why=why)
            gone.append(checked)
        ports.kept.states.put(checked)
    return tuple(gone)
