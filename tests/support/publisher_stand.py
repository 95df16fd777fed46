"""Live sources before pretend publishers: what they read on a day, with pages as they are or spoilt on the way."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from urllib.parse import urlsplit

from tophits.adapters.fetching.fetcher import page_name
from tophits.adapters.fetching.wire import Answer, Dropped
from tophits.sandbox.catalogue import invented_catalogue
from tophits.sandbox.publishers.hosts import Publishers
from tophits.sandbox.publishers.plain_lists import LASTFM_KEY
from tophits.sandbox.request import Request
from tophits.sources.apple import APPLE
from tophits.sources.asking import Wish
from tophits.sources.billboard import BILLBOARD, Billboard, BillboardSettings
from tophits.sources.deezer import DEEZER
from tophits.sources.kworb import KWORB
from tophits.sources.lastfm import LASTFM
from tophits.sources.listenbrainz import LISTENBRAINZ
from tophits.sources.protocol import Page, drive
from tophits.sources.youtube import YouTube, YouTubeSettings
from tophits.testing.clock import ManualClock

TODAY = date(2026, 7, 18)
LIVE = {
    "apple us": (APPLE, "us"),
    "apple jp": (APPLE, "jp"),
    "billboard csv": (BILLBOARD, "us"),
    "billboard json": (Billboard(BillboardSettings("json")), "us"),
    "youtube": (YouTube(YouTubeSettings(internal=True)), "global"),
    "kworb": (KWORB, "global_daily"),
    "listenbrainz": (LISTENBRAINZ, "week"),
    "lastfm": (LASTFM, "global"),
    "deezer": (DEEZER, "global"),
}


@cache
def songs():
    """The invented songs, made once."""
    return invented_catalogue(0).songs


@cache
def _shared():
    clock = ManualClock()
    return Publishers(songs(), clock), clock


def request_of(ask):
    """A source's ask as a call to the pretend publishers, secrets filled in."""
    parts = urlsplit(ask.url)
    query = parts.query.replace("{key}", LASTFM_KEY)
    return Request(ask.method, f"/publishers/{parts.netloc}{parts.path}", query, dict(ask.headers), ask.body or b"")


@cache
def page_of(ask_key, day):
    """The page that a publisher gives for an ask on a day."""
    publishers, clock = _shared()
    clock.move_to(datetime.combine(day, time(4), UTC))
    return publishers.handle(_asks[ask_key]).body


_asks = {}


def answers(day=TODAY, spoil=None):
    """Answers for `drive`: the pages of a day; `spoil` is given each body in turn and gives what arrives."""

    def answer(ask):
        name = page_name(ask)
        _asks[name] = request_of(ask)
        body = page_of(name, day)
        return (Page(name, spoil(body) if spoil else body, {}, datetime.combine(day, time(4), UTC)),)

    return answer


def charts_of(key, day=TODAY, spoil=None):
    """What a source reads on a day."""
    source, chart_id = LIVE[key]
    return drive(source.read(chart_id, day), answers(day, spoil))


@cache
def true_chart(key, day=TODAY):
    """The chart that a source reads from sound pages."""
    result = charts_of(key, day)
    assert () == result.refused
    (chart,) = result.charts
    return chart


@cache
def own_names(key, day=TODAY):
    """The same without what is asked for beside the first page: Apple's charts in the storefront's own script."""
    source, chart_id = LIVE[key]

    def first_page_only(ask):
        return () if isinstance(ask, Wish) else answers(day)(ask)

    (chart,) = drive(source.read(chart_id, day), first_page_only).charts
    return chart


def before(key):
    """The days behind today's chart of this kind: a week back for weekly ones."""
    return TODAY - timedelta(days=7 if true_chart(key).cadence.value == "week" else 1)


@dataclass
class Line:
    """A connection into pretend publishers that can be cut; it counts what goes over it."""

    publishers: Publishers
    dropped: int = 0
    calls: list = field(default_factory=list)

    def __call__(self, call):
        """Send a call as the stand-in would."""
        self.calls.append(call)
        if self.dropped:
            self.dropped -= 1
            raise Dropped("no connection")
        parts = urlsplit(call.address)
        path = parts.path if parts.path.startswith("/publishers/") else f"/publishers/{parts.netloc}{parts.path}"
        found = self.publishers.handle(Request(call.method, path, parts.query, call.headers, call.body or b""))
        return Answer(found.status, {name.lower(): value for name, value in found.headers.items()}, found.body)
