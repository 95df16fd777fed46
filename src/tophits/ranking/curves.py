"""How much of the listening each rank of a chart stands for, so that charts of all publishers can be added up.

A rank's share is f(rank) / (f(1) + ... + f(200)) with f(rank) = (rank + c) ** -alpha. The sum has the same
reference depth for every source, so that a short chart does not weigh double.
"""

from dataclasses import dataclass
from functools import cache

REFERENCE_DEPTH = 200
"""The ranks over which shares add up to one."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How listening falls with rank: f(rank) = (rank + c) ** -alpha."""

    alpha: float
    c: float = 0.0

    def at(self, rank: int) -> float:
        """f(rank), in no unit."""
        return float((rank + self.c) ** -self.alpha)

    def total(self, depth: int) -> float:
        """f(1) + ... + f(depth)."""
        return _total(self, depth)

    def share(self, rank: int) -> float:
        """The share of the listening of ranks 1 to 200 that a rank stands for. Defined beyond 200, too."""
        return self.at(rank) / self.total(REFERENCE_DEPTH)


@cache
def _total(curve: Curve, depth: int) -> float:
    return sum(curve.at(rank) for rank in range(1, depth + 1))


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What ranking must know about a source and a chart does not say.

    `max_age_days` is how old the newest day of a daily chart may be. `precedence` decides between sources of
    one origin that give the same territory and period: the lower one counts.
    """

    curve: Curve
    max_age_days: int = 2
    precedence: int = 10


STREAMING = Curve(alpha=0.35, c=2.0)
"""Charts of on-demand listening: the best fit to Spotify's daily streams by rank (US and global, July 2026)."""

HOT_100 = Curve(alpha=0.65, c=2.5)
"""Billboard's Hot 100, against the US streams of the songs at each rank; from 0.5 to 0.7 predictions are alike."""

VIDEO = Curve(alpha=0.5, c=2.0)
"""YouTube's weekly views by rank (24 global charts of 2026). They are given, so it only extends 100 ranks to 200."""

_FACTS = {
    "apple": SourceFacts(STREAMING),
    "billboard": SourceFacts(HOT_100),
    "deezer": SourceFacts(STREAMING),
    "kworb": SourceFacts(STREAMING, max_age_days=3, precedence=1),
    "lastfm": SourceFacts(STREAMING),
    "listenbrainz": SourceFacts(STREAMING),
    "spotify_csv": SourceFacts(STREAMING, precedence=0),
    "youtube": SourceFacts(VIDEO),
}


_DEFAULT = SourceFacts(STREAMING)


def facts_of(source: str) -> SourceFacts:
    """The facts of a source; those of a streaming chart where the source is not known, as for imported files."""
    return _FACTS.get(source, _DEFAULT)
