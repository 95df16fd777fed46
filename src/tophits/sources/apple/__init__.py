"""Apple Music's most-played songs of a storefront, from the feed for marketing tools."""

from tophits.sources.apple.source import APPLE, Apple, AppleSettings

__all__ = ["APPLE", "Apple", "AppleSettings"]
