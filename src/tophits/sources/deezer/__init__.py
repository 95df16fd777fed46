"""Deezer's chart playlists, by id: its chart proper follows the caller's country by address."""

from tophits.sources.deezer.source import DEEZER, Deezer, DeezerSettings

__all__ = ["DEEZER", "Deezer", "DeezerSettings"]
