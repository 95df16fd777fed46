"""The tracks that the pretend Spotify has: invented or read from a file, found by id, ISRC and search."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tophits.domain.errors import UsageError
from tophits.sandbox.invented import invented_tracks
from tophits.sandbox.search_index import SearchIndex
from tophits.sandbox.tracks import InventedSong, SandboxArtist, SandboxTrack, base62_id, number_from

__all__ = [
    "Catalogue",
    "InventedSong",
    "SandboxArtist",
    "SandboxTrack",
    "invented_catalogue",
    "read_catalogue",
]

_REQUIRED = ("id", "title", "artists")
_OPTIONAL = ("album", "album_type", "duration_ms", "isrc", "explicit", "release_date")
_ALBUM_TYPES = ("single", "album", "compilation")
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
_ID_LENGTH = 22
_ISRC_LENGTH = 12


class Catalogue:
    """Tracks in the order in which they were first added; each id is there once.

    `songs` are what chart publishers draw from.
    """

    def __init__(self, tracks: Iterable[SandboxTrack] = (), songs: Iterable[InventedSong] = ()) -> None:
        self.songs: tuple[InventedSong, ...] = tuple(songs)
        self._tracks: dict[str, SandboxTrack] = {}
        self._ids_by_isrc: dict[str, list[str]] = {}
        self._index = SearchIndex()
        for track in tracks:
            self.add(track)

    def add(self, track: SandboxTrack) -> None:
        """Take a track in, to be found at once; one of the same id is replaced."""
        before = self._tracks.get(track.id)
        if before is not None and before.isrc:
            self._ids_by_isrc[before.isrc].remove(track.id)
        self._tracks[track.id] = track
        if track.isrc:
            self._ids_by_isrc.setdefault(track.isrc, []).append(track.id)
        self._index.add(track)

    def get(self, track_id: str) -> SandboxTrack | None:
        """The track with this id, or None."""
        return self._tracks.get(track_id)

    def by_isrc(self, isrc: str) -> Sequence[SandboxTrack]:
        """All tracks that carry this ISRC, in any case and with or without hyphens."""
        return tuple(self._tracks[track_id] for track_id in self._ids_by_isrc.get(_plain_isrc(isrc), ()))

    def search(self, q: str, *, limit: int, offset: int) -> tuple[SandboxTrack, ...]:
        """The tracks that fit the query best, best first, look-alikes among them.

        The grammar is that of `tophits.sandbox.search_index`. Pages of one query never overlap.
        """
        return tuple(self._tracks[track_id] for track_id in self._index.search(q, limit=limit, offset=offset))

    def __len__(self) -> int:
        return len(self._tracks)

    def __iter__(self) -> Iterator[SandboxTrack]:
        return iter(self._tracks.values())


def invented_catalogue(seed: int = 0) -> Catalogue:
    """Invented songs and their look-alikes; the same seed gives the same catalogue on every machine."""
    tracks, songs = invented_tracks(seed)
    return Catalogue(tracks, songs)


def read_catalogue(path: Path) -> Catalogue:
    """The tracks of a CSV file, columns known by name; what is not given is made up, always in the same way.

    `artists` are separated by ";". Rows of one ISRC are one song; a row without ISRC is a song of its own.
    Raises UsageError naming the file and the line for whatever does not fit, so that nothing is half loaded.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            tracks = list(_rows(lines, path))
    except OSError as error:
        raise UsageError(f"The catalogue {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The catalogue {path} is not UTF-8 text: {error.reason} at byte {error.start}.") from error
    if not tracks:
        raise UsageError(f"The catalogue {path} has no tracks: nothing stands below its first line.")
    return Catalogue(tracks, _songs_of(tracks))


def _rows(lines: Iterable[str], path: Path) -> Iterator[SandboxTrack]:
    numbered = _cells(lines, path)
    _, header = next(numbered, (1, []))
    columns = _columns(header, path)
    seen: dict[str, int] = {}
    for line, cells in numbered:
        if not cells:
            continue  # a blank line, as editors leave them at the end
        if len(cells) != len(columns):
            raise _mistake(path, line, f"has {len(cells)} cells, but the first line names {len(columns)} columns")
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        track = _track(row, path, line)
        if track.id in seen:
            raise _mistake(path, line, f"has the id {track.id}, which line {seen[track.id]} has already")
        seen[track.id] = line
        yield track


def _cells(lines: Iterable[str], path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise _mistake(path, reader.line_num, f"is not CSV: {error}") from error


def _columns(header: Sequence[str], path: Path) -> list[str]:
    columns = [name.strip().lower() for name in header]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise _mistake(path, 1, f"lacks the columns {', '.join(missing)}; needed are {','.join(_REQUIRED)}")
    unknown = [name for name in columns if name not in _REQUIRED + _OPTIONAL]
    if unknown:
        allowed = ",".join(_REQUIRED + _OPTIONAL)
        raise _mistake(path, 1, f"has columns that mean nothing here: {', '.join(unknown)}; known are {allowed}")
    if len(set(columns)) != len(columns):
        raise _mistake(path, 1, "names a column twice")
    return columns


def _track(row: dict[str, str], path: Path, line: int) -> SandboxTrack:
    track_id, title = row["id"].removeprefix("spotify:track:"), row["title"]
    if len(track_id) != _ID_LENGTH or not (track_id.isascii() and track_id.isalnum()):
        raise _mistake(path, line, f"has the id {row['id']!r}, which is not 22 letters and digits")
    names = tuple(name.strip() for name in row["artists"].split(";") if name.strip())
    if not title or not names:
        raise _mistake(path, line, f"has no {'artists' if title else 'title'}")
    album = row.get("album") or title
    return SandboxTrack(
        id=track_id,
        title=title,
        artists=tuple(SandboxArtist(base62_id("artist", name), name) for name in names),
        album=album,
        album_id=base62_id("album", album, names[0]),
        album_type=_album_type(row, path, line),
        duration_ms=_duration_ms(row, track_id, path, line),
        isrc=_isrc(row, path, line),
        explicit=_explicit(row, path, line),
        release_date=_release_date(row, track_id, path, line),
        track_number=1,
    )


def _album_type(row: dict[str, str], path: Path, line: int) -> str:
    album_type = row.get("album_type", "").lower() or "single"
    if album_type not in _ALBUM_TYPES:
        raise _mistake(path, line, f"has the album_type {album_type!r}; known are {', '.join(_ALBUM_TYPES)}")
    return album_type


def _duration_ms(row: dict[str, str], track_id: str, path: Path, line: int) -> int:
    text = row.get("duration_ms", "")
    if not text:
        return 130_000 + number_from("duration", track_id) % 130_000
    if not (text.isascii() and text.isdigit()) or not int(text):
        raise _mistake(path, line, f"has the duration_ms {text!r}, which is not a whole number above 0")
    return int(text)


def _isrc(row: dict[str, str], path: Path, line: int) -> str | None:
    isrc = _plain_isrc(row.get("isrc", ""))
    if isrc and not (len(isrc) == _ISRC_LENGTH and isrc.isascii() and isrc.isalnum()):
        raise _mistake(path, line, f"has the isrc {row['isrc']!r}, which is not 12 letters and digits")
    return isrc or None


def _explicit(row: dict[str, str], path: Path, line: int) -> bool:
    text = row.get("explicit", "").lower()
    if text not in _FLAGS:
        raise _mistake(path, line, f"has {text!r} for explicit; write true or false")
    return _FLAGS[text]


def _release_date(row: dict[str, str], track_id: str, path: Path, line: int) -> str:
    text = row.get("release_date", "")
    if not text:
        number = number_from("released", track_id)
        return f"{2016 + number % 10}-{1 + number // 10 % 12:02d}-{1 + number // 120 % 28:02d}"
    year, *rest = text.split("-")
    parts = [year, *rest]
    shapely = len(parts) <= 3 and len(year) == 4 and all(part.isascii() and part.isdigit() for part in parts)
    if not shapely or not all(1 <= int(part) <= most for part, most in zip(rest, (12, 31), strict=False)):
        raise _mistake(path, line, f"has the release_date {text!r}; write 2026-07-18, 2026-07 or 2026")
    return text


def _plain_isrc(text: str) -> str:
    return text.replace("-", "").strip().upper()


def _mistake(path: Path, line: int, what: str) -> UsageError:
    return UsageError(
        f"Line {line} of the catalogue {path} {what}.",
        remedy="Mend that line; the columns are id,title,artists and optionally " + ",".join(_OPTIONAL) + ".",
    )


def _songs_of(tracks: Iterable[SandboxTrack]) -> tuple[InventedSong, ...]:
    groups: dict[str, list[SandboxTrack]] = {}
    for track in tracks:
        groups.setdefault(track.isrc or track.id, []).append(track)
    return tuple(
        InventedSong(
            group[0].title,
            tuple(artist.name for artist in group[0].artists),
            group[0].isrc,
            tuple(track.id for track in group),
        )
        for group in groups.values()
    )
