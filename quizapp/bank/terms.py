"""The terms of the product in both languages, and the words not to be used for them."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import LANGUAGES, ContentModel, Language, Line
from quizapp.errors import N_

MESSAGES = {
    "reason_of_exception": N_("Give the reason of an exception in “because”."),
    "refused_term": N_("“%(words)s” is a term; it cannot be refused everywhere for another one."),
}

# source: what a claim says of its source; code: docstrings and comments
Place = Literal["interface", "content", "source", "docs", "code"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=300)]


class Avoided(ContentModel):
    """Words that are not used for a term. `*` at the end of a word stands for any ending.

    They are refused everywhere, except if `unchecked` says why a program cannot tell them from plain language, or if
    `because` gives the reason why they are right in some phrases (`allowed_in`) or places (`outside`).
    """

    words: Line
    unchecked: Reason | None = None
    allowed_in: tuple[Line, ...] = ()
    outside: tuple[Place, ...] = ()
    because: Reason | None = None

    @model_validator(mode="after")
    def _gives_its_reason(self) -> Self:
        has_exception = bool(self.allowed_in or self.outside)
        if has_exception != (self.because is not None) or (has_exception and self.unchecked):
            raise PydanticCustomError("reason_of_exception", "An exception needs its reason in “because”.")
        return self


def _with_words(value: object) -> object:
    return {"words": value} if isinstance(value, str) else value


class AvoidedWords(ContentModel):
    en: tuple[Annotated[Avoided, BeforeValidator(_with_words)], ...] = ()
    zh: tuple[Annotated[Avoided, BeforeValidator(_with_words)], ...] = ()


class AcceptedWords(ContentModel):
    """Words that the product does not write and that are right in a learner's answer."""

    en: tuple[Line, ...] = ()
    zh: tuple[Line, ...] = ()


class Term(ContentModel):
    """One thing, and its one name in each language."""

    en: Line
    zh: Line
    avoid: AvoidedWords = Field(default_factory=AvoidedWords)
    accept: AcceptedWords = Field(default_factory=AcceptedWords)
    note: Line | None = None

    def avoided(self, language: Language) -> tuple[Avoided, ...]:
        return self.avoid.en if language == "en" else self.avoid.zh


class Terms(ContentModel):
    """The list of terms: those of the interface, and those of deep learning."""

    interface: tuple[Term, ...]
    deep_learning: tuple[Term, ...]

    @property
    def every(self) -> tuple[Term, ...]:
        return (*self.interface, *self.deep_learning)

    @model_validator(mode="after")
    def _has_one_word_for_one_thing(self) -> Self:
        """Refuse a repeated term, and a word that is the term for one thing but refused everywhere for another."""
        names = [term.en for term in self.every]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise PydanticCustomError("repeated_id", "", {"id": repeated[0]})
        for language in LANGUAGES:
            wanted = {(term.en if language == "en" else term.zh).casefold() for term in self.every}
            for term in self.every:
                for each in term.avoided(language):
                    is_refused = not (each.unchecked or each.allowed_in or each.outside)
                    if is_refused and each.words.casefold() in wanted:
                        raise PydanticCustomError("refused_term", "", {"words": each.words})
        return self
