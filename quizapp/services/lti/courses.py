"""Courses of platforms: the class that each is here, its links, and the grade columns of the links."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.classes.rules import ExamWork
from quizapp.domain.lti.launch import Launch
from quizapp.domain.lti.vocabulary import ITEMS_SCOPE, SCORES_SCOPE
from quizapp.errors import AssignmentNotFound, NotACourse, NotACourseMember
from quizapp.models import (
    Account,
    Assignment,
    ClassMember,
    LtiColumn,
    LtiCourse,
    LtiLink,
    LtiPlatform,
    StudyClass,
)
from quizapp.services.classes.assignments import exam_for, get_assignment, rules_of
from quizapp.services.classes.membership import Seat, new_code
from quizapp.services.lti.people import identity_of, seat_person

LONGEST_TITLE = 120
USUAL_ZONE = "UTC"  # no platform tells that of a course; those who teach set it


@dataclass(frozen=True)
class Entered:
    """Who has come, and where they are. assignment: to which the link leads, if it is chosen."""

    account: Account
    member: ClassMember
    course: LtiCourse
    link: LtiLink | None
    assignment: Assignment | None


def enter(session: Session, platform: LtiPlatform, launch: Launch) -> Entered:
    """Bring what we know of the person, the course, and the link to what the platform says of them.

    Raises NotACourseMember for who has no part in the course.
    """
    if not launch.subject or launch.part is None:
        raise NotACourseMember
    with writing(session):
        course = _course_of(session, platform, launch)
        identity = identity_of(session, platform, launch.subject, launch.name)
        member = seat_person(
            session,
            course.study_class,
            identity,
            launch.part,
            launch.name,
            authors=platform.teachers_author,
        )
        link = _link_of(session, course, launch) if launch.link else None
        assignment = None
        if link is not None:
            _follow_what_was_selected(session, link, launch, may_copy=launch.part == "instructor")
            assignment = _assignment_of(session, link)
            if assignment is not None:
                _column_of(session, link, assignment, launch.item_url)
    return Entered(identity.account, member, course, link, assignment)


def find_course(session: Session, seat: Seat) -> LtiCourse:
    """Of the class; the one that was launched last. Raises NotACourse."""
    query = select(LtiCourse).filter_by(class_id=seat.study_class.class_id)
    found = session.scalars(query.order_by(LtiCourse.course_id.desc())).first()
    if found is None:
        raise NotACourse
    return found


def list_links(session: Session, course: LtiCourse) -> list[tuple[LtiLink, Assignment | None]]:
    query = select(LtiLink).filter_by(course_id=course.course_id).order_by(LtiLink.link_id)
    return [(link, _assignment_of(session, link)) for link in session.scalars(query)]


def choose(session: Session, seat: Seat, link_id: int, public_id: str) -> None:
    """Let a link of the course lead to an assignment of the class. Raises NotACourse, AssignmentNotFound."""
    course = find_course(session, seat)
    assignment = get_assignment(session, seat, public_id)
    link = session.get(LtiLink, link_id)
    if link is None or link.course_id != course.course_id:
        raise AssignmentNotFound
    with writing(session):
        link.assignment_id = assignment.assignment_id
        _column_of(session, link, assignment, None)


def has_grades(course: LtiCourse, item_url: str | None = None) -> bool:
    """Whether the platform takes grades of this course from us."""
    has_column = item_url is not None or (course.items_url is not None and ITEMS_SCOPE in course.scopes)
    return SCORES_SCOPE in course.scopes and has_column


def _course_of(session: Session, platform: LtiPlatform, launch: Launch) -> LtiCourse:
    key = {
        "platform_id": platform.platform_id,
        "deployment_id": launch.deployment,
        "context_id": launch.context,
    }
    course = session.scalar(select(LtiCourse).filter_by(**key).with_for_update(of=LtiCourse))
    if course is None:
        study_class = StudyClass(
            public_id=secrets.token_urlsafe(9),
            title=launch.context_title[:LONGEST_TITLE] or platform.title,
            zone=USUAL_ZONE,
            code=new_code(session),
            is_joinable=False,
            is_course=True,
        )
        session.add(study_class)
        session.flush()
        course = LtiCourse(**key, class_id=study_class.class_id, scopes=[])
        session.add(course)
        session.flush()
        session.refresh(course)
    course.members_url = launch.members_url or course.members_url
    course.items_url = launch.items_url or course.items_url
    if launch.scopes:
        course.scopes = list(launch.scopes)
    return course


def _link_of(session: Session, course: LtiCourse, launch: Launch) -> LtiLink:
    key = {"course_id": course.course_id, "resource_link_id": launch.link}
    link = session.scalar(select(LtiLink).filter_by(**key))
    if link is None:
        link = LtiLink(**key, title=launch.link_title)
        session.add(link)
        session.flush()
        session.refresh(link)
    link.title = launch.link_title or link.title
    return link


def _follow_what_was_selected(session: Session, link: LtiLink, launch: Launch, *, may_copy: bool) -> None:
    """The link leads to what was selected for it. In a course that was copied with its links, that is an assignment of
    the course it was copied from: who teaches brings a copy of it along.
    """
    if not launch.assignment:
        return
    selected = session.scalar(select(Assignment).filter_by(public_id=launch.assignment, removed_at=None))
    if selected is None:
        return
    if selected.class_id == link.course.class_id:
        link.assignment_id = selected.assignment_id
    elif link.assignment_id is None and may_copy and _is_on_platform(session, selected, link.course):
        link.assignment_id = _copy(session, selected, link.course.class_id).assignment_id


def _is_on_platform(session: Session, assignment: Assignment, course: LtiCourse) -> bool:
    query = select(LtiCourse.course_id).filter_by(
        class_id=assignment.class_id, platform_id=course.platform_id
    )
    return session.scalar(query.limit(1)) is not None


def _copy(session: Session, original: Assignment, class_id: int) -> Assignment:
    """Without its times, which are those of another term."""
    rules = rules_of(original)
    copied = Assignment(
        public_id=secrets.token_urlsafe(9), class_id=class_id, title=original.title, rules=original.rules
    )
    if isinstance(rules.work, ExamWork):
        copied.exam_id = exam_for(session, original.title, rules.work).exam_id
    session.add(copied)
    session.flush()
    return copied


def _assignment_of(session: Session, link: LtiLink) -> Assignment | None:
    found = session.get(Assignment, link.assignment_id) if link.assignment_id else None
    return found if found is not None and found.removed_at is None else None


def _column_of(session: Session, link: LtiLink, assignment: Assignment, item_url: str | None) -> None:
    """One for each link and assignment. That which the platform has made is used, also in place of a lost one."""
    key = {"link_id": link.link_id, "assignment_id": assignment.assignment_id}
    column = session.scalar(select(LtiColumn).filter_by(**key).with_for_update(of=LtiColumn))
    if column is None:
        if not has_grades(link.course, item_url):
            return
        column = LtiColumn(**key)
        session.add(column)
    if item_url is not None and item_url != column.item_url:
        column.item_url, column.is_of_platform = item_url, True
        column.is_stuck, column.tries, column.reason, column.reason_values = False, 0, None, None
        column.next_at = column.derive_at = now()
    session.flush()
