"""Last.fm's top tracks, worldwide and by country: leaning to independent music, so of low weight."""

from tophits.sources.lastfm.source import LASTFM, LastFm, LastFmSettings

__all__ = ["LASTFM", "LastFm", "LastFmSettings"]
