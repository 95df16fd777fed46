"""What all tests share."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from skips import SHARED, may_be_skipped

# No test depends on wall time: a busy machine must not turn a property red.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed (NO_TEST_SKIPS is set), a skipped test is a failed one.

    But for those that need the folder beside the project, where there is no such folder (support/skips.py).
    """
    report = yield
    if not report.skipped or hasattr(report, "wasxfail") or not os.environ.get("NO_TEST_SKIPS"):
        return report
    if not may_be_skipped(str(report.longrepr), has_shared=SHARED.is_dir()):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report


def pytest_configure() -> None:
    """Homes are made in memory where there is room: the tests commit some ten thousand times, and a disk syncs each."""
    memory = Path("/dev/shm")  # noqa: S108 - pytest and tempfile make fresh folders of their own in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30:
        tempfile.tempdir = str(memory)
