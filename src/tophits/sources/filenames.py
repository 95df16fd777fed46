"""What a chart file's name says of what is in it: territory, period, date and length."""

import re
from dataclasses import dataclass
from datetime import date

from tophits.domain.charts import GLOBAL, Cadence
from tophits.sources.territories import COUNTRIES, territory_code

_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_WEEK = re.compile(r"(?<!\d)(\d{4}-[Ww]\d{2})(?!\d)")
_DEPTH = re.compile(r"(?:top|hot)[-_ ]?(\d{2,3})(?!\d)", re.IGNORECASE)
_CADENCES = {"daily": Cadence.DAY, "weekly": Cadence.WEEK, "monthly": Cadence.MONTH, "yearly": Cadence.YEAR}
_CADENCE = re.compile("|".join(_CADENCES), re.IGNORECASE)
_KIND = re.compile(r"daily|weekly|monthly|yearly|top\d+")
_MARK = "|"


@dataclass(frozen=True, slots=True)
class NameHints:
    """What the name says; whatever it does not say is None or empty.

    One date is the chart's, two are the first and the last of those in the file. `depth` is the number of
    lines promised by words such as `top50`.
    """

    territory: str | None = None
    cadence: Cadence | None = None
    dates: tuple[date, ...] = ()
    week: str | None = None
    depth: int | None = None


def read_name(name: str) -> NameHints:
    """`regional-us-weekly-2021-01-07.csv` is a week of the US, `kr_dailytop50_2026-07-13.csv` a day of Korea."""
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    dates = tuple(d for d in (_date(m) for m in _DATE.finditer(stem)) if d is not None)
    week = _WEEK.search(stem)
    depth = _DEPTH.search(stem)
    cadence = {c.lower() for c in _CADENCE.findall(stem)}
    return NameHints(
        territory=_territory(stem),
        cadence=_CADENCES[cadence.pop()] if len(cadence) == 1 else None,
        dates=dates,
        week=week.group(1).upper() if week else None,
        depth=int(depth.group(1)) if depth else None,
    )


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _territory(stem: str) -> str | None:
    """`global` anywhere; a country only beside the word for the kind of chart, or alone before the date.

    Two letters are as often a word ("to", "in") as a country, so the place decides.
    """
    bare = _WEEK.sub(_MARK, _DATE.sub(_MARK, stem))
    words = [w.lower() for w in re.split(r"[-_ .]+", bare) if w]
    if GLOBAL in words:
        return GLOBAL
    around = ["", *words, _MARK]
    found = []
    for before, word, after in zip(around, words, around[2:], strict=False):
        is_placed = any(_KIND.search(beside) for beside in (before, after)) or (not before and after == _MARK)
        code = territory_code(word) if is_placed else None
        if code and (word in COUNTRIES or len(word) > 2 or word == "uk"):
            found.append(code)
    return found[0] if len(set(found)) == 1 else None
