"""Latin names for songs that a storefront names in its own script: asked of Apple by id, never transliterated by us."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tophits.domain.charts import Chart, Entry
from tophits.sources.apple.feed import LOOKED_UP
from tophits.sources.fields import BadField
from tophits.sources.sheet import Sheet

LOOKUP = "https://itunes.apple.com/lookup"
AT_ONCE = 100
"""Ids in one call; a whole chart is one call."""

Names = Mapping[str, tuple[str, str, str]]
"""By song id: the artist's id, the title, the credit."""

_TRACK, _ARTIST, _TITLE, _CREDIT = LOOKED_UP


def is_latin(text: str) -> bool:
    """Whether every letter is of the Latin script."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in text if letter.isalpha())


def in_other_script(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The ids of songs with a name that is not all Latin, in the order of their ranks."""
    return tuple(e.source_id for e in entries if e.source_id and not is_latin(e.title + "".join(e.artists)))


def lookup_addresses(ids: Sequence[str], storefront: str) -> tuple[str, ...]:
    """The calls that give the English names of songs of a storefront."""
    batches = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    return tuple(
        f"{LOOKUP}?id={','.join(batch)}&country={storefront}&entity=song&lang=en_us" for batch in batches if batch
    )


def read_lookup(sheet: Sheet) -> Names:
    """The names in an answer; results that are no songs, or that lack a name, are passed over.

    Raises:
        ChartRefused: it is no such answer.
    """
    answer = sheet.mapping(sheet.json(), "the page")
    results = answer.get("results")
    if not isinstance(results, list):
        raise sheet.refusal("there is no list under results")
    found = {}
    for result in results:
        try:
            song, artist = str(_TRACK.of(result)), str(_ARTIST.of(result))
            found[song] = artist, _TITLE.of(result), _CREDIT.of(result)
        except BadField:
            continue
    return found


def with_latin_names(chart: Chart, names: Names, artists: Mapping[str, str]) -> Chart:
    """The chart with the Latin names that were found, where Apple's two answers agree on the artist's id.

    A name is only taken in place of one in another script. Looked up in Latin letters or not at all: a song
    that is named in Japanese in English, too, stays as it is.
    """
    return replace(chart, entries=tuple(_renamed(entry, names, artists) for entry in chart.entries))


def _renamed(entry: Entry, names: Names, artists: Mapping[str, str]) -> Entry:
    found = names.get(entry.source_id or "")
    if found is None or artists.get(entry.source_id or "") not in (None, found[0]):
        return entry
    _, title, credit = found
    (charted,) = entry.artists
    return replace(
        entry,
        title=title if is_latin(title) and not is_latin(entry.title) else entry.title,
        artists=(credit if is_latin(credit) and not is_latin(charted) else charted,),
    )
