"""Fetches what sources ask for: once a day, slowly, under our name, from hosts that they named; and keeps the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urljoin, urlsplit

from tophits.adapters.fetching.answers import Doing, Verdict, judged, pause_before
from tophits.adapters.fetching.cache import Cached, PageCache
from tophits.adapters.fetching.folder import Inbox as InboxFolder
from tophits.adapters.fetching.robots import AGENT, ALL_ALLOWED, NOTHING_ALLOWED, Rules, read_robots
from tophits.adapters.fetching.wire import Answer, Call, Dropped, Send
from tophits.domain.clock import Clock
from tophits.domain.errors import ChartUnavailable
from tophits.domain.events import Event, Observe, unobserved
from tophits.history.ports import RawPage, RawPages
from tophits.sources.asking import Wish
from tophits.sources.facts import Facts, facts_of
from tophits.sources.protocol import Fetch, Inbox, Page, Source

SPOILED_FOR = timedelta(hours=1)
"""A page from which no chart could be read may be asked for again after so long."""
REDIRECTS = 3
_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified")
_SETTLED = frozenset({Doing.TAKE, Doing.UNCHANGED, Doing.FOLLOW})


def user_agent(version: str, contact: str) -> str:
    """Who we say we are: project, version, and how to reach whoever runs it."""
    return f"{AGENT}/{version} (self-hosted chart playlists; contact: {contact or 'none given'})"


@dataclass(frozen=True, slots=True)
class Manners:
    """How to fetch. `secrets` are values by name. `again` asks even for pages that were fetched today."""

    agent: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What fetching works with. `is_stand_in` says that the publishers are pretended: nothing is proved by them."""

    send: Send
    clock: Clock
    cache: PageCache
    pages: RawPages
    inbox: InboxFolder
    observe: Observe = unobserved
    is_stand_in: bool = False


class Visit:
    """One reading's calls to its publisher. Hand `answer` to `drive`; afterwards `end` the visit."""

    def __init__(self, desk: Desk, source: Source, manners: Manners) -> None:
        self._desk = desk
        self._source = source.name
        self._facts: Facts = facts_of(source)
        self._manners = manners
        self._used: dict[str, Cached] = {}
        self._files: list[str] = []

    def answer(self, ask: Fetch | Inbox) -> tuple[Page, ...]:
        """The page asked for, from the cache or from the publisher; the files for an inbox.

        Raises:
            ChartUnavailable: it cannot be had now. A `Wish` is answered with no page instead.
        """
        if isinstance(ask, Inbox):
            pages = self._desk.inbox.pages(ask.pattern)
            for page in pages:
                self._desk.pages.keep(RawPage(self._source, page.name, self._desk.clock.now(), page.body))
            self._files += [page.name for page in pages]
            return pages
        try:
            return (self._page(ask),)
        except ChartUnavailable as error:
            if not isinstance(ask, Wish):
                raise
            self._tell("fetch.wish-failed", why=error.reason)
            return ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the inbox that were handed out."""
        return tuple(self._files)

    def spoil(self) -> None:
        """Say that no chart could be read: these pages may be asked for again before the day is over."""
        for key, page in self._used.items():
            self._desk.cache.keep(key, replace(page, is_spoiled=True))

    # --- One page -------------------------------------------------------------------------------------

    def _page(self, ask: Fetch) -> Page:
        key = page_name(ask)
        known = self._desk.cache.page(f"{self._source} {key}")
        now = self._desk.clock.now()
        if known is not None and not self._manners.again and _is_fresh(known, now):
            self._tell("fetch.cached", page=key)
            return self._use(key, known)
        self._check_robots(ask.url)
        answer = self._fetched(ask, known)
        now = self._desk.clock.now()
        if answer is None and known is not None:
            return self._use(key, replace(known, asked_at=now, is_spoiled=False))
        if answer is None:
            raise self._unavailable(key, "the publisher says that nothing has changed, and nothing is kept")
        headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        if answer.body:
            self._desk.pages.keep(RawPage(self._source, key, now, answer.body))
        return self._use(key, Cached(now, now, headers, answer.body, is_spoiled=answer.status == 204))

    def _use(self, key: str, page: Cached) -> Page:
        self._desk.cache.keep(f"{self._source} {key}", page)
        self._used[f"{self._source} {key}"] = page
        return Page(key, page.body, page.headers, page.fetched_at)

    def _fetched(self, ask: Fetch, known: Cached | None, *, may_be_refused: bool = False) -> Answer | None:
        """The answer to a call, redirects followed; None when nothing has changed."""
        secrets = {mark: self._secret(name) for mark, name in ask.secrets.items()}
        call = self._call(ask, known, secrets)
        for _ in range(REDIRECTS + 1):
            answer, doing = self._exchanged(call, page_name(ask), may_be_refused=may_be_refused)
            if doing is Doing.UNCHANGED:
                return None
            if doing is not Doing.FOLLOW:
                return answer.without(tuple(secrets.values()))
            call = self._redirected(call, answer, ask)
        raise self._unavailable(page_name(ask), f"it is redirected more than {REDIRECTS} times")

    def _call(self, ask: Fetch, known: Cached | None, secrets: Mapping[str, str]) -> Call:
        address, body = ask.url, ask.body
        headers = {"accept-encoding": "gzip", **ask.headers, "user-agent": self._manners.agent}
        for mark, value in secrets.items():
            address = address.replace(mark, quote(value, safe=""))
            headers = {name: text.replace(mark, value) for name, text in headers.items()}
            body = body.replace(mark.encode(), value.encode()) if body is not None else None
        if known is not None and ask.method == "GET" and not known.is_spoiled:
            headers |= _conditions(known)
        return Call(ask.method, address, headers, body, self._facts.largest)

    def _secret(self, name: str) -> str:
        value = self._manners.secrets.get(name)
        if not value:
            error = self._unavailable(None, f"it needs the secret {name}, which is not set")
            error.remedy = f"Set {name} in the settings, or switch the source off."
            raise error
        return value

    def _redirected(self, call: Call, answer: Answer, ask: Fetch) -> Call:
        """The call that a redirect asks for: only to hosts of this source, encrypted, and never with a secret."""
        target = urljoin(call.address, answer.headers.get("location", ""))
        parts, before = urlsplit(target), urlsplit(call.address)
        name = page_name(ask)
        if not answer.headers.get("location"):
            raise self._unavailable(name, "it is redirected to nowhere")
        if parts.scheme != "https" or parts.hostname not in {*self._facts.hosts, before.hostname}:
            raise self._unavailable(
                name, f"it is redirected to {parts.scheme}://{parts.hostname}, which is not its host"
            )
        if ask.secrets and parts.hostname != before.hostname:
            raise self._unavailable(name, "it is redirected to another host, and the call has a secret in it")
        if call.method != "GET" and answer.status not in (307, 308):
            raise self._unavailable(name, "a call that is not GET is redirected")
        self._tell("fetch.redirected", host=str(parts.hostname))
        return replace(call, address=target)

    # --- One call -------------------------------------------------------------------------------------

    def _exchanged(self, call: Call, name: str, *, may_be_refused: bool) -> tuple[Answer, Doing]:
        """An answer that need not be asked for again: a page, an unchanged one, a redirect, or a refusal (4xx)."""
        host = urlsplit(call.address).hostname or ""
        attempt = 1
        while True:
            answer, verdict = self._attempt(call, host, attempt, name)
            is_refused = may_be_refused and answer is not None and 400 <= answer.status < 500
            if answer is not None and (is_refused or verdict.doing in _SETTLED):
                return answer, verdict.doing
            if verdict.doing is not Doing.AGAIN:
                raise self._unavailable(name, verdict.why)
            attempt += 1
            self._desk.clock.wait(pause_before(attempt, verdict.after))

    def _attempt(self, call: Call, host: str, attempt: int, name: str) -> tuple[Answer | None, Verdict]:
        self._pace(host, name)
        try:
            answer = self._desk.send(call)
        except Dropped as error:
            self._tell("fetch.call", host=host, status=0, bytes=0)
            return None, Verdict(Doing.AGAIN if attempt <= 2 else Doing.GIVE_UP, str(error))
        now = self._desk.clock.now()
        self._tell("fetch.call", host=host, status=answer.status, bytes=len(answer.body))
        verdict = judged(answer.without(tuple(self._manners.secrets.values())), attempt, now)
        if verdict.doing is Doing.CLOSE and verdict.after is not None:
            self._desk.cache.note(host, replace(self._desk.cache.host(host), closed_until=now + verdict.after))
        return answer, verdict

    def _pace(self, host: str, name: str) -> None:
        """Wait until the host may be called again, and write down that it is called now."""
        known, now = self._desk.cache.host(host), self._desk.clock.now()
        if known.closed_until is not None and now < known.closed_until:
            raise self._unavailable(name, f"{host} wants to be left alone", known.closed_until)
        # A stand-in on this machine needs no sparing.
        pause = timedelta(0) if self._desk.is_stand_in else max(self._facts.pause, self._robots_pause)
        if known.called_at is not None and known.called_at <= now:
            self._desk.clock.wait(known.called_at + pause - now)
        self._desk.cache.note(host, replace(known, called_at=self._desk.clock.now(), closed_until=None))

    # --- robots.txt -----------------------------------------------------------------------------------

    _robots_pause = timedelta(0)

    def _check_robots(self, address: str) -> None:
        if not self._facts.is_scraped:
            return
        parts = urlsplit(address)
        rules = self._robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
        self._robots_pause = rules.pause
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if not rules.allow(path):
            error = self._unavailable(address.partition("?")[0], "its robots.txt does not want it fetched")
            error.remedy = "Respect it: switch the source off, or ask its owner."
            raise error

    def _robots(self, address: str) -> Rules:
        """The host's rules of today. One that cannot be reached forbids everything (RFC 9309, 2.3.1)."""
        known, now = self._desk.cache.page(address), self._desk.clock.now()
        if known is None or not _is_fresh(known, now):
            try:
                answer = self._fetched(Fetch("GET", address), None, may_be_refused=True)
            except ChartUnavailable:
                return NOTHING_ALLOWED
            body = answer.body if answer is not None and answer.status == 200 else b""
            known = Cached(now, now, {}, body)
            self._desk.cache.keep(address, known)
        return read_robots(known.body.decode("utf-8", "replace")) if known.body else ALL_ALLOWED

    # --- Saying so ------------------------------------------------------------------------------------

    def _unavailable(self, name: str | None, reason: str, not_before: datetime | None = None) -> ChartUnavailable:
        error = ChartUnavailable(reason, source=self._source, file=name)
        error.not_before = not_before
        return error

    def _tell(self, event: str, **facts: str | int) -> None:
        self._desk.observe(Event(event, self._desk.clock.now(), {"source": self._source, **facts}))


def page_name(ask: Fetch) -> str:
    """What a page is called: its address with the marks of secrets in it; what was posted as a digest."""
    if ask.method == "GET" and ask.body is None:
        return ask.url
    return f"{ask.url}#{sha256(ask.body or b'').hexdigest()[:12]}"


def _is_fresh(known: Cached, now: datetime) -> bool:
    """Whether a page is not asked for again yet."""
    if known.asked_at > now:  # the clock was set back
        return False
    if known.is_spoiled:
        return now < known.asked_at + SPOILED_FOR
    return known.asked_at.date() == now.date()


def _conditions(known: Cached) -> dict[str, str]:
    pairs = (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
    return {condition: known.headers[said] for condition, said in pairs if said in known.headers}
