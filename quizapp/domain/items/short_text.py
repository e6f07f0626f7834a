"""A word or a few, compared with what is accepted in each language."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.item import ItemModel
from quizapp.domain.text import ContentModel, Language, Text
from quizapp.domain.wording import canonical

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Wordings(ContentModel):
    """The ways to say one thing in each language; the first is the one to show."""

    zh: tuple[Wording, ...] = Field(min_length=1, max_length=20)
    en: tuple[Wording, ...] = Field(min_length=1, max_length=20)

    def in_language(self, language: Language) -> tuple[str, ...]:
        return self.zh if language == "zh" else self.en


class WordsMistake(ContentModel):
    """What a known mistake makes people write, in either language, and what to say to whoever writes it."""

    given: tuple[Wording, ...] = Field(min_length=1, max_length=20)
    feedback: Text


def refuse_mistakes_among_keys(accepted: Wordings, mistakes: tuple[WordsMistake, ...]) -> None:
    """A wording that is accepted cannot be a mistake, and one without letters or digits says nothing."""
    keys = {canonical(words) for words in (*accepted.zh, *accepted.en)}
    if "" in keys:
        raise PydanticCustomError("empty_wording", "A wording needs letters or digits", {"field": "accepted"})
    for position, mistake in enumerate(mistakes):
        for words in mistake.given:
            if canonical(words) in keys:
                raise PydanticCustomError(
                    "mistake_is_key",
                    "{words} is accepted as right",
                    {"words": words, "field": f"mistakes.{position}.given"},
                )


class ShortText(ItemModel):
    kind: Literal["short_text"]
    accepted: Wordings
    mistakes: tuple[WordsMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _no_mistake_is_accepted(self) -> Self:
        refuse_mistakes_among_keys(self.accepted, self.mistakes)
        return self
