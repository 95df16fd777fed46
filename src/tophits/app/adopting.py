"""Use cases on which playlist an edition has: take over an existing one, or let one go."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tophits.app.audit import write_down
from tophits.app.compose import ACCOUNT, Bot
from tophits.app.lists import name_of
from tophits.app.texts import pick
from tophits.apply.editions_state import EditionState
from tophits.domain.errors import PlaylistNotOurs, UsageError
from tophits.pipeline.scratch import SCRATCH
from tophits.snapshot.ports import Occasion, Snapshot

_PLAYLIST = re.compile(
    r"(?:spotify:playlist:|https://open\.spotify\.com/(?:intl-[a-z]+/)?playlist/)?([0-9A-Za-z]{22})(?:/?(?:\?.*)?)"
)


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition and how its playlist stands."""

    key: str
    title: str
    size: int
    window_days: int
    cron: str
    playlist: str | None
    tracks: int | None
    last_run: str | None
    last_state: str | None
    frozen: bool
    frozen_why: str | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What adopting a playlist would take over, for a person to agree to."""

    edition: str
    playlist: str
    name: str
    tracks: int
    first: tuple[str, ...]


def editions(bot: Bot) -> tuple[EditionLine, ...]:
    """Every configured edition, in order."""
    lines = []
    for key, edition in bot.settings.editions.items():
        state = bot.store.editions.get(key)
        runs = bot.store.runs.history(key, 1)
        verified = bot.store.snapshots.last_verified(key)
        lines.append(
            EditionLine(
                key=key,
                title=edition.title,
                size=edition.size,
                window_days=edition.window_days,
                cron=edition.cron,
                playlist=state.playlist_id,
                tracks=len(verified.rows) if verified is not None else None,
                last_run=(runs[0].ended_at or runs[0].asked_at).isoformat(timespec="seconds") if runs else None,
                last_state=runs[0].state.value if runs else None,
                frozen=state.frozen,
                frozen_why=state.frozen_why,
            )
        )
    return tuple(lines)


def adopt(bot: Bot, edition: str, playlist: str, *, agree: Callable[[Adoption], bool]) -> Adoption | None:
    """Let an edition keep an existing playlist of the user; None when the person does not agree.

    What it holds now is kept as a snapshot, and its first slot is held until a person approves.

    Raises:
        PlaylistNotOurs: it belongs to somebody else.
        UsageError: the edition has a playlist already, or the playlist has an edition.
        EditionBusy: a run is on its way.
    """
    pick((edition,), tuple(bot.settings.editions), "edition")
    with bot.account_lease():
        return _adopt(bot, edition, playlist, agree)


def _adopt(bot: Bot, edition: str, playlist: str, agree: Callable[[Adoption], bool]) -> Adoption | None:
    state = bot.store.editions.get(edition)
    if state.playlist_id is not None:
        raise UsageError(
            f"{edition} has a playlist already", remedy=f"Let it go first: tophits editions forget {edition}"
        )
    playlist_id = _read_playlist_id(playlist)
    keeper = next((key for key, kept in bot.store.editions.all().items() if kept.playlist_id == playlist_id), None)
    if keeper is not None:
        raise UsageError(
            f"The bot keeps {playlist_id} already, for {keeper}",
            remedy="Give a playlist that no edition keeps."
            if keeper == SCRATCH
            else f"Let it go there first: tophits editions forget {keeper}",
        )
    client = bot.client()
    look = client.reader.look(playlist_id)
    login = bot.store.logins.get(ACCOUNT)
    owner = login.user_id if login is not None and login.user_id is not None else client.me().id
    if look.owner_id != owner:
        raise PlaylistNotOurs(f"{look.name} belongs to {look.owner_id}, not to {owner}")
    rows = client.reader.rows(playlist_id) if look.total else ()
    adoption = Adoption(edition, playlist_id, look.name, len(rows), tuple(name_of(row) for row in rows[:10]))
    if not agree(adoption):
        return None
    bot.store.snapshots.keep(
        Snapshot(0, edition, playlist_id, None, bot.clock.now(), Occasion.SEEN, look.snapshot_id, rows)
    )
    now = bot.clock.now()
    bot.store.editions.put(
        replace(state, playlist_id=playlist_id, adopted=True, hold_first=bool(rows), contains_checked_at=now)
    )
    write_down(bot, "adopt", f"edition {edition}", f"playlist {playlist_id} with {len(rows)} tracks")
    return adoption


def forget(bot: Bot, edition: str) -> str | None:
    """Let an edition's playlist go: it stays in Spotify as it is, and the next run makes a new one. Its id, if any.

    Raises:
        EditionBusy: a run is on its way.
    """
    pick((edition,), tuple(bot.settings.editions), "edition")
    with bot.account_lease():
        state = bot.store.editions.get(edition)
        bot.store.editions.put(EditionState(edition))
        bot.store.editions.set_frozen(edition, frozen=False, why=None)
        bot.store.journal.close(edition)
        write_down(bot, "forget", f"edition {edition}", f"playlist {state.playlist_id}")
    return state.playlist_id


def _read_playlist_id(text: str) -> str:
    found = _PLAYLIST.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{text!r} is no Spotify playlist", remedy="Give a playlist's link, URI or id of 22 characters."
        )
    return found[1]
