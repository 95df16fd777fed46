"""How sure a match is: from the best recording *and* from how much worse the second one is."""

from tophits.domain.matches import Confidence
from tophits.matching.candidates import Recording
from tophits.matching.penalties import ARTIST, IMITATION, MEDLEY, TITLE, VERSION, doubts

STRONG_WITHIN = 0.1
MEDIUM_WITHIN = 0.25
LOW_WITHIN = 0.65
"""Distances; beyond the last one a track is not even worth a person's look."""

CLEAR_GAP = 0.05
"""Two recordings nearer to each other than this are equally good by name."""

SAME_SONG_SHARE = 0.15
"""A single edit and its album version differ by less than this share of their length."""

_NEVER_PUBLISHED = frozenset({TITLE, VERSION, ARTIST, IMITATION, MEDLEY})


def gap(found: tuple[Recording, ...]) -> float | None:
    """How much farther the second best recording is; None when there is only one."""
    return round(found[1].distance - found[0].distance, 4) if len(found) > 1 else None


def by_name(found: tuple[Recording, ...]) -> Confidence:
    """How sure the first of the recordings is, when only names speak for it."""
    if not found:
        return Confidence.NONE
    best = found[0].best
    if best.distance > LOW_WITHIN:
        return Confidence.NONE
    if best.distance > MEDIUM_WITHIN or any(penalty.name in _NEVER_PUBLISHED for penalty in best.penalties):
        return Confidence.LOW
    rivals = [other for other in found[1:] if other.distance - found[0].distance < CLEAR_GAP]
    if any(not _near_in_length(found[0], other) for other in rivals):
        return Confidence.LOW
    return Confidence.MEDIUM if rivals or best.distance > STRONG_WITHIN else Confidence.STRONG


def by_id(recording: Recording) -> Confidence:
    """How sure a track is that an id or ISRC names, once its own title and artists are seen.

    Either title or artists may be spelled in another script or under a new name; not both.
    """
    names = {penalty.name for penalty in recording.best.penalties}
    if not names & _NEVER_PUBLISHED:
        return Confidence.STRONG if doubts(recording.best.penalties) <= MEDIUM_WITHIN else Confidence.MEDIUM
    if names & {VERSION, IMITATION, MEDLEY} or {TITLE, ARTIST} <= names:
        return Confidence.LOW
    return Confidence.MEDIUM


def _near_in_length(a: Recording, b: Recording) -> bool:
    one, other = a.best.track.duration_ms, b.best.track.duration_ms
    return abs(one - other) <= SAME_SONG_SHARE * max(one, other)
