"""The request and response documents of classes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.exam_schemas import SetBody
from quizapp.api.schemas import Name
from quizapp.domain.classes.rules import MOST_CASES, MOST_POINTS, Counting
from quizapp.domain.exams.rules import (
    LONGEST_GRACE_SECONDS,
    MOST_ATTEMPTS,
    MOST_ITEMS,
    MOST_MINUTES,
    USUAL_GRACE_SECONDS,
)
from quizapp.services.classes.invitations import LONGEST_LIST, Outcome

# Strict mode takes no text for a time, and JSON has no other.
Moment = Annotated[AwareDatetime, Field(strict=False)]
RoleName = Literal["learner", "assistant", "instructor", "owner"]
StateName = Literal["not_open", "open", "started", "grading", "done", "missing", "excused"]
WorkKind = Literal["practice", "exam", "oncall"]


class ClassPath(BaseModel):
    class_id: Name


class AssignmentPath(ClassPath):
    assignment_id: Name


class MemberPath(ClassPath):
    member_id: int


class AllowancePath(AssignmentPath):
    member_id: int


class RoleBody(RequestBody):
    role: RoleName


class ClassBody(RequestBody):
    title: str = Field(min_length=1, max_length=120)
    zone: str = Field(
        default="UTC", max_length=64, description="An IANA name; late days are those of its clocks"
    )


class JoinBody(RequestBody):
    code: str = Field(min_length=1, max_length=40, description="Of the class, or of a personal link")


class ListBody(RequestBody):
    names: list[Annotated[str, StringConstraints(max_length=200)]] = Field(
        min_length=1,
        max_length=LONGEST_LIST,
        description="A name each, or a name and an account with a comma",
    )


class ClassShown(ResponseBody):
    id: str
    title: str
    zone: str
    role: RoleName = Field(description="Yours")
    code: str | None = Field(description="To join; null for learners, and while it is closed")
    is_archived: bool


class ClassList(ResponseBody):
    classes: list[ClassShown]


class MemberShown(ResponseBody):
    id: int
    name: str
    account: str
    role: RoleName
    joined_at: datetime
    left_at: datetime | None


class MemberList(ResponseBody):
    members: list[MemberShown]


class ListedShown(ResponseBody):
    line: int
    name: str
    outcome: Outcome
    code: str | None = Field(description="Of the personal link, for who has no account of this name")


class ListResult(ResponseBody):
    lines: list[ListedShown]


class AssignmentBody(SetBody):
    title: str = Field(min_length=1, max_length=120)
    kind: WorkKind
    count: int = Field(default=8, ge=1, le=MOST_ITEMS, description="Of exercises in a drawn set")
    minutes: int = Field(default=30, ge=1, le=MOST_MINUTES, description="Of an exam")
    grace_seconds: int = Field(default=USUAL_GRACE_SECONDS, ge=0, le=LONGEST_GRACE_SECONDS)
    cases: int = Field(default=1, ge=1, le=MOST_CASES, description="Of the on-call room, in one attempt")
    attempts: int | None = Field(
        default=None, ge=1, le=MOST_ATTEMPTS, description="For each learner; null for any number"
    )
    counting: Counting = Field(default="best", description="Which of several attempts counts")
    late_percent: int | None = Field(
        default=10,
        ge=0,
        le=100,
        description="Taken off for each day begun after the due time; null to accept nothing then",
    )
    points: float = Field(default=10.0, ge=0, le=MOST_POINTS, description="The weight in the total")
    opens_at: Moment | None = None
    due_at: Moment | None = None
    closes_at: Moment | None = Field(default=None, description="Nothing is accepted after it")


class AllowanceBody(RequestBody):
    """What differs for one learner. Fields that are left out are as for everybody."""

    extra_minutes: int = Field(default=0, description="Of an exam")
    attempts: int | None = None
    due_at: Moment | None = None
    closes_at: Moment | None = None
    is_excused: bool = Field(default=False, description="The assignment does not count for this learner")


class AllowanceShown(ResponseBody):
    assignment: str
    member: int
    extra_minutes: int
    attempts: int | None
    due_at: datetime | None
    closes_at: datetime | None
    is_excused: bool


class StandingShown(ResponseBody):
    assignment: str
    state: StateName
    is_late: bool
    score: float | None = Field(description="Null while it does not count")
    counted: int | None = Field(description="The number of the attempt that counts")
    attempts: int = Field(description="That were begun")
    due_at: datetime | None = Field(description="Of this learner")


class AssignmentShown(ResponseBody):
    id: str
    title: str
    kind: WorkKind
    count: int = Field(description="Of exercises, or of cases")
    attempts: int | None
    counting: Counting
    late_percent: int | None
    points: float
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None


class AssignmentList(ResponseBody):
    assignments: list[AssignmentShown]
    standings: list[StandingShown] = Field(description="Yours, in the same order; empty for those who teach")


class BegunShown(ResponseBody):
    kind: WorkKind
    id: str = Field(description="Of the practice session, the sitting, or the case, at its own address")


class RowShown(ResponseBody):
    member: MemberShown
    standings: list[StandingShown] = Field(description="In the order of the assignments")
    points: float
    of: float = Field(description="The points of the assignments that count by now")


class GradebookShown(ResponseBody):
    assignments: list[AssignmentShown]
    rows: list[RowShown] = Field(description="Those who left come last")
