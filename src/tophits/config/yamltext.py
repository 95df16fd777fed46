"""YAML as plain values that remember their lines, so that every mistake can name the line it is on.

Scalars are read as YAML 1.2 does: `no` is the country of Norway and `04:00` is text; only true and false are flags.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tophits.domain.errors import Mistake

Path = tuple[str | int, ...]
"""The way to a value: keys and places in lists."""

_MAX_VALUES = 20_000
"""More than any configuration; a few aliases of aliases could make millions."""
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_FRACTION = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")


@dataclass(slots=True)
class Document:
    """What a text says: the value, the line of every path (from 1), and what is wrong with the text as such."""

    value: Any = None  # YAML holds anything until the settings have checked it
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_yaml(text: str) -> Document:
    """Read one document. Keys that are there twice are mistakes, and the first one counts."""
    import yaml

    document = Document()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except RecursionError:
        document.mistakes.append(Mistake("C002", "", None, "it is nested too deeply", "Settings have a few levels."))
        return document
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        hint = "Indent with spaces, two for each level; put texts with : # * or { in quotes."
        document.mistakes.append(
            Mistake("C002", "", mark.line + 1 if mark else None, f"this is no YAML: {problem}", hint)
        )
        return document
    if node is not None:
        document.value = _Reading(document).value(node, ())
    return document


def scalar(text: str) -> str | int | float | bool | None:
    """An unquoted scalar: nothing, a flag, a number, or the text itself."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


class _Reading:
    """One walk over the nodes of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.values = 0

    # Nodes are PyYAML's, whose values are untyped.
    def value(self, node: Any, path: Path, above: tuple[Any, ...] = ()) -> Any:
        self.values += 1
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        if self.values > _MAX_VALUES or node in above:
            self._complain(node, path, "the aliases in it never end", "Write the values out instead of *aliases.")
            return None
        above = (*above, node)
        if node.id == "mapping":
            return self._mapping(node, path, above)
        if node.id == "sequence":
            return [self.value(item, (*path, i), above) for i, item in enumerate(node.value)]
        return node.value if node.style in ("'", '"', "|", ">") else scalar(node.value)

    def _mapping(self, node: Any, path: Path, above: tuple[Any, ...]) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self._complain(key_node, path, "a key is a list or a mapping", "Keys are plain words.")
                continue
            key = str(key_node.value)
            here = (*path, key)
            line = key_node.start_mark.line + 1
            if key in found:
                first = self.document.lines[here]
                self.document.mistakes.append(
                    Mistake("C003", dotted(here), line, f"{key} is there twice, first on line {first}", "Remove one.")
                )
                continue
            self.document.lines[here] = line
            found[key] = self.value(value_node, here, above)
        return found

    def _complain(self, node: Any, path: Path, message: str, hint: str) -> None:
        if not any(m.number == "C002" for m in self.document.mistakes):
            self.document.mistakes.append(Mistake("C002", dotted(path), node.start_mark.line + 1, message, hint))


def dotted(path: Path) -> str:
    """`editions.daily.rules.pins[0].song`, as people write it."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
