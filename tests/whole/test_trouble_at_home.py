"""Two processes, a home that cannot be written, a disk that fills up in the middle: a clear end, nothing lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from stage import uris_of

from tophits.app.compose import Bot
from tophits.app.running import run_editions
from tophits.apply.runs import RunState
from tophits.cli.main import run as command
from tophits.domain.errors import EditionBusy, StoreError
from tophits.sandbox.serve import serve
from whole import Tale

HOLDER = """
import sys
from pathlib import Path
from tophits.adapters.home_lock import home_lock
with home_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def tale(tmp_path: Path) -> Tale:
    tale = Tale(tmp_path, size=120)
    tale.chart_today(range(130))
    assert RunState.DONE is tale.run().state
    tale.next_day()
    tale.chart_today([*range(200, 210), *range(120)])
    return tale


@contextmanager
def another_process_at_work(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert "held" == other.stdout.readline().strip()
        yield other
        other.kill()


def test_a_second_process_is_told_so_and_goes_on_once_the_first_is_gone(tale: Tale) -> None:
    calls = len(tale.calls)
    other_works = another_process_at_work(tale.folder)
    with other_works, pytest.raises(EditionBusy, match="Another tophits works on this home"):
        tale.run()
    assert calls == len(tale.calls)
    assert RunState.DONE is tale.run().state, "a killed process holds nothing"
    assert uris_of([*range(200, 210), *range(110)]) == tale.uris
    assert () == tale.violations()


def test_reading_commands_work_beside_a_working_process(tale: Tale, capsys: pytest.CaptureFixture[str]) -> None:
    with another_process_at_work(tale.folder):
        assert 0 == command(["history", "daily", "--home", str(tale.folder)])
        assert 0 == command(["editions", "--home", str(tale.folder)])
    assert "Traceback" not in capsys.readouterr().err


def test_two_real_processes_at_once_write_one_list(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=120)
    tale.world.clock = tale.clock
    tale.chart_today(range(130))
    with serve(tale.world) as address:
        env = {
            **os.environ,
            "TOPHITS_HOME": str(tmp_path),
            "TOPHITS_SPOTIFY__CLIENT_ID": "sandbox",
            "TOPHITS_SPOTIFY__ACCOUNTS_URL": address,
            "TOPHITS_SPOTIFY__API_URL": f"{address}/v1",
        }
        line = [sys.executable, "-m", "tophits"]
        assert 0 == subprocess.run([*line, "auth", "login"], env=env, capture_output=True, check=False).returncode
        run = [*line, "run", "daily", "--at", "2026-07-18"]
        both = [subprocess.Popen(run, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"]
        told = [process.communicate() for process in both]
        codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1], [0, 3]), told
    assert "Traceback" not in "".join(err for _, err in told)
    if codes != [0, 0]:
        assert "edition-busy: Another tophits works on this home right now" in "".join(err for _, err in told)
    assert uris_of(range(120)) == tale.uris
    assert 1 == len({record.playlist_id for record in tale.world.journal.playlists})


def how_it_ends(bot: Bot) -> str:
    """A run's state, or the name of what stopped it."""
    try:
        report = run_editions(bot, ("daily",))[0]
    except StoreError as error:
        return error.name
    return "disk-full" if any(reason.startswith("disk-full") for reason in report.reasons) else report.state


@pytest.mark.parametrize("pages", [0, 1, 2, 4, 8])
def test_a_disk_that_fills_up_in_the_middle_is_named_and_the_next_run_goes_on(tale: Tale, pages: int) -> None:
    old, new = uris_of(range(120)), uris_of([*range(200, 210), *range(110)])
    before = tale.world.journal.last_number
    with tale.remembering() as bot:
        with bot.store.database.engine.connect() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {used + pages}")
        ended = how_it_ends(bot)
    assert ended in ("done", "disk-full")
    for record in tale.world.journal.playlists:
        if record.number > before:
            assert record.uris in (old, new, new[:100]), "whole, or the start of a rewrite"
    report = tale.run()
    assert RunState.DONE is report.state, report.reasons
    assert new == tale.uris
    assert () == tale.violations()


def test_a_home_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPHITS_ZONE", "UTC")
    (tmp_path / "file").write_text("no folder")
    code = command(["editions", "--home", str(tmp_path / "file" / "home")])
    told = capsys.readouterr()
    assert (1, "") == (code, told.out)
    assert "home" in told.err
    assert "What to do:" in told.err
    assert "Traceback" not in told.err
