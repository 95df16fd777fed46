"""What people type, and what is printed for them: tracks, days, folders, names."""

from datetime import date
from pathlib import Path

import pytest
from skips import may_be_skipped

from tophits.app.home import find_home
from tophits.app.texts import read_day
from tophits.cli.context import harmless, table
from tophits.domain.errors import HomeUnusable, UsageError
from tophits.domain.tracks import read_track_id

ID = "6rqhFgbbKwnb9MLmUQDhG6"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f" spotify:track:{ID}\n",
        f"https://open.spotify.com/track/{ID}",
        f"https://open.spotify.com/intl-de/track/{ID}?si=0123456789abcdef",
        f"https://open.spotify.com/track/{ID}/?si=1#x",
    ],
)
def test_a_track_is_read_from_its_id_uri_or_link(text: str) -> None:
    assert ID == read_track_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID[1:],
        f"{ID}?si=1",
        f"spotify:album:{ID}",
        f"spotify:track:{ID}x",
        f"https://open.spotify.com/album/{ID}",
        f"https://open.spotify.com/playlist/{ID}?si=1",
        f"https://open.spotify.com/track/x/{ID}",
        f"https://example.org/track/{ID}",
        f"spotify:track:https://open.spotify.com/track/{ID}",
        "é" * 22,
    ],
)
def test_nothing_else_is_taken_for_a_track(text: str) -> None:
    assert None is read_track_id(text)


@pytest.mark.parametrize("text", ["0001-01-01", "1949-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_far_from_all_charts_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="far from all charts"):
        read_day(text)


def test_days_of_charts_are_read() -> None:
    assert (date(1950, 1, 1), date(2200, 12, 31)) == (read_day("1950-01-01"), read_day("2200-12-31"))


def test_a_tilde_is_expanded_before_the_configuration_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "bot").mkdir()
    config = tmp_path / "bot" / "tophits.yaml"
    config.touch()
    found = find_home(None, None, {"TOPHITS_HOME": "~/bot"})
    assert (tmp_path / "bot", config) == (found.folder, found.config)
    assert config == find_home(None, None, {"TOPHITS_HOME": "/x", "TOPHITS_CONFIG": "~/bot/tophits.yaml"}).config
    assert config == find_home(Path("/x"), Path("~/bot/tophits.yaml"), {}).config
    with pytest.raises(HomeUnusable):
        find_home(Path("~nobody-of-this-name/x"), None, {})


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("夜に駆ける - YOASOBI 👩‍👩‍👧", "夜に駆ける - YOASOBI 👩‍👩‍👧"),
        ("Red\x1b[31m", "Red\N{REPLACEMENT CHARACTER}[31m"),
        ("one\ntwo\r\t\x07", "one\N{REPLACEMENT CHARACTER}two" + "\N{REPLACEMENT CHARACTER}" * 3),
        ("abc\N{RIGHT-TO-LEFT OVERRIDE}def", "abc\N{REPLACEMENT CHARACTER}def"),
        ("\x9b2J", "\N{REPLACEMENT CHARACTER}2J"),
    ],
)
def test_names_cannot_steer_a_terminal(name: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed == harmless(name)
    table([(name, "x")])
    assert f"{printed}  x\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("reason", "has_shared", "stays"),
    [
        ("Skipped: the recorded charts are not beside the project", False, True),
        ("Skipped: needs ../shared/spotify/fixed-spotify-open-api.yml", False, True),
        ("Skipped: the recorded charts are not here (apple/us.json)", True, False),
        ("Skipped: mounting a small disk needs root", False, False),
        ("Skipped: mounting a small disk needs root", True, False),
    ],
)
def test_only_what_needs_the_folder_beside_the_project_may_be_skipped_and_only_without_it(
    reason: str, has_shared: bool, stays: bool
) -> None:
    assert stays is may_be_skipped(reason, has_shared=has_shared)
