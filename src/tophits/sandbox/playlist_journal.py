"""One playlist's part of the journal: which calls read it, how much of it they saw, which calls wrote to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs

from tophits.sandbox.journal import CallRecord, Journal, PlaylistRecord

_PLAYLIST_PATH = re.compile(r"(?:/v1)?/playlists/([^/]+)(/items)?/?")
_EMBEDDED_ROWS = 100
"""A playlist of one's own carries its first 100 rows (web-api-2026.md, section 1, GET /playlists/{id})."""
_DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Read:
    """A call that was answered with rows from `first` up to, not including, `end`."""

    call: CallRecord
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Write:
    """A call that asked for other rows. `uris` are those it carried, None when it moved rows."""

    call: CallRecord
    uris: tuple[str, ...] | None

    @property
    def is_unclear(self) -> bool:
        """Whether the client could not know if it was applied."""
        return self.call.status == 0 or self.call.status >= 500

    @property
    def is_refused(self) -> bool:
        """Whether it was answered as not applied."""
        return 400 <= self.call.status < 500


Event = Read | Write | PlaylistRecord


def events_of(journal: Journal, playlist_id: str) -> list[Event]:
    """All that happened to one playlist, in the order in which it happened."""
    numbered: list[tuple[int, Event]] = [
        (record.number, record) for record in journal.playlists if record.playlist_id == playlist_id
    ]
    for call in journal.calls:
        event = _read_or_write(call, playlist_id)
        if event is not None:
            numbered.append((call.number, event))
    return [event for _, event in sorted(numbered, key=lambda pair: pair[0])]


def _read_or_write(call: CallRecord, playlist_id: str) -> Read | Write | None:
    path = _PLAYLIST_PATH.fullmatch(call.path)
    if path is None or path.group(1) != playlist_id:
        return None
    is_items = path.group(2) is not None
    if call.method == "GET":
        return _read(call, is_items=is_items) if call.status == 200 else None
    return Write(call, _uris(call)) if is_items else None


def _read(call: CallRecord, *, is_items: bool) -> Read | None:
    query = parse_qs(call.query)
    if not is_items:
        fields = query.get("fields", ["items(item)"])[0]
        shows_rows = "items(" in fields or "items.items" in fields or re.search(r"\bitems(,|$)", fields)
        return Read(call, 0, _EMBEDDED_ROWS) if shows_rows else None
    first = int(query.get("offset", ["0"])[0])
    return Read(call, first, first + int(query.get("limit", [str(_DEFAULT_LIMIT)])[0]))


def _uris(call: CallRecord) -> tuple[str, ...] | None:
    """The URIs of a write; those in the query win over the body, which may be a bare array."""
    queried = parse_qs(call.query, keep_blank_values=True).get("uris")
    if queried is not None:
        return tuple(uri for uri in queried[0].split(",") if uri)
    body = call.body
    if isinstance(body, list):
        return tuple(map(str, body))
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("uris"), list):
        return tuple(map(str, body["uris"]))
    if isinstance(body.get("items"), list):
        return tuple(str(item.get("uri")) for item in body["items"] if isinstance(item, dict))
    return None


def cover(reads: Iterable[Read], rows: int) -> bool:
    """Whether the reads together saw every one of so many rows."""
    seen = 0
    for read in sorted(reads, key=lambda read: read.first):
        if read.first > seen:
            break
        seen = max(seen, read.end)
    return seen >= rows
