"""The request and response documents of mock interviews."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from quizapp.api.answers import Answer
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import Name, VariantShown

RoleId = Literal["junior", "engineer", "researcher"]
StateOfPoint = Literal["said", "half", "missed"]
TurnKindShown = Literal["opening", "follow_up", "show_me", "exercise", "confidence"]


class InterviewPath(BaseModel):
    interview: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[a-z0-9]+$")]


class InterviewPointsPath(InterviewPath):
    position: int = Field(ge=0, le=1000, description="Of the turn that opened the question")


class InterviewBody(RequestBody):
    role: RoleId = Field(
        default="engineer", description="Decides which questions are asked, and how many follow-ups"
    )
    minutes: Literal[10, 20, 30] = 10
    topics: list[Name] = Field(default=[], max_length=100, description="All if empty")


class TypedBody(RequestBody):
    position: int = Field(ge=0, le=1000, description="Of the turn that waits for an answer")
    answer: str | None = Field(default=None, max_length=8000)
    scratch: str | None = Field(default=None, max_length=8000, description="Notes, which nobody grades")
    base: str | None = Field(
        default=None,
        max_length=8000,
        description="What was stored when you began; if it has changed since, nothing is stored",
    )


class SentBody(RequestBody):
    position: int = Field(ge=0, le=1000, description="Of the turn that waits for an answer")
    answer: Answer | None = Field(
        default=None,
        description="A text; for an exercise, in the form of its kind; for confidence, a percentage",
    )
    skip: bool = Field(default=False, description="Go on without an answer")


class ClockBody(RequestBody):
    action: Literal["pause", "resume", "end"]


class JudgmentBody(RequestBody):
    points: dict[str, StateOfPoint] = Field(
        max_length=20, description="By the id of the key point; one that is left out counts as missed"
    )


class TurnShown(ResponseBody):
    position: int
    kind: TurnKindShown
    prompt: str | None = Field(description="Null for an exercise")
    answer: str
    asked_at: float = Field(description="Seconds on the clock of the interview")
    is_skipped: bool
    exercise: VariantShown | None = Field(description="While it waits for an answer")
    claim: str | None = Field(description="Of a run to explain: the claim that was stated")
    run: str | None = Field(description="The id of that run")


class InterviewShown(ResponseBody):
    id: str
    role: RoleId
    minutes: int
    seconds_left: float
    is_running: bool = Field(description="False while it is paused, or a run is computed, and after the end")
    ending: Literal["done", "early", "time"] | None = Field(description="Null while it goes on")
    created_at: datetime
    turns: list[TurnShown] = Field(description="The last one waits for an answer, until the end")
    scratch: str


class InterviewSummary(ResponseBody):
    id: str
    role: RoleId
    minutes: int
    ending: Literal["done", "early", "time"] | None
    created_at: datetime
    questions: list[str] = Field(description="Those that were asked")
    share: float | None = Field(description="Of the key points, self-judged; null before that")


class InterviewList(ResponseBody):
    interviews: list[InterviewSummary]


class SpanShown(ResponseBody):
    of: str = Field(description="point:<id> of a key point, or claim:<id> of a stated claim")
    start: int
    end: int
    look: Literal["said", "half", "wrong"]
    is_contested: bool


class PointShown(ResponseBody):
    id: str
    number: int
    text: str
    state: StateOfPoint
    position: int | None = Field(description="Of the turn whose words make it, or seem to")


class ReportQuestion(ResponseBody):
    slug: str
    position: int
    is_judged: bool
    points: list[PointShown]


class ReportTurn(ResponseBody):
    turn: TurnShown
    spans: list[SpanShown]
    contradicted: list[str] = Field(description="The claims that it states and that a run contradicts")
    attempt: int | None
    score: float | None = Field(description="Of the exercise, graded by the program")


class ReportShown(ResponseBody):
    id: str
    made: float = Field(description="Key points; half of one counts half")
    points: int
    low: float = Field(description="The lower end of a 95% interval for the share")
    high: float
    is_judged: bool = Field(description="Whether the score is self-judged, or rests on words alone")
    exercise_share: float | None = Field(description="The mean score of the exercises")
    confidence: int | None = Field(description="Your own guess, in percent")
    questions: list[ReportQuestion]
    turns: list[ReportTurn]
    not_reached: list[str]
    second_look_on: date


class LinkShown(ResponseBody):
    url: str = Field(description="Shown only once; a new link replaces it")
