"""What the export of questions is asked for, and what it answers."""

from typing import Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.schemas import LanguageQuery, Name
from quizapp.formats.exchange.export_formats import FORMATS
from quizapp.formats.exchange.leaving import MOST_VARIANTS, VARIANTS

FORMAT_IDS = tuple(FORMATS)


class QuestionExportQuery(LanguageQuery):
    format: Literal[FORMAT_IDS]  # type: ignore[valid-type]
    question: list[Name] = Field(
        default=[], max_length=200, description="The slugs of questions: the parameter may be repeated"
    )
    topic: Name | None = None
    variants: int = Field(
        default=VARIANTS,
        ge=1,
        le=MOST_VARIANTS,
        description="Fixed variants that replace the variables of an item",
    )
    only_losses: bool = Field(default=False, description="What the file does not hold, instead of it")


class LossShown(ResponseBody):
    question: str = Field(description="The slug of a question")
    item: str | None = Field(description="The id of an item; null if it is about the whole question")
    part: str = Field(description="What is lost or changed, such as hints; exercise if all of it is")
    what: str = Field(description="A sentence for people")


class LossesShown(ResponseBody):
    losses: list[LossShown]
