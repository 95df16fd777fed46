"""What all tests share."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test depends on wall time: a busy machine must not turn a property red.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed (TOPHITS_NO_SKIPS is set), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("TOPHITS_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


def pytest_configure() -> None:
    """Homes are made in memory where there is room: the tests commit some ten thousand times, and a disk syncs each."""
    memory = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make fresh folders of their own in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30:
        tempfile.tempdir = str(memory)
