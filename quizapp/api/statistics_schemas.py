"""The documents of item statistics."""

from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.schemas import IntervalShown, LanguageQuery, Name

FlagName = Literal["key", "unfair", "backward", "tells_little", "too_hard", "too_easy", "unchosen"]
FLAGS = "What is worth a look, most serious first; each holds for the whole 90% interval"
INTERVAL = "90%"


class StatisticsQuery(LanguageQuery):
    class_id: Name | None = Field(default=None, description="Only the learners of a class in which you teach")


class QuestionFlags(ResponseBody):
    slug: str
    learners: int = Field(description="Who answered any of its items")
    flags: list[FlagName] = Field(description=FLAGS)


class BankStatistics(ResponseBody):
    questions: list[QuestionFlags]


class ShareOfLearners(ResponseBody):
    right: int
    count: int
    value: float
    interval: IntervalShown = Field(description=INTERVAL)


class ChoiceShown(ResponseBody):
    answer: Any = Field(description="In the form of an answer")
    words: str = Field(description="The answer in words")
    is_key: bool
    share: ShareOfLearners = Field(description="Who gave this answer")
    ability: float | None = Field(description="Mean of those who gave it, in standard deviations")


class SecondsShown(ResponseBody):
    count: int
    lower: float = Field(description="The first quartile")
    median: float
    upper: float = Field(description="The third quartile")
    interval: IntervalShown = Field(description="Of the median, 90%")


class VariantGroupShown(ResponseBody):
    variable: str
    value: Any
    upper: Any = Field(description="The end of a range of values; null for one value")
    count: int
    right: float
    gap: float = Field(
        description="How much more often right than the others, among learners of equal ability"
    )
    margin: float = Field(description="Half of the 90% interval of the gap")
    is_unfair: bool = Field(description="Whether the gap is more than chance explains")


class DoubtShown(ResponseBody):
    answer: str
    ratio: float = Field(description="How many times better the answers fit if this one were right")


class ItemNumbers(ResponseBody):
    right: ShareOfLearners
    mean_score: float
    discrimination: float | None = Field(
        description="Correlation of the score with the ability in all other items"
    )
    discrimination_interval: IntervalShown = Field(description=INTERVAL)
    choices: list[ChoiceShown]
    seconds: SecondsShown | None
    variants: list[VariantGroupShown] = Field(description="By drawn values, largest gap first")
    doubt: DoubtShown | None = Field(description="Another answer that fits better than the correct one")


class ItemStatisticsShown(ResponseBody):
    item: str
    kind: str
    learners: int
    since_version: int = Field(description="The version from which answers count")
    flags: list[FlagName] = Field(description=FLAGS)
    statistics: ItemNumbers | None = Field(
        description="Of first answers; null for fewer learners than are shown"
    )


class QuestionStatistics(ResponseBody):
    slug: str
    learners: int = Field(description="Who answered any of its items")
    fewest_learners: int = Field(description="Before numbers are shown")
    items: list[ItemStatisticsShown]
