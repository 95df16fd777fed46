"""What every command shares: options, exit codes, opening the bot, and printing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tophits.app.compose import Bot


class ExitCode(IntEnum):
    """What the command's exit code means."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    NOT_NOW = 3
    INTERRUPTED = 130


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Unicode's marks that turn the direction of the text behind them."""

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of all state; default: TOPHITS_HOME, else the platform's data folder."),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file; default: TOPHITS_CONFIG, else tophits.yaml in the home."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]


@contextmanager
def open_bot(home: Path | None, config: Path | None) -> Iterator["Bot"]:
    """The bot on its home, closed afterwards."""
    from tophits.app.compose import Bot
    from tophits.app.home import find_home
    from tophits.app.memory import spare_the_collector

    spare_the_collector()
    with Bot.open(find_home(home, config)) as bot:
        yield bot


def print_json(value: Any) -> None:  # whatever orjson can write, with our dataclasses and enums
    """Print a value as JSON, indented; keys in the order of the nouns."""
    from tophits.app.as_json import as_json

    typer.echo(as_json(value))


def say(words: str, *, err: bool = False) -> None:
    """Print one line, with whatever names are in it made harmless."""
    typer.echo(harmless(words), err=err)


def harmless(text: str) -> str:
    """A text that cannot move a terminal's cursor, colour it, break a line or turn its direction round.

    Names come from charts and from Spotify, where anybody may call a song anything.
    """
    if text.isprintable():
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    from unicodedata import bidirectional, category

    return category(char) in {"Cc", "Cs", "Zl", "Zp"} or bidirectional(char) in _TURNING


def table(rows: Sequence[tuple[str, ...]], headings: tuple[str, ...] | None = None) -> None:
    """Print columns, as wide as they need to be; full-width characters count double."""
    lines = [tuple(map(harmless, line)) for line in ([headings, *rows] if headings else rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(lines[0]))] if lines else []
    for line in lines:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """How many columns a terminal needs for it."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
