"""Nouns as JSON: the one way in which views leave the program."""

import dataclasses
from datetime import timedelta
from typing import Any

import orjson


def as_json(value: Any) -> str:  # any noun, or lists and mappings of nouns
    """A value as indented JSON; dataclasses by their fields, enums by value, moments in ISO 8601."""
    return orjson.dumps(plain(value), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode()


def plain(value: Any) -> Any:  # JSON's own types come out
    """A value made of JSON's own types, moments and dates left for orjson."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value
