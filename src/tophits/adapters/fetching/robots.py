"""robots.txt as RFC 9309 has it: the group for us or for all, the longest rule that fits, `*` and `$`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

AGENT = "tophitsbot"
"""What robots.txt calls us."""
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows us. `rules` are pairs of whether it is allowed, and the pattern."""

    rules: Sequence[tuple[bool, str]] = ()
    pause: timedelta = timedelta(0)

    def allow(self, path: str) -> bool:
        """Whether a path (with its query) may be fetched: by the longest rule that fits, allowed in a tie."""
        fitting = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


ALL_ALLOWED = Rules()
NOTHING_ALLOWED = Rules(((False, "/"),))


def read_robots(text: str) -> Rules:
    """The rules for us in a robots.txt; whatever cannot be read in it is passed over."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    is_open = False
    for line in text.splitlines():
        name, mark, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not mark:
            continue
        if name == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(value.lower(), [])
        elif agents:
            is_open = False
            for agent in agents:
                groups[agent].append((name, value))
    lines = groups.get(AGENT, groups.get("*", []))
    rules = [(name == "allow", value) for name, value in lines if name in ("allow", "disallow") and value]
    return Rules(tuple(rules), _pause(lines))


def _pause(lines: Sequence[tuple[str, str]]) -> timedelta:
    for name, value in lines:
        if name == "crawl-delay" and re.fullmatch(r"\d+(\.\d+)?", value):
            return timedelta(seconds=min(float(value), _LONGEST_PAUSE_S))
    return timedelta(0)


def _fits(pattern: str, path: str) -> bool:
    ends = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    found = re.match(".*".join(map(re.escape, parts)) + ("$" if ends else ""), path)
    return found is not None
