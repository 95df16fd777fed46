"""The playlist as it is: made if it is not there yet, looked at cheaply, read only when it changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tophits.apply.carry import Hands, settled_rows
from tophits.apply.editions_state import EditionState
from tophits.apply.ports import Look, Work
from tophits.domain.editions import Edition
from tophits.domain.errors import EditionFrozen, WriteUnclear
from tophits.domain.tracks import Row
from tophits.pipeline.ports import Ports
from tophits.plan.edits import Edits, find_edits

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


def ensure_playlist(edition: Edition, ports: Ports, *, name: str, description: str) -> tuple[EditionState, bool]:
    """The edition's state with a playlist id; True when the playlist was made just now.

    Making one is journalled: a token is kept before the call and stands in the description until the id is
    kept, so that a kill in between never leaves a second playlist behind.
    """
    states = ports.kept.states
    state = states.get(edition.key)
    if state.frozen:
        raise EditionFrozen(f"{edition.title} is frozen" + (f": {state.frozen_why}" if state.frozen_why else ""))
    if state.playlist_id is not None:
        return state, False
    playlist_id = None
    if state.create_token is not None:
        playlist_id = _made_before(state.create_token, ports)
    else:
        state = replace(state, create_token=ports.token())
        states.put(state)
    if playlist_id is None:
        playlist_id = _make(edition, name, f"{description} {_mark(state)}".strip(), state, ports)
    state = replace(state, playlist_id=playlist_id, contains_checked_at=ports.clock.now())
    states.put(state)
    ports.spotify.keeper.describe(playlist_id, description=description or name)
    state = replace(state, create_token=None)
    states.put(state)
    return state, True


def _make(edition: Edition, name: str, description: str, state: EditionState, ports: Ports) -> str:
    """Make the playlist; after an unclear answer look for it before giving up."""
    ports.still_ours()
    try:
        return ports.spotify.keeper.create(name, description, public=edition.public)
    except WriteUnclear:
        ports.clock.wait(timedelta(seconds=5))
        found = _made_before(state.create_token or "", ports)
        if found is None:
            raise
        return found


def _mark(state: EditionState) -> str:
    return f"[{state.create_token}]"


def _made_before(token: str, ports: Ports) -> str | None:
    """The id of the user's playlist whose description carries the token."""
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
        rows = settled_rows(state.playlist_id, hands)
    elif look.total == 0:
        rows = ()
    else:
        rows = ports.spotify.reader.rows(state.playlist_id)
    aliases = ports.kept.aliases.known(ports.spotify.country)
    # After a cut-off write the rows differ from the last verified ones through us, not through a person.
    compare_with: Sequence[Row] = rows if unfinished is not None or last is None else ours
    edits = find_edits(compare_with, rows, aliases)
    return Seen(state.playlist_id, look, rows, unchanged, edits, unfinished)


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
    answers = ports.spotify.keeper.followed([state.playlist_id for state in asked if state.playlist_id is not None])
    gone = []
    for state, followed in zip(asked, answers, strict=True):
        checked = replace(state, contains_checked_at=now)
        if not followed:
            why = "the playlist is not in the Spotify library any more"
            checked = replace(checked, frozen=True, frozen_why=why)
            gone.append(checked)
        ports.kept.states.put(checked)
    return tuple(gone)
