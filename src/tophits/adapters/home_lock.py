"""One working process a home: a lock that the operating system lets go of when its holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tophits.domain.errors import EditionBusy, HomeUnusable


@contextmanager
def home_lock(home: Path) -> Iterator[None]:
    """Hold the home for as long as the context lasts. Unlike a row in the store it never outlives its process.

    Raises:
        EditionBusy: another living process holds it.
        HomeUnusable: the lock file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(home / "working.lock", mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise EditionBusy("Another tophits works on this home right now") from None
    except OSError as error:
        raise HomeUnusable(f"Cannot lock {home}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
