"""How people come into a class: by its code, by its link, or by a list of names.

The code is part of the link, so that a new code makes the old link useless too.
"""

import csv
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import (
    N_,
    ClassArchived,
    Invalid,
    InvitationNotFound,
    JoiningClosed,
    Problem,
)
from quizapp.models import Account, ClassInvitation, ClassMember, ClassRole, StudyClass
from quizapp.services import names
from quizapp.services.classes.membership import (
    CODE_SIGNS,
    Seat,
    new_code,
    require,
    require_current,
    seat_account,
)

LONGEST_LIST = 500  # lines
LONGEST_NAME = 80
HEADINGS = {"name", "account", "姓名", "名字", "账号", "帐号", "学号"}

Outcome = Literal["added", "returned", "already", "invited", "invited_before", "twice", "unreadable"]


@dataclass(frozen=True)
class Invited:
    """The class that an invitation leads to. name: of the person, if it is for one alone."""

    study_class: StudyClass
    invitation: ClassInvitation | None = None

    @property
    def name(self) -> str | None:
        return self.invitation.name if self.invitation else None


@dataclass(frozen=True)
class ListedLine:
    """What became of a line of a list. number: of the line, from 1. token: of the personal link, if one was made."""

    number: int
    text: str
    outcome: Outcome
    name: str = ""
    token: str | None = None


def find_invited(session: Session, code: str) -> Invited:
    """What a code, as it was typed, or the token of a personal link leads to. Raises InvitationNotFound, JoiningClosed,
    ClassArchived.
    """
    typed = "".join(sign for sign in code.upper() if sign in CODE_SIGNS)
    invitation = session.scalar(select(ClassInvitation).filter_by(token=code))
    study_class = (
        session.get(StudyClass, invitation.class_id)
        if invitation
        else session.scalar(select(StudyClass).filter_by(code=typed))
    )
    if study_class is None:
        raise InvitationNotFound
    if study_class.archived_at is not None:
        raise ClassArchived
    if invitation is None and not study_class.is_joinable:
        raise JoiningClosed
    return Invited(study_class, invitation)


def join_class(session: Session, account: Account, code: str) -> StudyClass:
    """Make the account a learner of the class; for who is in it already, nothing changes. A personal link is used up.

    Raises InvitationNotFound, JoiningClosed, ClassArchived.
    """
    try:
        return _join(session, account, code)
    except IntegrityError:  # another request of the same account was faster
        return _join(session, account, code)


def _join(session: Session, account: Account, code: str) -> StudyClass:
    with writing(session):
        invited = find_invited(session, code)
        seat_account(session, invited.study_class, account, invited.name)
        if invited.invitation is not None:
            session.delete(invited.invitation)
    return invited.study_class


def join_by_code(session: Session, account: Account, code: str) -> StudyClass:
    """As a form sends it. Raises Invalid naming `code` in place of InvitationNotFound."""
    try:
        return join_class(session, account, code.strip())
    except InvitationNotFound:
        raise Invalid(
            [
                Problem(
                    "code", N_("No class has this code. It has eight letters and digits, such as 7KQM-2XRT.")
                )
            ]
        ) from None


def renew_code(session: Session, seat: Seat) -> None:
    """Give the class a new code; the old one and its link lead nowhere. Raises NotYourClass, ClassArchived."""
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    with writing(session):
        seat.study_class.code = new_code(session)


def set_joinable(session: Session, seat: Seat, *, is_joinable: bool) -> None:
    """Whether code and link let anybody join; personal links do in any case. Raises NotYourClass, ClassArchived."""
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    with writing(session):
        seat.study_class.is_joinable = is_joinable


def list_invitations(session: Session, seat: Seat) -> list[ClassInvitation]:
    """Those who have not come yet, by name."""
    query = select(ClassInvitation).filter_by(class_id=seat.study_class.class_id)
    return sorted(session.scalars(query), key=lambda each: each.name.casefold())


def withdraw_invitation(session: Session, seat: Seat, invitation_id: int) -> None:
    """Raises NotYourClass. It is no error if it was used or withdrawn meanwhile."""
    require(seat, ClassRole.INSTRUCTOR)
    with writing(session):
        session.execute(
            delete(ClassInvitation).where(
                ClassInvitation.invitation_id == invitation_id,
                ClassInvitation.class_id == seat.study_class.class_id,
            )
        )


def invite_list(session: Session, seat: Seat, text: str) -> list[ListedLine]:
    """Add the people of a list: a name on each line, or CSV with a name and an account.

    Who has an account of that name is added; everybody else gets a personal link. Says what became of each line. Raises
    NotYourClass, ClassArchived, and Invalid naming `list` if it is empty or too long.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Invalid([Problem("list", N_("Write one name on each line."))])
    if len(lines) > LONGEST_LIST:
        raise Invalid(
            [Problem("list", N_("A list has at most %(limit)s lines at a time."), {"limit": LONGEST_LIST})]
        )
    if _cells(lines[0][1])[0].strip().casefold() in HEADINGS:
        lines = lines[1:]
    done: list[ListedLine] = []
    with writing(session):
        seen: set[str] = set()
        for number, line in lines:
            done.append(_invite(session, seat.study_class, number, line, seen))
    return done


def _invite(session: Session, study_class: StudyClass, number: int, line: str, seen: set[str]) -> ListedLine:
    cells = [names.displayed(cell) for cell in _cells(line)]
    name, account_name = cells[0], next((cell for cell in cells[1:] if cell), "")
    key = names.key_of(account_name or name)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return ListedLine(number, line, "unreadable")
    if key in seen:
        return ListedLine(number, line, "twice", name)
    seen.add(key)
    account = session.scalar(select(Account).filter_by(name=key))
    if account is not None:
        before = session.scalar(
            select(ClassMember).filter_by(class_id=study_class.class_id, account_id=account.account_id)
        )
        shown = name if account_name else None
        is_new = seat_account(session, study_class, account, shown, was_added=True)
        outcome: Outcome = ("returned" if before else "added") if is_new else "already"
        return ListedLine(number, line, outcome, name)
    known = session.scalar(select(ClassInvitation).filter_by(class_id=study_class.class_id, name=name))
    if known is not None:
        return ListedLine(number, line, "invited_before", name, known.token)
    invitation = ClassInvitation(class_id=study_class.class_id, name=name, token=secrets.token_urlsafe(16))
    session.add(invitation)
    session.flush()
    return ListedLine(number, line, "invited", name, invitation.token)


def _cells(line: str) -> Sequence[str]:
    """A line of CSV with commas, semicolons, or tabs; without them, one cell."""
    separator = next((sign for sign in "\t;,，" if sign in line), ",")
    return next(csv.reader([line.replace("\0", "")], delimiter=separator), [""])
