"""Opening a home: made, brought up to date, kept private, or refused by name."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from tophits.adapters.store import open_store
from tophits.adapters.store.migrations import downgrade, upgrade
from tophits.adapters.store.schema import REVISIONS, metadata, version
from tophits.domain.errors import HomeUnusable, StoreError
from tophits.views.audit import AuditLine

NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
NOBODY = 65534


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def schema_of(engine: Engine) -> dict[tuple[str, str], str]:
    """Every table and index, in words that do not depend on spacing or on the order of constraints."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"
        ).all()
    return {
        (kind, name): "\n".join(sorted(part.strip(" \t,") for part in sql.splitlines())) for kind, name, sql in rows
    }


def test_a_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "deep" / "home"
    with open_store(home) as store:
        store.runs.begin("daily", None, NOW)
        files = {file.name for file in home.iterdir()}
        assert {"tophits.db"} <= files
        assert {0o600} == {mode(home / name) for name in files}
    assert 0o700 == mode(home)


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / "tophits.db").chmod(0o644)
    open_store(tmp_path).close()
    assert 0o600 == mode(tmp_path / "tophits.db")


def test_what_was_kept_is_there_when_the_home_is_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        run = store.runs.begin("daily", None, NOW)
    with open_store(tmp_path) as store:
        assert run == store.runs.get(run.id)
        store.check()


@pytest.mark.parametrize("name", ["with space", "what?", "50%", "a#b", "zuhause-ü", "file:home", "it's"])
def test_a_home_may_be_called_anything(tmp_path: Path, name: str) -> None:
    open_store(tmp_path / name).close()
    assert [folder.name for folder in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "tophits.db").stat().st_size > 0


def test_the_migrations_make_the_same_schema_as_the_tables() -> None:
    made, migrated = create_engine("sqlite://"), create_engine("sqlite://")
    with made.begin() as connection:
        metadata.create_all(connection)
        version.create(connection)
    with migrated.begin() as connection:
        upgrade(connection)
        assert REVISIONS[-1] == connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    assert schema_of(made) == schema_of(migrated)


def test_the_list_of_migrations_is_the_one_on_the_disk() -> None:
    from alembic.script import ScriptDirectory

    import tophits.adapters.store.migrations as package

    known = ScriptDirectory(str(Path(package.__file__).parent)).walk_revisions()
    assert list(REVISIONS) == [script.revision for script in known][::-1]


def test_an_older_home_is_brought_up_to_date(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.database.writing() as connection:
        downgrade(connection, "base")
    with open_store(tmp_path) as store:
        assert store.runs.begin("daily", None, NOW) == store.runs.get(1)


def test_a_newer_home_is_refused_and_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "tophits.db").read_bytes()
    with pytest.raises(StoreError, match="written by a newer tophits") as refusal:
        open_store(tmp_path)
    assert "newer tophits" in refusal.value.remedy
    assert before == (tmp_path / "tophits.db").read_bytes()


def test_opening_a_new_home_does_not_load_alembic(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from tophits.adapters.store import open_store
open_store(Path({str(tmp_path)!r})).close()
open_store(Path({str(tmp_path)!r})).close()
assert 'alembic' not in sys.modules
"""
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_three_processes_can_open_a_new_home_at_once(tmp_path: Path) -> None:
    code = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from tophits.adapters.store import open_store
print("ready", flush=True)
sys.stdin.readline()
with open_store(Path({str(tmp_path)!r})) as store:
    print(store.runs.begin("daily", None, datetime(2026, 7, 18, tzinfo=UTC)).id)
"""
    racers = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert "ready\n" == racer.stdout.readline()
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outputs = [racer.communicate()[0].strip() for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 3
    assert ["1", "2", "3"] == sorted(outputs)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tophits.db").write_bytes(b"<html>not a database</html>" * 400)
    with pytest.raises(StoreError, match="damaged") as refusal:
        open_store(tmp_path)
    assert "restore a backup" in refusal.value.remedy


def test_damage_inside_the_file_is_found_by_the_check(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for _ in range(100):
            store.audit.write(AuditLine(NOW, "anna", "freeze", "edition daily", "because" * 200))
    with closing(sqlite3.connect(tmp_path / "tophits.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'audit_line'").fetchone()[0]
    with (tmp_path / "tophits.db").open("r+b") as file:
        file.seek((page - 1) * 4096 + 8)
        file.write(b"\xff" * 2000)
    with open_store(tmp_path) as store, pytest.raises(StoreError, match="damaged"):
        store.check()
    with open_store(tmp_path) as store, pytest.raises(StoreError, match="damaged") as refusal:
        store.audit.read(limit=100)
    assert refusal.value.__cause__ is not None


@pytest.mark.parametrize("place", ["home", "home/deeper"])
def test_a_file_where_the_home_should_be_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(HomeUnusable, match="home") as refusal:
        open_store(tmp_path / place)
    assert "--home" in refusal.value.remedy


def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "tophits.db").mkdir()
    with pytest.raises(HomeUnusable):
        open_store(tmp_path)


@contextmanager
def a_user_who_may_only_read() -> Iterator[Path]:
    """A folder of somebody else's; root steps down, since nothing is read-only to root."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        open_store(home).close()  # also loads every module that the user might not read
        Path(folder).chmod(0o555)
        home.chmod(0o555)
        (home / "tophits.db").chmod(0o444)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(NOBODY)
        try:
            yield home
        finally:
            if is_root:
                os.seteuid(0)
            Path(folder).chmod(0o755)
            home.chmod(0o755)


def test_a_read_only_home_is_named() -> None:
    with a_user_who_may_only_read() as home:
        with pytest.raises(HomeUnusable, match="Permission denied"):
            open_store(home)
        with pytest.raises(HomeUnusable, match="Permission denied"):
            open_store(home.parent / "another")


def test_a_home_that_becomes_read_only_refuses_writes_and_still_reads(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        run = store.runs.begin("daily", None, NOW)
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(HomeUnusable, match="readonly"):
            store.runs.begin("daily", None, NOW)
        assert run == store.runs.get(run.id)
