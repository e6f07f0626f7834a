"""Key points in a text, found by its words, clause by clause. It matches words, not meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from quizapp.domain.text import LANGUAGES, ContentModel, Language, PartId, Text
from quizapp.kinds.statements import Clause, Sentence
from quizapp.kinds.wording import phrase_pattern
from quizapp.kinds.words import Wording

LONGEST = 8000  # characters of an answer in which points are looked for
Alternatives = Annotated[tuple[Wording, ...], Field(min_length=1, max_length=60)]
Statements = Sequence[Sentence | None]
Span = tuple[int, int]


class Groups(ContentModel):
    """Groups of alternative phrases in each language; a point is covered if one sentence meets every group.

    If both languages have the same number of groups, the first of one and the first of the other are alternatives too,
    and so on, because many people mix the languages.
    """

    zh: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)
    en: tuple[Alternatives, ...] = Field(min_length=1, max_length=6)

    def in_language(self, language: Language) -> tuple[tuple[str, ...], ...]:
        return self.zh if language == "zh" else self.en

    @property
    def to_meet(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        if len(self.zh) == len(self.en):
            return (tuple(zh + en for zh, en in zip(self.zh, self.en, strict=True)),)
        return tuple(self.in_language(language) for language in LANGUAGES)


class Blocks(ContentModel):
    """Phrases of either language."""

    zh: tuple[Wording, ...] = Field(default=(), max_length=30)
    en: tuple[Wording, ...] = Field(default=(), max_length=30)

    @property
    def phrases(self) -> tuple[str, ...]:
        return (*self.zh, *self.en)


class Point(ContentModel):
    """`text` states the point, and `groups` are the words that find it in an answer.

    unless: phrases that turn a sentence against the point. even_if: phrases with a negation that do not deny it.
    """

    id: PartId
    text: Text
    groups: Groups
    unless: Blocks = Blocks()
    even_if: Blocks = Blocks()


@dataclass(frozen=True)
class Finding:
    """covered, or unsure: the words occur, but denied, in notes, or in two sentences. words: one for each group."""

    state: Literal["covered", "unsure", "missed"]
    words: tuple[str, ...] = ()


MISSED = Finding("missed")


def find_point(point: Point, statements: Statements) -> Finding:
    """Whether a sentence makes the point."""
    sought = [_Sought(point, groups, statements) for groups in point.groups.to_meet]
    findings = [finding for each in sought for finding in each.findings()]
    for state in ("covered", "unsure"):
        for finding in findings:
            if finding.state == state:
                return finding
    return MISSED


@dataclass(frozen=True)
class _Match:
    words: str
    is_denied: bool


class _Sought:
    """One set of groups in all sentences."""

    def __init__(self, point: Point, groups: Sequence[Sequence[str]], statements: Statements) -> None:
        texts = [clause.running for each in statements if each for clause in each.clauses]
        whole = "\n".join(texts)
        self.statements = statements
        self.groups = [
            [pattern for phrase in group if (pattern := phrase_pattern(phrase)).search(whole)]
            for group in groups
        ]
        self.allowed = [phrase_pattern(phrase) for phrase in point.even_if.phrases]
        self.blocks = [phrase_pattern(phrase) for phrase in point.unless.phrases]

    def findings(self) -> list[Finding]:
        if not all(self.groups):
            return []
        found: list[Finding] = []
        earlier: list[list[_Match]] = []
        for sentence in self.statements:
            matches = self._matches(sentence) if sentence else []
            if sentence and matches:
                clear = [_clear(group) for group in matches]
                if all(clear):
                    state: Literal["covered", "unsure"] = "unsure" if sentence.is_fragment else "covered"
                    found.append(Finding(state, _words(clear)))
                elif all(matches):
                    found.append(Finding("unsure", _words(matches)))
                elif earlier:
                    both = [_clear(before + now) for before, now in zip(earlier, matches, strict=True)]
                    if all(both):
                        found.append(Finding("covered" if sentence.is_joined else "unsure", _words(both)))
            earlier = matches
        return found

    def _matches(self, sentence: Sentence) -> list[list[_Match]]:
        if any(block.search(clause.running) for block in self.blocks for clause in sentence.clauses):
            return []
        matches: list[list[_Match]] = [[] for _ in self.groups]
        for clause in sentence.clauses:
            spans = [
                [match.span() for pattern in group for match in pattern.finditer(clause.running)]
                for group in self.groups
            ]
            if any(spans):
                is_denied = self._is_denied(clause, [span for group in spans for span in group])
                for group, found in zip(matches, spans, strict=True):
                    group.extend(_Match(clause.running[slice(*span)], is_denied) for span in found)
        return matches

    def _is_denied(self, clause: Clause, matched: list[Span]) -> bool:
        """Whether a negation stands in the clause that belongs neither to the phrases nor to those of `even_if`."""
        allowed = [match.span() for pattern in self.allowed for match in pattern.finditer(clause.running)]
        return any(
            not any(start <= denial[0] and denial[1] <= end for start, end in (*matched, *allowed))
            for denial in clause.denials
        )


def _clear(matches: list[_Match]) -> list[_Match]:
    return [match for match in matches if not match.is_denied]


def _words(groups: Sequence[Sequence[_Match]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(max((match.words for match in group), key=len) for group in groups))
