"""The documents of versions of questions and of regrades in the API."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import LanguageQuery, Name
from quizapp.services.regrade_application import LONGEST_REASON

LARGEST_NUMBER = 2**31 - 1


class AuthoredQuestionPath(BaseModel):
    slug: Name


class VersionPath(AuthoredQuestionPath):
    number: int = Field(ge=1, le=LARGEST_NUMBER)


class RegradePath(AuthoredQuestionPath):
    regrade: int = Field(ge=1, le=LARGEST_NUMBER)


class DifferencesQuery(LanguageQuery):
    before: int = Field(ge=1, le=LARGEST_NUMBER, description="Number of a version")
    after: int = Field(ge=1, le=LARGEST_NUMBER, description="Number of a version")


class EntriesQuery(LanguageQuery):
    which: Literal["up", "down", "told", "left_out"] = Field(
        default="up", description="told: the score stays, but not the correct answer"
    )
    page: int = Field(default=1, ge=1, le=1_000_000)


class VersionShown(ResponseBody):
    number: int
    published_at: datetime
    author: str | None = Field(description="Null for what was shipped or imported")
    origin: Literal["shipped", "import", "author"]
    note: str | None = Field(description="What its author says has changed")
    answers: int = Field(description="How many attempts were asked in it")
    unchecked_reason: str | None = Field(description="Why it was published although the check found problems")


class VersionList(ResponseBody):
    versions: list[VersionShown] = Field(description="Newest first")


class VersionDocument(ResponseBody):
    slug: str
    number: int
    document: dict[str, Any] = Field(description="As in the YAML files of the content")


class DifferenceShown(ResponseBody):
    field: str = Field(description="Dotted; exercises and their parts by their ids, and # for their order")
    before: str | None
    after: str | None


class DifferenceList(ResponseBody):
    differences: list[DifferenceShown]


class RegradeBody(RequestBody):
    target: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST_NUMBER,
        description="Number of the version with the correct answers; null for the published one",
    )
    item: Name | None = Field(default=None, description="Null for all exercises of the question")
    takes_reworded: bool = Field(default=False, description="Also attempts at other words of the exercise")
    measures_again: bool = Field(default=False, description="Run the networks behind measured answers again")


class ApplyBody(RequestBody):
    digest: str = Field(min_length=64, max_length=64, description="Of the preview that you saw")
    cause: Literal["key", "tolerance", "wordings", "networks", "other"] = Field(
        description="What was wrong; learners read it"
    )
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="For the record")


class UndoBody(RequestBody):
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="For the record")


class RegradeSummary(ResponseBody):
    considered: int
    unchanged: int
    up: int
    down: int
    told: int = Field(description="The score stays, but not the correct answer")
    learners: int = Field(description="Who have another score")
    left_out: dict[str, int] = Field(description="How many cannot be regraded, by the reason")


class RegradeEntryShown(ResponseBody):
    attempt: int
    item: str
    learner: str | None = Field(description="Null for a guest")
    answer: Any
    before: float
    after: float | None = Field(description="Null for an attempt that is left out")
    problem: str | None = Field(description="Why it is left out")


RegradeState = Literal[
    "waiting", "previewing", "failed", "preview", "outdated", "applying", "applied", "undoing", "undone"
]


class RegradeShown(ResponseBody):
    id: int
    state: RegradeState = Field(
        description="waiting, previewing, applying, undoing: it goes on in the background; ask again. "
        "outdated: some attempts changed since, so nothing was applied"
    )
    done: int = Field(description="Of what goes on in the background: attempts looked at or changed so far")
    total: int = Field(description="Attempts to look at or to change; 0 until that is known")
    target: int = Field(description="Number of the version with the correct answers")
    item: str | None
    digest: str = Field(description="To be sent with what applies it; empty before the preview is done")
    summary: RegradeSummary
    created_at: datetime
    cause: str | None
    reason: str | None
    applied_at: datetime | None
    applied_by: str | None
    undo_reason: str | None
    undone_at: datetime | None
    undone_by: str | None
    set_aside: int = Field(description="Attempts that had changed since, and stayed when it was undone")


class RegradeWithEntries(RegradeShown):
    entries: list[RegradeEntryShown] = Field(description="One page of those asked for, by learner")
    page_count: int


class RegradeList(ResponseBody):
    regrades: list[RegradeShown] = Field(description="Those that were applied, and your own previews")
