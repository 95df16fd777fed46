"""Several processes on one home: the budget holds (I7), a slot has one run (I1), a lease one holder."""

import subprocess
import sys
from pathlib import Path

from tophits.adapters.store import open_store

PRELUDE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tophits.adapters.store import open_store
from tophits.domain.errors import BudgetSpent
from tophits.domain.quotas import Family
from tophits.quota.ledger import Budgets
NOW = datetime(2026, 7, 18, 2, 0, tzinfo=UTC)
store = open_store(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
"""


def race(home: Path, code: str, racers: int = 2) -> list[str]:
    """Run the same code in several processes at once; what each printed."""
    open_store(home).close()
    command = [sys.executable, "-c", PRELUDE + code, str(home)]
    running = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(racers)
    ]
    for racer in running:
        assert racer.stdout is not None
        assert "ready\n" == racer.stdout.readline()
    for racer in running:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate()[0].strip() for racer in running]
    assert [racer.returncode for racer in running] == [0] * racers
    return said


def test_two_processes_racing_for_the_last_calls_do_not_overspend(tmp_path: Path) -> None:
    code = """
ledger = store.ledger("me", Budgets(searches=31, others=7, spare=0.0))
granted = 0
for _ in range(30):
    try:
        number = ledger.reserve({Family.SEARCH: 1}, NOW)
    except BudgetSpent:
        break
    granted += ledger.spend(number, Family.SEARCH, NOW)
print(granted)
"""
    said = race(tmp_path, code)
    assert 31 == sum(map(int, said))


def test_two_processes_begin_a_slot_once(tmp_path: Path) -> None:
    code = """
for n in range(15):
    print(store.runs.begin("daily", f"daily {n}", NOW).id)
"""
    first, second = race(tmp_path, code)
    assert first == second
    with open_store(tmp_path) as store:
        assert 15 == len(store.runs.history(None, limit=100))


def test_a_lease_goes_to_one_of_three_processes(tmp_path: Path) -> None:
    code = """
me = sys.argv[2]
print(sum(store.leases.take(f"account {n}", me, NOW + timedelta(hours=1), NOW) for n in range(15)))
"""
    assert 15 == sum(map(int, race(tmp_path, code, racers=3)))


def test_two_processes_keep_the_same_charts_once(tmp_path: Path) -> None:
    code = """
from datetime import date
from tophits.domain.charts import Cadence, Chart, Entry
new = 0
for day in range(1, 11):
    on = date(2026, 6, day)
    entries = tuple(Entry(rank, f"Song {rank * day}", ("A",)) for rank in range(1, 41))
    (kept,) = store.charts.keep([Chart("s", "s", "us", Cadence.DAY, on, on, None, entries)], NOW)
    new += kept.is_new
print(new)
"""
    assert 10 == sum(map(int, race(tmp_path, code)))
    with open_store(tmp_path) as store:
        store.check()
        spelt = [song.title for song in store.songs.find("song", limit=10_000)]
        assert sorted({f"Song {day * rank}" for day in range(1, 11) for rank in range(1, 41)}) == sorted(spelt)
