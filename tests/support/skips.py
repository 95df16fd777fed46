"""Which tests may be skipped where nothing else may be (NO_TEST_SKIPS): see tests/conftest.py."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
"""The folder beside the project with recorded charts and the schema of the Web API; a stranger's clone has none."""

NEEDS_SHARED = ("recorded charts", "../shared/")
"""One of these stands in the reason of every test that needs something in that folder."""


def may_be_skipped(reason: str, *, has_shared: bool) -> bool:
    """Whether a skip stays one: it needs the folder beside the project, and there is no such folder."""
    return not has_shared and any(words in reason for words in NEEDS_SHARED)
