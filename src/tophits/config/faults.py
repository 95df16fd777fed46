"""Pydantic's findings as numbered mistakes with lines and hints, in our words and without secrets."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from tophits.config.editions import EditionSettings, Pin, RulesSettings
from tophits.config.settings import QuotaSettings, Settings, SourceSettings, SpotifySettings
from tophits.config.yamltext import Path, dotted
from tophits.domain.errors import Mistake

NUMBERS: Mapping[str, str] = {
    "C001": "the file cannot be read",
    "C002": "the file is no YAML",
    "C003": "a setting is there twice",
    "C004": "there is no such setting",
    "C005": "a setting is missing",
    "C006": "a value is of the wrong kind",
    "C007": "a value is out of range",
    "C008": "there is no such time zone",
    "C009": "this system has no time-zone data",
    "C010": "there is no such country",
    "C011": "a schedule cannot be",
    "C012": "no source is left",
    "C013": "a value is none of those possible",
    "C014": "an environment variable cannot be used",
    "C015": "an address cannot be",
    "C016": "a pin or a ban cannot be",
    "C017": "an edition cannot be",
    "C018": "a source's name looks misspelt",
}
"""Every number a mistake can have, for good."""

_SECRET = frozenset({("spotify", "client_id")})
MODELS: Mapping[tuple[str, ...], type[BaseModel]] = {
    # The section that each path is; `*` stands for any name or place.
    (): Settings,
    ("quota",): QuotaSettings,
    ("spotify",): SpotifySettings,
    ("sources", "*"): SourceSettings,
    ("editions", "*"): EditionSettings,
    ("editions", "*", "rules"): RulesSettings,
    ("editions", "*", "rules", "pins", "*"): Pin,
}
_KINDS = {
    "string": "text: put it in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "tuple": "a list",
}
_HINTS = {
    "zone": "Say where you are: `zone: Europe/Berlin`. The container's own zone is never used.",
    "size": "A new edition says how many songs it has: `size: 40`.",
    "window_days": "A new edition says how many days it is about: `window_days: 7`.",
    "cron": "A new edition says when it is updated: `cron: '0 4 * * 6'`.",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where values came from: the lines of the file, and the variables of the environment."""

    lines: Mapping[Path, int]
    variables: Mapping[Path, str]

    def variable(self, path: Path) -> str | None:
        """The variable that gave this value, or the whole that it is in."""
        return next((v for end in range(len(path), 0, -1) if (v := self.variables.get(path[:end]))), None)

    def line(self, path: Path) -> int | None:
        """The line of this value, or else of the nearest setting round it that is in the file."""
        if self.variable(path):
            return None
        return next((line for end in range(len(path), 0, -1) if (line := self.lines.get(path[:end]))), None)

    def mistake(self, number: str, path: Path, message: str, hint: str) -> Mistake:
        """A mistake at this place."""
        variable = self.variable(path)
        return Mistake(
            number, dotted(path), self.line(path), message + (f" (from {variable})" if variable else ""), hint
        )


def mistakes_in(error: ValidationError, places: Places) -> list[Mistake]:
    """One mistake for each finding."""
    return [_mistake(dict(finding), places) for finding in error.errors(include_url=False)]


def near(word: str, words: Sequence[str]) -> str | None:
    """The word that was probably meant."""
    found = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return found[0] if found else None


# Findings are pydantic's, whose parts are untyped.
def _mistake(finding: dict[str, Any], places: Places) -> Mistake:
    path: Path = tuple(part for part in finding["loc"] if part != "[key]")
    number, message, hint = _words(finding, path)
    return places.mistake(number, path, message, hint)


def _words(finding: dict[str, Any], path: Path) -> tuple[str, str, str]:
    kind, context = str(finding["type"]), finding.get("ctx") or {}
    name = str(path[-1]) if path else ""
    given = "" if path in _SECRET else f", not {_short(finding.get('input'))}"
    if kind in NUMBERS:
        return kind, str(finding["msg"]), str(context.get("hint", ""))
    if kind == "extra_forbidden":
        there = sorted(_fields(path[:-1]))
        meant = near(name, there)
        return (
            "C004",
            f"there is no setting {name} here",
            (f"Did you mean {meant}?" if meant else f"There are: {', '.join(there)}."),
        )
    if kind == "missing":
        return "C005", f"{name} is missing", _HINTS.get(name, f"Add {name}.")
    if kind in ("enum", "literal_error"):
        meant = near(
            str(finding.get("input")), [w.strip("' ") for w in str(context["expected"]).replace(" or ", ",").split(",")]
        )
        return (
            "C013",
            f"must be {context['expected']}{given}",
            f"Did you mean {meant}?" if meant else "Use one of these.",
        )
    limit = _limit(kind, context)
    if limit:
        return "C007", f"must be {limit}{given}", "Choose a value within that."
    must = next((words for start, words in _KINDS.items() if kind.startswith(start)), None)
    return "C006", f"must be {must}{given}" if must else str(finding["msg"]), "See docs/user_guides/configuration.md."


def _limit(kind: str, context: Mapping[str, Any]) -> str | None:
    return {
        "greater_than_equal": f"at least {context.get('ge')}",
        "greater_than": f"more than {context.get('gt')}",
        "less_than_equal": f"at most {context.get('le')}",
        "string_too_long": f"at most {context.get('max_length')} letters long",
        "string_too_short": f"at least {context.get('min_length')} letter long",
        "finite_number": "a finite number",
    }.get(kind)


def _fields(parent: Path) -> tuple[str, ...]:
    """The settings that can stand there."""
    for pattern, model in MODELS.items():
        if len(pattern) == len(parent) and all(p in ("*", q) for p, q in zip(pattern, parent, strict=True)):
            return tuple(model.model_fields)
    return ()


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
