"""Apple's most-played feed, as bytes, as a chart (sources.md, Apple Music; samples of the shape under apple/).

The rank is the place in the list. There are no plays and no ISRC. Names are localised by storefront; song and
artist ids are the same everywhere.
"""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from tophits.domain.charts import Cadence, Chart, Entry
from tophits.sources.fields import BadField, Field, Row, count, figures, like, text
from tophits.sources.sheet import Sheet

SONG = Field("id", figures)
TITLE = Field("name", text)
ARTISTS = Field("artistName", text)
ARTIST = Field("artistId", figures, is_needed=False)
KIND = Field("kind", like("songs"))
ADDRESS = Field("url", like(r"https://music\.apple\.com/.+"))
RATING = Field("contentAdvisoryRating", like("Explict|Explicit|Clean"), is_needed=False)
"""Apple writes `Explict`, and only at explicit songs."""

FIELDS = (SONG, TITLE, ARTISTS, ARTIST, KIND, ADDRESS, RATING)
IGNORED = ("releaseDate", "artistUrl", "artworkUrl100", "genres")

_FEED_COUNTRY = Field("country", text)
_FEED_UPDATED = Field("updated", text)
_FEED_ADDRESS = Field("id", text)

LOOKED_UP = (
    Field("trackId", count),
    Field("artistId", count),
    Field("trackName", text),
    Field("artistName", text),
)


def feed_rows(sheet: Sheet) -> list[Row]:
    """The rows of a feed.

    Raises:
        ChartRefused: it is no feed.
    """
    feed = sheet.mapping(sheet.mapping(sheet.json(), "the page").get("feed"), "feed")
    return sheet.rows(feed.get("results"), "feed.results")


def read_feed(sheet: Sheet, depth: int) -> Chart:
    """The chart in a feed of `depth` songs.

    Raises:
        ChartRefused: it is another storefront's, another list, cut off, or a field is missing or odd.
    """
    feed = sheet.mapping(sheet.mapping(sheet.json(), "the page").get("feed"), "feed")
    rows = sheet.rows(feed.get("results"), "feed.results")
    try:
        country = _FEED_COUNTRY.of(feed).lower()
        updated = _FEED_UPDATED.of(feed)
        address = _FEED_ADDRESS.of(feed)
    except BadField as error:
        raise sheet.refusal(str(error)) from None
    if country != sheet.territory:
        raise sheet.refusal(f"this is the list of the storefront {country}")
    if not address.endswith("/songs.json"):
        raise sheet.refusal(f"this is another list: {address[-60:]}")
    sheet.whole(rows, depth)
    published = _updated(sheet, updated)
    # The clock of Apple's servers may be ahead of ours; days that have not been cannot have been measured.
    measured = min(published, sheet.page.fetched_at.astimezone(UTC).date()) if sheet.page.fetched_at else published
    entries = sheet.entries(rows, _entry)
    return Chart("apple", "apple", country, Cadence.DAY, measured, measured, published, entries)


def _updated(sheet: Sheet, words: str) -> date:
    """The day, in UTC, on which a feed was made."""
    try:
        moment: datetime = parsedate_to_datetime(words)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()
    except (ValueError, TypeError, OverflowError):
        raise sheet.refusal(f"the field updated is no moment: {words[:60]!r}") from None


def _entry(rank: int, row: Row) -> Entry:
    song = SONG.of(row)
    KIND.of(row)
    _check_address(song, ADDRESS.of(row))
    ARTIST.maybe(row)
    rating = RATING.maybe(row)
    return Entry(
        rank=rank,
        title=TITLE.of(row),
        artists=(ARTISTS.of(row),),
        source_id=song,
        explicit=None if rating is None else rating != "Clean",
    )


def _check_address(song: str, address: str) -> None:
    """A song's address names the song: rows whose fields were mixed up show there."""
    parts = urlsplit(address)
    named = parse_qs(parts.query).get("i") or [parts.path.rpartition("/")[2]]
    if named != [song]:
        raise BadField(f"the address is that of the song {named[0][:20]}, the id {song}")


def artist_ids(rows: list[Row]) -> dict[str, str]:
    """The artist id of each song id, where the feed gives it."""
    return {SONG.of(row): artist for row in rows if (artist := ARTIST.maybe(row))}
