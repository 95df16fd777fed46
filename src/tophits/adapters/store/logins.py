"""Logins as files beside the database, one an account, so that no copy of the database carries a token (I9)."""

import os
from contextlib import suppress
from glob import escape
from pathlib import Path
from threading import get_ident
from urllib.parse import quote

from tophits.adapters.store.noun_json import from_json, to_json
from tophits.adapters.store.wall import translated
from tophits.quota.logins import Login


class FileLogins:
    """The port `quota.logins.Logins`: `secrets/login-<account>.json`, mode 0600, replaced whole."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / "secrets"

    def get(self, account: str) -> Login | None:
        """The account's login."""
        with translated(self._home):
            try:
                body = self._file(account).read_bytes()
            except FileNotFoundError:
                return None
        return from_json(Login, body)

    def put(self, login: Login) -> None:
        """Write a new file, see it on the disk, then let it take the old one's name."""
        file = self._file(login.account)
        fresh = file.with_name(f"{file.name}.{os.getpid()}-{get_ident()}.new")
        with translated(self._home):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            try:
                with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    out.write(to_json(Login, login).encode())
                    out.flush()
                    os.fsync(out.fileno())
                fresh.replace(file)
            finally:
                fresh.unlink(missing_ok=True)
            _sync_folder(self._folder)

    def forget(self, account: str) -> None:
        """Drop the file, and what a killed `put` may have left."""
        file = self._file(account)
        with translated(self._home):
            for left in (file, *self._folder.glob(f"{escape(file.name)}.*.new")):
                left.unlink(missing_ok=True)

    def _file(self, account: str) -> Path:
        return self._folder / f"login-{quote(account, safe='')}.json"


def _sync_folder(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can sync a folder."""
    with suppress(PermissionError):  # Windows opens no folders
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
