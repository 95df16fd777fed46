"""ListenBrainz' recordings of everybody: the one source under CC0, with a niche audience."""

from tophits.sources.listenbrainz.source import LISTENBRAINZ, ListenBrainz, ListenBrainzSettings

__all__ = ["LISTENBRAINZ", "ListenBrainz", "ListenBrainzSettings"]
