"""The store's ports, kept by the fakes in memory and by SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tophits.adapters.store import open_store
from tophits.testing.contracts import charts, ledgers, records, songs
from tophits.testing.contracts.expect import Check, Ports
from tophits.testing.memory import memory_store

CHECKS = [*records.CHECKS, *ledgers.CHECKS, *charts.CHECKS, *songs.CHECKS]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ports]:
    if request.param == "memory":
        yield memory_store()
    else:
        with open_store(tmp_path / "home") as sqlite:
            yield sqlite


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_store_keeps_its_ports_promises(check: Check, store: Ports) -> None:
    check(store)


@pytest.mark.parametrize("suite", [records, ledgers, charts, songs], ids=lambda suite: suite.__name__)
def test_no_check_of_a_suite_is_left_out(suite: object) -> None:
    written = {
        name
        for name, value in vars(suite).items()
        if callable(value) and getattr(value, "__module__", None) == suite.__name__ and not name.startswith("_")
    }
    assert written == {check.__name__ for check in suite.CHECKS}
