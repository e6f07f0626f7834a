"""Convert classes, assignments, and gradebooks to API documents, and requests to rules."""

from datetime import UTC

from quizapp.api.class_schemas import (
    AllowanceBody,
    AssignmentBody,
    AssignmentShown,
    ClassShown,
    GradebookShown,
    MemberShown,
    RowShown,
    StandingShown,
)
from quizapp.domain.classes.grades import Allowance, Standing
from quizapp.domain.classes.rules import AssignmentRules, ExamWork, OncallWork, PracticeWork
from quizapp.domain.exams.rules import FixedSet
from quizapp.models import Assignment, ClassMember
from quizapp.services.classes.assignments import Times
from quizapp.services.classes.gradebook import Gradebook
from quizapp.services.classes.membership import Seat
from quizapp.services.exams import mock_selection


def class_shown(seat: Seat) -> ClassShown:
    one = seat.study_class
    has_code = seat.is_staff and one.is_joinable and one.archived_at is None
    return ClassShown(
        id=one.public_id,
        title=one.title,
        zone=one.zone,
        role=seat.role.value,
        code=one.code if has_code else None,
        is_archived=one.archived_at is not None,
    )


def member_shown(member: ClassMember) -> MemberShown:
    return MemberShown(
        id=member.member_id,
        name=member.shown_name,
        account=member.account.name,
        role=member.role.value,
        joined_at=member.joined_at,
        left_at=member.left_at,
    )


def rules_of_body(body: AssignmentBody) -> tuple[AssignmentRules, Times]:
    work: PracticeWork | ExamWork | OncallWork
    if body.kind == "oncall":
        work = OncallWork(cases=body.cases)
    else:
        drawn = mock_selection(body.topics, body.levels, body.count)
        selection = FixedSet(items=tuple(body.items)) if body.items else drawn
        work = (
            PracticeWork(selection=selection)
            if body.kind == "practice"
            else ExamWork(selection=selection, minutes=body.minutes, grace_seconds=body.grace_seconds)
        )
    rules = AssignmentRules(
        work=work,
        attempts=body.attempts,
        counting=body.counting,
        late_percent=body.late_percent,
        points=body.points,
    )
    times = (at.astimezone(UTC) if at else None for at in (body.opens_at, body.due_at, body.closes_at))
    return rules, Times(*times)


def allowance_of_body(body: AllowanceBody) -> Allowance:
    return Allowance(
        extra_minutes=body.extra_minutes,
        attempts=body.attempts,
        due_at=body.due_at.astimezone(UTC) if body.due_at else None,
        closes_at=body.closes_at.astimezone(UTC) if body.closes_at else None,
        is_excused=body.is_excused,
    )


def assignment_shown(assignment: Assignment, rules: AssignmentRules) -> AssignmentShown:
    return AssignmentShown(
        id=assignment.public_id,
        title=assignment.title,
        kind=rules.work.kind,
        count=rules.work.count,
        attempts=rules.attempts,
        counting=rules.counting,
        late_percent=rules.late_percent,
        points=rules.points,
        opens_at=assignment.opens_at,
        due_at=assignment.due_at,
        closes_at=assignment.closes_at,
    )


def assignments_shown(book: Gradebook) -> list[AssignmentShown]:
    return [assignment_shown(column.assignment, column.rules) for column in book.columns]


def standings_shown(book: Gradebook, standings: tuple[Standing, ...]) -> list[StandingShown]:
    return [
        StandingShown(
            assignment=column.assignment.public_id,
            state=standing.state.value,
            is_late=standing.is_late,
            score=standing.score,
            counted=standing.counted.work.number if standing.counted else None,
            attempts=len(standing.works),
            due_at=standing.terms.due_at,
        )
        for column, standing in zip(book.columns, standings, strict=True)
    ]


def gradebook_shown(book: Gradebook) -> GradebookShown:
    return GradebookShown(
        assignments=assignments_shown(book),
        rows=[
            RowShown(
                member=member_shown(row.member),
                standings=standings_shown(book, row.standings),
                points=row.total.points,
                of=row.total.of,
            )
            for row in book.rows
        ],
    )
