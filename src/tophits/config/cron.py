"""Whether a schedule is one: five fields, as crontab has them."""

import calendar
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _WEEKDAYS),
)
_ITEM = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


def cron_fault(text: str) -> str | None:
    """What is wrong with a schedule, in words; None when nothing is."""
    if text.strip().startswith("@"):
        return f"{text.strip()} is a short form that is not understood here"
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"it has {len(fields)} fields, not five: minute, hour, day of the month, month, day of the week"
    chosen: list[frozenset[int]] = []
    for field, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        try:
            chosen.append(_values(field, low, high, names))
        except ValueError as error:
            return f"the {name} {field!r} {error}"
    return _never(fields, chosen)


def _values(field: str, low: int, high: int, names: tuple[str, ...]) -> frozenset[int]:
    values: set[int] = set()
    for item in field.split(","):
        match = _ITEM.fullmatch(item)
        if match is None or (match["first"] == "*" and match["last"]):
            raise ValueError("is not understood")
        step = int(match["step"] or 1)
        if step == 0:
            raise ValueError("has a step of 0")
        if match["first"] == "*":
            first, last = low, high
        else:
            first = _value(match["first"], low, high, names)
            last = _value(match["last"], low, high, names) if match["last"] else high if match["step"] else first
        if last < first:
            raise ValueError("runs backwards")
        values.update(range(first, last + 1, step))
    return frozenset(values)


def _value(text: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if text.lower() in names:
        return names.index(text.lower()) + low
    if not text.isdecimal():
        raise ValueError("is not understood")
    if not low <= int(text) <= high:
        raise ValueError(f"is not between {low} and {high}")
    return int(text)


def _never(fields: list[str], chosen: list[frozenset[int]]) -> str | None:
    """A day that no month has, such as the 31st of February. A weekday beside it would count on its own."""
    _, _, days, months, _ = chosen
    if fields[4] != "*" or any(min(days) <= calendar.monthrange(2024, month)[1] for month in months):
        return None
    return f"the day {min(days)} never comes in the months chosen"
