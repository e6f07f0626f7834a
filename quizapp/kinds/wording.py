"""Compare words as people write them, ignoring width, script, capitals, hyphens, spaces, and articles."""

import re
import unicodedata
from functools import lru_cache

from quizapp.kinds.typed import folded

_ARTICLE = re.compile(r"^(the|an|a)\s+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")
_SIGN = re.compile(r"(?<![\w)])[-−‐‑–](?=[\d.])")
_GAPS = re.compile(r"[\s\-_‐‑–—/]+")
_STARS = re.compile(r"\*+")
_CJK = "\u3400-\u9fff"
_SPACE_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")


def canonical(words: str) -> str:
    """The common form of two spellings of a short answer: letters, digits, and operators.

    A point between digits and a minus before a digit stay: 1.0 is not 10, and -1 is not 1.
    """
    text = _ARTICLE.sub("", folded(words).strip())
    text = _SIGN.sub("\ue000", _BETWEEN_DIGITS.sub("\ue001", text))
    return "".join(letter for letter in text if _counts(letter))


def running(words: str) -> str:
    """A text for finding phrases: one space for any gap, and none beside Chinese characters."""
    return _SPACE_BESIDE_CJK.sub("", _GAPS.sub(" ", folded(words))).strip()


class Written:
    """A text, to quote from it what was found in its running form as its author wrote it."""

    def __init__(self, text: str) -> None:
        self._text = text
        letters = [(place, letter) for place, typed in enumerate(text) for letter in _letters_of(typed)]
        self._letters = [
            (place, letter)
            for (_, before), (place, letter), (_, after) in zip(
                [(0, ""), *letters], letters, [*letters[1:], (0, "")], strict=False
            )
            if letter != " " or not (before == " " or _is_cjk(before) or _is_cjk(after))
        ]
        self._running = "".join(letter for _, letter in self._letters)

    def quote(self, words: str) -> str:
        """The first part of the text that has these words; the words themselves if there is none."""
        start = self._running.find(words)
        if start < 0 or not words:
            return words
        places = [place for place, _ in self._letters[start : start + len(words)]]
        return " ".join(self._text[places[0] : places[-1] + 1].split())

    def places_of(self, words: str) -> list[tuple[int, int]]:
        """Where the text has these words, in its running form, from and to which character."""
        places, found = [place for place, _ in self._letters], []
        start = self._running.find(words) if words else -1
        while start >= 0:
            found.append((places[start], places[start + len(words) - 1] + 1))
            start = self._running.find(words, start + 1)
        return found


@lru_cache(maxsize=4096)
def _letters_of(typed: str) -> str:
    """A character as it is in a running text; what separates words is a space."""
    return " " if _GAPS.fullmatch(typed) else _GAPS.sub(" ", folded(typed))


def _is_cjk(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """A pattern that finds the phrase in a text, as whole words where it begins or ends with a Latin letter or digit.

    A star at the end of a word stands for any ending: `clip*` finds clips, clipped, clipping. The time to search grows
    in proportion to the text: a star takes the fewest letters that let the next piece follow, and never others, since
    it cannot leave its word and the first place leaves the most room for what comes after.
    """
    text = _STARS.sub("*", running(phrase))
    first, *others = (re.escape(piece) for piece in text.split("*"))
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9*]", text) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", text) else ""
    if not others:
        return re.compile(before + first + after)
    *inner, last = others
    pieces = [first, *(rf"(?>[a-z0-9]*?{piece})" for piece in inner)]
    pieces.append(rf"(?>[a-z0-9]*?{last}{after})" if last else "[a-z0-9]*+")
    return re.compile(before + "".join(pieces))


def _counts(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LNS" or category in ("Mn", "Mc", "Co")
