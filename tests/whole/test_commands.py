"""Every command on a real pretend Spotify over HTTP: what it prints, where, and with which exit code."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from stage import catalogue

from tophits.cli.main import run
from tophits.domain.charts import Cadence
from tophits.sandbox.charts import ChartPublisher
from tophits.sandbox.playlists import Details
from tophits.sandbox.serve import serve
from tophits.sandbox.world import LISTENER, World

DAY = date(2026, 7, 18)
AT = ("--at", str(DAY))


@dataclass(frozen=True)
class Told:
    """What a command line ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, for programs."""
        return json.loads(self.out)


Tell = Callable[..., Told]


@pytest.fixture(scope="module")
def world() -> World:
    return World(catalogue())


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serve(world) as served:
        yield served


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Four days of a pretend publisher's charts."""
    folder = tmp_path_factory.mktemp("charts")
    publisher = ChartPublisher(catalogue(), opened=DAY - timedelta(days=4))
    made = []
    for back in (4, 3, 2, 1):
        day = DAY - timedelta(days=back)
        file = folder / publisher.spotify_file_name("us", Cadence.DAY, day)
        file.write_bytes(publisher.spotify_csv("us", Cadence.DAY, day))
        made.append(str(file))
    return made


def settings_at(address: str, home: Path) -> dict[str, str]:
    """A bot of this home at that pretend Spotify."""
    return {
        "TOPHITS_HOME": str(home),
        "TOPHITS_ZONE": "Europe/Berlin",
        "TOPHITS_TERRITORY": "us",
        "TOPHITS_SPOTIFY__CLIENT_ID": "sandbox",
        "TOPHITS_SPOTIFY__ACCOUNTS_URL": address,
        "TOPHITS_SPOTIFY__API_URL": f"{address}/v1",
    }


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory, address: str, files: list[str]) -> Path:
    """A home with a chart and a list, for commands that change nothing."""
    home = tmp_path_factory.mktemp("lived-in")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings_at(address, home).items():
            patch.setenv(name, value)
        for words in (["auth", "login"], ["charts", "import", files[0], files[1], files[2]], ["run", "daily", *AT]):
            assert 0 == run(words)
    return home


@pytest.fixture
def tell_new(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Commands on a home where nothing happened yet."""
    for name, value in settings_at(address, tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    return teller(capsys)


@pytest.fixture
def tell(lived_in: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Commands on a home that has a list."""
    for name, value in settings_at(address, lived_in).items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    return teller(capsys)


def teller(capsys: pytest.CaptureFixture[str]) -> Tell:
    def told(*words: str) -> Told:
        code = run(list(words))
        read = capsys.readouterr()
        assert "Traceback" not in read.out + read.err
        if "--json" in words and code in (0, 3):
            json.loads(read.out)
        return Told(code, read.out, read.err)

    return told


# --- A life, in order -----------------------------------------------------------------------------------


def test_a_life_with_the_bot_from_the_first_chart_to_undo(tell_new: Tell, files: list[str], world: World) -> None:
    tell = tell_new
    before_login(tell, files)
    first_lists(tell)
    looking(tell)
    deciding(tell)
    changing(tell, files)
    hands_off(tell)
    adopting(tell, world)


def before_login(tell: Tell, files: list[str]) -> None:
    told = tell("run", "daily")
    assert (1, "") == (told.code, told.out)
    assert "login-needed: There is no login for Spotify yet" in told.err
    assert "What to do: Log in again: tophits auth login" in told.err
    assert 3 == tell("auth", "status").code
    assert (3, None) == ((told := tell("auth", "status", "--json")).code, told.json)
    assert "No charts kept" in tell("charts", "list").out
    told = tell("auth", "login")
    assert 0 == told.code
    assert f"Logged in as {LISTENER}" in told.out
    assert LISTENER == tell("auth", "status", "--json").json["user"]
    told = tell("run", "--all", *AT)
    assert 3 == told.code
    assert "has no chart" in told.out
    assert 0 == tell("charts", "import", *files[:3]).code
    assert 3 == tell("charts", "import", "--json", files[0]).json[0]["known"] + 2
    told = tell("run", "daily")
    assert 3 == told.code
    assert "spotify_csv us is stale" in told.out


def first_lists(tell: Tell) -> None:
    told = tell("run", "--all", "--dry-run", *AT)
    assert 0 == told.code
    assert "Top Hits Daily: done (dry run); 50 of 50" in told.out
    told = tell("run", "--all", "--json", *AT)
    assert 0 == told.code
    sizes = [len(one["positions"]) for one in told.json]
    assert [50, 100, 200] == sizes[:3]
    assert 200 < sizes[3] < 250, "as full as three days of charts allow"
    assert ["done"] * 4 == [one["state"] for one in told.json]
    assert "" == told.err
    assert "Top Hits Weekly ..." in tell("run", "weekly", *AT).err


def looking(tell: Tell) -> None:
    assert 0 == tell("--version").code
    assert "Exit codes: 0 done" in " ".join(tell("--help").out.split())
    assert ["daily", "weekly", "monthly", "yearly"] == [one["key"] for one in tell("editions", "--json").json]
    assert "50/50" in tell("editions").out == tell("editions", "list").out
    places = tell("rank", "daily", "--json", *AT).json["places"]
    assert list(range(1, 51)) == [place["position"] for place in places]
    told = tell(
        "rank", "--from", "2026-07-14", "--to", "2026-07-16", "--size", "7", "--source", "spotify_csv", "--json"
    )
    assert 7 == len(told.json["places"])
    assert all(place["points"] == sum(one["points"] for one in place["reasons"]) for place in told.json["places"])
    assert 0 == tell("rank", "weekly", *AT).code
    why = tell("explain", "yearly", "200", "--json").json
    assert why["adds_up"]
    assert why["points"] == sum(row["points"] for row in why["rows"])
    assert f"all {len(why['rows'])} chart lines add up to {why['points']}" in tell("explain", "yearly", "200").out
    chart = tell("charts", "list", "--json").json[-1]["chart"]
    assert 200 == len(tell("charts", "show", str(chart), "--json").json["entries"])
    assert 0 == tell("charts", "show", str(chart)).code
    assert 0 == tell("history", "daily").code
    assert ["verified", "before"] == [line["why"] for line in tell("history", "daily", "--json").json]
    assert 50 == len(tell("diff", "daily", "--json").json["came"])
    assert "50 came, 0 went, 0 moved" in tell("diff", "daily").out
    assert "no mistakes" in tell("config", "check").out
    assert "properties" in json.loads(tell("config", "schema").out)
    assert "storm" in tell("sandbox", "scenarios").out


def deciding(tell: Tell) -> None:
    assert [] == tell("review", "list", "--json").json
    assert "Nothing waits for you" in tell("review").out
    first, second = tell("rank", "daily", "--json", *AT).json["places"][:2]
    other = catalogue().songs[700].track_ids[0]
    told = tell("review", "choose", f"#{first['song']}", f"https://open.spotify.com/track/{other}?si=x")
    assert (0, True) == (told.code, f"chosen: {', '.join(catalogue().songs[700].artists)} - " in told.out)
    assert "banned" in tell("review", "ban", f"#{second['song']}", "--note", "enough").out
    positions = tell("run", "daily", "--json", *AT).json[0]["positions"]
    assert f"spotify:track:{other}" == positions[0]["uri"]
    assert second["song"] not in [position["song_id"] for position in positions]
    for place in (first, second):
        assert 0 == tell("review", "release", f"#{place['song']}").code
    assert 0 == tell("run", "daily", *AT).code
    third, fourth = tell("rank", "daily", "--json", *AT).json["places"][10:12]
    assert f"#{third['song']} " in tell("review", "merge", f"#{third['song']}", f"#{fourth['song']}").out
    assert 0 == tell("review", "split", fourth["title"], *fourth["artists"]).code
    name = f"{', '.join(first['artists'])} - {first['title']}"
    assert f"#{first['song']} " in tell("review", "ban", name).out
    assert 0 == tell("review", "release", name.upper()).code


def changing(tell: Tell, files: list[str]) -> None:
    assert 0 == tell("charts", "import", files[3]).code
    assert 0 == tell("run", "daily", "--approve", *AT).code
    told = tell("undo", "daily", "--dry-run", "--json")
    assert (0, False) == (told.code, told.json[0]["done"])
    assert "is back" in tell("undo", "daily").out
    oldest = tell("history", "daily", "--json").json[-2]["snapshot"]
    assert 0 == tell("undo", "daily", str(oldest)).code
    told = tell("undo", "--all", "--json")
    assert 0 == told.code
    assert "daily" == told.json[0]["edition"]
    assert "has no earlier list" in told.err


def hands_off(tell: Tell) -> None:
    assert 0 == tell("freeze", "weekly", "--why", "party").code
    told = tell("run", "weekly", *AT)
    assert 3 == told.code
    assert "party" in told.out
    assert 3 == tell("undo", "weekly", str(tell("history", "weekly", "--json").json[0]["snapshot"])).code
    assert "frozen: party" in tell("editions").out
    assert 0 == tell("thaw", "weekly").code
    assert 0 == tell("run", "weekly", *AT).code


def adopting(tell: Tell, world: World) -> None:
    mine = world.make_playlist(
        Details("Mine"), ["spotify:track:" + catalogue().songs[1].track_ids[0]], owner_id=LISTENER
    )
    theirs = world.make_playlist(Details("Theirs"), ["spotify:track:" + catalogue().songs[1].track_ids[0]])
    assert "has a playlist already" in tell("editions", "adopt", "daily", mine, "--yes").err
    assert 0 == tell("editions", "forget", "daily").code
    told = tell("editions", "adopt", "daily", theirs, "--yes")
    assert (1, True) == (told.code, "What to do: Only" in told.err)
    assert "Mine has 1 tracks" in tell("editions", "adopt", "daily", mine, "--yes").out
    assert 3 == tell("run", "daily", *AT).code
    assert 0 == tell("run", "daily", "--approve", *AT).code
    assert 1 == tell("undo", "daily", "--json").json[0]["tracks"]


# --- Wrong input ----------------------------------------------------------------------------------------

HUGE = "9" * 30
WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "an unknown command": (("fly",), 2, "No such command"),
    "an unknown option": (("run", "--fast"), 2, "No such option"),
    "an unknown edition": (("run", "dayly", *AT), 2, "Did you mean daily?"),
    "no edition": (("run",), 2, "say --all"),
    "an edition to rank": (("rank", "nope"), 2, "There is no edition 'nope'"),
    "no window": (("rank",), 2, "Name an edition, or give both"),
    "half a window": (("rank", "--from", "2026-07-01"), 2, "give both --from and --to"),
    "a window backwards": (("rank", "--from", "2026-07-02", "--to", "2026-07-01"), 2, "ends before it begins"),
    "no size": (("rank", "--from", "2026-07-01", "--to", "2026-07-02", "--size", "0"), 2, "0 is no size"),
    "a window and an edition": (("rank", "daily", "--from", "2026-07-01"), 2, "leave --from"),
    "a source": (("rank", "--from", "2026-07-14", "--to", "2026-07-16", "--source", "x"), 2, "There is no source"),
    "a day": (("rank", "daily", "--at", "18.7.2026"), 2, "Write it as YYYY-MM-DD"),
    "a day that is none": (("run", "daily", "--at", "2026-02-30"), 2, "is no day"),
    "a snapshot": (("undo", "daily", "999999"), 2, "no snapshot 999999"),
    "a snapshot in words": (("undo", "daily", "first"), 2, "snapshot"),
    "a snapshot to compare": (("diff", "daily", "999999"), 2, "no snapshot 999999"),
    "a position": (("explain", "daily", "51000"), 2, "has no position 51000"),
    "a song": (("explain", "daily", "Nobody - Nothing At All"), 2, "No chart names a song"),
    "a song to choose": (("review", "choose", "#999999", "x"), 2, "No chart names a song"),
    "a song to ban": (("review", "ban", "Nobody - Nothing"), 2, "No chart names a song"),
    "a file": (("charts", "import", "/nowhere/at/all.csv"), 2, "No such file"),
    "a period": (("charts", "import", "/nowhere", "--period", "fortnight"), 2, "is no period"),
    "a week ending": (("charts", "import", "/nowhere", "--week-ending", "soon"), 2, "is no day"),
    "a chart": (("charts", "show", "999999"), 2, "999999"),
    "a frozen edition": (("freeze", "nope"), 2, "There is no edition"),
    "an edition to adopt for": (("editions", "adopt", "nope", "x"), 2, "There is no edition"),
    "an edition to forget": (("editions", "forget", "nope"), 2, "There is no edition"),
    "a playlist": (("editions", "adopt", "second", "0000000000000000000000"), 2, "There is no edition"),
    "a scenario": (("sandbox", "serve", "--scenario", "drought"), 2, "There is no scenario 'drought'"),
    "a catalogue": (("sandbox", "serve", "--catalogue", "/nowhere.csv"), 2, "nowhere.csv"),
    "a port in words": (("sandbox", "serve", "--port", "http"), 2, "--port"),
    "a port that is none": (("sandbox", "serve", "--port", "65536"), 2, "--port"),
    "a port below all": (("demo", "--port", "-1"), 2, "--port"),
    "all and one": (("run", "--all", "daily"), 2, "--all takes no editions"),
    "a window on a day": (
        ("rank", "--at", "2026-07-01", "--from", "2026-07-01", "--to", "2026-07-02"),
        2,
        "--at is for an edition",
    ),
    "a day of no charts": (("rank", "--from", "0001-01-01", "--to", "9999-12-31"), 2, "far from all charts"),
    "a huge chart": (("charts", "show", HUGE), 2, "too large"),
    "a huge snapshot": (("undo", "daily", HUGE), 2, "too large"),
    "a huge snapshot to compare": (("diff", "daily", HUGE), 2, "too large"),
    "a huge history": (("history", "daily", "--limit", HUGE), 2, "too large"),
    "an album to choose": (
        ("review", "choose", "#1", "https://open.spotify.com/album/6rqhFgbbKwnb9MLmUQDhG6"),
        2,
        "is no Spotify track",
    ),
    "a consent": (("sandbox", "serve", "--consent", "never"), 2, "There is no way of consent"),
    "a configuration": (("editions", "--config", "/nowhere.yaml"), 2, "/nowhere.yaml"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_said_with_a_remedy_and_its_exit_code(tell: Tell, what: str) -> None:
    words, code, said = WRONG[what]
    told = tell(*words)
    assert (code, "") == (told.code, told.out)
    assert said in " ".join(told.err.split())
    assert "What to do:" in told.err or "Try '" in told.err


@pytest.mark.parametrize("words", [(), ("run",), ("charts",), ("charts", "show"), ("review", "choose")])
def test_every_command_takes_a_short_word_for_help(tell: Tell, words: tuple[str, ...]) -> None:
    assert (0, True) == ((told := tell(*words, "-h")).code, "-h, --help" in told.out)


def test_a_taken_port_is_named(tell: Tell, address: str) -> None:
    told = tell("sandbox", "serve", "--port", address.rpartition(":")[2])
    assert 2 == told.code
    assert "cannot be had" in told.err


def test_every_mistake_in_a_configuration_comes_at_once_with_its_line(tell: Tell, tmp_path: Path) -> None:
    config = tmp_path / "tophits.yaml"
    config.write_text("zone: Mars/Base\neditions:\n  daily:\n    size: none\n    colour: red\nquota: {searches: -1}\n")
    told = tell("config", "check", "--config", str(config))
    assert (2, "") == (told.code, told.out)
    for line in (4, 5, 6):
        assert f"line {line}: " in told.err
    assert "What to do: Mend the lines named, then run: tophits config check" in told.err


def test_yaml_that_is_none_is_named_with_its_line(tell: Tell, tmp_path: Path) -> None:
    config = tmp_path / "tophits.yaml"
    config.write_text("zone: UTC\neditions: {daily: [\n")
    told = tell("run", "daily", "--config", str(config))
    assert (2, "") == (told.code, told.out)
    assert "line " in told.err


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("regional-us-daily-2026-07-15.csv", b"rank,uri,artist_names,track_name\n1,a,b\n"),
        ("empty.csv", b""),
        ("regional-us-daily-2026-07-16.csv", b"\xff\xfe\x00binary\x00"),
        ("gap.csv", b"date,rank,title,artists\n2026-07-15,1,A,B\n2026-07-15,3,C,D\n"),
        ("broken.json", b'{"date": "2026-07-18", "data": ['),
    ],
)
def test_a_broken_chart_is_refused_by_name_and_the_others_are_kept(
    tell: Tell, tmp_path: Path, files: list[str], name: str, body: bytes
) -> None:
    (tmp_path / name).write_bytes(body)
    told = tell("charts", "import", "--territory", "us", str(tmp_path / name), files[0])
    assert 1 == told.code
    assert f"file {name}" in told.err
    assert "refused:" in told.err
    assert "2 files: 0 charts new, 0 newer versions, 1 known already, 1 refused" in told.out
