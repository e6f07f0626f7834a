"""A course of a platform with scores in every state, and how the tour comes to its pages."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import ColumnGone, ScoreRefused
from quizapp.models import (
    Account,
    Assignment,
    ClassMember,
    ClassRole,
    LtiColumn,
    LtiCourse,
    LtiLink,
    LtiPlatform,
    LtiScore,
    ScoreState,
    StudyClass,
)
from quizapp.services.lti.people import identity_of, seat_person
from tests.browser.account_stops import as_admin
from tests.browser.conftest import PASSWORD, Visitor
from tests.classes import practice_of

HOME = "https://moodle.example.org"
CLASS = "a-course"


def connect_platform(session: Session) -> None:
    """A platform, and a course of it that `ines` teaches."""
    rules = practice_of(session).model_dump(mode="json")
    platform = LtiPlatform(
        title="Moodle of the university",
        issuer=HOME,
        client_id="a7Kq2",
        deployment_ids=["1"],
        origins=[],
        login_url=f"{HOME}/mod/lti/auth.php",
        token_url=f"{HOME}/mod/lti/token.php",
        jwks_url=f"{HOME}/mod/lti/certs.php",
    )
    study_class = StudyClass(
        public_id=CLASS, title="Deep learning, autumn", zone="Asia/Shanghai", code="7KQM2XRT", is_course=True
    )
    ines = session.scalars(select(Account).filter_by(name="ines")).one()
    with writing(session):
        session.add_all([platform, study_class])
        session.flush()
        course = LtiCourse(
            platform_id=platform.platform_id,
            deployment_id="1",
            context_id="42",
            class_id=study_class.class_id,
            scopes=[],
            members_url=f"{HOME}/members",
            roster_at=now(),
        )
        owner = ClassMember(
            class_id=study_class.class_id, account_id=ines.account_id, role=ClassRole.INSTRUCTOR
        )
        ines.has_classes = True
        session.add_all([course, owner])
        session.flush()
        session.add(LtiLink(course_id=course.course_id, resource_link_id="0", title="Not chosen yet"))
        for number, state in enumerate(ScoreState):
            _column(session, platform, course, rules, number, state)


def _column(
    session: Session, platform: LtiPlatform, course: LtiCourse, rules: object, number: int, state: ScoreState
) -> None:
    title = f"Week {number + 1}"
    assignment = Assignment(public_id=f"week-{number}", class_id=course.class_id, title=title, rules=rules)
    session.add(assignment)
    session.flush()
    link = LtiLink(
        course_id=course.course_id,
        resource_link_id=str(number + 1),
        title=title,
        assignment_id=assignment.assignment_id,
    )
    session.add(link)
    session.flush()
    column = LtiColumn(link_id=link.link_id, assignment_id=assignment.assignment_id)
    session.add(column)
    session.flush()
    if state is ScoreState.PARKED:
        column.is_stuck, column.reason = True, ColumnGone.message
    for place in range(3):
        name = f"Lin Xiaotong {place}"
        identity = identity_of(session, platform, f"u{place}", name)
        seat_person(session, course.study_class, identity, "learner", name, authors=False)
        score = LtiScore(
            column_id=column.column_id,
            identity_id=identity.identity_id,
            score=place / 2,
            dated_at=now(),
            state=state,
            tries=place,
        )
        if state is ScoreState.PARKED:
            score.reason = ScoreRefused.message
            score.reason_values = {"status": 403, "said": "this_person_is_not_in_the_course_any_longer"}
        session.add(score)


def _at_course(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies()
    visitor.open(f"/sign-in?next=/classes/{CLASS}/course")
    visitor.page.locator("input[name=name]").fill("ines")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_url(f"**/classes/{CLASS}/course")
    visitor.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


# Name, endpoint, and how to come there.
LTI_STOPS = [
    ("a course of a platform", "lti_courses.show", _at_course),
    ("course platforms", "lti_platforms.index", as_admin("/lti/platforms")),
    ("a new course platform", "lti_platforms.new", as_admin("/lti/platforms/new", "main summary")),
    ("a course platform", "lti_platforms.edit", as_admin("/lti/platforms/1")),
]
