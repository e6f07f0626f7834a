"""The mock interview of a question: an open prompt, key points, and follow-ups that depend on what was missed."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Language, PartId, Slug, Text
from quizapp.errors import N_
from quizapp.kinds.item import refuse_repeated_ids
from quizapp.kinds.points import Finding, Point, find_point
from quizapp.kinds.statements import statements_of
from quizapp.kinds.wording import Written

# Length of 60 to 120 seconds of speech, in words or in characters.
SPOKEN_LENGTHS: dict[Language, tuple[int, int]] = {"en": (150, 330), "zh": (240, 560)}
MESSAGES = {
    "no_such_point": N_("The key point “%(id)s” was not found."),
    "spoken_length": N_(
        "A one- to two-minute answer has %(fewest)s to %(most)s words or characters; this one has %(length)s."
    ),
}
_CHARACTER = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")


class FollowUp(ContentModel):
    """A question asked after one of these points was missed, and its answer."""

    when_missed: tuple[PartId, ...] = Field(min_length=1, max_length=7)
    prompt: Text
    answer: Text


class KeyPoint(Point):
    """items: exercises of the question that ask about the point; what they are about is reviewed if it was missed."""

    items: tuple[Slug, ...] = Field(default=(), max_length=6)


class Interview(ContentModel):
    """`short_answer` takes one or two minutes to speak and covers every point; `deep_answer` goes further."""

    model_config = ConfigDict(json_schema_extra={"format": "yaml"})

    prompt: Text
    key_points: tuple[KeyPoint, ...] = Field(min_length=4, max_length=7)
    follow_ups: tuple[FollowUp, ...] = Field(min_length=1, max_length=10)
    short_answer: Text
    deep_answer: Text

    @model_validator(mode="after")
    def _follow_ups_name_points(self) -> Self:
        ids = [point.id for point in self.key_points]
        refuse_repeated_ids(ids, "key_points")
        for position, follow_up in enumerate(self.follow_ups):
            for point_id in follow_up.when_missed:
                if point_id not in ids:
                    raise PydanticCustomError(
                        "no_such_point",
                        "The key point {id} was not found",
                        {"id": point_id, "field": f"follow_ups.{position}.when_missed"},
                    )
        return self

    @model_validator(mode="after")
    def _short_answer_takes_a_minute_or_two(self) -> Self:
        for language, (fewest, most) in SPOKEN_LENGTHS.items():
            length = spoken_length(self.short_answer.in_language(language), language)
            if not fewest <= length <= most:
                raise PydanticCustomError(
                    "spoken_length",
                    "A length of {length} is too short or too long for one or two minutes",
                    {"length": length, "fewest": fewest, "most": most, "field": f"short_answer.{language}"},
                )
        return self

    def find_points(self, answer: str) -> dict[str, Finding]:
        """What the words of the answer say about each point, with those words as they were written. It matches words,
        not meaning.
        """
        statements, written = statements_of(answer), Written(answer)
        found = {point.id: find_point(point, statements) for point in self.key_points}
        return {
            point_id: replace(each, words=tuple(map(written.quote, each.words)))
            for point_id, each in found.items()
        }

    def points_made(self, answer: str) -> frozenset[str]:
        """The points that a sentence of the answer makes."""
        found = self.find_points(answer)
        return frozenset(point_id for point_id, finding in found.items() if finding.state == "covered")

    def follow_ups_after(self, made: Iterable[str]) -> tuple[FollowUp, ...]:
        """Those that ask about a missed point."""
        missed = {point.id for point in self.key_points} - set(made)
        return tuple(follow_up for follow_up in self.follow_ups if missed & set(follow_up.when_missed))


def spoken_length(text: str, language: Language) -> int:
    """Words in English; characters in Chinese, with a Latin word or a number as one."""
    return len(text.split()) if language == "en" else len(_CHARACTER.findall(text))
