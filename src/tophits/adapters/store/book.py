"""The match book as rows: one entry a song, of which only a person takes back what a person decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from tophits.adapters.store.batches import in_batches
from tophits.adapters.store.database import Database
from tophits.adapters.store.merging import PERSONS
from tophits.adapters.store.noun_json import pack, unpack
from tophits.adapters.store.schema import book_entry as table
from tophits.adapters.store.schema import song
from tophits.domain.songs import SongId
from tophits.matching.book import BookEntry, Standing, with_benched


class SqlMatchBook:
    """The port `matching.book.MatchBook`. A merged song's number stands for the song that it became."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, songs: Iterable[SongId]) -> Mapping[SongId, BookEntry]:
        """The entries of those songs that have one."""
        found: dict[SongId, BookEntry] = {}
        with self._database.reading() as connection:
            for batch in in_batches(set(songs)):
                standing = {number: number for number in batch}
                merged = select(song.c.id, song.c.merged_into).where(
                    song.c.id.in_(batch), song.c.merged_into.is_not(None)
                )
                standing.update((row.id, row.merged_into) for row in connection.execute(merged))
                query = select(table.c.song_id, table.c.body).where(table.c.song_id.in_(set(standing.values())))
                bodies = {row.song_id: row.body for row in connection.execute(query)}
                found.update((asked, _entry(now, bodies[now])) for asked, now in standing.items() if now in bodies)
        return found

    def put(self, entry: BookEntry, *, by_person: bool = False) -> bool:
        """Keep an entry. False when a person's decision stands in its way."""
        return self._put([entry], by_person=by_person) == 1

    def put_all(self, entries: Iterable[BookEntry]) -> int:
        """Keep what a machine found, in one transaction; how many were kept, since persons' decisions stand."""
        return self._put(list(entries), by_person=False)

    def _put(self, entries: list[BookEntry], *, by_person: bool) -> int:
        """The last one of a song counts."""
        kept = 0
        if not entries:
            return kept
        with self._database.writing() as connection:
            for batch in in_batches(entries):
                asked = {entry.match.song for entry in batch}
                merged = select(song.c.id, song.c.merged_into).where(
                    song.c.id.in_(asked), song.c.merged_into.is_not(None)
                )
                owners = {row.id: row.merged_into for row in connection.execute(merged)}
                by_owner = {owners.get(entry.match.song, entry.match.song): entry for entry in batch}
                standing = {} if by_person else _decided(connection, by_owner)
                rows = [_row(owner, entry) for owner, entry in by_owner.items() if owner not in standing]
                kept += len(rows)
                benched = {owner: with_benched(was, by_owner[owner]) for owner, was in standing.items()}
                rows += [_row(owner, entry) for owner, entry in benched.items() if entry is not None]
                if rows:
                    connection.execute(delete(table).where(table.c.song_id.in_([row["song_id"] for row in rows])))
                    connection.execute(insert(table), rows)
        return kept

    def waiting(self) -> Sequence[BookEntry]:
        """The review list: UNSURE entries, oldest first."""
        query = select(table.c.song_id, table.c.body).where(table.c.standing == Standing.UNSURE)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.decided_at, table.c.song_id))
            return [_entry(row.song_id, row.body) for row in rows]


def _decided(connection: Connection, owners: Iterable[SongId]) -> Mapping[SongId, BookEntry]:
    """What persons decided about these songs."""
    query = select(table.c.song_id, table.c.body).where(table.c.song_id.in_(owners), table.c.standing.in_(PERSONS))
    return {SongId(row.song_id): _entry(row.song_id, row.body) for row in connection.execute(query)}


def _row(number: int, entry: BookEntry) -> dict[str, object]:
    return {
        "song_id": number,
        "standing": entry.standing,
        "uri": entry.match.uri,
        "decided_at": entry.decided_at,
        "body": pack(BookEntry, entry),
    }


def _entry(number: int, body: bytes) -> BookEntry:
    """An entry; its match is of the song that it belongs to now, also where that was merged since."""
    entry = unpack(BookEntry, body)
    return replace(entry, match=replace(entry.match, song=SongId(number)))
