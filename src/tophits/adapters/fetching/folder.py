"""The cache of pages as files of the home, and the inbox into which a person lays files."""

import json
from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatch
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import zstandard

from tophits.adapters.fetching.cache import Cached, Host
from tophits.domain.errors import DiskFull, HomeUnusable
from tophits.sources.protocol import Page

_FULL = {28, 122}
"""ENOSPC and EDQUOT."""


class FolderPageCache:
    """The port `PageCache` in a folder, one file for each page and host; a file that cannot be read counts as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self, key: str) -> Cached | None:
        """What is kept under a key."""
        try:
            head, _, body = self._path(key, "page").read_bytes().partition(b"\n")
            said = json.loads(head)
            return Cached(
                asked_at=datetime.fromisoformat(said["asked_at"]),
                fetched_at=datetime.fromisoformat(said["fetched_at"]),
                headers=dict(said["headers"]),
                body=zstandard.ZstdDecompressor().decompress(body),
                is_spoiled=bool(said["is_spoiled"]),
            )
        except (OSError, ValueError, KeyError, TypeError, zstandard.ZstdError):
            return None

    def keep(self, key: str, page: Cached) -> None:
        """Keep a page in place of the one before.

        Raises:
            DiskFull, HomeUnusable.
        """
        head = {
            "asked_at": page.asked_at.isoformat(),
            "fetched_at": page.fetched_at.isoformat(),
            "headers": dict(page.headers),
            "is_spoiled": page.is_spoiled,
        }
        body = zstandard.ZstdCompressor().compress(page.body)
        self._write(self._path(key, "page"), json.dumps(head).encode() + b"\n" + body)

    def host(self, name: str) -> Host:
        """What is known of a host; nothing of a new one."""
        try:
            said = json.loads(self._path(name, "host").read_bytes())
            return Host(_moment(said["called_at"]), _moment(said["closed_until"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Host()

    def note(self, name: str, host: Host) -> None:
        """Remember what is known of a host.

        Raises:
            DiskFull, HomeUnusable.
        """
        said = {"called_at": _words(host.called_at), "closed_until": _words(host.closed_until)}
        self._write(self._path(name, "host"), json.dumps(said).encode())

    def _path(self, key: str, kind: str) -> Path:
        return self._folder / f"{blake2b(key.encode(), digest_size=16).hexdigest()}.{kind}"

    def _write(self, path: Path, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Whole or not at all: the file gets its name once it is complete. The temporary file is 0600.
            with NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
        except OSError as error:
            raise _ours(error, self._folder) from error


class Inbox:
    """A watched folder: files laid into it are read, then put away under `read` or `refused` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pages(self, pattern: str) -> tuple[Page, ...]:
        """The files whose names fit a pattern, in the order of their names; hidden ones are passed over.

        Raises:
            HomeUnusable: a file cannot be read.
        """
        try:
            found = sorted(path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise _ours(error, self.folder) from error
        try:
            return tuple(Page(path.name, path.read_bytes()) for path in found if fnmatch(path.name, pattern))
        except OSError as error:
            raise _ours(error, self.folder) from error

    def put_away(self, names: Iterable[str], refused: frozenset[str]) -> None:
        """Move files out of the way, those refused to `refused`; a file of that name that is there is replaced.

        Raises:
            DiskFull, HomeUnusable.
        """
        try:
            for name in names:
                target = self.folder / ("refused" if name in refused else "read")
                target.mkdir(exist_ok=True)
                (self.folder / name).replace(target / name)
        except OSError as error:
            raise _ours(error, self.folder) from error


def _ours(error: OSError, folder: Path) -> DiskFull | HomeUnusable:
    if error.errno in _FULL:
        return DiskFull(f"There is no room in {folder}")
    return HomeUnusable(f"Cannot use {folder}: {error.strerror}")


def _moment(words: Any) -> datetime | None:  # whatever stands in the file
    return None if words is None else datetime.fromisoformat(words)


def _words(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
