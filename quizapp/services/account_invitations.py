"""One-time links with which somebody creates an account. Those of classes are in `classes/invitations.py`."""

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, LinkSpent, NotAllowed, NotFound, Problem
from quizapp.models import Account, AccountInvitation, ClassRole, Role, StudyClass
from quizapp.services import accounts
from quizapp.services.accounts import token_hash
from quizapp.services.classes.membership import get_seat, list_seats, seat_account

DAYS = (1, 7, 30)
LONGEST_NOTE = 200
MOST_OPEN = 500  # of one account
PER_PAGE = 50


def roles_to_give(by: Account | None) -> tuple[Role, ...]:
    """The roles that an invitation of this account may have; by: None for the operator on the command line."""
    if by is None or by.role is Role.ADMIN:
        return tuple(Role)
    return (Role.LEARNER,) if by.is_instructor else ()


def classes_to_fill(session: Session, by: Account) -> list[StudyClass]:
    """The classes that an invitation of this account can lead to."""
    return [
        seat.study_class
        for seat in list_seats(session, by)
        if seat.is_teaching and seat.study_class.archived_at is None
    ]


def invite(
    session: Session,
    by: Account | None,
    role: str,
    *,
    days: int = DAYS[1],
    note: str = "",
    class_id: str = "",
) -> str:
    """The token of a new link. class_id: the public id of a class that the invited person joins as a learner.

    by: None for the operator on the command line. Raises NotAllowed for a learner, and Invalid naming the field.
    """
    may_give = roles_to_give(by)
    if not may_give:
        raise NotAllowed(role=Role.INSTRUCTOR.value)
    found = next((each for each in may_give if each == role), None)
    note, problems = note.strip(), []
    if found is None:
        problems.append(Problem("role", N_("Choose a role.")))
    if days not in DAYS:
        problems.append(Problem("days", N_("Choose how long the link is valid.")))
    if len(note) > LONGEST_NOTE:
        message = N_("A note has at most %(most)s characters.")
        problems.append(Problem("note", message, {"most": LONGEST_NOTE}))
    study_class = None
    try:
        study_class = get_seat(session, by, class_id, ClassRole.INSTRUCTOR).study_class if class_id else None
    except (NotFound, NotAllowed):
        problems.append(Problem("class", N_("Choose one of the classes that you teach.")))
    if problems or found is None:
        raise Invalid(problems)
    token = secrets.token_urlsafe(24)
    row = AccountInvitation(
        token_hash=token_hash(token),
        role=found,
        note=note,
        class_id=study_class.class_id if study_class else None,
        made_by_id=by.account_id if by else None,
        is_by_operator=by is None,
        expires_at=now() + timedelta(days=days),
    )
    with writing(session):
        if by is not None and _count_open(session, by) >= MOST_OPEN:
            message = N_("You have %(most)s open invitations, which is the maximum. Revoke some first.")
            raise Invalid([Problem("role", message, {"most": MOST_OPEN})])
        session.add(row)
    return token


def list_invitations(session: Session, viewer: Account, page: int = 1) -> tuple[list[AccountInvitation], int]:
    """A page of those that the viewer may see, the newest first, and the number of pages."""
    seen = _seen_by(viewer)
    count = session.scalar(select(func.count()).select_from(AccountInvitation).where(seen)) or 0
    pages = max(1, -(-count // PER_PAGE))
    query = select(AccountInvitation).where(seen).order_by(AccountInvitation.invitation_id.desc())
    rows = query.offset((min(max(1, page), pages) - 1) * PER_PAGE).limit(PER_PAGE)
    return list(session.scalars(rows)), pages


def revoke_invitation(session: Session, viewer: Account, invitation_id: int) -> None:
    """It is no error if it was used or revoked meanwhile. Raises LinkSpent if it is not among those of the viewer."""
    which = and_(AccountInvitation.invitation_id == invitation_id, _seen_by(viewer))
    if session.scalar(select(AccountInvitation.invitation_id).where(which)) is None:
        raise LinkSpent
    with writing(session):
        session.execute(
            update(AccountInvitation)
            .where(AccountInvitation.invitation_id == invitation_id, *_unused())
            .values(revoked_at=now())
        )


def get_invitation(session: Session, token: str) -> AccountInvitation:
    """Raises LinkSpent unless it can be used: also if whoever made it is gone, or could not make it any more."""
    found = session.scalar(select(AccountInvitation).filter_by(token_hash=token_hash(token)))
    if found is None or found.state != "open" or not _may_still_invite(found):
        raise LinkSpent
    return found


def accept_invitation(session: Session, token: str, name: str, password: str) -> Account:
    """Create the account. Raises LinkSpent, and Invalid naming `name` or `password`."""
    invitation = get_invitation(session, token)
    account = accounts.new_account(session, name, password, invitation.role)
    use = (
        update(AccountInvitation)
        .where(AccountInvitation.invitation_id == invitation.invitation_id, *_unused())
        .values(used_at=now(), note="")  # the note goes into the log of the account, and with it
    )
    detail = {"note": invitation.note} if invitation.note else {}
    study_class = invitation.study_class
    with writing(session):
        if session.scalar(use.returning(AccountInvitation.invitation_id)) is None:  # by another request
            raise LinkSpent
        accounts.add_account(session, account, invitation.made_by, **detail)
        invitation.used_by_id = account.account_id
        if study_class is not None and study_class.archived_at is None:
            seat_account(session, study_class, account)
    return account


def _may_still_invite(invitation: AccountInvitation) -> bool:
    maker = invitation.made_by
    if maker is None:
        return invitation.is_by_operator
    return maker.disabled_at is None and invitation.role in roles_to_give(maker)


def _seen_by(viewer: Account) -> ColumnElement[bool]:
    """Admins see those of all."""
    is_own = AccountInvitation.made_by_id == viewer.account_id
    return AccountInvitation.invitation_id.is_not(None) if viewer.role is Role.ADMIN else is_own


def _unused() -> tuple[ColumnElement[bool], ...]:
    return AccountInvitation.used_at.is_(None), AccountInvitation.revoked_at.is_(None)


def _count_open(session: Session, by: Account) -> int:
    query = select(func.count()).select_from(AccountInvitation)
    still = AccountInvitation.expires_at > now()
    return session.scalar(query.where(AccountInvitation.made_by_id == by.account_id, still, *_unused())) or 0
