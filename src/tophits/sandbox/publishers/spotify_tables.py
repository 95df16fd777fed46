"""The pretend kworb.net: Spotify's chart of two days ago as a table, in UTF-8 that no header says."""

from datetime import date
from html import escape

from tophits.domain.charts import GLOBAL
from tophits.sandbox.catalogue import InventedSong
from tophits.sandbox.publishers.listings import Listed, Listings
from tophits.sandbox.tracks import base62_id

HOST = "kworb.net"
ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n"
NAMES = {
    GLOBAL: "Global",
    "us": "United States",
    "gb": "United Kingdom",
    "de": "Germany",
    "jp": "Japan",
    "br": "Brazil",
    "mx": "Mexico",
    "fr": "France",
    "in": "India",
    "kr": "South Korea",
    "ca": "Canada",
    "au": "Australia",
    "es": "Spain",
}
_HEADER = ("Pos", "P+", "Artist and Title", "Days", "Pk", "(x?)", "Streams", "Streams+", "7Day", "7Day+", "Total")


def page(listings: Listings, territory: str, day: date, depth: int = 200) -> bytes:
    """The table of a day."""
    title = f"Spotify Daily Chart - {NAMES[territory]} - {day:%Y/%m/%d}"
    header = "".join(f"<th>{name}</th>" for name in _HEADER)
    rows = "\n".join(_row(listed) for listed in listings.listed(territory, day, depth))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>\n"
        f'<span class="pagetitle"><b>{title}</b></span>\n'
        f'<table class="sortable" id="spotifydaily">\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n'
        "</tbody></table>\n</body></html>\n"
    ).encode()


def _row(listed: Listed) -> str:
    moved = (listed.previous or 0) - listed.rank
    change = "NEW" if listed.previous is None else "=" if not moved else f"{moved:+d}"
    peak = min(listed.rank, listed.previous or listed.rank)
    cells = (
        f'<td class="np">{listed.rank}</td>',
        f'<td class="np">{change}</td>',
        f'<td class="text mp"><div>{_names(listed.song)}</div></td>',
        f"<td>{1 if listed.previous is None else 9}</td>",
        f'<td class="np">{peak}</td>',
        '<td class="mini text">(x1)</td>',
        f"<td>{listed.plays:,}</td>",
        "<td>+1,204</td>",
        f"<td>{listed.plays * 7:,}</td>",
        "<td>-310</td>",
        f"<td>{listed.plays * 40:,}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _names(song: InventedSong) -> str:
    lead, *others = song.artists
    names = f'{_artist(lead)} - <a href="../track/{song.track_ids[0]}.html">{escape(song.title, quote=False)}</a>'
    return f"{names} (w/ {', '.join(_artist(name) for name in others)})" if others else names


def _artist(name: str) -> str:
    return f'<a href="../artist/{base62_id("artist", name)}.html">{escape(name, quote=False)}</a>'
