"""The wall: what the database, its driver and the disk raise becomes one of our errors here and nowhere else."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tophits.adapters.store import dialect
from tophits.domain.errors import DiskFull, HomeBusy, HomeUnusable, StoreError, UsageError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NEARLY_NOTHING = 1 << 18
"""Bytes free below which an unnamed input/output error is taken for a full disk."""

DAMAGED_REMEDY = "The file is damaged. Put it aside and restore a backup; do not mend it in place."


@contextmanager
def translated(home: Path) -> Iterator[None]:
    """Let only errors of our own tree out.

    Raises:
        DiskFull: no room; what was being written was rolled back.
        HomeBusy: another process held the lock for longer than the time-out.
        HomeUnusable: the folder or file cannot be made, opened or written.
        StoreError: anything else, a damaged file among it.
        UsageError: a number that is larger than the store can hold.
    """
    try:
        yield
    except PoolTimeout as error:
        raise HomeBusy(f"Too much at once for the store in {home}.") from error
    except SQLAlchemyError as error:
        raise _of_database(error, home) from error
    except OverflowError as error:  # the driver's: such a number never got into the store either
        raise UsageError("A number is too large", remedy="Give a smaller one; nothing has that many.") from error
    except OSError as error:
        raise _of_disk(error, home) from error


def _of_database(error: SQLAlchemyError, home: Path) -> StoreError:
    original = error.orig if isinstance(error, DBAPIError) else None
    kind = dialect.kind_of(original)
    said = str(original or error)
    if kind in dialect.FULL or (kind in dialect.MAYBE_FULL and _has_no_room(home)):
        return DiskFull(f"The disk of {home} is full ({said}).")
    if kind in dialect.BUSY:
        return HomeBusy(f"Another process is writing in {home} and did not stop in time ({said}).")
    if kind in dialect.UNUSABLE:
        return HomeUnusable(f"The store in {home} cannot be opened or written ({said}).")
    if kind in dialect.DAMAGED:
        return StoreError(f"The store in {home} is damaged ({said}).", remedy=DAMAGED_REMEDY)
    return StoreError(f"The store in {home} failed ({said}).")


def _of_disk(error: OSError, home: Path) -> StoreError:
    said = f"{error.strerror or type(error).__name__}: {error.filename or home}"
    if error.errno in _NO_ROOM:
        return DiskFull(f"The disk of {home} is full ({said}).")
    return HomeUnusable(f"The home folder {home} cannot be used ({said}).")


def _has_no_room(home: Path) -> bool:
    try:
        return shutil.disk_usage(home).free < _NEARLY_NOTHING
    except OSError:
        return False
