"""Who is in a class, in which role, and what the role allows."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.days import zone_names
from quizapp.domain.text import order_of_name
from quizapp.errors import (
    N_,
    ClassArchived,
    ClassNotFound,
    Invalid,
    LastOwner,
    MemberNotFound,
    NotYourClass,
    Problem,
)
from quizapp.models import Account, ClassMember, ClassRole, Learner, StudyClass
from quizapp.services.roles import require_instructor

LONGEST_TITLE = 120
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike
TEACHING = (ClassRole.INSTRUCTOR, ClassRole.OWNER)


@dataclass(frozen=True)
class Seat:
    """A class as one of its members sees it. is_owner: also an instructor of a class that has no owner any more."""

    study_class: StudyClass
    member: ClassMember
    is_owner: bool

    @property
    def role(self) -> ClassRole:
        return self.member.role

    @property
    def is_staff(self) -> bool:
        """Sees the gradebook, and the page of each learner."""
        return self.role.includes(ClassRole.ASSISTANT)

    @property
    def is_teaching(self) -> bool:
        """Changes assignments, allowances, and members."""
        return self.role.includes(ClassRole.INSTRUCTOR)


def create_class(session: Session, account: Account, title: str, zone: str) -> StudyClass:
    """A class whose owner the account is. Raises NotAllowed for a learner, and Invalid naming the field."""
    require_instructor(account)
    _check(title, zone)
    with writing(session):
        made = StudyClass(
            public_id=secrets.token_urlsafe(9), title=title.strip(), zone=zone, code=new_code(session)
        )
        session.add(made)
        session.flush()
        session.add(ClassMember(class_id=made.class_id, account_id=account.account_id, role=ClassRole.OWNER))
        account.has_classes = True
    return made


def change_class(session: Session, seat: Seat, title: str, zone: str, *, admits_guests: bool = False) -> None:
    """Raises NotYourClass, Invalid naming the field. Times of assignments stay the moments that they are."""
    require(seat, ClassRole.INSTRUCTOR)
    _check(title, zone)
    with writing(session):
        seat.study_class.title, seat.study_class.zone = title.strip(), zone
        seat.study_class.admits_guests = admits_guests


def archive_class(session: Session, seat: Seat, *, is_archived: bool) -> None:
    """An archived class stays readable. Raises NotYourClass unless the member owns it."""
    if not seat.is_owner:
        raise NotYourClass(role=ClassRole.OWNER.value)
    with writing(session):
        seat.study_class.archived_at = now() if is_archived else None


def list_seats(session: Session, account: Account | None) -> list[Seat]:
    """The classes in which the account is, those not archived and the newest first."""
    if account is None or not account.has_classes:
        return []
    query = (
        select(ClassMember)
        .join(ClassMember.study_class)
        .where(ClassMember.account_id == account.account_id, ClassMember.left_at.is_(None))
        .order_by(StudyClass.archived_at.is_not(None), StudyClass.class_id.desc())
    )
    return [
        Seat(member.study_class, member, member.role is ClassRole.OWNER) for member in session.scalars(query)
    ]


def get_seat(
    session: Session, account: Account | None, public_id: str, least: ClassRole = ClassRole.LEARNER
) -> Seat:
    """The account’s place in a class. Raises ClassNotFound for everybody else, and NotYourClass for too low a role."""
    query = (
        select(ClassMember)
        .join(ClassMember.study_class)
        .where(
            StudyClass.public_id == public_id,
            ClassMember.account_id == (account.account_id if account else None),
            ClassMember.left_at.is_(None),
        )
    )
    member = session.scalar(query)
    if member is None:
        raise ClassNotFound
    is_owner = member.role is ClassRole.OWNER or (
        member.role is ClassRole.INSTRUCTOR and not _has_owner(session, member.class_id)
    )
    seat = Seat(member.study_class, member, is_owner)
    require(seat, least)
    return seat


def require(seat: Seat, least: ClassRole) -> None:
    """Raises NotYourClass."""
    if not seat.role.includes(least):
        raise NotYourClass(role=least.value)


def require_current(seat: Seat) -> None:
    """Raises ClassArchived."""
    if seat.study_class.archived_at is not None:
        raise ClassArchived


def list_members(session: Session, seat: Seat) -> list[ClassMember]:
    """Everybody who is or was in the class: those who teach first, then by name; those who left at the end."""
    found = session.scalars(select(ClassMember).filter_by(class_id=seat.study_class.class_id)).all()
    ranks = list(ClassRole)
    return sorted(
        found,
        key=lambda each: (
            each.left_at is not None,
            -ranks.index(each.role),
            order_of_name(each.shown_name),
            each.member_id,
        ),
    )


def get_member(session: Session, seat: Seat, member_id: int) -> ClassMember:
    """Also one who has left. Raises MemberNotFound."""
    member = session.get(ClassMember, member_id)
    if member is None or member.class_id != seat.study_class.class_id:
        raise MemberNotFound
    return member


def set_role(session: Session, seat: Seat, member_id: int, wished: str) -> ClassMember:
    """Only the owner gives and takes the roles of those who teach. Raises NotYourClass, MemberNotFound, LastOwner, and
    Invalid naming `role`.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    member = get_member(session, seat, member_id)
    role = next((each for each in ClassRole if each == wished), None)
    if role is None:
        raise Invalid([Problem("role", N_("Choose a role."))])
    if not seat.is_owner and (role in TEACHING or member.role in TEACHING):
        raise NotYourClass(role=ClassRole.OWNER.value)
    if role in TEACHING and not member.account.is_instructor:
        raise Invalid(
            [
                Problem(
                    "role",
                    N_(
                        "“%(name)s” needs an account with the instructor role on this server first. "
                        "An admin can give it."
                    ),
                    {"name": member.shown_name},
                )
            ]
        )
    with writing(session):
        if member.role is ClassRole.OWNER and role is not ClassRole.OWNER:
            _refuse_last_owner(session, member)
        member.role = role
    return member


def remove_member(session: Session, seat: Seat, member_id: int) -> ClassMember:
    """Their grades stay. Raises NotYourClass, MemberNotFound, LastOwner."""
    require(seat, ClassRole.INSTRUCTOR)
    member = get_member(session, seat, member_id)
    if member.role in TEACHING and not seat.is_owner:
        raise NotYourClass(role=ClassRole.OWNER.value)
    _leave(session, member)
    return member


def readmit_member(session: Session, seat: Seat, member_id: int) -> ClassMember:
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    member = get_member(session, seat, member_id)
    with writing(session):
        member.left_at = None
    return member


def leave_class(session: Session, seat: Seat) -> None:
    """Raises LastOwner."""
    _leave(session, seat.member)


def seat_account(
    session: Session,
    study_class: StudyClass,
    account: Account,
    name: str | None = None,
    *,
    was_added: bool = False,
) -> bool:
    """Inside the caller’s transaction: make the account a learner of the class, or let it return. Returns whether it
    was not in it. name: as the list has it. was_added: by somebody else.
    """
    member = session.scalar(
        select(ClassMember)
        .filter_by(class_id=study_class.class_id, account_id=account.account_id)
        .with_for_update(of=ClassMember)
    )
    account.has_classes = True
    if member is None:
        session.add(
            ClassMember(
                class_id=study_class.class_id,
                account_id=account.account_id,
                name=name or None,
                was_added=was_added,
            )
        )
        session.flush()
        return True
    member.name = name or member.name
    member.was_added = member.was_added and was_added
    was_away, member.left_at = member.left_at is not None, None
    return was_away


def learners_of(seat: Seat) -> Select[UUID]:
    """The ids of those who learn in the class, also of those who have left."""
    return (
        select(Learner.learner_id)
        .join(ClassMember, ClassMember.account_id == Learner.account_id)
        .where(ClassMember.class_id == seat.study_class.class_id, ClassMember.role == ClassRole.LEARNER)
    )


def new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
        if session.scalar(select(StudyClass.class_id).filter_by(code=code)) is None:
            return code


def _leave(session: Session, member: ClassMember) -> None:
    with writing(session):
        _refuse_last_owner(session, member)
        member.left_at = member.left_at or now()


def _refuse_last_owner(session: Session, member: ClassMember) -> None:
    """Inside a transaction, which locks the class."""
    session.execute(
        update(StudyClass).where(StudyClass.class_id == member.class_id).values(title=StudyClass.title)
    )
    if member.role is ClassRole.OWNER and not _has_owner(session, member.class_id, member):
        raise LastOwner


def _has_owner(session: Session, class_id: int, besides: ClassMember | None = None) -> bool:
    query = select(ClassMember.member_id).filter_by(class_id=class_id, role=ClassRole.OWNER, left_at=None)
    if besides is not None:
        query = query.where(ClassMember.member_id != besides.member_id)
    return session.scalar(query.limit(1)) is not None


def _check(title: str, zone: str) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem("title", N_("Give the class a title.")))
    elif len(title.strip()) > LONGEST_TITLE:
        values = {"limit": LONGEST_TITLE}
        problems.append(Problem("title", N_("The title has at most %(limit)s characters."), values))
    if zone not in zone_names():
        problems.append(Problem("zone", N_("Choose a time zone by its IANA name, such as Asia/Shanghai.")))
    if problems:
        raise Invalid(problems)
