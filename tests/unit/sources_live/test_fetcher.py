"""Fetching is polite, bounded, discreet, and remembers."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tophits.adapters.fetching.answers import Doing, judged, retry_after
from tophits.adapters.fetching.cache import MemoryPageCache
from tophits.adapters.fetching.fetcher import Desk, Manners, Visit, page_name, user_agent
from tophits.adapters.fetching.folder import Inbox as InboxFolder
from tophits.adapters.fetching.robots import read_robots
from tophits.adapters.fetching.wire import Answer, Call, Dropped
from tophits.domain.errors import ChartUnavailable
from tophits.sources.asking import Wish
from tophits.sources.facts import Facts, Switch
from tophits.sources.protocol import Fetch, Inbox
from tophits.testing.clock import ManualClock

START = datetime(2026, 7, 18, 2, tzinfo=UTC)
PAGE = "https://charts.example/top.json"


@dataclass
class Script:
    """A publisher that answers from a list, the last one for ever; it notes each call with its moment."""

    clock: ManualClock
    answers: list
    calls: list = field(default_factory=list)

    def __call__(self, call):
        self.calls.append((self.clock.now(), call))
        answer = self.answers[min(len(self.calls), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Recorder:
    """Raw pages in a list."""

    kept: list = field(default_factory=list)

    def keep(self, page):
        self.kept.append(page)

    def pages(self, source):
        return [page for page in self.kept if page.source == source]

    def forget(self, before):
        return 0


@dataclass
class Radio:
    """A source with facts."""

    facts: Facts = field(
        default_factory=lambda: Facts("Radio", frozenset({"charts.example", "new.example"}), "none", Switch.ON)
    )
    name: str = "radio"
    origin: str = "radio"

    def charts(self):
        return ("top",)

    def read(self, chart_id, day):
        yield Fetch("GET", PAGE)
        return ()


class Stand:
    """A desk with everything on it."""

    def __init__(self, *answers, tmp_path=None, **facts):
        self.clock = ManualClock(START)
        self.script = Script(self.clock, list(answers))
        self.pages = Recorder()
        self.events = []
        inbox = InboxFolder(tmp_path / "inbox" if tmp_path else None)
        self.desk = Desk(self.script, self.clock, MemoryPageCache(), self.pages, inbox, self.events.append)
        self.source = Radio()
        self.source.facts = replace(self.source.facts, **facts)

    def visit(self, **manners):
        return Visit(self.desk, self.source, Manners(user_agent("1.0", "me@example.org"), **manners))

    def get(self, url=PAGE, **manners):
        return self.visit(**manners).answer(Fetch("GET", url))[0]

    def sent(self):
        return [call for _, call in self.script.calls]


def ok(body=b"[1]", **headers):
    return Answer(200, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_a_page_is_fetched_once_a_day_and_kept():
    stand = Stand(ok())
    pages = [stand.get() for _ in range(3)]
    assert [b"[1]"] * 3 == [page.body for page in pages]
    assert 1 == len(stand.sent())
    assert [(PAGE, b"[1]")] == [(page.name, page.body) for page in stand.pages.kept]


def test_the_next_day_it_is_asked_whether_it_has_changed():
    stand = Stand(ok(etag='"a"', last_modified="Sat, 18 Jul 2026 01:00:00 GMT"), Answer(304), ok(b"[2]"))
    stand.get()
    stand.clock.wait(timedelta(days=1))
    assert b"[1]" == stand.get().body
    assert ('"a"', "Sat, 18 Jul 2026 01:00:00 GMT") == (
        stand.sent()[1].headers["if-none-match"],
        stand.sent()[1].headers["if-modified-since"],
    )
    assert b"[1]" == stand.get().body
    assert 2 == len(stand.sent())
    stand.clock.wait(timedelta(days=1))
    assert b"[2]" == stand.get().body


def test_asking_again_is_possible_when_a_person_wants_it():
    stand = Stand(ok(), ok(b"[2]"))
    stand.get()
    assert b"[2]" == stand.get(again=True).body


def test_a_page_that_made_no_chart_may_be_asked_for_again_after_an_hour():
    stand = Stand(ok(b"broken", etag='"a"'), ok(b"[2]"))
    visit = stand.visit()
    visit.answer(Fetch("GET", PAGE))
    visit.spoil()
    assert b"broken" == stand.get().body
    stand.clock.wait(timedelta(hours=1))
    assert b"[2]" == stand.get().body
    assert "if-none-match" not in stand.sent()[1].headers


def test_calls_to_one_host_are_a_second_and_a_half_apart():
    stand = Stand(ok())
    for number in range(4):
        stand.get(f"https://charts.example/{number}")
    moments = [moment for moment, _ in stand.script.calls]
    assert [timedelta(seconds=1.5)] * 3 == [b - a for a, b in pairwise(moments)]
    stand.get("https://new.example/1")
    assert moments[-1] == stand.script.calls[-1][0]


def test_we_say_who_we_are():
    stand = Stand(ok())
    stand.get()
    agent = stand.sent()[0].headers["user-agent"]
    assert "tophitsbot/1.0 (self-hosted chart playlists; contact: me@example.org)" == agent


@pytest.mark.parametrize("failing", [Dropped("no connection"), Answer(500), Answer(502)])
def test_a_failure_is_tried_three_times_and_no_more(failing):
    stand = Stand(failing)
    with pytest.raises(ChartUnavailable):
        stand.get()
    assert 3 == len(stand.sent())
    assert timedelta(seconds=15) <= stand.clock.now() - START < timedelta(seconds=20)


def test_a_failure_that_passes_is_none():
    assert b"[1]" == Stand(Dropped("no connection"), Answer(503), ok()).get().body


@pytest.mark.parametrize(
    ("status", "words"), [(403, b'{"message":"no"}'), (404, b""), (400, b'{"error":{"message":"no"}}')]
)
def test_a_refusal_is_not_repeated(status, words):
    stand = Stand(Answer(status, {}, words))
    with pytest.raises(ChartUnavailable, match=str(status)):
        stand.get()
    assert 1 == len(stand.sent())


def test_a_host_that_wants_to_be_left_alone_is_left_alone():
    stand = Stand(Answer(429, {"retry-after": "600"}), ok())
    with pytest.raises(ChartUnavailable, match="too many calls"):
        stand.get()
    with pytest.raises(ChartUnavailable, match="left alone") as caught:
        stand.get("https://charts.example/other")
    assert START + timedelta(minutes=10) == caught.value.not_before
    assert 1 == len(stand.sent())
    stand.clock.wait(timedelta(minutes=10))
    assert b"[1]" == stand.get().body


def test_redirects_are_followed_to_the_sources_own_hosts():
    stand = Stand(Answer(301, {"location": "https://new.example/top.json"}), ok())
    page = stand.get()
    assert (PAGE, b"[1]") == (page.name, page.body)
    assert "https://new.example/top.json" == stand.sent()[1].address


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "http://charts.example/top.json", "", "https://charts.example@evil.example/"]
)
def test_no_other_redirect_is_followed(target):
    stand = Stand(Answer(302, {"location": target}), ok())
    with pytest.raises(ChartUnavailable, match="redirected"):
        stand.get()
    assert 1 == len(stand.sent())


def test_a_circle_of_redirects_ends():
    stand = Stand(Answer(302, {"location": PAGE}))
    with pytest.raises(ChartUnavailable, match="more than 3 times"):
        stand.get()
    assert 4 == len(stand.sent())


SECRET = "k3y/with&marks"
WITH_KEY = Fetch("GET", "https://charts.example/?key={key}", secrets={"{key}": "radio.key"})


def test_a_secret_is_filled_in_on_the_way_out_and_recorded_nowhere():
    stand = Stand(ok(f'{{"echo":"{SECRET}"}}'.encode()))
    (page,) = stand.visit(secrets={"radio.key": SECRET}).answer(WITH_KEY)
    assert "https://charts.example/?key=k3y%2Fwith%26marks" == stand.sent()[0].address
    shown = repr((page, stand.pages.kept, stand.events, stand.sent(), stand.visit(secrets={"radio.key": SECRET})))
    assert SECRET not in shown
    assert "k3y%2Fwith" not in shown


def test_a_secret_that_is_not_set_is_named():
    stand = Stand(ok())
    with pytest.raises(ChartUnavailable, match=r"needs the secret radio\.key"):
        stand.visit().answer(WITH_KEY)
    assert [] == stand.sent()


def test_a_secret_in_a_refusal_is_masked_and_goes_to_no_other_host():
    stand = Stand(Answer(403, {}, f'{{"message":"bad key {SECRET}"}}'.encode()))
    with pytest.raises(ChartUnavailable) as caught:
        stand.visit(secrets={"radio.key": SECRET}).answer(WITH_KEY)
    assert SECRET not in str(caught.value)
    stand = Stand(Answer(301, {"location": "https://new.example/?key=stolen"}))
    with pytest.raises(ChartUnavailable, match="has a secret in it"):
        stand.visit(secrets={"radio.key": SECRET}).answer(WITH_KEY)


def test_what_is_posted_tells_pages_of_one_address_apart():
    one, other = (Fetch("POST", PAGE, body=body) for body in (b"us", b"de"))
    assert page_name(one) != page_name(other)
    assert page_name(one).startswith(PAGE + "#")


def test_a_wish_that_fails_is_answered_with_no_page():
    stand = Stand(Answer(404))
    assert () == stand.visit().answer(Wish("GET", PAGE))
    assert "fetch.wish-failed" in [event.name for event in stand.events]


def test_an_empty_answer_is_a_page_that_is_asked_for_again():
    stand = Stand(Answer(204), ok())
    assert b"" == stand.get().body
    assert [] == stand.pages.kept
    stand.clock.wait(timedelta(hours=2))
    assert b"[1]" == stand.get().body


ROBOTS = b"User-agent: *\nDisallow: /private/\nAllow: /private/open$\nCrawl-delay: 4\n"


def test_pages_for_people_are_fetched_as_robots_txt_wants_it():
    stand = Stand(ok(ROBOTS), ok(), is_scraped=True)
    stand.get("https://charts.example/a.html")
    stand.get("https://charts.example/b.html")
    assert ["/robots.txt", "/a.html", "/b.html"] == [call.address[22:] for call in stand.sent()]
    moments = [moment for moment, _ in stand.script.calls]
    assert timedelta(seconds=4) == moments[2] - moments[1]
    with pytest.raises(ChartUnavailable, match=r"robots\.txt"):
        stand.get("https://charts.example/private/a.html")


@pytest.mark.parametrize(("answer", "allowed"), [(Answer(404), True), (Answer(500), False), (Dropped("x"), False)])
def test_without_robots_txt_all_is_allowed_and_without_an_answer_nothing(answer, allowed):
    stand = Stand(answer, *([answer, answer] if not allowed else []), ok(), is_scraped=True)
    if allowed:
        assert b"[1]" == stand.get().body
    else:
        with pytest.raises(ChartUnavailable, match=r"robots\.txt"):
            stand.get()


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: tophitsbot\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /*.html$", "/a/b.html", False),
        ("User-agent: *\nDisallow: /*.html$", "/a/b.html?x", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("nonsense\nDisallow: /", "/x", True),
    ],
)
def test_robots_txt_is_read_as_its_rfc_says(text, path, allowed):
    assert allowed is read_robots(text).allow(path)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("7", timedelta(seconds=7)),
        ("Sat, 18 Jul 2026 02:01:00 GMT", timedelta(minutes=1)),
        ("99999999", timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(words, expected):
    assert expected == retry_after({"retry-after": words}, START)


def test_a_long_wait_closes_the_host_and_a_short_one_does_not():
    assert Doing.AGAIN is judged(Answer(429, {"retry-after": "5"}), 1, START).doing
    assert Doing.CLOSE is judged(Answer(429, {"retry-after": "5"}), 3, START).doing
    assert Doing.CLOSE is judged(Answer(503, {"retry-after": "3600"}), 1, START).doing


def test_a_clock_set_back_does_not_keep_a_page_for_ever():
    stand = Stand(ok(), ok(b"[2]"))
    stand.get()
    stand.clock.move_to(START - timedelta(days=3))
    assert b"[2]" == stand.get().body


def test_files_of_the_inbox_are_handed_out_by_pattern_and_put_away(tmp_path):
    stand = Stand(ok(), tmp_path=tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("regional-us.csv", "other.csv", ".hidden.csv"):
        (inbox / name).write_bytes(name.encode())
    visit = stand.visit()
    assert ["regional-us.csv"] == [page.name for page in visit.answer(Inbox("regional-*.csv"))]
    assert ["other.csv", "regional-us.csv"] == [page.name for page in visit.answer(Inbox("*"))]
    stand.desk.inbox.put_away(["regional-us.csv", "other.csv"], frozenset({"other.csv"}))
    assert [".hidden.csv", "read/regional-us.csv", "refused/other.csv"] == sorted(
        path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()
    )


def test_calls_do_not_show_their_query():
    assert "Call(GET https://charts.example/)" == repr(Call("GET", "https://charts.example/?key=secret"))
