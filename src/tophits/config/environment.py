"""Environment variables over the file: `TOPHITS_SPOTIFY__CLIENT_ID` is `spotify.client_id`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from tophits.config.yamltext import Path, read_yaml
from tophits.domain.errors import Mistake

PREFIX = "TOPHITS_"
_FILE = "_FILE"
NOT_SETTINGS = frozenset({"TOPHITS_HOME", "TOPHITS_CONFIG"})
"""Variables of ours that say where things are, before any setting is read."""
_SECRET_BYTES = 64 * 1024


@dataclass(slots=True)
class Overrides:
    """The values from the environment with the variable that each came from, and what is wrong with any."""

    values: dict[Path, Any] = field(default_factory=dict)  # as in a file
    names: dict[Path, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_environment(env: Mapping[str, str]) -> Overrides:
    """Every `TOPHITS_` variable as a setting; `NAME_FILE` takes the value from a file, for secrets."""
    found = Overrides()
    for name in sorted(env):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        plain = name.removesuffix(_FILE)
        path: Path = tuple(part.lower() for part in plain.removeprefix(PREFIX).split("__"))
        where = ".".join(map(str, path))
        if not all(path):
            found.mistakes.append(_mistake(where, f"{name} names no setting", "Levels are parted by two underscores."))
        elif plain != name and plain in env:
            found.mistakes.append(_mistake(where, f"{plain} and {name} are both set", "Unset one of them."))
        elif plain != name:
            _take_file(found, path, name, env[name])
        else:
            found.values[path], found.names[path] = _value(env[name]), name
    return found


def _take_file(found: Overrides, path: Path, name: str, file: str) -> None:
    try:
        with FilePath(file).open("rb") as opened:
            text = opened.read(_SECRET_BYTES).decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        hint = "Name a file that this user may read."
        found.mistakes.append(
            _mistake(".".join(map(str, path)), f"the file named by {name} cannot be read: {reason}", hint)
        )
        return
    found.values[path], found.names[path] = text, name


def _value(text: str) -> Any:
    """The text, or the list or mapping that it writes out."""
    if text.strip()[:1] not in ("{", "["):
        return text
    document = read_yaml(text)
    return text if document.mistakes else document.value


def _mistake(where: str, message: str, hint: str) -> Mistake:
    return Mistake("C014", where, None, message, hint)
