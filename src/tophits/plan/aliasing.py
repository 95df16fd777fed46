"""Learning which other id Spotify shows for a track that we wrote: it relinks tracks and does not say so any more."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tophits.domain.tracks import Row, Track

SAME_LENGTH_MS = 2_000
"""Two copies of one recording differ by at most this much."""

_NO_ISRCS: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LearntAlias:
    """Spotify shows `seen` where we wrote `written`; `why` is the evidence."""

    written: str
    seen: str
    why: str


def learn(
    written: Sequence[str],
    rows: Sequence[Row],
    known_tracks: Mapping[str, Track],
    *,
    recording_of: Callable[[Track], str],
    isrcs: Mapping[str, Collection[str]] = _NO_ISRCS,
) -> tuple[LearntAlias, ...]:
    """The aliases that a read shows. Only for a read right after our own write of `written`.

    An alias is learnt at the same position only, from an equal ISRC, or from an equal lead artist id, equal
    recordings and durations within two seconds. `known_tracks` is what is known about written URIs, by URI;
    `recording_of` gives one key for title and version words; `isrcs` are further ISRCs by written URI, such
    as those that charts gave. A URI that we wrote ourselves, somewhere else in the list, is nobody's alias.
    """
    ours = frozenset(written)
    found = []
    for uri, row in zip(written, rows, strict=False):
        if row.uri is None or row.uri in ours or row.track is None or not row.is_sound:
            continue
        known = known_tracks.get(uri)
        codes = {*isrcs.get(uri, ()), known.isrc if known else None} - {None}
        if row.track.isrc in codes:
            found.append(LearntAlias(uri, row.uri, f"same ISRC {row.track.isrc}"))
        elif known is not None and _is_same_recording(known, row.track, recording_of):
            found.append(LearntAlias(uri, row.uri, "same lead artist, title, version and length"))
    return tuple(found)


def _is_same_recording(one: Track, other: Track, recording_of: Callable[[Track], str]) -> bool:
    lead, other_lead = _lead_id(one), _lead_id(other)
    return (
        lead is not None
        and lead == other_lead
        and abs(one.duration_ms - other.duration_ms) <= SAME_LENGTH_MS
        and recording_of(one) == recording_of(other)
    )


def _lead_id(track: Track) -> str | None:
    return track.artists[0].id if track.artists else None
