"""The headers that every request carries."""

from tophits import __version__

PLAIN_HEADERS = {
    "Accept": "application/json",
    # Titles come in the listener's language otherwise, and then match no chart.
    "Accept-Language": "en",
    "User-Agent": f"tophits/{__version__}",
}
