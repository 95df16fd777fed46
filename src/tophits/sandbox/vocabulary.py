"""The words that a search index knows, and which of them a typed word may have meant."""

from array import array
from bisect import bisect_left
from collections import Counter

_MOST_PREFIXED = 24
_MOST_COMPARED = 40
_PREFIX_QUALITY = 0.85
_MISSPELT_QUALITY = 0.8


class Vocabulary:
    """Words, each with a number. Numbers count up from 0 in the order in which words were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._sorted: list[str] = []
        self._trigrams: dict[str, array[int]] = {}
        self._letters: dict[int, set[str]] = {}
        """The letters of all words by script, roughly: blocks of 128."""
        self._prepared = 0
        """How many words are ready for misspellings; only these need trigrams and letters."""

    def number(self, text: str) -> int:
        """The word's number; a new one when it was never seen."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return number

    def spellings(self, text: str, *, forgiving: bool, unfinished: bool) -> dict[int, float]:
        """The numbers of the words that `text` may mean, each with how likely it is, 1.0 for the word itself.

        Words that begin with `text` count when it is `unfinished` or unknown. Misspellings are looked for when
        nothing else fits, or always when `forgiving`.
        """
        found: dict[int, float] = {}
        exact = self._numbers.get(text)
        if exact is not None:
            found[exact] = 1.0
        if (unfinished or exact is None) and (len(text) > 2 or exact is None):
            for word in self._beginning_with(text):
                found.setdefault(word, _PREFIX_QUALITY)
        if forgiving or not found:
            for word, mistakes in self._misspelt(text):
                found.setdefault(word, _MISSPELT_QUALITY / mistakes**0.5)
        return found

    def _beginning_with(self, text: str) -> list[int]:
        if len(self._sorted) != len(self._texts):
            self._sorted = sorted(self._texts)
        start = bisect_left(self._sorted, text)
        found = []
        for word in self._sorted[start : start + _MOST_PREFIXED]:
            if not word.startswith(text):
                break
            found.append(self._numbers[word])
        return found

    def _misspelt(self, text: str) -> list[tuple[int, int]]:
        """Known words with one or two mistakes in them, each with their number."""
        self._prepare()
        allowed = allowed_mistakes(text)
        if allowed == 1:
            return [(self._numbers[word], 1) for word in sorted(self._one_slip_away(text) & self._numbers.keys())]
        return self._sharing_trigrams(text, allowed) if allowed else []

    def _one_slip_away(self, text: str) -> set[str]:
        """All that one slip makes of a short word; that is quicker to look up than to search for."""
        letters = {letter for block in {ord(letter) >> 7 for letter in text} for letter in self._letters.get(block, ())}
        cuts = [(text[:place], text[place:]) for place in range(len(text) + 1)]
        slips = {head + tail[1:] for head, tail in cuts if tail}
        slips |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
        for head, tail in cuts:
            slips.update(head + letter + tail for letter in letters)
            slips.update(head + letter + tail[1:] for letter in letters if tail)
        return slips - {text}

    def _sharing_trigrams(self, text: str, allowed: int) -> list[tuple[int, int]]:
        shared: Counter[int] = Counter()
        for trigram in _trigrams(text):
            shared.update(self._trigrams.get(trigram, ()))
        # One mistake spoils at most three trigrams, a swap four, so a true neighbour shares the others.
        least = max(1, len(text) - 4 * allowed)
        near = [
            (count, number)
            for number, count in shared.items()
            if count >= least and abs(len(self._texts[number]) - len(text)) <= allowed
        ]
        near.sort(key=lambda pair: (-pair[0], pair[1]))
        compared = [(number, distance(text, self._texts[number])) for _, number in near[:_MOST_COMPARED]]
        return [(number, mistakes) for number, mistakes in compared if 0 < mistakes <= allowed]

    def _prepare(self) -> None:
        for number in range(self._prepared, len(self._texts)):
            text = self._texts[number]
            for trigram in _trigrams(text):
                self._trigrams.setdefault(trigram, array("I")).append(number)
            for letter in text:
                self._letters.setdefault(ord(letter) >> 7, set()).add(letter)
        self._prepared = len(self._texts)


def allowed_mistakes(text: str) -> int:
    """How many slips of the finger a word of this length is forgiven."""
    if len(text) < 4:
        return 0
    return 1 if len(text) < 8 else 2


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with their neighbour to make one the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _trigrams(text: str) -> set[str]:
    padded = f"^{text}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
