"""A question is a draft, in review, published, or retired; its earlier addresses lead on; and the desk shows it all."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account, Role
from quizapp.services import authoring, question_states
from tests.conftest import account_with
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import press, question_document, submit, text_of

ADDRESS = "/author/my-question"


def change(desk: FlaskClient, action: str, address: str = ADDRESS, **fields: str) -> str:
    """Press a button of the state, and see what the editor then says."""
    answer = send(desk, f"{address}/state", page=address, action=action, **fields)
    if answer.status_code != 302:
        return text_of(answer)
    return text_of(desk.get(answer.location or "", headers={"Accept-Language": "en"}))


@pytest.fixture
def published(desk: FlaskClient) -> FlaskClient:
    submit(desk, "/author/new", question_document(), "publish")
    return desk


def test_a_retired_question_is_not_practiced_but_its_attempts_and_its_page_stay(
    published: FlaskClient,
) -> None:
    answer = send(published, "/items/my-first-item/attempts", page="/questions/my-question", answer="a")
    assert answer.status_code == 302
    assert "retired" in change(published, "retire")
    for list_of_questions in ("/topics/rnn", "/questions", "/api/v1/questions"):
        assert "my-question" not in text_of(published.get(list_of_questions)), list_of_questions
    page = text_of(published.get("/questions/my-question"))
    assert "This question has been retired." in page
    assert "<form" not in page.split('id="question"')[1].split("</main>")[0]
    assert published.get("/items/my-first-item").status_code == 404
    assert "My question" in text_of(published.get("/work/everything"))
    assert published.get("/author/my-question/statistics").status_code == 200
    change(published, "bring_back")
    assert "my-question" in text_of(published.get("/topics/rnn"))


def test_a_renamed_question_is_found_under_its_old_address(published: FlaskClient) -> None:
    page = change(published, "rename", new_slug="better-name")
    assert "The URL name is now “better-name”." in page
    for old, new in (
        ("/questions/my-question?again=x", "/questions/better-name?again=x"),
        ("/author/my-question", "/author/better-name"),
        ("/author/my-question/history", "/author/better-name/history"),
        ("/author/my-question/regrade", "/author/better-name/regrade"),
        ("/api/v1/questions/my-question", "/api/v1/questions/better-name"),
    ):
        moved = published.get(old)
        assert (moved.status_code, moved.location) == (308, new)
        assert published.get(new).status_code == 200
    answer = send(published, "/items/my-first-item/attempts", page="/questions/better-name", answer="a")
    assert answer.status_code == 302
    assert send(published, "/author/new", slug="my-question", topic="rnn").status_code == 422
    change(published, "rename", "/author/better-name", new_slug="my-question")
    assert published.get("/questions/better-name").location == "/questions/my-question"


@pytest.mark.parametrize(
    ("address", "wanted", "said"),
    [
        (ADDRESS, "No Name", "Use lowercase letters"),
        (ADDRESS, "new", "already exists"),
        (ADDRESS, "what-is-an-rnn", "already exists"),
        ("/author/what-is-an-rnn", "rnn", "built-in question"),
    ],
)
def test_a_name_that_cannot_be_had_is_refused(
    published: FlaskClient, address: str, wanted: str, said: str
) -> None:
    assert said in change(published, "rename", address, new_slug=wanted)
    assert published.get(address).status_code == 200


def test_a_draft_is_approved_by_somebody_else_with_a_note(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    assert "in review" in change(desk, "ask")
    assert send(desk, f"{ADDRESS}/state", page=ADDRESS, action="approve").status_code == 403
    other = account_with(session, "otto", Role.INSTRUCTOR)
    question_states.decide_review(session, other, "my-question", is_approved=True, note="Well done")
    session.rollback()
    page = text_of(desk.get(ADDRESS))
    assert "approved</span>" in page
    assert "Well done" in page
    press(desk, ADDRESS, "save", "answer", **{"answer.en": "Changed since"})
    assert "approved</span>" not in text_of(desk.get(ADDRESS))
    change(desk, "ask")
    assert "in review" not in change(desk, "withdraw")


def test_publishing_settles_a_review(desk: FlaskClient, session: Session, instructor: Account) -> None:
    submit(desk, "/author/new", question_document(), "save")
    change(desk, "ask")
    press(desk, ADDRESS, "publish")
    press(desk, ADDRESS, "save", "answer", **{"answer.en": "A new draft"})
    assert not authoring.get_authored_question(session, instructor, "my-question").is_in_review


@pytest.fixture
def two(published: FlaskClient) -> FlaskClient:
    """A published question of the instructor’s with tags, and a draft with problems."""
    tagged = question_document() | {"tags": ["hard", "第三周"]}
    submit(published, ADDRESS, tagged, "publish")
    submit(published, "/author/new", {"slug": "half", "topic": "rnn", "title": {"en": "Half done"}}, "save")
    return published


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("q=my+question", "My question", "Half done"),
        ("q=第三周", "My question", "Half done"),
        ("state=draft", "Half done", "My question"),
        ("state=published&author=ines", "My question", "Half done"),
        ("tag=hard", "My question", "Half done"),
        ("topic=rnn&flaws=yes", "Half done", "My question"),
        ("author=ines", "Half done", "what-is-an-rnn"),
        ("flag=key", "No question matches these filters.", "Half done"),
    ],
)
def test_the_desk_shows_what_the_filters_let_through(
    two: FlaskClient, query: str, shown: str, hidden: str
) -> None:
    page = text_of(two.get(f"/author?{query}"))
    lines = page[page.index('id="desk"') :]
    assert shown in lines
    assert hidden not in lines


def test_a_line_of_the_desk_says_state_author_tags_and_check_result(two: FlaskClient) -> None:
    page = text_of(two.get("/author?q=half"))
    assert "ines</span>" in page
    assert "to fix</span>" in page
    assert ">draft</span>" in page
    assert 'href="/author?tag=hard"' in text_of(two.get("/author?q=my"))


def test_tags_are_edited_with_the_question_and_are_no_part_of_a_question_without_them(
    published: FlaskClient, session: Session, instructor: Account
) -> None:
    assert "tags" not in authoring.get_authored_question(session, instructor, "my-question").body
    session.rollback()
    press(published, ADDRESS, "save", tags="hard， 第三周")
    session.expire_all()
    body = authoring.get_authored_question(session, instructor, "my-question").body
    assert body["tags"] == ["hard", "第三周"]
