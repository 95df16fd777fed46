"""What a person who imports files is told, and that one bad file never stops the others."""

from pathlib import Path

import pytest
from stage import Stage

from tophits.app.charts import charts, drop, import_bytes, import_charts, read_period, read_territory, show
from tophits.domain.charts import Cadence
from tophits.domain.errors import UsageError


def page(*, territory: str = "us", name: str = "Song", streams: str = "") -> bytes:
    lines = [f"2026-07-17,{rank},{territory},{name} {rank},{name}s,{streams}" for rank in range(1, 21)]
    return "\n".join(["date,rank,territory,title,artist,streams", *lines]).encode()


def test_a_broken_file_among_others_is_refused_alone(tmp_path: Path) -> None:
    bodies = {
        "half.json": page(name="H").replace(b"H 3", b"H\x1b3"),
        "huge.csv": page(territory="gb", streams="9" * 30),
        "good.csv": page(territory="de"),
    }
    files = [tmp_path / name for name in bodies]
    for file in files:
        file.write_bytes(bodies[file.name])
    with Stage(tmp_path / "home").bot() as bot:
        done = import_charts(bot, files, source="apple")
        assert [(0, 1), (0, 1), (1, 0)] == [(one.new, len(one.refused)) for one in done]
        assert ["de"] == [line.territory for line in charts(bot, first=None, last=None, source=None, territory=None)]


def test_a_chart_kept_wrongly_is_dropped_and_blocks_no_other(tmp_path: Path) -> None:
    with Stage(tmp_path).bot() as bot:
        import_bytes(bot, "de.csv", page(territory="de"), source="apple")
        assert 1 == len(import_bytes(bot, "us.csv", page(), source="apple").refused)
        assert [True, False] == [drop(bot, 1, "the file of the US") for _ in range(2)]
        assert 1 == import_bytes(bot, "us.csv", page(), source="apple").new
        assert ["us"] == [line.territory for line in charts(bot, first=None, last=None, source=None, territory=None)]
        assert "de" == show(bot, 1).territory
        with pytest.raises(UsageError, match="There is no chart 9"):
            drop(bot, 9)


def test_a_refusal_tells_its_own_remedy(tmp_path: Path) -> None:
    with Stage(tmp_path).bot() as bot:
        (unsaid,) = import_bytes(bot, "x.csv", page().replace(b"territory", b"ignored"), source="apple").refused
        assert unsaid.endswith("Say it with --territory CC, or global.")
        (usual,) = import_bytes(bot, "x.csv", page(streams="many"), source="apple").refused
        assert usual.endswith("line 2)")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with Stage(tmp_path).bot() as bot, pytest.raises(UsageError, match="is a folder"):
        import_charts(bot, [tmp_path])


@pytest.mark.parametrize(
    ("text", "code"), [("US", "us"), ("uk", "gb"), ("Germany", "de"), ("GLOBAL", "global"), (None, None)]
)
def test_territories_are_read_as_people_write_them(text: str | None, code: str | None) -> None:
    assert code == read_territory(text)


def test_an_unknown_territory_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="'Germny' is no territory") as refusal:
        read_territory("Germny")
    assert refusal.value.remedy.startswith("Did you mean de (Germany)?")


def test_a_period_is_a_day_or_a_week() -> None:
    assert [Cadence.DAY, Cadence.WEEK, None] == [read_period(text) for text in ("day", "Week", None)]
    for text in ("month", "year", "fortnight"):
        with pytest.raises(UsageError):
            read_period(text)
