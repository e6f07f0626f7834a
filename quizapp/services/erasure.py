"""Delete everything that belongs to a person, in one transaction. What only names them stays without their name."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import N_, Invalid, LastAdmin, Problem
from quizapp.models import Account, Exam, Learner, Role
from quizapp.services import passwords
from quizapp.services.accounts import get_account
from quizapp.services.learners import find_account_learner
from quizapp.services.owned_tables import Person, ids_of, is_only_named, owned_tables

log = structlog.get_logger()


@dataclass(frozen=True)
class Held:
    """How many rows of each table are a person's: those that are deleted, and those that stay without their name."""

    goes: Mapping[str, int]
    stays: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        return not any((*self.goes.values(), *self.stays.values()))


def person_of(session: Session, account: Account | None, learner: Learner | None) -> Person:
    if account is not None:
        learner = find_account_learner(session, account)
    return Person(
        (learner.learner_id,) if learner else (), (account.account_id,) if account is not None else ()
    )


def what_is_held(session: Session, person: Person) -> Held:
    goes: dict[str, int] = {}
    stays: dict[str, int] = {}
    for owned in owned_tables():
        if owned.table in (Learner.__table__, Account.__table__):
            continue
        query = select(func.count()).select_from(owned.table).where(owned.rows_of(person))
        if count := session.scalar(query) or 0:
            (stays if is_only_named(owned) else goes)[owned.table.name] = count
    unshared = select(func.count()).select_from(Exam).where(*_unshared_exams(person))
    if count := session.scalar(unshared) or 0:
        goes["exams"], stays["exams"] = count, stays["exams"] - count
    return Held(goes, {table: count for table, count in stays.items() if count})


def _unshared_exams(person: Person) -> tuple[ColumnElement[bool], ...]:
    """Nobody else could take them."""
    return Exam.learner_id.in_(person.learner_ids), Exam.is_shared.is_(False)


def delete_account(session: Session, account: Account, password: str) -> None:
    """Raises Invalid naming `password`, or LastAdmin."""
    if not passwords.fits(password, account.password_hash):
        raise Invalid([Problem("password", N_("The password is incorrect."))])
    _delete(session, account)


def delete_account_named(session: Session, name: str) -> Account:
    """For the operator, without a password. Raises AccountNotFound or LastAdmin."""
    account = get_account(session, name)
    _delete(session, account)
    return account


def delete_guest(session: Session, learner: Learner) -> None:
    assert learner.is_guest
    person = Person((learner.learner_id,))
    with writing(session):
        erase(session, person)
    session.expunge_all()
    log.info("guest_deleted")


def _delete(session: Session, account: Account) -> None:
    person = person_of(session, account, None)
    with writing(session):
        _refuse_last_admin(session, account)
        erase(session, person)
    session.expunge_all()
    log.info("account_deleted", account=person.account_ids[0])


def _refuse_last_admin(session: Session, account: Account) -> None:
    """As long as there are others, somebody must be able to give roles."""
    others = select(func.count()).select_from(Account).where(Account.account_id != account.account_id)
    if account.role is not Role.ADMIN or not session.scalar(others):
        return
    if not session.scalar(others.where(Account.role == Role.ADMIN, Account.disabled_at.is_(None))):
        raise LastAdmin


def erase(session: Session, person: Person) -> None:
    """Inside the caller's transaction. Exams that nobody else could take go with the one who made them."""
    session.execute(delete(Exam).where(*_unshared_exams(person)))
    for owned in reversed(owned_tables()):
        for key in owned.namers:
            named = key.in_(ids_of(person, key))
            session.execute(update(owned.table).where(named).values({key: None}))
        if owned.keys and not is_only_named(owned):
            session.execute(delete(owned.table).where(owned.rows_of(person)))
        elif owned.keys:
            for key in owned.keys:
                session.execute(update(owned.table).where(owned.rows_of(person)).values({key: None}))
    session.execute(delete(Learner).where(Learner.learner_id.in_(person.learner_ids)))
    session.execute(delete(Account).where(Account.account_id.in_(person.account_ids)))
