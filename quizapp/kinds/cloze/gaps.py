"""The blanks of a text: each is a choice, a number, or a few words, and grades its own answer."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from quizapp.domain.text import ContentModel, Label, Language, PartId, Text
from quizapp.kinds.item import refuse_repeated_ids, shuffled
from quizapp.kinds.named import read_choice
from quizapp.kinds.numbers import NumericMistake, Tolerance, is_right, mistake_in_number
from quizapp.kinds.options import key_of, refuse_all_but_one_key, wrong_ones
from quizapp.kinds.refutable import Refutable, refuse_refuted_key
from quizapp.kinds.words import (
    Wordings,
    WordsMistake,
    is_accepted,
    mistake_in_words,
    read_words,
    refuse_mistakes_among_keys,
)
from quizapp.kinds.written_numbers import read_written


class GapModel(ContentModel):
    """The fields of every blank; `feedback` says why the correct answer is correct."""

    id: PartId
    feedback: Text
    kind: str

    def options_in_order(self, item_id: str, seed: int) -> "tuple[GapOption, ...]":
        """The options, as the variant of this seed shows them."""
        return ()


class GapOption(Refutable):
    id: PartId
    text: Label
    correct: bool = False
    feedback: Text | None = None

    @model_validator(mode="after")
    def _only_a_wrong_option_is_refuted(self) -> Self:
        if self.correct:
            refuse_refuted_key(self)
        return self


Judgement = tuple[
    bool, GapOption | NumericMistake | WordsMistake | None
]  # is it right, and what has its feedback


class ChoiceGap(GapModel):
    kind: Literal["choice"]
    options: tuple[GapOption, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        refuse_repeated_ids([option.id for option in self.options], "options")
        refuse_all_but_one_key(self.options, "options")
        return self

    def options_in_order(self, item_id: str, seed: int) -> tuple[GapOption, ...]:
        return shuffled(self.options, item_id, self.id, seed)

    @property
    def key_in_json(self) -> str:
        return key_of(self.options)

    def right_answer(self, language: Language) -> str:
        return key_of(self.options)

    def wrong_answers(self) -> Iterator[str]:
        yield from wrong_ones(self.options)

    def judge(self, given: Any) -> Judgement:
        chosen = read_choice(given, [option.id for option in self.options])
        option = next(option for option in self.options if option.id == chosen)
        return option.correct, option


class NumberGap(GapModel):
    kind: Literal["number"]
    key: float
    tolerance: Tolerance
    mistakes: tuple[NumericMistake, ...] = Field(default=(), max_length=10)

    @property
    def key_in_json(self) -> float:
        return self.key

    def right_answer(self, language: Language) -> float:
        return self.key

    def wrong_answers(self) -> Iterator[float]:
        yield from (mistake.value for mistake in self.mistakes)

    def judge(self, given: Any) -> Judgement:
        number = read_written(given)
        if is_right(number, self.key, self.tolerance, self.mistakes):
            return True, None
        return False, mistake_in_number(number.value, self.mistakes, self.tolerance)


class WordsGap(GapModel):
    kind: Literal["words"]
    accepted: Wordings
    mistakes: tuple[WordsMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _no_mistake_is_accepted(self) -> Self:
        refuse_mistakes_among_keys(self.accepted, self.mistakes)
        return self

    @property
    def key_in_json(self) -> dict[str, list[str]]:
        """The accepted wordings in each language."""
        return self.accepted.model_dump(mode="json")

    def right_answer(self, language: Language) -> str:
        return self.accepted.in_language(language)[0]

    def wrong_answers(self) -> Iterator[str]:
        yield from (words for mistake in self.mistakes for words in mistake.given)

    def judge(self, given: Any) -> Judgement:
        words = read_words(given)
        return is_accepted(words, self.accepted), mistake_in_words(words, self.mistakes)


Gap = Annotated[ChoiceGap | NumberGap | WordsGap, Field(discriminator="kind")]
