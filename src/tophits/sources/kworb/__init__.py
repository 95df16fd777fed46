"""Kworb.net's tables of Spotify's charts: the only source with Spotify ids, an unlicensed scrape, off by default."""

from tophits.sources.kworb.source import KWORB, Kworb, KworbSettings

__all__ = ["KWORB", "Kworb", "KworbSettings"]
