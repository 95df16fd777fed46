"""A playlist of the pretend Spotify: its versions, and what each writing call does to a list of rows.

Rows are told apart by identity, not by URI: a playlist may hold one track many times, and a write that names
an older version must find the very rows it meant (web-api-2026.md, section 1.4, "Snapshots and concurrency").
"""

import base64
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

KEPT_VERSIONS = 64
"""Older versions are forgotten; a write that names one is refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One position. `uri` is None once the row went null. Two rows are never equal, only the same."""

    uri: str | None
    added_at: datetime
    added_by: str


Rows = tuple[Row, ...]
Change = Callable[["Playlist"], Rows]
"""What a write does: given the playlist as it is at that moment, the rows it has afterwards."""


@dataclass(frozen=True, slots=True)
class Version:
    """The rows from a moment on, under one snapshot id."""

    number: int
    at: datetime
    snapshot_id: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Cover:
    """An uploaded picture, shown from `shown_from` on."""

    digest: str
    jpeg: bytes
    shown_from: datetime


@dataclass(frozen=True, slots=True)
class Details:
    """What is written on a playlist. `description` is as it was given, not escaped."""

    name: str
    description: str | None = None
    public: bool = True
    collaborative: bool = False


@dataclass(slots=True)
class Playlist:
    """One playlist. `collaborators` may see and write beside the owner."""

    id: str
    owner_id: str
    details: Details
    created_at: datetime
    collaborators: set[str] = field(default_factory=set)
    covers: list[Cover] = field(default_factory=list)
    versions: deque[Version] = field(default_factory=lambda: deque(maxlen=KEPT_VERSIONS))

    def __post_init__(self) -> None:
        self.write((), self.created_at)

    @property
    def uri(self) -> str:
        """Its Spotify URI."""
        return f"spotify:playlist:{self.id}"

    @property
    def rows(self) -> Rows:
        """The rows as they truly are."""
        return self.versions[-1].rows

    @property
    def uris(self) -> tuple[str | None, ...]:
        """The URIs as they truly are; None for a row that went null."""
        return tuple(row.uri for row in self.rows)

    def is_open_to(self, user_id: str | None) -> bool:
        """Whether this user may see and change the rows."""
        return user_id is not None and (user_id == self.owner_id or user_id in self.collaborators)

    def write(self, rows: Rows, at: datetime) -> Version:
        """Make a new version; every change, of rows or of details, makes one."""
        number = self.versions[-1].number + 1 if self.versions else 1
        version = Version(number, at, snapshot_id(self.id, number), rows)
        self.versions.append(version)
        return version

    def version_named(self, snapshot: str) -> Version | None:
        """The version under this snapshot id, unless it never was or is forgotten."""
        return next((version for version in reversed(self.versions) if version.snapshot_id == snapshot), None)

    def seen_at(self, moment: datetime, lag: timedelta) -> Version:
        """The newest version that is at least `lag` old; the oldest known where none is."""
        if not lag:
            return self.versions[-1]
        settled = moment - lag
        return next((version for version in reversed(self.versions) if version.at <= settled), self.versions[0])

    def cover_at(self, moment: datetime) -> Cover | None:
        """The picture that is shown at this moment."""
        return next((cover for cover in reversed(self.covers) if cover.shown_from <= moment), None)


def snapshot_id(playlist_id: str, number: int) -> str:
    """An id in the shape of Spotify's: base64 over a number and a digest."""
    digest = hashlib.sha256(f"{playlist_id}/{number}".encode()).hexdigest()[:40]
    return base64.b64encode(f"{number},{digest}".encode()).decode()


def new_rows(uris: Sequence[str], at: datetime, by: str) -> Rows:
    """Fresh rows, duplicates kept."""
    return tuple(Row(uri, at, by) for uri in uris)


def replaced(rows: Rows, uris: Sequence[str], at: datetime, by: str) -> Rows:
    """Exactly these URIs. A track that was there keeps its time (a report of 2019; unconfirmed today)."""
    old: dict[str | None, list[Row]] = {}
    for row in reversed(rows):
        old.setdefault(row.uri, []).append(row)
    return tuple(old[uri].pop() if old.get(uri) else Row(uri, at, by) for uri in uris)


def inserted(rows: Rows, fresh: Rows, position: int | None) -> Rows:
    """Fresh rows before `position`, or at the end."""
    at = len(rows) if position is None else position
    return (*rows[:at], *fresh, *rows[at:])


def removed(rows: Rows, uris: frozenset[str], seen: Rows) -> Rows:
    """Every copy of these URIs goes, as far as it stood in the version that the caller saw."""
    doomed = {id(row) for row in seen if row.uri in uris}
    return tuple(row for row in rows if id(row) not in doomed)


def moved(rows: Rows, start: int, before: int, length: int, seen: Rows) -> Rows:
    """The rows that stood at `start` in the version seen, put before the row that stood at `before` there.

    Rows that are gone meanwhile stay gone; where the row before which they belong is gone, the next one that
    is left takes its part.
    """
    chosen = seen[start : start + length]
    chosen_ids = {id(row) for row in chosen}
    present = {id(row) for row in rows}
    anchor = next((row for row in seen[before:] if id(row) in present and id(row) not in chosen_ids), None)
    rest = [row for row in rows if id(row) not in chosen_ids]
    moving = [row for row in chosen if id(row) in present]
    at = len(rest) if anchor is None else next(index for index, row in enumerate(rest) if row is anchor)
    if anchor is None and seen is not rows:
        at = _after_last_seen(rest, seen)
    return (*rest[:at], *moving, *rest[at:])


def _after_last_seen(rest: Sequence[Row], seen: Rows) -> int:
    """Where the version seen ends inside the newest list: rows added behind it meanwhile stay behind."""
    seen_ids = {id(row) for row in seen}
    return next((index + 1 for index in range(len(rest) - 1, -1, -1) if id(rest[index]) in seen_ids), 0)


def gone_null(rows: Rows, is_gone: Callable[[Row], bool]) -> Rows:
    """The same rows, those that are gone turned null; the very same tuple where none is."""
    if not any(row.uri is not None and is_gone(row) for row in rows):
        return rows
    return tuple(replace(row, uri=None) if row.uri is not None and is_gone(row) else row for row in rows)
