"""From a file and the environment to settings, or to every mistake at once."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from tophits.config.editions import DEFAULT_EDITIONS
from tophits.config.environment import Overrides, read_environment
from tophits.config.faults import Places, mistakes_in
from tophits.config.settings import DEFAULT_WEIGHTS, Settings
from tophits.config.yamltext import read_yaml
from tophits.domain.errors import ConfigError, Mistake

# Any: what a file holds, until the settings have checked it.
_Raw = dict[str, Any]

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def load(path: FilePath | None, env: Mapping[str, str]) -> Settings:
    """The settings from a file, if one is given, and from `TOPHITS_` variables over it.

    Raises:
        ConfigError: with every mistake there is.
    """
    text = "" if path is None else _text(path)
    settings, mistakes = _read(text, env)
    if settings is None or mistakes:
        name = "the environment" if path is None else str(path)
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise ConfigError(f"{name} has {count}", mistakes)
    return settings


def check(text: str, env: Mapping[str, str]) -> tuple[Mistake, ...]:
    """Every mistake in a configuration's text and in the environment over it, by line; none when it is sound."""
    return _read(text, env)[1]


def default_settings(zone: str, territory: str = "global") -> Settings:
    """The settings of somebody who says no more than where they are.

    Raises:
        ConfigError: there is no such zone or territory.
    """
    settings, mistakes = _read("", {"TOPHITS_ZONE": zone, "TOPHITS_TERRITORY": territory})
    if settings is None:
        raise ConfigError("zone or territory cannot be", mistakes)
    return settings


def _text(path: FilePath) -> str:
    hint = "Give the path of your tophits.yaml, readable by this user."
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
    except ValueError:
        message, hint = f"{path} is not UTF-8", "Save it as UTF-8."
    raise ConfigError(message, (Mistake("C001", "", None, message, hint),))


def _read(text: str, env: Mapping[str, str]) -> tuple[Settings | None, tuple[Mistake, ...]]:
    document, overrides = read_yaml(text), read_environment(env)
    mistakes = [*document.mistakes, *overrides.mistakes]
    if any(mistake.number == "C002" for mistake in document.mistakes):
        return None, tuple(mistakes)
    raw = document.value if document.value is not None else {}
    if not isinstance(raw, dict):
        line = document.lines.get((), 1)
        hint = "Write settings as `zone: Europe/Berlin`, one a line."
        return None, (*mistakes, Mistake("C006", "", line, "the file is no mapping of settings", hint))
    raw = dict(raw)
    _lay_over(raw, overrides)
    places = Places(document.lines, overrides.names)
    raw = _filled(raw)
    raw["sources"] = _sources(raw.get("sources"), places, mistakes)
    raw["editions"] = _editions(raw.get("editions"), places, mistakes)
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        mistakes += mistakes_in(error, places)
    mistakes.sort(key=lambda mistake: (mistake.line is None, mistake.line or 0, mistake.where))
    return (None if mistakes else settings), tuple(mistakes)


def _lay_over(raw: _Raw, overrides: Overrides) -> None:
    """The environment over the file, level by level; what is no mapping on the way is replaced."""
    for path, value in sorted(overrides.values.items(), key=lambda item: len(item[0])):
        level = raw
        for part in path[:-1]:
            below = level.get(str(part))
            level[str(part)] = below = dict(below) if isinstance(below, dict) else {}
            level = below
        level[str(path[-1])] = value


def _filled(raw: _Raw) -> _Raw:
    """Without the settings that are there by name only (`quota:` and nothing after it)."""
    filled = {key: value for key, value in raw.items() if value is not None}
    return {key: _said(value) if key in ("quota", "spotify") else value for key, value in filled.items()}


def _said(value: Any) -> Any:
    return {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def _sources(given: Any, places: Places, mistakes: list[Mistake]) -> Any:
    """The default weights with what is given over them: a weight, a switch, or both."""
    merged: _Raw = {name: {"weight": weight} for name, weight in DEFAULT_WEIGHTS.items()}
    if given is None:
        return merged
    if not isinstance(given, dict):
        return given
    for name, value in given.items():
        if name not in merged and (meant := _misspelt(name)):
            mistakes.append(
                places.mistake("C018", ("sources", name), f"no source is called {name}", f"Did you mean {meant}?")
            )
            continue
        base = merged.get(name, {})
        switch = _switch(value)
        if switch is not None:
            merged[name] = {**base, "enabled": switch}
        elif value is None or isinstance(value, dict):
            merged[name] = {**base, **(_said(value) or {})}
        else:
            merged[name] = {**base, "weight": value}
    return merged


def _misspelt(name: str) -> str | None:
    """The source that was meant; plug-ins may have any name that is not all but one of ours."""
    close = difflib.get_close_matches(name, tuple(DEFAULT_WEIGHTS), n=1, cutoff=0.85)
    return close[0] if close and name.isalpha() else None


def _switch(value: Any) -> bool | None:
    """A switch, also as the text that an environment variable is."""
    return (
        value
        if isinstance(value, bool)
        else {"true": True, "false": False}.get(value)
        if isinstance(value, str)
        else None
    )


def _editions(given: Any, places: Places, mistakes: list[Mistake]) -> Any:
    """The four default editions with what is given over them; `false` switches one off, new keys make new ones."""
    merged: _Raw = {key: {"title": _title(key), **default} for key, default in DEFAULT_EDITIONS.items()}
    if given is None:
        return merged
    if not isinstance(given, dict):
        return given
    for key, value in given.items():
        if not _KEY.fullmatch(key):
            hint = "Use small letters, digits, - and _, beginning with a letter, at most 40."
            mistakes.append(places.mistake("C017", ("editions", key), f"an edition cannot be called {key!r}", hint))
        elif _switch(value) is False:
            if key not in DEFAULT_EDITIONS:
                hint = f"Only {', '.join(DEFAULT_EDITIONS)} can be switched off."
                mistakes.append(places.mistake("C017", ("editions", key), f"there is no edition {key}", hint))
            merged.pop(key, None)
        elif _switch(value) is True or value is None or isinstance(value, dict):
            said = _said(value) if isinstance(value, dict) else {}
            merged[key] = {"title": _title(key), **merged.get(key, {}), **said}
            if "rules" in said:
                merged[key]["rules"] = _said(said["rules"])
        else:
            merged[key] = value
    return merged


def _title(key: str) -> str:
    return f"Top Hits {key.replace('_', ' ').replace('-', ' ').title()}"
