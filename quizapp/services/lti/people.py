"""The people of a platform: their accounts here, and their seats in the class of a course."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.domain.lti.roles import Part
from quizapp.errors import N_
from quizapp.models import Account, ClassMember, ClassRole, LtiIdentity, LtiPlatform, Role, StudyClass
from quizapp.services import passwords

UNNAMED = N_("Learner")
ROLES: dict[Part, ClassRole] = {
    "learner": ClassRole.LEARNER,
    "assistant": ClassRole.ASSISTANT,
    "instructor": ClassRole.INSTRUCTOR,
}


def find_identity(session: Session, issuer: str, subject: str) -> LtiIdentity | None:
    return session.scalar(select(LtiIdentity).filter_by(issuer=issuer, subject=subject))


def identity_of(session: Session, platform: LtiPlatform, subject: str, name: str) -> LtiIdentity:
    """Inside the caller’s transaction: the person with this name on the platform, with a new account if need be."""
    found = find_identity(session, platform.issuer, subject)
    if found is None:
        account = Account(
            name=f"lti-{secrets.token_hex(6)}",
            display_name=name or UNNAMED,
            password_hash=passwords.hash_of_nobody(),
        )
        session.add(account)
        session.flush()
        found = LtiIdentity(issuer=platform.issuer, subject=subject, account_id=account.account_id)
        session.add(found)
        session.flush()
        session.refresh(found)
    return found


def seat_person(
    session: Session, study_class: StudyClass, identity: LtiIdentity, part: Part, name: str, *, authors: bool
) -> ClassMember:
    """Inside the caller’s transaction: the person in the class, in the role that the platform names; an owner stays
    one. authors: whether who teaches may also write questions.
    """
    account, role = identity.account, ROLES[part]
    member = session.scalar(
        select(ClassMember)
        .filter_by(class_id=study_class.class_id, account_id=account.account_id)
        .with_for_update(of=ClassMember)
    )
    if member is None:
        member = ClassMember(class_id=study_class.class_id, account_id=account.account_id, role=role)
        session.add(member)
    elif member.role is not ClassRole.OWNER:
        member.role = role
    member.name = name or member.name
    member.left_at = None
    account.has_classes = True
    if authors and role is ClassRole.INSTRUCTOR and account.role is Role.LEARNER:
        account.role = Role.INSTRUCTOR
    session.flush()
    return member


def unseat(session: Session, study_class: StudyClass, identity: LtiIdentity) -> bool:
    """Inside the caller’s transaction: who is no longer in the course has left the class; the grades stay."""
    member = session.scalar(
        select(ClassMember).filter_by(class_id=study_class.class_id, account_id=identity.account_id)
    )
    if member is None or member.left_at is not None or member.role is ClassRole.OWNER:
        return False
    member.left_at = now()
    return True
