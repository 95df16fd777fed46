"""Follows one playlist through the journal and says where it was not what it should have been (I1-I4, I6, I8)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tophits.domain.editions import EditPolicy
from tophits.sandbox.expectations import Expectations, Rows, Violation
from tophits.sandbox.journal import Cause, PlaylistRecord
from tophits.sandbox.playlist_journal import Event, Read, Write, cover

_SAFE_ROWS = 100
"""I2: a rewrite may leave no more than the first call's worth of rows, never less."""
_READS_AFTER_5XX = 2
"""I3: reads until two agree."""


@dataclass(slots=True)
class _Edit:
    """What a person did. `seen` once the bot has looked, `written_over` once it then wrote: now it must have cared."""

    added: set[str]
    removed: set[str]
    seen: bool = False
    written_over: bool = False


@dataclass(frozen=True, slots=True)
class _Wound:
    """Harm done by a call that Spotify applied after failing it, or a frozen process sent late."""

    record: PlaylistRecord
    before: tuple[str | None, ...]
    was_settled: bool


def check_playlist(
    playlist_id: str, events: Sequence[Event], end: datetime | None, expectations: Expectations
) -> list[Violation]:
    """The violations that one playlist's events show. `end` is the journal's last moment."""
    follower = _Follower(playlist_id, expectations)
    for event in events:
        follower.follow(event)
    follower.finish(end)
    return follower.found


class _Follower:
    """The playlist as it is after the last event, and what is owed."""

    def __init__(self, playlist_id: str, expectations: Expectations) -> None:
        self.found: list[Violation] = []
        self._playlist_id = playlist_id
        self._expected = expectations
        self._aliases = expectations.aliases
        self._lists = [self._canonical(rows) for rows in expectations.playlists[playlist_id]]
        self._due = list(expectations.due.get(playlist_id, ()))
        self._leave_out_equal_lists()
        self._policy = expectations.policies.get(playlist_id, EditPolicy.OVERWRITE)
        self._place = 0
        """Which of the lists was settled last, or given up."""
        self._old = self._lists[0]
        self._rows: tuple[str | None, ...] | None = None
        self._is_settled = True
        """Nothing but a person or the world changed the rows since they were the settled list."""
        self._in_change = False
        self._has_written = False
        self._reads: list[Read] = []
        """Reads since the last write that may have been applied."""
        self._unclear: Write | None = None
        self._writes: dict[int, Write] = {}
        self._added: Counter[str] = Counter()
        """What appends have brought since the list was last replaced."""
        self._edits: list[_Edit] = []
        self._wound: _Wound | None = None
        self._looked_at: datetime | None = None

    def _leave_out_equal_lists(self) -> None:
        """A slot whose list is equal to the one before costs no write, so there is no change to follow."""
        for place in range(len(self._lists) - 1, 0, -1):
            if self._lists[place] == self._lists[place - 1]:
                del self._lists[place], self._due[place - 1 : place]

    # --- Going along ----------------------------------------------------------------------------------

    def follow(self, event: Event) -> None:
        """Take in the next event; what happened up to `since` sets the scene and is not judged."""
        if isinstance(event, PlaylistRecord):
            if event.number <= self._expected.since:
                self._rows = self._canonical(event.uris)
            else:
                self._changed(event)
        elif event.call.number <= self._expected.since:
            return
        elif isinstance(event, Read):
            self._read(event)
        else:
            self._write(event)

    def _read(self, read: Read) -> None:
        self._reads.append(read)
        for edit in self._edits:
            edit.seen = True
        if self._wound is not None and self._looked_at is None:
            self._looked_at = read.call.at

    def _write(self, write: Write) -> None:
        self._writes[write.call.number] = write
        if write.is_refused or write.call.number in self._expected.frozen_calls:
            return
        if write.call.method == "PUT" and write.uris == ():
            self._blame("I2", write, "a call asked to clear the playlist")
        if self._unclear is not None:
            self._check_not_blind(write, self._unclear)
        self._check_first_write(write)
        self._check_held(write)
        self._unclear = write if write.is_unclear else None
        self._reads = []
        self._has_written = True
        self._in_change = True

    def _changed(self, record: PlaylistRecord) -> None:
        rows = self._canonical(record.uris)
        if self._rows is None:
            # A playlist that is born in the journal begins empty; any other begins as the first list.
            self._rows = () if not rows else self._lists[0]
        before = self._rows
        self._move_on_to_newer_list(before, rows, record.at)
        if record.cause is Cause.PERSON:
            self._note_edit(before, rows)
        elif record.cause is Cause.CALL and record.call not in self._expected.frozen_calls:
            for message in self._faults(before, rows):
                self._blame("I2", record, message)
            self._check_added_once(record, before, rows)
        elif record.cause is not Cause.WORLD:
            self._note_wound(record, before, rows)
        self._rows = rows
        self._settle(record)
        self._heal(record)

    def _move_on_to_newer_list(self, before: Rows, rows: Rows, at: datetime) -> None:
        """I4: a plan may be dropped for a newer one; then the change goes on from what the playlist holds."""
        for later in range(self._place + 2, len(self._lists)):
            known = set(self._old) | set(self._new) | set(before) | {None}
            strange = {uri for uri in rows if uri not in known}
            if strange and strange <= set(self._lists[later]) and self._is_due(later, at):
                self._place, self._old = later - 1, tuple(before)
                return

    def _settle(self, record: PlaylistRecord) -> None:
        if record.cause in {Cause.PERSON, Cause.WORLD} and self._rows != self._new:
            return
        self._is_settled = self._rows in (self._new, self._lists[self._place])
        while self._place + 1 < len(self._lists) and self._rows == self._lists[self._place + 1]:
            self._place += 1
            self._old = self._lists[self._place]
        if self._is_settled:
            self._in_change = False
            self._check_kept(record)

    @property
    def _new(self) -> tuple[str | None, ...]:
        return self._lists[min(self._place + 1, len(self._lists) - 1)]

    def _is_due(self, place: int, at: datetime) -> bool:
        return place > len(self._due) or self._due[place - 1] <= at

    # --- I2 and I4: what the rows may be --------------------------------------------------------------

    def _faults(self, before: Rows, rows: Rows) -> Iterator[str]:
        """What going from `before` to `rows` did to the listener; what was wrong before is not counted again."""
        floor = min(_SAFE_ROWS, len(self._old), len(self._new))
        if before and not rows:
            yield "the playlist was cleared"
        elif len(rows) < floor and len(rows) < len(before):
            yield f"{len(rows)} rows are left, at least {floor} must stay"
        known = {*self._old, *self._new, *before}
        strange = [uri for uri in dict.fromkeys(rows) if uri is not None and uri not in known]
        if strange:
            yield f"neither in the old list nor in the new: {_some(strange)}"
        doubled = self._doubled(before, rows)
        if doubled:
            yield f"on the list more than once: {_some(doubled)}"

    def _check_added_once(self, record: PlaylistRecord, before: Rows, rows: Rows) -> None:
        write = self._writes.get(record.call or 0)
        if write is not None and write.call.method == "PUT" and write.uris is not None:
            self._added.clear()  # a replaced list begins anew
        added = self._appended(record)
        twice = [uri for uri in self._doubled(before, rows) if uri in added and self._added[uri]]
        if twice:
            self._blame("I4", record, f"added a second time: {_some(twice)}")
        self._added.update(added)

    def _appended(self, record: PlaylistRecord) -> list[str]:
        write = self._writes.get(record.call or 0)
        if write is None or write.call.method != "POST":
            return []
        return [self._aliases.get(uri, uri) for uri in write.uris or ()]

    def _doubled(self, before: Rows, rows: Rows) -> list[str]:
        allowed = [Counter(self._old), Counter(self._new), Counter(before)]
        return [
            uri
            for uri, count in Counter(rows).items()
            if uri is not None and count > max(1, *(counts[uri] for counts in allowed))
        ]

    def _note_wound(self, record: PlaylistRecord, before: tuple[str | None, ...], rows: Rows) -> None:
        self._added.update(self._appended(record))
        # A list that was done, and that no write of a new change was about to replace, was taken away.
        is_first = self._place == 0 and len(self._lists) > 1
        was_settled = self._is_settled and not self._in_change and not is_first and rows != before
        if self._wound is None and (was_settled or any(self._faults(before, rows))):
            self._wound, self._looked_at = _Wound(record, before, was_settled), None

    def _heal(self, record: PlaylistRecord) -> None:
        wound, rows = self._wound, self._rows or ()
        if wound is None:
            return
        is_whole = self._is_settled if wound.was_settled else not any(self._faults(wound.before, rows))
        if is_whole:
            if self._looked_at is not None and record.at > self._looked_at + self._expected.tick:
                self._blame("I2", record, f"mended more than a tick after the look at {self._looked_at}")
            self._wound = None

    # --- I1, I3, I8: when and after what it may be written ----------------------------------------------

    def _check_not_blind(self, write: Write, unclear: Write) -> None:
        reads = sum(read.first == 0 for read in self._reads)
        needed = _READS_AFTER_5XX if unclear.call.status else 1
        if reads < needed:
            what = f"answered {unclear.call.status}" if unclear.call.status else "not answered"
            self._blame("I3", write, f"written after {reads} reads although call {unclear.call.number} was {what}")

    def _check_first_write(self, write: Write) -> None:
        rows = self._rows if self._rows is not None else self._lists[0]
        if rows == self._lists[self._place]:
            following = self._place + 1
            if following == len(self._lists):
                self._blame("I1", write, "written again although the list was done and nothing was due")
            elif not self._is_due(following, write.call.at):
                self._blame("I1", write, f"written before its slot at {self._due[following - 1]}")
        if rows and not self._in_change and not cover(self._reads, len(rows)):
            self._blame("I8", write, f"written before all of its {len(rows)} rows were read")

    # --- I6: a person's edits ---------------------------------------------------------------------------

    def _note_edit(self, before: Rows, rows: Rows) -> None:
        added = {uri for uri in rows if uri is not None and uri not in before}
        removed = {uri for uri in before if uri is not None and uri not in rows}
        for edit in self._edits:
            edit.added -= removed
            edit.removed -= added
        self._edits.append(_Edit(added, removed))

    def _check_held(self, write: Write) -> None:
        """Forget edits that could not be seen; blame a write over a seen one when the policy is to hold."""
        self._edits = [edit for edit in self._edits if edit.seen]
        if self._policy is EditPolicy.HOLD and self._edits:
            approvals = self._expected.approvals.get(self._playlist_id, ())
            looked_at = self._reads[0].call.at if self._reads else write.call.at
            if not any(looked_at <= approval <= write.call.at for approval in approvals):
                self._blame("I6", write, "written over a person's edit although such a playlist is held")
            self._edits = []
        for edit in self._edits:
            edit.written_over = True

    def _check_kept(self, record: PlaylistRecord | None) -> None:
        """Edits that were seen before a write must be found in what the change ended with; then they are settled."""
        if self._policy is not EditPolicy.KEEP:
            return
        rows = set(self._rows or ())
        owed = [edit for edit in self._edits if edit.written_over]
        gone = [uri for edit in owed for uri in sorted(edit.added - rows)]
        back = [uri for edit in owed for uri in sorted(edit.removed & rows)]
        if gone:
            self._blame("I6", record, f"a person added it, and it is gone: {_some(gone)}")
        if back:
            self._blame("I6", record, f"a person removed it, and it is back: {_some(back)}")
        self._edits = [edit for edit in self._edits if not edit.written_over]

    # --- The end ----------------------------------------------------------------------------------------

    def finish(self, end: datetime | None) -> None:
        """Judge what must be true once all is over."""
        if self._wound is not None:
            waited = end is not None and self._looked_at is not None and end > self._looked_at + self._expected.tick
            if waited:
                self._blame("I2", self._wound.record, "never mended although it was looked at")
            return
        rows = self._rows if self._rows is not None else self._lists[0]
        is_done = self._place == len(self._lists) - 1 and self._is_settled
        if rows != self._lists[-1] and not is_done:
            self._blame("I3", None, f"the rows are not what was wanted: {_difference(rows, self._lists[-1])}")
        elif self._has_written and not cover(self._reads, len(rows)):
            self._blame("I3", None, "the rows were not read back after the last write")
        self._check_kept(None)

    def _canonical(self, rows: Rows) -> tuple[str | None, ...]:
        return tuple(uri if uri is None else self._aliases.get(uri, uri) for uri in rows)

    def _blame(self, invariant: str, record: PlaylistRecord | Write | None, message: str) -> None:
        blamed = record.call if isinstance(record, Write) else record
        number, at = (blamed.number, blamed.at) if blamed is not None else (0, None)
        self.found.append(Violation(invariant, number, at, self._playlist_id, message))


def _some(uris: Sequence[str]) -> str:
    return ", ".join(uris[:3]) + (f" and {len(uris) - 3} more" if len(uris) > 3 else "")


def _difference(rows: Rows, wanted: Rows) -> str:
    if len(rows) != len(wanted):
        return f"{len(rows)} rows instead of {len(wanted)}"
    place = next(place for place, (uri, other) in enumerate(zip(rows, wanted, strict=True)) if uri != other)
    return f"position {place + 1} is {rows[place]} instead of {wanted[place]}"
