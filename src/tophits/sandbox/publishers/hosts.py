"""Every pretend publisher behind its host name, with what they share: ETags, robots.txt, redirects, and breakdowns."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from tophits.domain.clock import Clock
from tophits.domain.errors import UsageError
from tophits.sandbox.catalogue import Catalogue, InventedSong
from tophits.sandbox.charts import ChartPublisher
from tophits.sandbox.publishers import apple, mapping, plain_lists, spotify_tables
from tophits.sandbox.publishers.listings import Listings
from tophits.sandbox.request import Request, Response, text_response

PREFIX = "/publishers/"
"""Under which a world serves all hosts on one port: `/publishers/HOST/PATH`."""
MIRROR_HOST = "raw.githubusercontent.com"
_CSV = "/utdata/rwd-billboard-data/main/data-out/hot-100-current.csv"
_JSON = "/mhollingshead/billboard-hot-100/main/"
_SATURDAY = 5
_WEEKS = 8
Break = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Visited:
    """One call that a publisher got."""

    at: datetime
    host: str
    request: Request
    status: int


@dataclass(frozen=True, slots=True)
class _Broken:
    host: str
    part: str
    answer: Callable[[Response], Response]


class Publishers:
    """Answers for every host. The same songs, seed and moment give the same bytes.

    Apple's clock is `ahead` of everybody's, so that a feed may carry tomorrow's date. `weeks` is how many Hot 100s
    the mirrors have, `mapped` how many songs in a hundred the id mapping knows.
    """

    def __init__(
        self,
        songs: Catalogue | Sequence[InventedSong],
        clock: Clock,
        seed: int = 0,
        *,
        ahead: timedelta = timedelta(hours=2),
        weeks: int = _WEEKS,
        mapped: int = mapping.SHARE,
    ) -> None:
        invented = songs.songs if isinstance(songs, Catalogue) else songs
        self._listings = Listings(invented, seed)
        self._radio = ChartPublisher(invented, seed)
        self._mapping = mapping.IdMapping(invented, mapped)
        self._clock = clock
        self._ahead = ahead
        self._weeks = weeks
        self._broken: list[_Broken] = []
        self.visits: list[Visited] = []

    def handle(self, request: Request) -> Response:
        """Answer a call to `/publishers/HOST/PATH`."""
        host, _, path = request.path.removeprefix(PREFIX).partition("/")
        inner = Request(request.method, f"/{path}", request.query, request.headers, request.body)
        response = self._conditional(inner, self._answer(host, inner))
        for broken in self._broken:
            if broken.host == host and broken.part in f"{inner.path}?{inner.query}":
                response = broken.answer(response)
        self.visits.append(Visited(self._clock.now(), host, inner, response.status))
        return response

    def break_pages(self, host: str, how: Break, part: str = "") -> None:
        """From now on spoil the bodies of a host's pages whose path and query contain `part`."""
        self.break_answers(host, lambda was: Response(was.status, was.headers, how(was.body)), part)

    def break_answers(self, host: str, answer: Callable[[Response], Response], part: str = "") -> None:
        """From now on answer otherwise where path and query contain `part`."""
        self._broken.append(_Broken(host, part, answer))

    def mend(self) -> None:
        """Everything works again."""
        self._broken.clear()

    # --- Hosts ----------------------------------------------------------------------------------------

    def _answer(self, host: str, request: Request) -> Response:
        now = self._clock.now()
        day = now.date()
        if request.path == "/robots.txt":
            return text_response(200, spotify_tables.ROBOTS if host == spotify_tables.HOST else "User-agent: *\n")
        hosts: dict[str, Callable[[], Response]] = {
            apple.HOST: lambda: apple.answer(self._listings, request, now.replace(microsecond=0) + self._ahead),
            apple.OLD_HOST: lambda: Response(301, {"location": f"https://{apple.HOST}{request.path}"}),
            apple.LOOKUP_HOST: lambda: apple.lookup(self._listings, request),
            MIRROR_HOST: lambda: self._mirror(request.path, day),
            plain_lists.DEEZER_HOST: lambda: plain_lists.deezer(self._listings, request, day),
            plain_lists.LASTFM_HOST: lambda: plain_lists.lastfm(self._listings, request, day),
            plain_lists.LISTENBRAINZ_HOST: lambda: plain_lists.listenbrainz(self._listings, request, day),
            plain_lists.YOUTUBE_HOST: lambda: plain_lists.youtube(self._listings, request, day),
            mapping.HOST: lambda: self._mapping.answer(request),
            spotify_tables.HOST: lambda: self._spotify_table(request.path, day - timedelta(days=2)),
        }
        return hosts[host]() if host in hosts else text_response(502, "no such host here")

    def _spotify_table(self, path: str, day: date) -> Response:
        name = path.removeprefix("/spotify/country/").removesuffix("_daily.html")
        if name not in spotify_tables.NAMES:
            return text_response(404, "Not found", "text/html")
        return Response(200, {"content-type": "text/html"}, spotify_tables.page(self._listings, name, day))

    # --- Mirrors of the Hot 100 -----------------------------------------------------------------------

    def _mirror(self, path: str, day: date) -> Response:
        dates = self._hot_100_dates(day)
        plain = {"content-type": "text/plain; charset=utf-8"}
        if path == _CSV:
            return Response(200, plain, self._hot_100_csv(dates))
        if path == f"{_JSON}recent.json":
            return Response(200, plain, self._radio.billboard_json(dates[-1]))
        if path == f"{_JSON}valid_dates.json":
            return Response(200, plain, json.dumps([one.isoformat() for one in dates]).encode())
        try:
            asked = date.fromisoformat(path.removeprefix(f"{_JSON}date/").removesuffix(".json"))
            return Response(200, plain, self._radio.billboard_json(asked))
        except (ValueError, UsageError):
            return text_response(404, "404: Not Found")

    def _hot_100_dates(self, day: date) -> list[date]:
        """The dates of the newest charts: each comes out on the Tuesday before the Saturday of its date."""
        newest = day + timedelta(days=(_SATURDAY - day.weekday()) % 7)
        newest = newest if newest - day <= timedelta(days=4) else newest - timedelta(days=7)
        return [newest - timedelta(days=7 * back) for back in reversed(range(self._weeks))]

    def _hot_100_csv(self, dates: Sequence[date]) -> bytes:
        """All weeks in one table, the later half first, as the mirror has them."""
        lines = ["chart_week,current_week,title,performer,last_week,peak_pos,wks_on_chart"]
        half = len(dates) // 2
        for dated in (*dates[half:], *dates[:half]):
            for row in json.loads(self._radio.billboard_json(dated))["data"]:
                cells = (
                    dated.isoformat(),
                    row["this_week"],
                    _quoted(row["song"]),
                    _quoted(row["artist"]),
                    row["last_week"] or 0,
                    row["peak_position"],
                    row["weeks_on_chart"],
                )
                lines.append(",".join(map(str, cells)))
        return ("\n".join(lines) + "\n").encode()

    # --- What hosts share -----------------------------------------------------------------------------

    def _conditional(self, request: Request, response: Response) -> Response:
        if response.status != 200 or request.method != "GET":
            return response
        tag = f'"{blake2b(response.body, digest_size=8).hexdigest()}"'
        if request.header("if-none-match") == tag:
            return Response(304, {"etag": tag})
        return Response(200, {**response.headers, "etag": tag}, response.body)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"') else text
