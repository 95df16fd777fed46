"""Whether a time zone is one, on systems with time-zone data and on those without."""

import difflib
import zoneinfo
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZoneFault:
    """What is wrong with a zone: C008 no such zone, C009 this system knows none."""

    number: str
    message: str
    hint: str


def zone_fault(name: str) -> ZoneFault | None:
    """What is wrong with a zone's name; None when nothing is."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return _fault(name, zoneinfo.available_timezones())
    return None


def _fault(name: str, known: set[str]) -> ZoneFault:
    if not known:
        hint = "Install the system's package tzdata, or the Python package of that name."
        return ZoneFault("C009", "this system has no time-zone data", hint)
    by_city = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(known, reverse=True)}
    by_name = {zone.lower(): zone for zone in known}
    wanted = name.strip().replace(" ", "_").lower()
    near = difflib.get_close_matches(wanted, [*by_name, *by_city], n=1, cutoff=0.7)
    meant = (by_name | by_city).get(near[0]) if near else None
    hint = f"Did you mean {meant}?" if meant else "Use an IANA name such as Europe/Berlin or America/New_York."
    return ZoneFault("C008", f"{name!r} is no time zone", hint)
