"""What has changed since the last mock interview of the same role."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models import Learner, MockInterview
from quizapp.services.interview_reports import Report, report_of


@dataclass(frozen=True)
class Changes:
    """before: the report of the last interview. gained, lost: numbers of key points that were asked in both, and are
    covered only now, or were only then. gap: of an interview, the share that the learner judged covered minus that of
    the exercises the program graded; None if one of them is missing.
    """

    before: Report
    both: int
    gained: int
    lost: int
    gap_before: float | None
    gap: float | None


def changes_since_last(session: Session, learner: Learner | None, report: Report) -> Changes | None:
    """None before the second interview of the role."""
    interview = report.interview
    query = (
        select(MockInterview)
        .where(
            MockInterview.learner_id == interview.learner_id,
            MockInterview.role == interview.role,
            MockInterview.ended_at.is_not(None),
            MockInterview.interview_id < interview.interview_id,
        )
        .order_by(MockInterview.interview_id.desc())
        .limit(1)
    )
    last = session.scalar(query)
    if last is None:
        return None
    before = report_of(session, learner, last)
    then, now = _covered(before), _covered(report)
    both = then.keys() & now.keys()
    return Changes(
        before,
        len(both),
        sum(now[point] and not then[point] for point in both),
        sum(then[point] and not now[point] for point in both),
        _gap(before),
        _gap(report),
    )


def _covered(report: Report) -> dict[tuple[str, str], bool]:
    return {
        (result.question.slug, point.point.id): point.state == "said"
        for result in report.questions
        for point in result.points
    }


def _gap(report: Report) -> float | None:
    if not report.is_judged or report.exercise_share is None:
        return None
    return report.share - report.exercise_share
