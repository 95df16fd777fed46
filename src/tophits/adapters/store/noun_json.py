"""Nouns to JSON and back, by their type hints, for what is kept whole: snapshots, published lists, steps.

Fields that hold their default are left out, and fields that are missing take it, so that a noun may gain a
field without rewriting the past.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson
import zstandard

from tophits.domain.errors import StoreError

# JSON is untyped by nature: Any stands for "a JSON value" and, beside it, for "a noun of that type".
_Turn = Callable[[Any], Any]
_T = TypeVar("_T")
_KIND = "is"
_LEVEL = 6


def to_json(kind: Any, value: object) -> str:
    """A noun of type `kind` as JSON text."""
    return orjson.dumps(_writer(kind)(value)).decode()


def from_json(kind: type[_T], text: str | bytes) -> _T:
    """Back.

    Raises:
        StoreError: it is not a `kind`.
    """
    try:
        return cast("_T", _reader(cast("Any", kind))(orjson.loads(text)))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"A stored {getattr(kind, '__name__', kind)} cannot be read ({error}).") from error


def pack(kind: Any, value: object) -> bytes:
    """A noun as compressed JSON."""
    return squeeze(orjson.dumps(_writer(kind)(value)))


def unpack(kind: type[_T], body: bytes) -> _T:
    """Back. StoreError when it is not a packed `kind`."""
    return from_json(kind, unsqueeze(body))


def squeeze(body: bytes) -> bytes:
    """Bytes, compressed."""
    return zstandard.compress(body, _LEVEL)


def unsqueeze(body: bytes) -> bytes:
    """Back. StoreError when the bytes are damaged."""
    try:
        return zstandard.decompress(body)
    except zstandard.ZstdError as error:
        raise StoreError(f"Stored bytes are damaged ({error}).") from error


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _writer(kind: Any) -> _Turn:
    """The function that turns a value of that type into a JSON value."""
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is not None:
        return _container_writer(get_origin(kind), get_args(kind))
    if is_dataclass(kind):
        return _dataclass_writer(cast("type", kind))
    if issubclass(kind, Enum):
        return lambda value: value.value
    return date.isoformat if kind is date else datetime.isoformat if kind is datetime else _as_it_is


@cache
def _reader(kind: Any) -> _Turn:
    """The function that turns a JSON value into a value of that type."""
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is not None:
        return _container_reader(get_origin(kind), get_args(kind))
    if is_dataclass(kind):
        return _dataclass_reader(cast("type", kind))
    if issubclass(kind, Enum):
        return cast("_Turn", kind)
    return cast("_Turn", kind.fromisoformat) if kind in (date, datetime) else _as_it_is


def _container_writer(origin: Any, args: tuple[Any, ...]) -> _Turn:
    """Of unions, tuples, sets and mappings. A set is sorted, so that equal nouns make equal bytes."""
    if origin in (Union, types.UnionType):
        return _union_writer(args)
    each = _writer(args[0])
    if origin in (tuple, Sequence):
        return lambda value: [each(item) for item in value]
    if origin is frozenset:
        return lambda value: sorted(each(item) for item in value)
    if origin in (dict, Mapping):
        item_writer = _writer(args[1])
        return lambda value: {str(each(key)): item_writer(item) for key, item in value.items()}
    raise TypeError(f"{origin} has no JSON of ours")


def _container_reader(origin: Any, args: tuple[Any, ...]) -> _Turn:
    if origin in (Union, types.UnionType):
        return _union_reader(args)
    each = _reader(args[0])
    if origin in (tuple, Sequence, frozenset):
        make = frozenset if origin is frozenset else tuple
        return lambda value: make(each(item) for item in value)
    if origin in (dict, Mapping):
        item_reader = _reader(args[1])
        return lambda value: {each(key): item_reader(item) for key, item in value.items()}
    raise TypeError(f"{origin} has no JSON of ours")


def _union_writer(args: tuple[Any, ...]) -> _Turn:
    kinds = [arg for arg in args if arg is not types.NoneType]
    if len(kinds) == 1:
        write = _writer(kinds[0])
        return lambda value: None if value is None else write(value)
    writers = {kind: _writer(kind) for kind in kinds}
    return lambda value: {_KIND: type(value).__name__, **writers[type(value)](value)}


def _union_reader(args: tuple[Any, ...]) -> _Turn:
    kinds = [arg for arg in args if arg is not types.NoneType]
    if len(kinds) == 1:
        read = _reader(kinds[0])
        return lambda value: None if value is None else read(value)
    readers = {kind.__name__: _reader(kind) for kind in kinds}
    return lambda value: readers[value[_KIND]](value)


def _dataclass_writer(kind: type) -> _Turn:
    hints = get_type_hints(kind)
    plan = [(field.name, _writer(hints[field.name]), _default(field)) for field in fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        return {
            name: turn(item) for name, turn, default in plan if (item := getattr(value, name)) != default
        }  # fmt: skip

    return write


def _dataclass_reader(kind: type) -> _Turn:
    hints = get_type_hints(kind)
    plan = [(field.name, _reader(hints[field.name])) for field in fields(kind)]
    return lambda value: kind(**{name: turn(value[name]) for name, turn in plan if name in value})


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING
