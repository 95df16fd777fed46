"""Two songs become one: names, keys and the match book's entry move; history stays as it lies."""

from sqlalchemy import Connection, delete, insert, or_, select, update

from tophits.adapters.store.schema import book_entry, song, song_apart, song_key
from tophits.adapters.store.schema import name as names
from tophits.matching.book import Standing

PERSONS = (Standing.CHOSEN, Standing.BANNED)
"""Standings that a person gave; a machine never takes them back."""


def merge_songs(connection: Connection, keep: int, drop: int) -> None:
    """Let `keep` stand for `drop`, in charts of the past too."""
    connection.execute(update(names).where(names.c.song_id == drop).values(song_id=keep))
    connection.execute(update(song).where(or_(song.c.id == drop, song.c.merged_into == drop)).values(merged_into=keep))
    both = select(song_key.c.key).where(song_key.c.song_id == keep)
    connection.execute(delete(song_key).where(song_key.c.song_id == drop, song_key.c.key.in_(both)))
    connection.execute(update(song_key).where(song_key.c.song_id == drop).values(song_id=keep))
    _move_apart(connection, keep, drop)
    _move_book_entry(connection, keep, drop)


def set_apart(connection: Connection, one: int, other: int) -> None:
    """Write down that a person told two songs apart, so that no shared id joins them again."""
    pair = {"song_id": min(one, other), "other_id": max(one, other)}
    connection.execute(delete(song_apart).filter_by(**pair))
    connection.execute(insert(song_apart).values(pair))


def _move_apart(connection: Connection, keep: int, drop: int) -> None:
    of_drop = or_(song_apart.c.song_id == drop, song_apart.c.other_id == drop)
    pairs = connection.execute(select(song_apart).where(of_drop)).all()
    connection.execute(delete(song_apart).where(of_drop))
    for row in pairs:
        other = row.other_id if row.song_id == drop else row.song_id
        if other != keep:
            set_apart(connection, keep, other)


def _move_book_entry(connection: Connection, keep: int, drop: int) -> None:
    """The dropped song's match goes over where the kept one has none, or only a machine's against a person's."""
    rows = connection.execute(
        select(book_entry.c.song_id, book_entry.c.standing).filter(book_entry.c.song_id.in_((keep, drop)))
    )
    standings = {row.song_id: row.standing for row in rows}
    if drop not in standings:
        return
    if keep not in standings or (standings[drop] in PERSONS and standings[keep] not in PERSONS):
        connection.execute(delete(book_entry).where(book_entry.c.song_id == keep))
        connection.execute(update(book_entry).where(book_entry.c.song_id == drop).values(song_id=keep))
    else:
        connection.execute(delete(book_entry).where(book_entry.c.song_id == drop))
