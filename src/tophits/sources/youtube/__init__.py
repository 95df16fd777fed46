"""YouTube's weekly top songs: the export that a person downloads, and the page's internal JSON once switched on."""

from tophits.sources.youtube.source import YOUTUBE, YouTube, YouTubeSettings

__all__ = ["YOUTUBE", "YouTube", "YouTubeSettings"]
