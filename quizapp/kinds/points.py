"""Key points in a text, found by its words. It matches words, not meaning."""

import re
from typing import Annotated

from pydantic import Field

from quizapp.domain.text import LANGUAGES, ContentModel, Language, PartId, Text
from quizapp.kinds.wording import phrase_pattern, running
from quizapp.kinds.words import Wording

LONGEST = 8000  # characters of an answer in which points are looked for
Alternatives = Annotated[tuple[Wording, ...], Field(min_length=1, max_length=40)]
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|[。！？；\n]+")


class Groups(ContentModel):
    """Groups of alternative phrases in each language; a point is covered if every group is met."""

    zh: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)
    en: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)

    def in_language(self, language: Language) -> tuple[tuple[str, ...], ...]:
        return self.zh if language == "zh" else self.en


class Blocks(ContentModel):
    """Phrases that turn a sentence against a point: the rest of the sentence does not count."""

    zh: tuple[Wording, ...] = Field(default=(), max_length=20)
    en: tuple[Wording, ...] = Field(default=(), max_length=20)


class Point(ContentModel):
    """`text` states the point, and `groups` are the words that find it in an answer."""

    id: PartId
    text: Text
    groups: Groups
    unless: Blocks = Blocks()


def sentences_of(answer: str) -> list[str]:
    """The sentences of the answer, normalized so that phrases can be found."""
    return [text for part in _SENTENCE_ENDS.split(answer) if (text := running(part))]


def matched_words(point: Point, sentences: list[str]) -> tuple[str, ...] | None:
    """The words that cover the point, one for each group; None if a group is not met."""
    blocks = [phrase_pattern(phrase) for phrase in (*point.unless.zh, *point.unless.en)]
    counting = [text for text in sentences if not any(block.search(text) for block in blocks)]
    for language in LANGUAGES:
        found = [_first_match(group, counting) for group in point.groups.in_language(language)]
        if all(found):
            return tuple(words for words in found if words)
    return None


def _first_match(alternatives: tuple[str, ...], sentences: list[str]) -> str | None:
    for phrase in alternatives:
        pattern = phrase_pattern(phrase)
        for text in sentences:
            if match := pattern.search(text):
                return match[0]
    return None
