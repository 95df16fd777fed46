"""From a song to the right track, asking for look-ups in order of cost.

A wrong match is worse than a missing one: the next song moves up.
"""

import re

from tophits.domain.matches import Confidence, Evidence, Match
from tophits.domain.songs import Song
from tophits.domain.tracks import Track, track_uri
from tophits.matching.candidates import Candidate, Recording, recordings
from tophits.matching.confidence import by_id, by_name, gap
from tophits.matching.identity import read_name
from tophits.matching.lookups import ByIsrc, ByName, Matching
from tophits.matching.penalties import compare

MOST_ISRCS = 2
"""Searches by ISRC for one song: each is a call, and the later ones seldom find what the first did not."""

QUERY_LENGTH = 250 - len('track:"" artist:""')
"""What the two values of an exact search may have together (web-api-2026.md, section 1.5)."""

_UNSEARCHABLE = re.compile(r'[:"\u201c\u201d\u201e]+')


def match(song: Song, *, benched: frozenset[str] = frozenset(), allow_search: bool = True) -> Matching:
    """Find the song's track: by a chart's id (free), by ISRC, by an exact search.

    `benched` are URIs that must not be chosen. Without `allow_search` nothing is asked for that costs a
    call. The match is never better than its evidence: below medium it is for a person to decide.
    """
    for place, spotify_id in enumerate(song.spotify_ids):
        if track_uri(spotify_id) not in benched:
            sure = Confidence.STRONG if place == 0 else Confidence.MEDIUM
            return Match(song.id, track_uri(spotify_id), None, sure, Evidence.CHART_ID)
    best = Match(song.id, None, None, Confidence.NONE, None)
    if not allow_search:
        return best
    calls = 0
    for isrc in song.isrcs[:MOST_ISRCS]:
        tracks = yield ByIsrc(isrc)
        calls += 1
        carrying = [track for track in tracks if track.isrc in (isrc, None)]
        best = _better(best, _match_by_isrc(song, recordings(song, carrying, benched), calls))
        if best.is_publishable:
            return best
    asked = query(song)
    if asked is not None:
        tracks = yield asked
        calls += 1
        best = _better(best, _match_by_name(song, recordings(song, tracks, benched), calls))
    return _costing(best, calls)


def check_track(song: Song, track: Track) -> Match:
    """Judge the track that a chart's id led to, now that its own title and artists are known.

    Confidence is at least medium when they agree, and below it when the id names something else.
    """
    recording = Recording((Candidate(track, compare(song, track)),))
    return Match(song.id, track.uri, track, by_id(recording), Evidence.CHART_ID, recording.best.penalties)


def query(song: Song) -> ByName | None:
    """The exact search for a song: its title without guests and known phrases, its lead artist.

    None when the song has no name that can be searched for.
    """
    identity = read_name(song.title, song.artists)
    lead = identity.credit.artists[0] if identity.credit.artists else ""
    title, artist = _searchable(identity.title.base), _searchable(lead)
    if not title or not artist:
        return None
    artist = artist[: QUERY_LENGTH // 2].strip()
    return ByName(title[: QUERY_LENGTH - len(artist)].strip(), artist)


def _searchable(text: str) -> str:
    return " ".join(_UNSEARCHABLE.sub(" ", text).split())


def _match_by_isrc(song: Song, found: tuple[Recording, ...], calls: int) -> Match:
    judged = sorted(found, key=lambda one: (-by_id(one), one.distance))
    if not judged:
        return Match(song.id, None, None, Confidence.NONE, None, calls=calls)
    best = judged[0].best
    return Match(
        song.id, best.track.uri, best.track, by_id(judged[0]), Evidence.ISRC, best.penalties, gap(tuple(judged)), calls
    )


def _match_by_name(song: Song, found: tuple[Recording, ...], calls: int) -> Match:
    sure = by_name(found)
    if sure is Confidence.NONE:
        return Match(song.id, None, None, sure, None, calls=calls)
    best = found[0].best
    return Match(song.id, best.track.uri, best.track, sure, Evidence.SEARCH, best.penalties, gap(found), calls)


def _better(a: Match, b: Match) -> Match:
    return b if b.confidence > a.confidence else _costing(a, b.calls)


def _costing(found: Match, calls: int) -> Match:
    return Match(
        found.song, found.uri, found.track, found.confidence, found.evidence, found.penalties, found.gap, calls
    )
