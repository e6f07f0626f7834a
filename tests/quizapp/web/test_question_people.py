"""Who may do what with a question: one table, which services, pages, and the API follow."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.authorship import Act, QuestionRole, acts_of
from quizapp.errors import Invalid, NotAllowed
from quizapp.models import Account, QuestionPerson, Role
from quizapp.services import authoring, desk, part_editing, question_people, question_states
from quizapp.services.question_people import give_role, standing_of, take_role
from tests.conftest import account_with
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk_of_owner  # noqa: F401
from tests.quizapp.web.test_authoring import question_document, text_of

SLUG = "my-question"
BUILT_IN = "what-is-an-rnn"
Attempt = Callable[[Session, Account], object]


def changed(session: Session, account: Account) -> None:
    content = {"topic": "rnn", "title": {"zh": "新", "en": f"New of {account.name}"}}
    part_editing.save_part(session, account, SLUG, "question", content, None)


def published(session: Session, account: Account) -> None:
    body = question_document() | {"title": {"zh": "新", "en": f"Published by {account.name}"}}
    authoring.publish(session, account, SLUG, body)


def reviewed(session: Session, account: Account) -> None:
    question_states.decide_review(session, account, SLUG, is_approved=True, note="")


def added(session: Session, account: Account) -> None:
    give_role(session, account, SLUG, "otto", "reviewer")


ATTEMPTS: dict[Act, list[Attempt]] = {
    Act.EDIT: [
        changed,
        lambda s, a: authoring.save_draft(s, a, SLUG, question_document()),
        lambda s, a: question_states.ask_for_review(s, a, SLUG),
        lambda s, a: part_editing.copy_item(s, a, SLUG, "item-my-first-item"),
    ],
    Act.PUBLISH: [published],
    Act.REVIEW: [reviewed],
    Act.RETIRE: [
        lambda s, a: question_states.retire(s, a, SLUG),
        lambda s, a: question_states.rename(s, a, SLUG, SLUG),
    ],
    Act.MANAGE: [added],
}


@pytest.fixture
def people(session: Session, instructor: Account) -> dict[str, Account]:
    """A question of `ines` in review, with a co-author and a reviewer; and others."""
    authoring.publish(session, instructor, None, question_document())
    found = {"owner": instructor, "nobody": account_with(session, "nora", Role.INSTRUCTOR)}
    for name, role in (("carl", QuestionRole.AUTHOR), ("rita", QuestionRole.REVIEWER)):
        found[role] = account_with(session, name, Role.INSTRUCTOR)
        give_role(session, instructor, SLUG, name, role)
    found["admin"] = account_with(session, "adam", Role.ADMIN)
    account_with(session, "otto", Role.INSTRUCTOR)
    changed(session, instructor)
    question_states.ask_for_review(session, found["author"], SLUG)
    return found


@pytest.mark.parametrize("who", ["owner", "author", "reviewer", "nobody", "admin"])
def test_everyone_may_do_what_the_table_says_and_nothing_else(
    session: Session, people: dict[str, Account], who: str
) -> None:
    account = people[who]
    role = QuestionRole(who) if who in set(QuestionRole) else None
    acts = acts_of(role, is_admin=who == "admin", has_owner=True, has_reviewers=True)
    for act, attempts in ATTEMPTS.items():
        for attempt in attempts:
            if act in acts:
                attempt(session, account)
            else:
                with pytest.raises(NotAllowed):
                    attempt(session, account)


def test_the_table() -> None:
    def acts(role: QuestionRole | None, **given: Any) -> set[str]:
        return set(acts_of(role, **{"is_admin": False, "has_owner": True, "has_reviewers": True} | given))

    assert acts(QuestionRole.OWNER) == {"edit", "publish", "retire", "manage"}
    assert acts(QuestionRole.AUTHOR) == {"edit", "publish"}
    assert acts(QuestionRole.REVIEWER) == {"review"}
    assert acts(None) == set()
    assert acts(None, has_reviewers=False) == {"review"}
    assert acts(None, has_owner=False) == {"edit", "publish", "retire"}
    assert acts(None, is_admin=True) == set(Act)


def test_a_built_in_question_is_open_to_every_instructor(session: Session, instructor: Account) -> None:
    found = authoring.get_authored_question(session, instructor, BUILT_IN).standing
    assert found.owner is None
    assert found.acts == {Act.EDIT, Act.PUBLISH, Act.RETIRE, Act.REVIEW}


def test_a_new_owner_takes_the_place_of_the_one_before(session: Session, people: dict[str, Account]) -> None:
    give_role(session, people["owner"], SLUG, "carl", "owner")
    question = authoring.get_authored_question(session, people["author"], SLUG)
    roles = {person.name: person.role for person in question.standing.people}
    assert roles == {"carl": "owner", people["owner"].name: "author", "rita": "reviewer"}
    with pytest.raises(NotAllowed):
        take_role(session, people["owner"], SLUG, people["reviewer"].account_id)
    take_role(session, people["author"], SLUG, people["author"].account_id)  # an owner stays
    assert standing_of(session, people["author"], question.question_id).owner is not None


def test_only_an_instructor_gets_a_role(session: Session, people: dict[str, Account]) -> None:
    account_with(session, "lea", Role.LEARNER)
    for name, role, field in (
        ("lea", "author", "name"),
        ("nobody-here", "author", "name"),
        ("carl", "", "role"),
    ):
        with pytest.raises(Invalid) as refused:
            give_role(session, people["owner"], SLUG, name, role)
        assert [problem.field for problem in refused.value.problems] == [field]


def test_a_review_waits_on_the_desk_of_those_who_can_decide(
    session: Session, people: dict[str, Account]
) -> None:
    waiting = {
        who: [line.slug for line in desk.list_desk(session, account) if line.waits_for_me]
        for who, account in people.items()
    }
    assert waiting == {"owner": [], "author": [], "nobody": [], "reviewer": [SLUG], "admin": [SLUG]}


def test_the_question_of_a_deleted_account_is_open_to_all(
    session: Session, people: dict[str, Account]
) -> None:
    session.execute(QuestionPerson.__table__.delete().where(QuestionPerson.role == "owner"))
    session.commit()
    changed(session, people["nobody"])
    assert session.scalar(select(QuestionPerson.role).filter_by(account_id=people["author"].account_id))


def test_the_pages_say_who_may_and_show_the_question_to_the_others(
    desk_of_owner: FlaskClient,  # noqa: F811
    session: Session,
    instructor: Account,
) -> None:
    other = account_with(session, "otto", Role.INSTRUCTOR)
    authoring.save_draft(session, other, None, question_document())
    session.rollback()
    page = text_of(desk_of_owner.get(f"/author/{SLUG}"))
    assert "otto can edit it" in page
    assert 'value="publish"' not in page
    assert '<fieldset class="author-fields" disabled>' in page
    answer = send(desk_of_owner, f"/author/{SLUG}/state", page="/author", action="retire")
    assert answer.status_code == 403
    question_people.give_role(session, other, SLUG, instructor.name, "owner")
    session.rollback()
    page = text_of(
        send(desk_of_owner, f"/author/{SLUG}/people", page=f"/author/{SLUG}/people", name="x", role="author")
    )
    assert "No instructor is called “x”." in page
    sent = send(
        desk_of_owner, f"/author/{SLUG}/people", page=f"/author/{SLUG}/people", name="otto", role="reviewer"
    )
    assert sent.status_code == 302
    listed = text_of(desk_of_owner.get(f"/author/{SLUG}/people"))
    assert 'otto</strong> <span class="chip chip-quiet">reviewer' in listed
