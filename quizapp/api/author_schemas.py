"""The documents of questions as their authors see them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import LanguageQuery, Name, PageQuery
from quizapp.domain.text import Language
from quizapp.services.authoring import LONGEST_NOTE, LONGEST_REASON
from quizapp.services.question_states import LONGEST_NOTE as LONGEST_REVIEW

StateName = Literal["draft", "review", "published", "retired"]
CheckName = Literal["never", "running", "failed", "stale", "problems", "green"]
Document = dict[str, Any]
QUESTION = "As in the YAML files of the content; it may be incomplete"
MOST_CHANGES = 200


class DeskQuery(PageQuery):
    q: str | None = Field(default=None, max_length=200, description="Words that must all occur")
    state: StateName | None = Field(
        default=None, description="Retired questions are left out unless asked for"
    )
    topic: Name | None = None
    tag: str | None = Field(default=None, max_length=40)
    author: Name | None = Field(default=None, description="The name of an account")
    with_problems: bool = Field(
        default=False, description="Only drafts in which the last check found problems"
    )
    check: CheckName | None = Field(default=None, description="The state of the last check")


class LastCheckShown(ResponseBody):
    state: CheckName = Field(
        description="stale: the question, or a topic, scenario, or claim that it uses, has changed since"
    )
    errors: int = Field(description="What prevents publishing without a written reason")
    warnings: int


class DeskLineShown(ResponseBody):
    slug: str
    number: str | None
    title: dict[str, str] = Field(description="By language")
    topic: str
    tags: list[str]
    only_in: Language | None = Field(description="Its only language; null if it is in both")
    states: list[StateName]
    check: LastCheckShown
    version: int | None = Field(description="The number of the published version")
    problem_count: int | None = Field(description="Found in the draft by the last check; null before one")
    authors: list[str] = Field(description="Who changed it last, then the others by name")
    is_built_in: bool
    has_update: bool = Field(description="Whether a newer built-in version waits for a decision")
    changed_at: datetime | None


class DeskShown(ResponseBody):
    questions: list[DeskLineShown]
    count: int = Field(description="Of all pages")


class DraftReviewShown(ResponseBody):
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    is_approved: bool = Field(description="Whether the draft was approved as it is now")
    note: str


class AuthoredQuestionShown(ResponseBody):
    slug: str
    only_in: Language | None = Field(description="Its only language; null if it is in both")
    states: list[StateName]
    check: LastCheckShown
    revision: str = Field(description="Its ETag, without the quotation marks")
    version: int | None = Field(description="The number of the published version")
    problem_count: int | None = Field(description="Found in the draft by the last check; null before one")
    author: str | None = Field(description="Who changed it last; null for what was shipped or imported")
    is_built_in: bool
    has_update: bool = Field(description="Whether a newer built-in version waits for a decision")
    changed_at: datetime | None
    retired_at: datetime | None
    review: DraftReviewShown | None


class DocumentQuery(LanguageQuery):
    of: Literal["latest", "draft", "published"] = Field(
        default="latest", description="latest: the draft if there is one, otherwise what is published"
    )


class QuestionDocument(ResponseBody):
    slug: str
    of: Literal["draft", "published"]
    revision: str = Field(description="Its ETag, without the quotation marks")
    document: Document = Field(description=QUESTION)


class IfMatchHeader(BaseModel):
    if_match: str | None = Field(
        default=None,
        alias="If-Match",
        description="The ETag that the question had when you read it; * overwrites whatever is there",
    )


class NewQuestionBody(RequestBody):
    document: Document = Field(description="As in the YAML files of the content; slug and topic are needed")


class DocumentBody(RequestBody):
    document: Document = Field(description=QUESTION)


class ChangesBody(RequestBody):
    changes: dict[str, Any] = Field(
        min_length=1,
        max_length=MOST_CHANGES,
        description="New values by dotted names, such as items.0.prompt.en; null removes one",
    )


class ProblemShown(ResponseBody):
    field: str = Field(description="Dotted name of the field, such as items.0.prompt.en")
    message: str


class CheckShown(ResponseBody):
    slug: str
    revision: str = Field(description="Of what was checked")
    is_publishable: bool
    problems: list[ProblemShown]


class PublishBody(RequestBody):
    note: str = Field(default="", max_length=LONGEST_NOTE, description="What has changed, for other authors")
    reason: str = Field(
        default="",
        max_length=LONGEST_REASON,
        description="Why it is published although the check finds problems",
    )


class StateBody(RequestBody):
    action: Literal["ask", "withdraw", "approve", "send_back", "retire", "bring_back"] = Field(
        description="ask, withdraw, approve, send_back: a review of the draft; nobody approves their own request"
    )
    note: str = Field(default="", max_length=LONGEST_REVIEW, description="For the author, with a decision")


class RenameBody(RequestBody):
    new_slug: Name = Field(description="The earlier one leads on to it")
