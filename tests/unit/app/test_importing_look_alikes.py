"""Charts that are another territory's are refused where they come in."""

from pathlib import Path

from stage import Stage

from tophits.app.charts import import_bytes


def page(territory: str, titles: list[str]) -> bytes:
    lines = [f"2026-07-17,{rank},{territory},{title},Band {title}" for rank, title in enumerate(titles, start=1)]
    return "\n".join(["date,rank,territory,title,artist", *lines]).encode()


def test_a_chart_equal_to_another_territorys_is_refused_by_name(tmp_path: Path) -> None:
    american = [f"Song {number}" for number in range(40)]
    with Stage(tmp_path).bot() as bot:
        assert 1 == import_bytes(bot, "us.csv", page("us", american), source="apple").new
        again = import_bytes(bot, "de.csv", page("de", american), source="apple")
        assert (0, 1) == (again.new, len(again.refused))
        assert "40 of 40 lines are those of the chart of us" in again.refused[0]
        german = [f"Lied {number}" for number in range(40)]
        assert 1 == import_bytes(bot, "de.csv", page("de", german), source="apple").new


def test_two_equal_territories_in_one_file_keep_only_the_first(tmp_path: Path) -> None:
    titles = [f"Song {number}" for number in range(40)]
    both = page("us", titles) + b"\n" + page("de", titles).split(b"\n", 1)[1]
    with Stage(tmp_path).bot() as bot:
        done = import_bytes(bot, "both.csv", both, source="apple")
        assert (1, 1) == (done.new, len(done.refused))
