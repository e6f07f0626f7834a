"""The request and response documents of exams."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from quizapp.api.answers import Answer
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.item_schemas import KindFields
from quizapp.api.schemas import AttemptShown, Name
from quizapp.domain.exams.rules import (
    LONGEST_GRACE_SECONDS,
    MOST_ATTEMPTS,
    MOST_ITEMS,
    MOST_MINUTES,
    USUAL_GRACE_SECONDS,
    Level,
)
from quizapp.services.exam_answers import LONGEST_DEVICE


class ExamPath(BaseModel):
    exam: Name


class SittingPath(BaseModel):
    sitting: Name


class ExamAnswerPath(SittingPath):
    position: int = Field(ge=1, le=MOST_ITEMS, description="Of the exercise in the sitting, from 1")


class SetBody(RequestBody):
    """Exercises that are fixed, or drawn at each start."""

    items: list[Name] = Field(
        default=[], max_length=MOST_ITEMS, description="A fixed set, in this order; if empty, a set is drawn"
    )
    topics: list[Name] = Field(
        default=[], max_length=20, description="Of a drawn set, in equal shares; all if empty"
    )
    levels: list[Level] = Field(default=[], max_length=3, description="Of a drawn set; all if empty")


class ExamBody(SetBody):
    title: str = Field(min_length=1, max_length=120)
    minutes: int = Field(ge=1, le=MOST_MINUTES)
    count: int = Field(default=12, ge=1, le=MOST_ITEMS, description="Of exercises in a drawn set")
    attempts: int | None = Field(
        default=None, ge=1, le=MOST_ATTEMPTS, description="For each learner; null for any number"
    )
    grace_seconds: int = Field(
        default=USUAL_GRACE_SECONDS,
        ge=0,
        le=LONGEST_GRACE_SECONDS,
        description="For how long answers are still accepted after the end",
    )
    is_shared: bool = Field(default=False, description="With everybody; only instructors can share")


class SittingSummary(ResponseBody):
    id: str
    number: int = Field(description="Counts your sittings of this exam")
    started_at: datetime
    closes_at: datetime = Field(description="By the clock of the server")
    ended_at: datetime | None = Field(description="Null while answers are accepted")
    score: float | None = Field(description="Null until all answers are graded")


class ExamShown(ResponseBody):
    id: str
    title: str
    is_shared: bool
    count: int = Field(description="Of exercises")
    minutes: int
    grace_seconds: int
    attempts_left: int | None = Field(description="Null without a limit")
    opens_at: datetime | None
    closes_at: datetime | None
    sittings: list[SittingSummary] = Field(description="Yours, newest first")


class ExamList(ResponseBody):
    exams: list[ExamShown]


class AskedShown(KindFields):
    position: int
    item: str
    kind: str
    level: int
    prompt: str
    parameters: dict[str, Any]
    answer: Any = Field(description="What is saved; null before the first save")
    revision: int = Field(description="Counts the changes of the saved answer")
    is_flagged: bool


class SittingShown(SittingSummary):
    exam: str
    grace_seconds: int
    seconds_left: float = Field(description="Until the end, without the grace period")
    items: list[AskedShown] = Field(description="Empty once the exam is over")


class ExamAnswerBody(RequestBody):
    answer: Answer
    device: str = Field(
        default="api",
        min_length=1,
        max_length=LONGEST_DEVICE,
        description="A name that you draw once for each program or page",
    )
    sequence: int = Field(
        ge=1,
        le=10**9,
        description="Counts the saves of this answer by this device; a lower one that arrives later changes nothing",
    )
    seen: int = Field(default=0, ge=0, le=10**9, description="The revision that you knew when you typed")
    age_seconds: float = Field(
        default=0.0,
        ge=0,
        le=10**7,
        description="How long ago it was typed; between devices, what was typed last counts",
    )
    seconds_left: float | None = Field(
        default=None,
        ge=0,
        le=86_400,
        description="In place of it: the seconds that were left when it was typed, by the server’s clock. "
        "They stay the same however long a save is under way",
    )
    is_flagged: bool | None = None
    seconds: float | None = Field(default=None, ge=0, le=86_400, description="Spent on it on this device")


class ExamAnswerSaved(ResponseBody):
    outcome: Literal["stored", "repeated", "superseded"] = Field(
        description="repeated: this save or a later one of the device came before. "
        "superseded: another device saved what was typed later; yours is set aside"
    )
    revision: int
    answer: Any = Field(description="What counts now")
    problem: str | None = Field(description="Why it cannot be read; nothing tells whether it is right")
    seconds_left: float


class ItemResult(ResponseBody):
    position: int
    item: str
    score: float
    seconds: float = Field(description="With the exercise in focus, as the devices say")
    problem: str | None = Field(description="Why the answer could not be read")
    explanation: str
    attempt: AttemptShown | None = Field(description="Null without a readable answer")


class ExamResult(SittingSummary):
    exam: str
    submitted_at: datetime | None = Field(description="Null if the time ran out")
    items: list[ItemResult]
