"""The rules of an assignment: what is to be done, how often, and how its score is found."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from quizapp.domain.exams.rules import (
    LONGEST_GRACE_SECONDS,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    USUAL_GRACE_SECONDS,
    DrawnSet,
    ExamRules,
    FixedSet,
)
from quizapp.domain.text import ContentModel

MOST_CASES = 10
MOST_POINTS = 1000.0

Selection = Annotated[FixedSet | DrawnSet, Field(discriminator="kind")]


class PracticeWork(ContentModel):
    """A practice session: feedback after each exercise. The first try of each counts."""

    kind: Literal["practice"] = "practice"
    selection: Selection

    @property
    def count(self) -> int:
        return count_of(self.selection)


class ExamWork(ContentModel):
    """An exam: against the clock, with feedback at its end. The limits of attempts and times are the assignment’s."""

    kind: Literal["exam"] = "exam"
    selection: Selection
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    grace_seconds: int = Field(default=USUAL_GRACE_SECONDS, ge=0, le=LONGEST_GRACE_SECONDS)

    @property
    def count(self) -> int:
        return count_of(self.selection)

    def exam_rules(self) -> ExamRules:
        return ExamRules(selection=self.selection, minutes=self.minutes, grace_seconds=self.grace_seconds)


class OncallWork(ContentModel):
    """So many cases of the on-call room make one attempt."""

    kind: Literal["oncall"] = "oncall"
    cases: int = Field(default=1, ge=1, le=MOST_CASES)

    @property
    def count(self) -> int:
        return self.cases


Counting = Literal["best", "last", "first"]


class AssignmentRules(ContentModel):
    """attempts: None for any number. counting: which attempt counts. late_percent: what is taken off for each day begun
    after the due time; None if nothing is accepted after it. points: the weight in the total.
    """

    work: Annotated[PracticeWork | ExamWork | OncallWork, Field(discriminator="kind")]
    attempts: int | None = Field(default=None, ge=1, le=MOST_ATTEMPTS)
    counting: Counting = "best"
    late_percent: int | None = Field(default=10, ge=0, le=100)
    points: float = Field(default=10.0, ge=0, le=MOST_POINTS)


ASSIGNMENT_RULES = TypeAdapter(AssignmentRules)


def count_of(selection: FixedSet | DrawnSet) -> int:
    return len(selection.items) if isinstance(selection, FixedSet) else selection.count
