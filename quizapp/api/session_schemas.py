"""The documents of practice sessions in the API."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import LanguageQuery, Name, VariantShown
from quizapp.kinds.skills import SKILLS
from quizapp.services.practice_sets import LONGEST_NAME, MOST_ITEMS, MOST_MINUTES

Scope = Literal["all", "mixed", "due", "wrong", "unseen", "cram"]


class SessionPath(BaseModel):
    session: str = Field(min_length=1, max_length=24)


class SessionsQuery(LanguageQuery):
    limit: int = Field(default=20, ge=1, le=100)


class SessionRequest(RequestBody):
    """A field that is left out stands for everything."""

    scope: Scope = Field(
        default="all",
        description="all: in the order of the questions; mixed: what is due or was wrong first, topics in turn; due: "
        "today's reviews; wrong; unseen; cram: what is remembered least, without touching the schedule",
    )
    topics: list[Name] = Field(default=[], max_length=100)
    questions: list[Name] = Field(default=[], max_length=100)
    items: list[Name] = Field(default=[], max_length=MOST_ITEMS, description="In this order")
    levels: list[int] = Field(default=[], max_length=3)
    kinds: list[Name] = Field(default=[], max_length=30)
    skills: list[Name] = Field(default=[], max_length=len(SKILLS))
    count: int | None = Field(default=None, ge=1, le=MOST_ITEMS, description="At most that many items")
    minutes: int | None = Field(default=None, ge=1, le=MOST_MINUTES, description="At most about that long")
    name: str | None = Field(default=None, max_length=LONGEST_NAME, description="What the set is called")


class SessionItemShown(ResponseBody):
    position: int
    item: str
    question: str
    kind: str
    level: int
    is_review: bool = Field(description="Any item of the same concept may be drawn")
    attempt: int | None = Field(description="The attempt at it, once it is answered")
    score: float | None = Field(
        description="Null until it is answered, also while the attempt waits for a second try"
    )
    first_score: float | None = Field(
        description="The score of the first try, if the second one was answered"
    )


class SessionShown(ResponseBody):
    id: str
    scope: Scope
    name: str | None = Field(description="What the set is called, if whoever made it gave it a name")
    is_cram: bool = Field(description="Answer its items with `cram`, so that the schedule stays as it is")
    items: list[SessionItemShown]
    current: int | None = Field(description="The position to go on with; null if all items are answered")
    minutes_left: int
    created_at: datetime
    finished_at: datetime | None


class SessionList(ResponseBody):
    sessions: list[SessionShown]


class NextShown(ResponseBody):
    position: int | None = Field(description="Null if all items of the session are answered")
    attempt: int | None = Field(description="The attempt that waits for a second try, if the item has one")
    variant: VariantShown | None = Field(
        description="The variant to answer as an attempt at its item, the same one until then"
    )
