"""What an edition makes of points: its own rules about artists, works, pins and bans."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import ceil, floor

from tophits.domain.editions import Explicit, Rules
from tophits.domain.rankings import Coverage, RankedSong, Ranking
from tophits.domain.songs import Song, SongId
from tophits.ranking.points import SongPoints

PINNED = "pinned"
KEPT = "kept by hysteresis"


def length_for(size: int) -> int:
    """How long a ranking is for an edition of `size`: 20 % longer and at least 10, so that the next can move up."""
    return size + max(10, -(-size // 5))


def keep_for(size: int, rules: Rules) -> int:
    """How many songs to rank so that the rules, which take songs out, still leave enough."""
    sifts = rules.max_per_artist is not None or rules.min_charts > 1 or rules.explicit is not Explicit.ANY
    spare = 100 + len(rules.bans) + len(rules.pins) + 50 * len(rules.banned_artists)
    return max(length_for(size), ceil(size * (1 + rules.hysteresis))) * (3 if sifts else 1) + spare


def order(
    points: Sequence[SongPoints],
    songs: Mapping[SongId, Song],
    rules: Rules,
    size: int,
    coverage: Coverage,
    previous: Sequence[SongId] = (),
) -> Ranking:
    """Apply an edition's rules to ranked songs.

    `songs` names the songs of `points` and the pinned ones; what it does not name is left out. The number of a
    merged song, in pins, bans or `previous`, means the song that stands for it. `previous` is the list as it
    is, for hysteresis. A ban is stronger than a pin, a pin stronger than every other rule. Songs of which no
    chart says whether they are explicit pass as clean: the track's own flag decides when it is matched.

    The ranking is longer than `size` (see `length_for`), as far as songs go; the caller cuts.
    """
    pins = _pins(points, songs, rules)
    needed = max(length_for(size), floor(size * (1 + rules.hysteresis)))
    dropped: list[tuple[Song, str]] = []
    kept: list[RankedSong] = []
    sieve = _Sieve(rules, songs, points, list(pins.values()))
    for song, ranked in _known(points, songs):
        if len(kept) == needed:
            break
        reason = sieve.refusal(song, ranked)
        if reason is None:
            kept.append(_ranked(song, ranked))
        elif reason != PINNED:
            dropped.append((song, reason))
    on_list = {_stands_for(song, songs) for song in previous}
    room = max(0, size - sum(position <= size for position in pins))
    settled = _settled(kept, room, floor(room * (1 + rules.hysteresis)), on_list)
    return Ranking(tuple(_with_pins(settled, pins)[: length_for(size)]), coverage, tuple(dropped))


def unruled(points: Sequence[SongPoints], songs: Mapping[SongId, Song], coverage: Coverage) -> Ranking:
    """Ranked songs as they are, for an ad hoc window."""
    return Ranking(tuple(_ranked(song, ranked) for song, ranked in _known(points, songs)), coverage)


class _Sieve:
    """Says why a song may not be in the list. Songs come best first; what it passes counts against the limits."""

    def __init__(
        self,
        rules: Rules,
        songs: Mapping[SongId, Song],
        points: Sequence[SongPoints],
        pinned: Sequence[RankedSong],
    ) -> None:
        self._rules = rules
        self._bans = _banned(rules, songs)
        self._pinned = {pin.song.id for pin in pinned}
        self._works = {pin.song.work: pin.song for pin in pinned}
        self._leads = Counter(pin.song.lead for pin in pinned)
        self._clean = self._clean_recordings(_known(points, songs))

    def refusal(self, song: Song, points: SongPoints) -> str | None:
        """The rule that keeps a song out; None when it may go in, and then it is counted."""
        rules = self._rules
        if song.id in self._pinned:
            return PINNED
        reason = self._own_refusal(song, points)
        if reason is not None:
            return reason
        if rules.one_per_work:
            other = self._works.get(song.work) or self._clean.get(song.work, song)
            if other.id != song.id:
                return f'another recording is preferred: "{other.title}" by {other.credit}'
        if rules.max_per_artist is not None and self._leads[song.lead] >= rules.max_per_artist:
            return f"the limit of {rules.max_per_artist} by one artist is reached"
        self._works[song.work] = song
        self._leads[song.lead] += 1
        return None

    def _own_refusal(self, song: Song, points: SongPoints) -> str | None:
        """The rule that keeps a song out whatever else is in the list."""
        rules = self._rules
        if song.id in self._bans:
            return "banned"
        if song.lead in rules.banned_artists:
            return "banned artist"
        if rules.explicit is Explicit.CLEAN_ONLY and song.explicit:
            return "explicit"
        if points.charts < rules.min_charts:
            return f"named by {points.charts} of at least {rules.min_charts} charts"
        return None

    def _clean_recordings(self, known: Iterator[tuple[Song, SongPoints]]) -> Mapping[str, Song]:
        """The best recording known to be clean of each work, where clean ones are preferred."""
        clean: dict[str, Song] = {}
        if self._rules.explicit is Explicit.PREFER_CLEAN:
            for song, points in known:
                if song.explicit is False and self._own_refusal(song, points) is None:
                    clean.setdefault(song.work, song)
        return clean


def _settled(songs: Sequence[RankedSong], size: int, limit: int, on_list: AbstractSet[SongId]) -> list[RankedSong]:
    """Hysteresis: songs of the list that fell below `size`, not below `limit`, keep the places of the newcomers there.

    The weakest newcomers within `size` wait behind it, in order.
    """
    newcomers = [place for place, song in enumerate(songs[:size]) if song.song.id not in on_list]
    fallen = [place for place in range(size, min(limit, len(songs))) if songs[place].song.id in on_list]
    exchanged = min(len(newcomers), len(fallen))
    staying = set(fallen[:exchanged])
    waiting = set(newcomers[len(newcomers) - exchanged :])
    inside = [place for place in range(min(size, len(songs))) if place not in waiting] + sorted(staying)
    outside = sorted(set(range(len(songs))).difference(inside))
    return [_noted(songs[place], KEPT) if place in staying else songs[place] for place in inside + outside]


def _pins(points: Sequence[SongPoints], songs: Mapping[SongId, Song], rules: Rules) -> dict[int, RankedSong]:
    """The pinned songs by position, each once, with whatever points they have."""
    found = {song.id: ranked for song, ranked in _known(points, songs)}
    bans = _banned(rules, songs)
    pins: dict[int, RankedSong] = {}
    seen: set[SongId] = set(bans)
    for position, number in sorted(rules.pins.items()):
        song = songs.get(number)
        if song is None or song.id in seen:
            continue
        seen.add(song.id)
        ranked = found.get(song.id, SongPoints(song.id, 0, ()))
        pins[position] = _ranked(song, ranked, PINNED)
    return pins


def _with_pins(songs: Sequence[RankedSong], pins: Mapping[int, RankedSong]) -> list[RankedSong]:
    """Put pins at their positions; those beyond the end of a short list follow at its end."""
    rows = list(songs)
    for position in sorted(pins):
        rows.insert(position - 1, pins[position])
    return rows


def _known(points: Sequence[SongPoints], songs: Mapping[SongId, Song]) -> Iterator[tuple[Song, SongPoints]]:
    return ((songs[ranked.song], ranked) for ranked in points if ranked.song in songs)


def _ranked(song: Song, points: SongPoints, note: str | None = None) -> RankedSong:
    return RankedSong(song, points.points, points.reasons, note)


def _noted(song: RankedSong, note: str) -> RankedSong:
    return RankedSong(song.song, song.points, song.reasons, note)


def _banned(rules: Rules, songs: Mapping[SongId, Song]) -> frozenset[SongId]:
    return frozenset(_stands_for(song, songs) for song in rules.bans)


def _stands_for(song: SongId, songs: Mapping[SongId, Song]) -> SongId:
    return songs[song].id if song in songs else song
