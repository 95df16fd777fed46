"""Fetching, backfilling, probing and reading again, on a real store before pretend publishers."""

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise

import pytest
from chart_pages import official_csv, plain_csv
from publisher_stand import Line, songs

from tophits.adapters.fetching.cache import MemoryPageCache
from tophits.adapters.fetching.fetcher import Desk, Manners, Visit
from tophits.adapters.fetching.folder import Inbox as InboxFolder
from tophits.app.compose import Bot
from tophits.app.fetching import FetchSettings, fetch_settings, open_fetching
from tophits.app.home import Home
from tophits.config.loading import load
from tophits.domain.errors import UsageError
from tophits.sandbox.publishers.hosts import Publishers
from tophits.sandbox.publishers.plain_lists import LASTFM_KEY
from tophits.sandbox.request import Response
from tophits.sources.apple import APPLE as APPLE_SOURCE
from tophits.sources.protocol import Fetch
from tophits.sources.registry import known_sources
from tophits.testing.clock import ManualClock

EVERYTHING = FetchSettings(
    contact="me@example.org",
    on=frozenset({"kworb", "deezer"}),
    options={"apple": {"storefronts": ["us", "jp"]}, "youtube": {"internal": True}},
    secrets={"lastfm.key": LASTFM_KEY},
)
APPLE, KWORB = "rss.marketingtools.apple.com", "kworb.net"


class Stand:
    """A home with a bot, and the publishers that it fetches from."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = ManualClock()
        self.publishers = Publishers(songs(), self.clock)
        self.line = Line(self.publishers)
        settings = load(None, {"TOPHITS_ZONE": "Europe/Berlin"})
        self.bot = Bot.open(Home(folder, None), settings=settings, clock=self.clock, send=lambda _: None)

    @contextmanager
    def fetching(self, settings=EVERYTHING, **how):
        with open_fetching(self.bot, settings, send=self.line, **how) as fetching:
            yield fetching

    def states(self, *names, settings=EVERYTHING, **how):
        with self.fetching(settings) as fetching:
            return Counter((one.source, one.state) for one in fetching.fetch(names, **how))

    def hosts(self):
        return Counter(visited.host for visited in self.publishers.visits)


@pytest.fixture
def stand(tmp_path):
    made = Stand(tmp_path / "home")
    yield made
    made.bot.store.close()


def test_all_sources_that_are_on_are_fetched_and_kept(stand):
    expected = {("apple", "new"): 2}
    expected |= {(name, "new"): 1 for name in ("billboard", "youtube", "kworb", "listenbrainz", "lastfm", "deezer")}
    assert expected == stand.states()
    infos = stand.bot.store.charts.infos(date.min, date.max)
    assert {"apple", "billboard", "youtube", "kworb", "listenbrainz", "lastfm", "deezer"} == {i.source for i in infos}


def test_a_second_fetch_of_the_day_asks_nobody_and_finds_all_known(stand):
    stand.states()
    before = len(stand.publishers.visits)
    assert {"known"} == {state for _, state in stand.states()}
    assert before == len(stand.publishers.visits)


def test_a_page_is_fetched_once_a_day_and_never_faster_than_the_host_likes(stand):
    for _ in range(3):
        stand.states()
        stand.clock.wait(timedelta(days=1))
    assert {"apple": 3 * 2, "csv": 3} == {
        "apple": stand.hosts()[APPLE],
        "csv": stand.hosts()["raw.githubusercontent.com"],
    }
    for host in stand.hosts():
        moments = [visited.at for visited in stand.publishers.visits if visited.host == host]
        assert all(later - earlier >= timedelta(seconds=1.5) for earlier, later in pairwise(moments))


def test_an_unchanged_page_is_not_sent_twice(stand):
    stand.states("billboard")
    stand.clock.wait(timedelta(days=1))
    assert {("billboard", "known"): 1} == stand.states("billboard")
    assert [200, 304] == [visited.status for visited in stand.publishers.visits]


def test_only_what_needs_no_word_is_on_by_itself(stand):
    with stand.fetching(FetchSettings()) as fetching:
        states = {line.source: line.state for line in fetching.sources()}
    assert {
        "apple": "on",
        "billboard": "on",
        "youtube": "on",
        "listenbrainz": "on",
        "kworb": "off: must be switched on",
        "deezer": "off: must be switched on",
        "lastfm": "off: needs lastfm.key",
        "spotify_csv": "on",
        "file": "on",
    }.items() <= states.items()


def test_a_source_that_is_off_is_not_fetched_by_name_either(stand):
    with stand.fetching(FetchSettings()) as fetching, pytest.raises(UsageError, match="must be switched on"):
        fetching.fetch(("kworb",))
    with stand.fetching() as fetching, pytest.raises(UsageError, match="no source 'aple'"):
        fetching.fetch(("aple",))


def test_a_broken_page_is_refused_and_the_others_are_kept(stand):
    stand.publishers.break_pages(APPLE, lambda body: body[: len(body) // 2], "/jp/")
    assert {("apple", "new"): 1, ("apple", "refused"): 1} == stand.states("apple")
    stand.publishers.mend()
    assert {("apple", "known"): 1, ("apple", "refused"): 1} == stand.states("apple")
    stand.clock.wait(timedelta(hours=1))
    assert {("apple", "known"): 1, ("apple", "new"): 1} == stand.states("apple")


def test_a_publisher_that_is_away_stops_nobody_else(stand):
    stand.publishers.break_answers(KWORB, lambda _: Response(500))
    counts = stand.states()
    assert 1 == counts["kworb", "refused"]
    assert 1 == counts["deezer", "new"]


def test_a_page_of_the_callers_country_is_refused_as_a_look_alike(stand):
    stand.states("apple", settings=FetchSettings(options={"apple": {"storefronts": ["us"]}}))
    us = stand.bot.store.pages.pages("apple").__next__().body
    stand.publishers.break_pages(APPLE, lambda _: us.replace(b'"us"', b'"jp"'), "/jp/")
    with stand.fetching() as fetching:
        told = [one for one in fetching.fetch(("apple",)) if one.state == "refused"]
    assert ["jp"] == [one.territory for one in told]
    assert "lines are those of the chart of us" in told[0].why


def test_apples_old_host_leads_to_the_new_one(stand):
    desk = Desk(stand.line, stand.clock, MemoryPageCache(), stand.bot.store.pages, InboxFolder(stand.folder))
    visit = Visit(desk, APPLE_SOURCE, Manners("tophitsbot"))
    path = "/api/v2/gb/music/most-played/100/songs.json"
    (page,) = visit.answer(Fetch("GET", f"https://rss.applemarketingtools.com{path}"))
    assert b'"country": "gb"' in page.body
    assert [301, 200] == [visited.status for visited in stand.publishers.visits]


def test_the_past_is_backfilled_once(stand):
    with stand.fetching() as fetching:
        told = Counter((one.source, one.state) for one in fetching.backfill())
        again = Counter((one.source, one.state) for one in fetching.backfill(("billboard",)))
    assert {("billboard", "new"): 8, ("listenbrainz", "new"): 3} == told
    assert {} == again


def test_a_backfill_that_is_cut_short_goes_on_where_it_was(stand):
    json_mirror = FetchSettings(options={"billboard": {"mirror": "json"}})
    stand.publishers.break_answers("raw.githubusercontent.com", lambda _: Response(404), "date/2026-06")
    with stand.fetching(json_mirror) as fetching:
        assert 4 == len(fetching.backfill(("billboard",)))
        stand.publishers.mend()
        calls = len(stand.publishers.visits)
        assert 4 == len(fetching.backfill(("billboard",)))
    assert 4 == len(stand.publishers.visits) - calls


def test_pages_are_read_again_without_fetching(stand):
    stand.states()
    stand.clock.wait(timedelta(days=1))
    stand.states()
    calls = len(stand.publishers.visits)
    with stand.fetching() as fetching:
        told = fetching.reparse()
    assert calls == len(stand.publishers.visits)
    assert {"apple", "billboard", "youtube", "kworb", "listenbrainz", "lastfm", "deezer"} == {o.source for o in told}
    assert {"known"} == {one.state for one in told if one.source != "billboard"}


def test_a_mended_parser_replaces_what_the_broken_one_kept(stand):
    sources = dict(known_sources())
    own_names = sources["apple"].configured({"storefronts": ["jp"], "latin_names": False})
    with stand.fetching(FetchSettings(), sources={"apple": own_names}) as fetching:
        fetching.fetch()
    latin = sources["apple"].configured({"storefronts": ["jp"]})
    with stand.fetching(FetchSettings(), sources={"apple": latin}) as fetching:
        fetching.probe("apple")
        told = fetching.reparse()
    assert ["newer"] == [one.state for one in told]


def test_a_probe_tells_field_by_field_keeps_the_page_and_no_chart(stand):
    stand.publishers.break_pages("api.deezer.com", lambda body: body.replace(b'"title":', b'"name":'))
    with stand.fetching(FetchSettings()) as fetching:
        probed = fetching.probe("deezer")
    assert {"title": "missing", "id": "found"}.items() <= {f.name: f.verdict for f in probed.fields}.items()
    assert ("name",) == probed.unknown
    assert ((), 50) == (probed.charts, probed.rows)
    assert "the field title is missing" in probed.refused[0]
    assert 1 == len(list(stand.bot.store.pages.pages("deezer")))
    assert [] == list(stand.bot.store.charts.infos(date.min, date.max))


def test_a_probe_of_a_page_that_is_none_says_so(stand):
    stand.publishers.break_pages(KWORB, lambda _: b"<html><title>Moved</title></html>", "global")
    with stand.fetching() as fetching:
        probed = fetching.probe("kworb")
    assert (0, ()) == (probed.rows, probed.charts)
    assert any("no chart's" in why for why in probed.refused)


def test_a_shape_is_unproven_until_a_first_good_chart(stand):
    with stand.fetching() as fetching:
        before = {line.source: line.proven for line in fetching.sources()}
        fetching.probe("kworb")
        after = {line.source: line.proven for line in fetching.sources()}
    assert before["kworb"].startswith("unproven live: ")
    assert "its shape was recorded whole" == before["billboard"]
    assert "proven live on 2026-07-18" == after["kworb"]
    assert before["apple"] == after["apple"]


def test_a_sandbox_proves_nothing(stand):
    with stand.fetching(FetchSettings(on=frozenset({"kworb"}), stand_in="http://127.0.0.1:1")) as fetching:
        assert ["new"] == [one.state for one in fetching.fetch(("kworb",))]
        assert next(line for line in fetching.sources() if line.source == "kworb").proven.startswith("unproven")


def test_the_inbox_is_read_and_put_away(stand):
    inbox = stand.folder / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "regional-us-weekly-2026-07-16.csv").write_bytes(official_csv())
    (inbox / "plain-us-daily.csv").write_text(plain_csv((date(2026, 7, 17),)))
    (inbox / "broken.csv").write_text("rank,title\n1,\n")
    with stand.fetching(FetchSettings()) as fetching:
        told = Counter((one.source, one.state) for one in fetching.fetch(("spotify_csv", "file")))
    assert {("spotify_csv", "new"): 1, ("file", "new"): 1, ("file", "refused"): 1} == told
    assert ["read/plain-us-daily.csv", "read/regional-us-weekly-2026-07-16.csv", "refused/broken.csv"] == sorted(
        path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()
    )


def test_a_plug_in_that_fails_in_its_own_code_is_named_and_stops_nobody(stand):
    class Broken:
        name = origin = "broken"

        def charts(self):
            return ("top",)

        def read(self, chart_id, day):
            raise KeyError(chart_id)
            yield

    both = {"broken": Broken(), "billboard": known_sources()["billboard"]}
    with stand.fetching(FetchSettings(), sources=both) as fetching:
        told = {one.source: one for one in fetching.fetch()}
    assert ("refused", "new") == (told["broken"].state, told["billboard"].state)
    assert "the source's own code failed: KeyError" in told["broken"].why


def test_whose_spotify_is_a_sandbox_reads_the_sandboxs_charts(tmp_path):
    local = "http://127.0.0.1:8899"
    env = {"TOPHITS_ZONE": "UTC", "TOPHITS_SPOTIFY__API_URL": f"{local}/v1", "TOPHITS_SPOTIFY__ACCOUNTS_URL": local}
    with Bot.open(Home(tmp_path, None), settings=load(None, env), send=lambda _: None) as bot:
        assert local == fetch_settings(bot).stand_in
    with Bot.open(Home(tmp_path, None), settings=load(None, {"TOPHITS_ZONE": "UTC"}), send=lambda _: None) as bot:
        assert fetch_settings(bot).stand_in is None
