"""A source's own settings, read from whatever stands under its name in the settings file."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar, runtime_checkable

from tophits.domain.errors import UsageError
from tophits.sources.protocol import Source

S = TypeVar("S")


@runtime_checkable
class Configurable(Protocol):
    """A source that has settings of its own."""

    def configured(self, options: Mapping[str, object]) -> Source:
        """The same source with these settings.

        Raises:
            UsageError: a setting is unknown or does not fit.
        """
        ...


def read_options(kind: Callable[..., S], options: Mapping[str, object], source: str) -> S:
    """The settings class with these values; lists become tuples, the class's own checks speak in `ValueError`.

    Raises:
        UsageError: a name is unknown, a value is of another kind than the default, or the class refuses it.
    """
    default = kind()
    # Any: `kind` is a dataclass, which the type of a factory cannot say.
    known = {field.name: getattr(default, field.name) for field in fields(default)}  # type: ignore[arg-type]
    values = {}
    for name, value in options.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"the source {source} has no setting {name}", remedy=f"{hint}Known: {', '.join(known) or 'none'}"
            )
        values[name] = _fitting(value, known[name], f"sources.{source}.{name}")
    try:
        return kind(**values)
    except ValueError as error:
        raise UsageError(f"sources.{source}: {error}", remedy="Mend it in the settings file.") from error


def _fitting(value: object, default: object, where: str) -> Any:
    """The value in the shape of the default. Any: it is what the settings class declares."""
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)
    if isinstance(default, Mapping) and isinstance(value, Mapping):
        return {str(key): str(item) for key, item in value.items()}
    if type(value) is type(default):
        return value
    raise UsageError(f"{where} is {value!r}", remedy=f"Write it like {_example(default)}.")


def _example(default: object) -> str:
    return str(list(default)) if isinstance(default, tuple) else repr(default)
