"""The people of a service for those who look after them: admins after all, instructors after the learners of their
classes.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.errors import AccountNotFound, LastAdmin, NotAllowed, NotOneself, NotReachedYet, QuizError
from quizapp.models import (
    Account,
    AccountEventKind,
    AssignedWork,
    Assignment,
    ClassMember,
    ClassRole,
    ExamSitting,
    Learner,
    Role,
    StudyClass,
)
from quizapp.services import accounts, names
from quizapp.services.account_events import note
from quizapp.services.classes.membership import TEACHING
from quizapp.services.password_resets import void_reset_links

PER_PAGE = 50
SEEN_WITHIN_DAYS = (1, 7, 30)  # choices of a filter
NOT_SEEN_FOR_DAYS = (30, 90, 365)
ORDERS = ("name", "seen", "newest")


@dataclass(frozen=True)
class PeopleFilter:
    """search: part of a name, also of the name on the list of a class. role, state: their values, or empty for all.

    seen: a number of days within which they were seen; negative, for which they were not; None for all.
    """

    search: str = ""
    role: str = ""
    state: str = ""  # active, disabled
    seen: int | None = None
    order: str = "name"

    @property
    def is_empty(self) -> bool:
        return not (self.search or self.role or self.state or self.seen is not None)


@dataclass(frozen=True)
class PeoplePage:
    """page: from 1 to pages. count: of all that the filter finds."""

    people: tuple[Account, ...]
    count: int
    page: int
    pages: int


def list_people(session: Session, viewer: Account, wanted: PeopleFilter, page: int = 1) -> PeoplePage:
    """Those whom the viewer looks after."""
    which = and_(_in_care(viewer), *_conditions(wanted))
    count = session.scalar(select(func.count()).select_from(Account).where(which)) or 0
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(1, page), pages)
    rows = _ordered(select(Account).where(which), wanted.order).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return PeoplePage(tuple(session.scalars(rows)), count, page, pages)


def get_person(session: Session, viewer: Account, name: str) -> Account:
    """Raises AccountNotFound for everybody whom the viewer does not look after."""
    account = accounts.get_account(session, name)
    which = and_(Account.account_id == account.account_id, _in_care(viewer))
    if session.scalar(select(Account.account_id).where(which)) is None:
        raise AccountNotFound(name=name)
    return account


def classes_of(session: Session, viewer: Account, account: Account) -> list[ClassMember]:
    """The memberships of the account that the viewer may see: all, or those of the classes that the viewer teaches."""
    query = (
        select(ClassMember)
        .join(ClassMember.study_class)
        .where(ClassMember.account_id == account.account_id, ClassMember.left_at.is_(None))
        .order_by(StudyClass.title)
    )
    if viewer.role is not Role.ADMIN:
        query = query.where(ClassMember.class_id.in_(_taught_by(viewer)))
    return list(session.scalars(query))


def why_no_reset(session: Session, viewer: Account, account: Account) -> QuizError | None:
    """What keeps the viewer from creating a link that resets the password of somebody in their care.

    Who was only put on a list of the class, and never came, is an instructor's to see, and not to reset.
    """
    if account is viewer:
        return NotOneself()
    if (
        viewer.role is not Role.ADMIN
        and session.scalar(select(_came_to_class_of(viewer, account))) is not True
    ):
        return NotReachedYet(name=account.display_name)
    return None


def require_reset(session: Session, viewer: Account, account: Account) -> None:
    """Raises NotOneself, NotReachedYet."""
    if (refusal := why_no_reset(session, viewer, account)) is not None:
        raise refusal


def disable(session: Session, account: Account, by: Account | None) -> None:
    """Sign the account out everywhere, and let nobody sign in or use its tokens. Raises NotOneself, LastAdmin."""
    if account is by:
        raise NotOneself
    with writing(session):
        lock(session, account)
        if account.disabled_at is None:
            _refuse_last_admin(session, account)
            account.disabled_at = now()
            accounts.end_sign_ins(session, account)
            void_reset_links(session, account)
            note(session, account, AccountEventKind.DISABLED, by)


def enable(session: Session, account: Account, by: Account | None) -> None:
    with writing(session):
        lock(session, account)
        if account.disabled_at is not None:
            account.disabled_at = None
            note(session, account, AccountEventKind.ENABLED, by)


def sign_out(session: Session, account: Account, by: Account) -> None:
    """Sign somebody else out of every browser. Raises NotAllowed unless by an admin."""
    if by.role is not Role.ADMIN:
        raise NotAllowed(role=Role.ADMIN.value)
    with writing(session):
        accounts.end_sign_ins(session, account)
        note(session, account, AccountEventKind.SIGN_INS_REVOKED, by)


def _in_care(viewer: Account) -> ColumnElement[bool]:
    if viewer.role is Role.ADMIN:
        return true()
    members = select(ClassMember.account_id).where(*_learns_in(_taught_by(viewer)))
    return and_(Account.role == Role.LEARNER, Account.account_id.in_(members))


def _taught_by(viewer: Account) -> Select[int]:
    """The ids of the classes, without those that are archived."""
    seat = aliased(ClassMember)
    return (
        select(seat.class_id)
        .join(StudyClass, StudyClass.class_id == seat.class_id)
        .where(
            seat.account_id == viewer.account_id,
            seat.role.in_(TEACHING),
            seat.left_at.is_(None),
            StudyClass.archived_at.is_(None),
        )
    )


def _learns_in(classes: Select[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        ClassMember.class_id.in_(classes),
        ClassMember.role == ClassRole.LEARNER,
        ClassMember.left_at.is_(None),
    )


def _came_to_class_of(viewer: Account, account: Account) -> ColumnElement[bool]:
    """Whether the account joined one of the viewer's classes by itself, or has begun work there."""
    own = ClassMember.account_id == account.account_id, *_learns_in(_taught_by(viewer))
    learner = select(Learner.learner_id).where(Learner.account_id == account.account_id).scalar_subquery()
    work = (
        exists()
        .where(AssignedWork.learner_id == learner, AssignedWork.assignment_id == Assignment.assignment_id)
        .where(Assignment.class_id.in_(select(ClassMember.class_id).where(*own)))
    )
    sitting = (
        exists()
        .where(ExamSitting.learner_id == learner, ExamSitting.exam_id == Assignment.exam_id)
        .where(Assignment.class_id.in_(select(ClassMember.class_id).where(*own)))
    )
    joined = exists().where(*own, ClassMember.was_added.is_(False))
    return or_(joined, work, sitting)


def _conditions(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search := names.key_of(wanted.search):
        listed = select(ClassMember.account_id).where(
            func.lower(ClassMember.name).contains(search, autoescape=True)
        )
        found.append(or_(Account.name.contains(search, autoescape=True), Account.account_id.in_(listed)))
    if role := next((each for each in Role if each == wanted.role), None):
        found.append(Account.role == role)
    if wanted.state == "active":
        found.append(Account.disabled_at.is_(None))
    elif wanted.state == "disabled":
        found.append(Account.disabled_at.is_not(None))
    if wanted.seen is not None:
        moment = now() - timedelta(days=abs(wanted.seen))
        was_seen = Account.seen_at >= moment
        found.append(
            was_seen if wanted.seen > 0 else or_(Account.seen_at.is_(None), Account.seen_at < moment)
        )
    return found


def _ordered(query: Select[Account], order: str) -> Select[Account]:
    if order == "seen":
        return query.order_by(Account.seen_at.is_(None), Account.seen_at.desc(), Account.account_id)
    if order == "newest":
        return query.order_by(Account.account_id.desc())
    return query.order_by(Account.name)


def _refuse_last_admin(session: Session, account: Account) -> None:
    others = select(Account.account_id).where(
        Account.role == Role.ADMIN, Account.disabled_at.is_(None), Account.account_id != account.account_id
    )
    if account.role is Role.ADMIN and session.scalar(others.limit(1)) is None:
        raise LastAdmin
