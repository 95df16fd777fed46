"""A full disk, a locked file, a killed writer: an error with a name, and nothing lost or half written."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from tophits.adapters.store import Store, open_store
from tophits.domain.charts import Cadence, Chart, Entry
from tophits.domain.errors import DiskFull, HomeBusy, StoreError
from tophits.history.ports import RawPage

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 16)


def a_chart(territory: str, size: int = 200) -> Chart:
    entries = tuple(Entry(rank, f"Song {territory} {rank}", (f"Artist {rank}",)) for rank in range(1, size + 1))
    return Chart("apple", "apple", territory, Cadence.DAY, DAY, DAY, None, entries)


def fill(store: Store) -> None:
    """Write until there is no room."""
    for number in range(1000):
        store.pages.keep(RawPage("apple", "page", NOW, os.urandom(20_000) + bytes([number % 256])))
    raise AssertionError("the disk never got full")


def the_store_still_works(store: Store, run_id: int) -> None:
    assert run_id == store.runs.history("daily")[0].id
    kept = len(list(store.pages.pages("apple")))
    assert kept > 0
    store.check()


def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        run = store.runs.begin("daily", None, NOW)
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 150")
        with pytest.raises(DiskFull, match="database or disk is full"):
            fill(store)
        the_store_still_works(store, run.id)
        with pytest.raises(DiskFull):
            store.charts.keep([a_chart("us"), *(a_chart(f"t{n}") for n in range(20))], NOW)
        assert [] == list(store.charts.infos(DAY, DAY))
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        assert 200 == store.charts.keep([a_chart("us")], NOW)[0].info.depth


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one and a half megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full_is_named_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(100_000))
    with open_store(small_disk / "home") as store:
        run = store.runs.begin("daily", None, NOW)
        with pytest.raises(DiskFull):
            fill(store)
        the_store_still_works(store, run.id)
        ballast.unlink()
        assert run.id + 1 == store.runs.begin("daily", None, NOW).id


def test_a_home_cannot_be_made_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(1536 * 1024 - 8192))
    with pytest.raises(DiskFull):
        open_store(small_disk / "home")


def test_a_locked_file_is_named_after_the_time_out(tmp_path: Path) -> None:
    with open_store(tmp_path) as first, open_store(tmp_path, busy_timeout_s=0.05) as second:
        with first.database.writing(), pytest.raises(HomeBusy, match="Another process is writing"):
            second.runs.begin("daily", None, NOW)
        with first.database.writing():
            assert [] == list(second.runs.history(None)), "readers do not wait for writers"
        assert 1 == second.runs.begin("daily", None, NOW).id


def test_an_error_inside_a_transaction_undoes_all_of_it(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        statements = 0

        def fail_at_the_charts(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            nonlocal statements
            statements += 1
            if statement.startswith("INSERT INTO chart"):
                raise OSError(28, "No space left on device")

        event.listen(store.database.engine, "before_cursor_execute", fail_at_the_charts)
        with pytest.raises(DiskFull):
            store.charts.keep([a_chart("us")], NOW)
        event.remove(store.database.engine, "before_cursor_execute", fail_at_the_charts)
        assert statements > 0
        assert [] == list(store.songs.find("song"))
        # The numbers that the names would have had must not be remembered: they are free for others.
        store.charts.keep([a_chart("gb")], NOW)
        (kept,) = store.charts.keep([a_chart("us")], NOW)
        assert a_chart("us") == store.charts.entries(kept.info.chart_id)


@pytest.mark.parametrize("moment", ["INSERT INTO song ", "INSERT INTO name", "INSERT INTO chart", "COMMIT"])
def test_a_writer_killed_at_any_statement_leaves_nothing_half(tmp_path: Path, moment: str) -> None:
    code = f"""
import os, signal
from datetime import UTC, date, datetime
from pathlib import Path
from sqlalchemy import event
from tophits.adapters.store import open_store
from tophits.domain.charts import Cadence, Chart, Entry
store = open_store(Path({str(tmp_path)!r}))
entries = tuple(Entry(rank, f"Song {{rank}}", ("A",)) for rank in range(1, 51))
chart = lambda day: Chart("s", "s", "us", Cadence.DAY, date(2026, 7, day), date(2026, 7, day), None, entries)
store.charts.keep([chart(1)], datetime(2026, 7, 18, tzinfo=UTC))
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if {moment!r} == "COMMIT":
    event.listen(store.database.engine, "commit", die)
else:
    event.listen(store.database.engine, "after_cursor_execute", lambda c, u, s, *r: s.startswith({moment!r}) and die())
entries += (Entry(51, "New", ("B",)),)
store.charts.keep([chart(2)], datetime(2026, 7, 18, tzinfo=UTC))
"""
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert -signal.SIGKILL == killed.returncode
    with open_store(tmp_path) as store:
        store.check()
        assert [info.depth for info in store.charts.infos(date(2026, 7, 1), date(2026, 7, 2))] == [50]
        assert [] == list(store.songs.find("new"))


def test_half_a_letter_in_a_title_is_refused_by_name(tmp_path: Path) -> None:
    broken = Chart("apple", "apple", "us", Cadence.DAY, DAY, DAY, None, (Entry(1, "Half \ud800", ("A",)),))
    huge = Chart("apple", "apple", "us", Cadence.DAY, DAY, DAY, None, (Entry(1, "Huge", ("A",), streams=2**63),))
    below = Chart("apple", "apple", "us", Cadence.DAY, DAY, DAY, None, (Entry(1, "Old", ("A",), previous_rank=-1),))
    with open_store(tmp_path) as store:
        for chart in (broken, huge, below):
            with pytest.raises(Exception, match="source apple, territory us") as refusal:
                store.charts.keep([chart], NOW)
            assert "chart-refused" == refusal.value.name


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(StoreError):
        store.runs.begin("daily", None, NOW.replace(tzinfo=None))


def test_a_login_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    from tophits.quota.logins import Login

    login = Login("me", "client", "refresh", "access", NOW, frozenset({"a"}), NOW)
    with open_store(tmp_path / "home") as store:
        store.logins.put(login)
        folder = tmp_path / "home" / "secrets"
        assert [path.stat().st_mode & 0o777 for path in (folder, folder / "login-me.json")] == [0o700, 0o600]
        assert [file.name for file in folder.iterdir()] == ["login-me.json"]
        assert b"refresh" not in (tmp_path / "home" / "tophits.db").read_bytes()
        (folder / "login-me.json.77-1.new").write_text("left by a killed process")
        store.logins.put(login)
        store.logins.forget("me")
        assert [] == list(folder.iterdir())
        (folder / "login-me.json").write_text('{"account": "me"')
        with pytest.raises(StoreError, match="Login cannot be read") as refusal:
            store.logins.get("me")
        assert "refresh" not in str(refusal.value)
