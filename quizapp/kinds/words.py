"""A few words in either language, compared with the accepted wordings and with common mistakes."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Language, Text
from quizapp.errors import N_
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.refutable import Refutable
from quizapp.kinds.short_forms import is_a_form_of
from quizapp.kinds.wording import canonical

MESSAGES = {
    "empty_wording": N_("A wording needs at least one letter or digit."),
    "mistake_is_key": N_("“%(words)s” is also accepted as correct."),
}
LONGEST = 200
Wording = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(json_schema_extra={"format": "line"}),
]


class Wordings(ContentModel):
    """The wordings of one thing in each language; the first is the one shown."""

    zh: tuple[Wording, ...] = Field(min_length=1, max_length=20)
    en: tuple[Wording, ...] = Field(min_length=1, max_length=20)

    def in_language(self, language: Language) -> tuple[str, ...]:
        return self.zh if language == "zh" else self.en


class WordsMistake(Refutable):
    """Wordings of a common mistake in either language, and the feedback on them."""

    given: tuple[Wording, ...] = Field(min_length=1, max_length=20)
    feedback: Text


def refuse_mistakes_among_keys(accepted: Wordings, mistakes: tuple[WordsMistake, ...]) -> None:
    """An accepted wording cannot be a mistake, and a wording needs letters or digits."""
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


def read_words(answer: Any) -> str:
    if not isinstance(answer, str) or len(answer) > LONGEST or not canonical(answer):
        raise MalformedAnswer("Enter one or a few words, at most %(longest)s characters.", longest=LONGEST)
    return answer


def is_accepted(words: str, accepted: Wordings) -> bool:
    """Ignores capitals, width, script, spaces, hyphens, punctuation, and the language of the page.

    The term may stand with its abbreviation, with a word for its sort, or as code.
    """
    return is_a_form_of(words, {canonical(each) for each in (*accepted.zh, *accepted.en)}.__contains__)


def mistake_in_words(words: str, mistakes: Iterable[WordsMistake]) -> WordsMistake | None:
    for mistake in mistakes:
        if is_a_form_of(words, {canonical(each) for each in mistake.given}.__contains__):
            return mistake
    return None
