"""The people of a question: its owner, its co-authors, and its reviewers; and what an account may do with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.authorship import Act, QuestionRole, acts_of
from quizapp.errors import N_, Invalid, NotForAuthors, NotOfTheQuestion, Problem
from quizapp.models import Account, QuestionEntry, QuestionPerson, Role
from quizapp.services.question_addresses import missing_question
from quizapp.services.roles import require_instructor

UNKNOWN = N_("No instructor is called “%(name)s”.")
NO_ROLE = N_("Choose a role.")


@dataclass(frozen=True)
class Person:
    """A person of a question."""

    account_id: int
    name: str
    role: QuestionRole


@dataclass(frozen=True)
class Standing:
    """What an account may do with a question, and the people of the question: the owner first."""

    acts: frozenset[Act]
    people: tuple[Person, ...] = ()

    @property
    def owner(self) -> Person | None:
        return next((person for person in self.people if person.role is QuestionRole.OWNER), None)

    def may(self, act: str) -> bool:
        return act in self.acts


NO_STANDING = Standing(frozenset())


def standing_of(session: Session, account: Account, question_id: int) -> Standing:
    return standings_of(session, account, [question_id])[question_id]


def standings_of(session: Session, account: Account, question_ids: Iterable[int]) -> dict[int, Standing]:
    wanted = list(question_ids)
    query = select(QuestionPerson, Account.name).join(
        Account, Account.account_id == QuestionPerson.account_id
    )
    if len(wanted) == 1:
        query = query.where(QuestionPerson.question_id == wanted[0])
    people: dict[int, list[Person]] = {question_id: [] for question_id in wanted}
    for row, name in session.execute(query):
        if row.question_id in people:
            people[row.question_id].append(Person(row.account_id, name, QuestionRole(row.role)))
    return {question_id: _standing(account, found) for question_id, found in people.items()}


def _standing(account: Account, people: list[Person]) -> Standing:
    roles: Mapping[int, QuestionRole] = {person.account_id: person.role for person in people}
    acts = acts_of(
        roles.get(account.account_id),
        is_admin=account.role == Role.ADMIN,
        has_owner=QuestionRole.OWNER in roles.values(),
        has_reviewers=QuestionRole.REVIEWER in roles.values(),
    )
    order = list(QuestionRole)
    return Standing(acts, tuple(sorted(people, key=lambda each: (order.index(each.role), each.name))))


def require_act(session: Session, account: Account, entry: QuestionEntry, act: Act) -> None:
    """Raises NotAllowed, naming those who may."""
    require_instructor(account)
    standing = standing_of(session, account, entry.question_id)
    if standing.may(act):
        return
    if act in (Act.MANAGE, Act.RETIRE):
        raise NotForAuthors
    role = QuestionRole.REVIEWER if act is Act.REVIEW else QuestionRole.OWNER
    raise NotOfTheQuestion(people=", ".join(each.name for each in standing.people if each.role is role))


def make_owner(session: Session, entry: QuestionEntry, account: Account | None) -> None:
    """Of a new question, inside the caller's transaction."""
    if account is not None:
        session.flush()
        session.add(
            QuestionPerson(
                question_id=entry.question_id, account_id=account.account_id, role=QuestionRole.OWNER
            )
        )


def give_role(session: Session, author: Account, slug: str, name: str, wanted: str) -> None:
    """Give an instructor a role. A new owner takes the place of the one before, who stays as a co-author.

    Raises Invalid naming `name` or `role`.
    """
    if wanted not in set(QuestionRole):
        raise Invalid([Problem("role", NO_ROLE)])
    role = QuestionRole(wanted)
    with writing(session):
        entry = _managed(session, author, slug)
        account = session.scalar(select(Account).filter_by(name=name.strip()))
        if account is None or not account.is_instructor:
            raise Invalid([Problem("name", UNKNOWN, {"name": name.strip()})])
        before = session.scalar(
            select(QuestionPerson).filter_by(question_id=entry.question_id, role=QuestionRole.OWNER)
        )
        if before is not None and before.account_id == account.account_id:
            return
        if role is QuestionRole.OWNER and before is not None:
            before.role = QuestionRole.AUTHOR
        session.merge(QuestionPerson(question_id=entry.question_id, account_id=account.account_id, role=role))


def take_role(session: Session, author: Account, slug: str, account_id: int) -> None:
    """Take a co-author or a reviewer off a question. The owner stays until somebody else is."""
    with writing(session):
        entry = _managed(session, author, slug)
        session.execute(
            delete(QuestionPerson).where(
                QuestionPerson.question_id == entry.question_id,
                QuestionPerson.account_id == account_id,
                QuestionPerson.role != QuestionRole.OWNER,
            )
        )


def list_instructors(session: Session, author: Account) -> list[str]:
    """The names of all who may write."""
    require_instructor(author)
    query = select(Account.name).where(Account.role.in_([Role.INSTRUCTOR, Role.ADMIN]))
    return list(session.scalars(query.order_by(Account.name)))


def _managed(session: Session, author: Account, slug: str) -> QuestionEntry:
    entry = session.scalar(select(QuestionEntry).filter_by(slug=slug))
    if entry is None:
        raise missing_question(session, slug)
    require_act(session, author, entry, Act.MANAGE)
    return entry
