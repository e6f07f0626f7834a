"""The request and response documents of reviews."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import LanguageQuery, Name

RatingLabel = Literal["again", "hard", "good", "easy"]
Identity = Annotated[int, Field(ge=1, le=2**31 - 1)]


class CardPath(BaseModel):
    card: Identity


class ReviewPath(BaseModel):
    review: Identity


class ForecastQuery(LanguageQuery):
    days: int = Field(default=30, ge=1, le=366)


class ConceptShown(ResponseBody):
    kind: Literal["claim", "item", "cause"] = Field(
        description="claim: several items ask about it. item: the variants of one item. cause: cases of the on-call "
        "room have it"
    )
    slug: str | None = Field(description="Null for a cause that is due, since a case asks for it")
    topic: str | None = Field(description="Null for a cause")
    statement: str | None = Field(
        description="Of a claim, or the name of a cause; null for an item, and for a cause that is due"
    )
    items: list[str] = Field(description="None of a cause: take a case that is a review")


class CardShown(ResponseBody):
    id: int
    concept: ConceptShown
    due: date
    reviewed: date = Field(description="The day of the last review")
    retrievability: float = Field(description="The probability of recall today, from 0 to 1", ge=0, le=1)
    stability: float = Field(description="The days until recall falls to 0.9")
    difficulty: float = Field(description="From 1 to 10")
    reviews: int
    lapses: int
    seconds: float = Field(description="How long a review usually takes")
    is_leech: bool = Field(description="Forgotten so often that more reviews are not what helps")


class DueShown(ResponseBody):
    day: date = Field(description="Today in your time zone, from your day boundary on")
    cards: list[CardShown] = Field(description="To review today, in this order, within the daily minutes")
    first_answers: list[ConceptShown] = Field(description="What the plan to the interview introduces today")
    seconds: float = Field(description="What the cards take")
    seconds_spent: float = Field(description="On today's reviews so far")
    beyond_minutes: int = Field(description="Cards that are due, and do not fit into the daily minutes")
    kept_apart: int = Field(
        description="Cards that are due, and wait a day because a sibling is reviewed today"
    )


class DayLoadShown(ResponseBody):
    day: date
    cards: int
    seconds: float


class ForecastShown(ResponseBody):
    days: list[DayLoadShown]


class PlannedDayShown(ResponseBody):
    day: date
    reviews: int
    first_answers: int
    seconds: float = Field(description="With the repetitions expected after lapses")


class WaysOutShown(ResponseBody):
    minutes_a_day: int | None
    later_date: date | None
    topics: list[str] | None = Field(description="The topics to keep")


class PlanShown(ResponseBody):
    interview_on: date
    is_feasible: bool = Field(description="Whether every card is brought to a recall of 0.9 on that day")
    days: list[PlannedDayShown]
    missed: list[ConceptShown] = Field(description="What cannot be brought to 0.9 within the daily minutes")
    ways_out: WaysOutShown | None = Field(
        description="Each alone makes the plan feasible; null if it is, and within it for what does not help"
    )


class PlanOrNone(ResponseBody):
    plan: PlanShown | None = Field(description="Null without an interview to come")


class PreferencesBody(RequestBody):
    zone: str = Field(default="UTC", max_length=64, description="An IANA name, such as Asia/Shanghai")
    boundary_hour: int = Field(default=4, ge=0, le=12, description="The hour at which your day begins")
    minutes_a_day: int = Field(default=20, ge=1, le=480)
    interview_on: date | None = Field(default=None, strict=False)
    topics: list[Name] = Field(
        default=[], max_length=100, description="Of the interview, the most important first; all if empty"
    )


class PreferencesShown(ResponseBody):
    zone: str
    boundary_hour: int
    minutes_a_day: int
    interview_on: date | None
    topics: list[str]


class RatingBody(RequestBody):
    rating: RatingLabel


class ReviewShown(ResponseBody):
    id: int
    card: int
    concept: str
    attempt: int | None = Field(description="Null if it was an on-call case")
    case: str | None = Field(description="The id of the on-call case; null if it was an attempt")
    rating: RatingLabel
    graded_rating: RatingLabel = Field(description="What followed from the grade, before you corrected it")
    day: date
    reviewed_at: datetime
    due_before: date | None = Field(description="When the card was due before; null for its first review")
    retrievability_before: float | None
    seconds: float | None
    is_undone: bool = Field(description="An undone review stays in the log and does not count")
    due_now: date | None = Field(description="When the card is due now; null if all its reviews were undone")


class ReviewLogShown(ResponseBody):
    reviews: list[ReviewShown]
    count: int


class ReadinessShown(ResponseBody):
    slug: str
    estimate: float = Field(description="The share of concepts that you would recall today, from 0 to 1")
    low: float = Field(
        description="The lower end of a 95% interval; what was never answered widens it upward"
    )
    high: float
    coverage: float = Field(description="The share of concepts that you have answered")


class ReadinessList(ResponseBody):
    topics: list[ReadinessShown]
    claims: list[ReadinessShown] = Field(description="Those with a card")
    on_call: ReadinessShown | None = Field(
        description="The share of causes that you would name in the on-call room; null with fewer than 3 cards"
    )


class LeechShown(ResponseBody):
    card: CardShown
    tests: list[str] = Field(description="Of the claim: experiments whose runs explain it")
    scenarios: list[str] = Field(description="Those of its items, to run and look at")


class LeechList(ResponseBody):
    leeches: list[LeechShown]
