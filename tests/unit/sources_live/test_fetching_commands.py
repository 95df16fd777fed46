"""The commands of fetching, over real HTTP, before pretend publishers on a port of this machine."""

import json

import pytest
import typer
from publisher_stand import songs
from typer.testing import CliRunner

from tophits.adapters.clock import SystemClock
from tophits.adapters.fetching.http import Http
from tophits.adapters.fetching.wire import Call, Dropped
from tophits.cli.fetching import register
from tophits.sandbox.publishers.hosts import Publishers
from tophits.sandbox.request import WITHHELD, Response
from tophits.sandbox.serve import serve


@pytest.fixture(scope="module")
def publishers():
    return Publishers(songs(), SystemClock(), weeks=3)


@pytest.fixture(scope="module")
def address(publishers):
    with serve(publishers) as base:
        yield base


@pytest.fixture
def ask(address, tmp_path):
    """Runs a command on a home whose Spotify, and so whose publishers, are the sandbox's."""
    app = typer.Typer()
    register(app)
    env = {"TOPHITS_ZONE": "UTC", "TOPHITS_SPOTIFY__API_URL": f"{address}/v1", "TOPHITS_SPOTIFY__ACCOUNTS_URL": address}

    def run(*words):
        return CliRunner().invoke(app, [*words, "--home", str(tmp_path)], env=env)

    return run


def test_fetch_says_what_became_of_each_chart(ask):
    first, second = ask("fetch", "billboard", "listenbrainz"), ask("fetch", "billboard", "--json")
    assert (0, 0) == (first.exit_code, second.exit_code)
    assert "2 charts: 2 new, 0 newer, 0 known, 0 refused" in first.stdout
    assert "billboard us: 1 new" in first.stderr
    assert [("us", "known")] == [(one["territory"], one["state"]) for one in json.loads(second.stdout)]


def test_backfill_reparse_and_sources_work_on_what_was_fetched(ask):
    assert "3 new" in ask("backfill", "billboard", "--weeks", "20").stdout
    assert "0 refused" in ask("reparse", "billboard").stdout
    lines = json.loads(ask("sources", "--json").stdout)
    assert 3 == next(line for line in lines if line["source"] == "billboard")["kept"]
    assert "unproven live" in ask("sources").stdout


def test_a_probe_shows_fields_and_saves_the_page(ask, tmp_path):
    page = tmp_path / "page.html"
    found = ask("fetch", "--probe", "kworb", "--chart", "us_daily", "--save", str(page))
    assert 0 == found.exit_code
    assert "rows: 200" in found.stdout
    assert "track id" in found.stdout
    assert b'id="spotifydaily"' in page.read_bytes()
    assert 200 == json.loads(ask("fetch", "--probe", "kworb", "--json").stdout)["rows"]


def test_a_refusal_is_told_and_the_exit_code_is_one(ask, publishers):
    publishers.break_pages("api.listenbrainz.org", lambda _: b"<html>down</html>")
    failed = ask("fetch", "listenbrainz")
    publishers.mend()
    assert 1 == failed.exit_code
    assert "refused: the publisher sent a web page" in failed.stderr


def test_the_wall_lets_no_words_of_the_library_through(address, publishers):
    with Http() as http:
        page = http(Call("GET", f"{address}/publishers/kworb.net/robots.txt"))
        assert (200, True) == (page.status, page.body.startswith(b"User-agent"))
        with pytest.raises(Dropped, match="more than 0 MB"):
            http(Call("GET", f"{address}/publishers/kworb.net/spotify/country/us_daily.html", largest=100))
        publishers.break_answers("kworb.net", lambda _: Response(WITHHELD))
        with pytest.raises(Dropped, match="connection ended"):
            http(Call("GET", f"{address}/publishers/kworb.net/robots.txt"))
        publishers.mend()
    with Http(connect_s=0.5) as http, pytest.raises(Dropped) as caught:
        http(Call("GET", "http://127.0.0.1:1/?key=secret"))
    assert ("no connection", None) == (str(caught.value), caught.value.__cause__)
