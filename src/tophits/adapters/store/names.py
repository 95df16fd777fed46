"""Names: each spelling of charts is kept once, and belongs to one song.

Which song a new spelling belongs to is `matching.identity`'s rule; here are its keys, and the lasting
decisions of persons that stand above it.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import orjson
from sqlalchemy import Connection, func, insert, select

from tophits.adapters.store.batches import in_batches
from tophits.adapters.store.merging import merge_songs
from tophits.adapters.store.packing import SpellingKey, fingerprint
from tophits.adapters.store.schema import name as names
from tophits.adapters.store.schema import song as songs
from tophits.adapters.store.schema import song_apart, song_key
from tophits.domain.songs import ChartName
from tophits.matching import identity


def name_ids(connection: Connection, spellings: Sequence[SpellingKey]) -> list[int]:
    """The numbers of those names, in order; new ones are added and given to their songs."""
    prints = [fingerprint(key) for key in spellings]
    known: dict[bytes, int] = {}
    for batch in in_batches(prints):
        rows = connection.execute(select(names.c.fingerprint, names.c.id).where(names.c.fingerprint.in_(batch)))
        known.update((row.fingerprint, row.id) for row in rows)
    fresh = {mark: key for mark, key in zip(prints, spellings, strict=True) if mark not in known}
    if fresh:
        known.update(_add(connection, fresh))
    return [known[mark] for mark in prints]


def chart_name(title: str, artists: str, isrc: str | None, spotify_id: str | None, explicit: bool | None) -> ChartName:  # noqa: FBT001 - a column's value
    """A spelling from its columns."""
    return ChartName(title, tuple(orjson.loads(artists)), isrc, spotify_id, explicit)


def artists_text(artists: Sequence[str]) -> str:
    """Artists as their column has them."""
    return orjson.dumps(artists).decode()


def pin_key(name: ChartName) -> str:
    """The key by which a spelling that a person split off stays with its own song."""
    return "pin:" + orjson.dumps([name.title, name.artists, name.isrc, name.spotify_id, name.explicit]).decode()


def search_words(text: str) -> str:
    """Text as it is searched for: no case, no accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())


def _add(connection: Connection, fresh: Mapping[bytes, SpellingKey]) -> dict[bytes, int]:
    spelt = {mark: ChartName(*key[:5]) for mark, key in fresh.items()}
    joining = _Joining(connection, {name: identity.keys(name) for name in spelt.values()})
    first = 1 + (connection.execute(select(func.max(names.c.id))).scalar() or 0)
    rows = []
    for number, (mark, name) in enumerate(spelt.items(), first):
        keys = joining.keys_of[name]
        rows.append(
            {
                "id": number,
                "fingerprint": mark,
                "song_id": joining.song_of(name),
                "title": name.title,
                "artists": artists_text(name.artists),
                "isrc": name.isrc,
                "spotify_id": name.spotify_id,
                "explicit": name.explicit,
                "source_id": fresh[mark][5],
                "lead": keys.lead,
                "work": keys.work,
                "words": search_words(" ".join((name.title, *name.artists))),
                "times_charted": 0,
                "last_charted": None,
            }
        )
    joining.write_songs()
    connection.execute(insert(names), rows)
    joining.write_merges()
    return {mark: number for number, mark in enumerate(spelt, first)}


class _Joining:
    """Gives new spellings to songs, in memory; what came of it is written at the end.

    `songs_of_key` has the songs of each key, oldest first. A form key may lead to several songs, which are
    told apart by `identity.conflict`.
    """

    def __init__(self, connection: Connection, keys_of: Mapping[ChartName, identity.IdentityKeys]) -> None:
        self.keys_of = keys_of
        self._connection = connection
        wanted = {key for keys in keys_of.values() for key in (*keys.strong, *keys.forms)}
        wanted.update(pin_key(name) for name in keys_of)
        self._songs_of_key = _songs_of_keys(connection, wanted)
        self._names_of_song = _names_of_songs(
            connection, {song for owners in self._songs_of_key.values() for song in owners}
        )
        self._apart = {(row.song_id, row.other_id) for row in connection.execute(select(song_apart))}
        self._next_song = 1 + (connection.execute(select(func.max(songs.c.id))).scalar() or 0)
        self._found: dict[ChartName, int] = {}
        self._new_songs: list[int] = []
        self._new_keys: list[tuple[str, int]] = []
        self._merges: list[tuple[int, int]] = []
        self._stands_for: dict[int, int] = {}

    def song_of(self, name: ChartName) -> int:
        """The song of a spelling: pinned by a person, by a strong key, by a form, or a new one."""
        song = self._found.get(name)
        if song is not None:
            return self._standing(song)
        keys = self.keys_of[name]
        pinned = self._owners(pin_key(name))
        if pinned:
            song = pinned[0]
        else:
            song = self._by_strong(keys.strong) or self._by_form(name, keys.forms) or self._new_song()
            self._register(keys, song)
        self._names_of_song.setdefault(song, {})[name] = None
        self._found[name] = song
        return song

    def write_songs(self) -> None:
        """Write the new songs and keys."""
        if self._new_songs:
            self._connection.execute(insert(songs), [{"id": song} for song in self._new_songs])
        if self._new_keys:
            self._connection.execute(insert(song_key), [{"key": key, "song_id": song} for key, song in self._new_keys])

    def write_merges(self) -> None:
        """Carry out the merges, once the names are written too."""
        for keep, drop in self._merges:
            merge_songs(self._connection, keep, drop)

    def _by_strong(self, keys: Sequence[str]) -> int | None:
        """The song that an id names. Two songs that share one are one song, unless a person split them."""
        found = list(dict.fromkeys(song for key in keys for song in self._owners(key)))
        if not found:
            return None
        song = found[0]
        for other in found[1:]:
            keep, drop = min(song, other), max(song, other)
            if (keep, drop) not in self._apart:
                self._merge(keep, drop)
                song = keep
        return song

    def _by_form(self, name: ChartName, keys: Sequence[str]) -> int | None:
        for key in keys:
            for song in self._owners(key):
                if not any(identity.conflict(name, other) for other in self._names_of_song.get(song, ())):
                    return song
        return None

    def _new_song(self) -> int:
        song = self._next_song
        self._next_song += 1
        self._new_songs.append(song)
        return song

    def _register(self, keys: identity.IdentityKeys, song: int) -> None:
        for key in keys.strong:
            if not self._owners(key):
                self._add_key(key, song)
        for key in keys.forms:
            if song not in self._owners(key):
                self._add_key(key, song)

    def _add_key(self, key: str, song: int) -> None:
        self._songs_of_key.setdefault(key, []).append(song)
        self._songs_of_key[key].sort()
        self._new_keys.append((key, song))

    def _owners(self, key: str) -> list[int]:
        owners = self._songs_of_key.get(key)
        return [] if owners is None else list(dict.fromkeys(self._standing(song) for song in owners))

    def _merge(self, keep: int, drop: int) -> None:
        self._merges.append((keep, drop))
        self._stands_for[drop] = keep
        self._names_of_song.setdefault(keep, {}).update(self._names_of_song.pop(drop, {}))
        for one, other in [pair for pair in self._apart if drop in pair]:
            rest = other if one == drop else one
            self._apart.add((min(keep, rest), max(keep, rest)))

    def _standing(self, song: int) -> int:
        while song in self._stands_for:
            song = self._stands_for[song]
        return song


def _songs_of_keys(connection: Connection, keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for batch in in_batches(keys):
        query = select(song_key).where(song_key.c.key.in_(batch)).order_by(song_key.c.song_id)
        for row in connection.execute(query):
            found.setdefault(row.key, []).append(row.song_id)
    return found


def _names_of_songs(connection: Connection, ids: Iterable[int]) -> dict[int, dict[ChartName, None]]:
    columns = (names.c.title, names.c.artists, names.c.isrc, names.c.spotify_id, names.c.explicit)
    found: dict[int, dict[ChartName, None]] = {}
    for batch in in_batches(ids):
        for song, *row in connection.execute(select(names.c.song_id, *columns).where(names.c.song_id.in_(batch))):
            found.setdefault(song, {})[chart_name(*row)] = None
    return found
