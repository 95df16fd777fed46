"""Top Hits Bot: keeps Spotify playlists equal to the current hits."""

__version__ = "0.1.0"
