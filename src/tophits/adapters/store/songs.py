"""The shelf of songs: what all spellings of one recording say together, and a person's merges and splits."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, insert, select, update

from tophits.adapters.store.batches import in_batches
from tophits.adapters.store.database import Database
from tophits.adapters.store.merging import merge_songs, set_apart
from tophits.adapters.store.names import artists_text, chart_name, pin_key, search_words
from tophits.adapters.store.schema import name as names
from tophits.adapters.store.schema import song as table
from tophits.adapters.store.schema import song_apart, song_key
from tophits.domain.errors import UsageError
from tophits.domain.songs import ChartName, Song, SongId
from tophits.domain.tracks import TRACK_URI
from tophits.matching import identity

_NUMBER = re.compile(r"#(\d{1,18})")
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_ISRC = re.compile(r"[A-Z]{2}[0-9A-Z]{3}\d{7}")
_T = TypeVar("_T")


class SqlSongShelf:
    """The port `history.ports.SongShelf`, and the spellings of one song for who wants to split it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def songs(self, ids: Iterable[SongId]) -> Mapping[SongId, Song]:
        """Those songs. A merged song's number gives the song that stands for it; unknown numbers are left out."""
        with self._database.reading() as connection:
            return _songs(connection, ids)

    def find(self, text: str, limit: int = 20) -> Sequence[Song]:
        """Songs by number (`#12`), Spotify id or URI, ISRC, or words of title and artists, best first."""
        asked = text.strip()
        with self._database.reading() as connection:
            ids = _named(connection, asked) or _by_words(connection, asked, limit)
            songs = _songs(connection, ids)
        return list({songs[number].id: songs[number] for number in ids if number in songs}.values())[:limit]

    def merge(self, keep: SongId, drop: SongId) -> None:
        """From now on `drop` is `keep`, for past charts too, and ids that they share join them again.

        Raises:
            UsageError: there is no such song.
        """
        with self._database.writing() as connection:
            kept, dropped = _standing(connection, keep), _standing(connection, drop)
            if kept == dropped:
                return
            pair = {"song_id": min(kept, dropped), "other_id": max(kept, dropped)}
            connection.execute(delete(song_apart).filter_by(**pair))
            merge_songs(connection, kept, dropped)

    def split(self, name: ChartName) -> SongId:
        """Give one spelling a song of its own, for good; its new number.

        It takes along the keys that no other spelling of its old song has. Later spellings follow those keys,
        and no id that the two come to share joins them again.

        Raises:
            UsageError: no chart spells a song so.
        """
        with self._database.writing() as connection:
            old = connection.execute(select(names.c.song_id).where(_spelt(name)).limit(1)).scalar_one_or_none()
            if old is None:
                raise UsageError(f"No chart has the spelling {name.title!r} by {', '.join(name.artists)}.")
            rest = [other for other in _spellings(connection, old) if other != name]
            song = _new_song(connection) if rest else old
            connection.execute(update(names).where(_spelt(name)).values(song_id=song))
            pin = pin_key(name)
            connection.execute(delete(song_key).where(song_key.c.key == pin))
            connection.execute(insert(song_key).values(key=pin, song_id=song))
            if rest:
                _move_keys(connection, name, rest, old, song)
                set_apart(connection, old, song)
            return SongId(song)

    def spellings(self, song: SongId) -> Sequence[ChartName]:
        """The spellings of one song, the most used first."""
        with self._database.reading() as connection:
            return _spellings(connection, _standing(connection, song))


def _songs(connection: Connection, ids: Iterable[int]) -> dict[SongId, Song]:
    standing: dict[int, int] = {}
    for batch in in_batches(set(ids)):
        for found in connection.execute(select(table).where(table.c.id.in_(batch))):
            standing[found.id] = found.merged_into or found.id
    spellings: dict[int, list[RowMapping]] = {}
    for batch in in_batches(set(standing.values())):
        for row in connection.execute(select(names).where(names.c.song_id.in_(batch))).mappings():
            spellings.setdefault(row["song_id"], []).append(row)
    made = {number: _song(number, rows) for number, rows in spellings.items()}
    return {SongId(number): made[song] for number, song in standing.items() if song in made}


def _song(number: int, rows: Sequence[RowMapping]) -> Song:
    """One song from all its names: each fact is the one that most charts gave."""
    by_id = sorted(rows, key=lambda row: row["id"])
    title, artists = _ordered(by_id, lambda row: (row["title"], row["artists"]))[0]
    best = next(row for row in by_id if (row["title"], row["artists"]) == (title, artists))
    spelt = chart_name(title, artists, None, None, None)
    explicit = _ordered(by_id, lambda row: row["explicit"])
    return Song(
        id=SongId(number),
        title=spelt.title,
        artists=spelt.artists,
        lead=best["lead"],
        work=best["work"],
        isrcs=tuple(_ordered(by_id, lambda row: row["isrc"])),
        spotify_ids=tuple(_ordered(by_id, lambda row: row["spotify_id"])),
        explicit=explicit[0] if explicit else None,
    )


def _ordered(rows: Sequence[RowMapping], fact: Callable[[RowMapping], _T | None]) -> list[_T]:
    """The values of a fact: those that more charts gave first, then the more recent, then the older name."""
    scores: dict[_T, tuple[int, date]] = {}
    for row in rows:
        value = fact(row)
        if value is not None:
            times, last = scores.get(value, (0, date.min))
            scores[value] = (times + row["times_charted"], max(last, row["last_charted"] or date.min))
    return sorted(scores, key=lambda value: scores[value], reverse=True)


def _named(connection: Connection, asked: str) -> list[SongId]:
    """The songs that a number or an id names."""
    number = _NUMBER.fullmatch(asked)
    if number:
        return [SongId(int(number[1]))]
    keys = []
    spotify_id = asked.removeprefix(TRACK_URI)
    if _SPOTIFY_ID.fullmatch(spotify_id):
        keys.append(f"spotify:{spotify_id}")
    isrc = asked.upper().replace("-", "")
    if _ISRC.fullmatch(isrc):
        keys.append(f"isrc:{isrc}")
    if not keys:
        return []
    found = select(song_key.c.song_id).where(song_key.c.key.in_(keys)).order_by(song_key.c.song_id)
    return [SongId(song) for song in connection.execute(found).scalars()]


def _by_words(connection: Connection, asked: str, limit: int) -> list[SongId]:
    """The songs of which one spelling has all the words, the most charted first."""
    parts = search_words(asked).split()
    if not parts:
        return []
    has_all = and_(*(names.c.words.contains(part, autoescape=True) for part in parts))
    ranked = (
        select(names.c.song_id)
        .where(has_all)
        .group_by(names.c.song_id)
        .order_by(func.sum(names.c.times_charted).desc(), names.c.song_id)
        .limit(limit)
    )
    return [SongId(song) for song in connection.execute(ranked).scalars()]


def _standing(connection: Connection, song: int) -> int:
    row = connection.execute(select(table).where(table.c.id == song)).one_or_none()
    if row is None:
        raise UsageError(f"There is no song #{song}.", remedy="Look for it by title, artist or id.")
    standing: int = row.merged_into or row.id
    return standing


def _spelt(name: ChartName) -> ColumnElement[bool]:
    """The rows of exactly that spelling."""
    return and_(
        names.c.title == name.title,
        names.c.artists == artists_text(name.artists),
        names.c.isrc.is_not_distinct_from(name.isrc),
        names.c.spotify_id.is_not_distinct_from(name.spotify_id),
        names.c.explicit.is_not_distinct_from(name.explicit),
    )


def _spellings(connection: Connection, song: int) -> list[ChartName]:
    columns = (names.c.title, names.c.artists, names.c.isrc, names.c.spotify_id, names.c.explicit)
    query = select(*columns).where(names.c.song_id == song).order_by(names.c.times_charted.desc(), names.c.id)
    return list(dict.fromkeys(chart_name(*row) for row in connection.execute(query)))


def _new_song(connection: Connection) -> int:
    number: int = 1 + connection.execute(select(func.max(table.c.id))).scalar_one()
    connection.execute(insert(table).values(id=number))
    return number


def _move_keys(connection: Connection, name: ChartName, rest: Iterable[ChartName], old: int, song: int) -> None:
    """Give the split-off song the keys that only it has."""
    stay = {key for other in rest for key in _all_keys(other)}
    for key in _all_keys(name):
        if key not in stay:
            connection.execute(delete(song_key).where(song_key.c.key == key, song_key.c.song_id == old))
            connection.execute(insert(song_key).values(key=key, song_id=song))


def _all_keys(name: ChartName) -> tuple[str, ...]:
    keys = identity.keys(name)
    return (*keys.strong, *keys.forms)
