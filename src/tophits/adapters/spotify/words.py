"""What Spotify said, fit to be shown: one short line, whatever the body was (web-api-2026.md, section 3)."""

import re
from dataclasses import dataclass

import orjson

from tophits.adapters.spotify.wire import Response

LONGEST = 240
"""Characters. Spotify's longest known message, about Premium, has 165."""

_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """The message of an answer, and the machine's reason where one came with it. Both may be empty."""

    message: str
    reason: str = ""

    def __str__(self) -> str:
        return f'"{self.message}"' if self.message else "an empty answer"


def decoded(body: bytes) -> object:
    """The JSON in a body.

    Raises:
        ValueError: it is no JSON, or broke off.
    """
    answer: object = orjson.loads(body)
    return answer


def words_of(response: Response) -> Words:
    """The words in a bad answer. Bodies may be empty, plain text or HTML; none of them is an error here."""
    try:
        answer = decoded(response.body)
    except ValueError:
        return Words(_plain(response.body))
    match answer:
        case {"error": {"message": str(message), **more}}:
            reason = more.get("reason")
        case {"error": str(reason), **more}:  # the token service
            described = more.get("error_description")
            message = described if isinstance(described, str) else reason
        case str(message):
            reason = None
        case _:
            return Words("")
    return Words(_line(message), _line(reason) if isinstance(reason, str) else "")


def _plain(body: bytes) -> str:
    text = body[:4096].decode("utf-8", errors="replace")
    if "<" in text and ">" in text:
        title = _HTML_TITLE.search(text)
        return f"HTML page: {_line(title[1])}" if title else "HTML page"
    return _line(text)


def _line(text: str) -> str:
    printable = "".join(char if char.isprintable() else " " for char in text[: LONGEST * 4])
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
