"""Topics are made, renamed, and put in order in the browser; learners see those that have questions."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account
from quizapp.services import question_bank
from tests.bank import bank
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import question_document, submit, text_of

ENGLISH = {"Accept-Language": "en"}
TRANSFORMERS = {
    "slug": "transformers",
    "title.zh": "变换器",
    "title.en": "Transformers",
    "summary.zh": "注意力。",
    "summary.en": "Attention.",
}


def page_of(client: FlaskClient, address: str) -> str:
    return text_of(client.get(address, headers=ENGLISH))


def order(client: FlaskClient) -> list[str]:
    return re.findall(r'class="making-line" id="([^"]+)"', page_of(client, "/author/topics"))


@pytest.fixture
def made(desk: FlaskClient) -> FlaskClient:
    assert send(desk, "/author/topics/new", **TRANSFORMERS).status_code == 302
    return desk


def test_learners_see_a_new_topic_once_it_has_a_question(made: FlaskClient) -> None:
    assert order(made)[-1] == "transformers"
    assert 'value="transformers"' in page_of(made, "/author/new")
    assert "Transformers" not in page_of(made, "/questions")
    submit(made, "/author/new", {**question_document(), "topic": "transformers"}, "publish")
    assert "Transformers" in page_of(made, "/questions")
    assert "My question" in page_of(made, "/topics/transformers")


def test_a_topic_is_renamed_in_both_languages_and_its_history_says_by_whom(
    made: FlaskClient, instructor: Account, session: Session
) -> None:
    renamed = TRANSFORMERS | {"title.en": "Attention", "title.zh": "注意力机制"}
    assert send(made, "/author/topics/transformers", page="/author/topics/transformers", **renamed)
    page = page_of(made, "/author/topics/transformers")
    assert "<h1>Attention</h1>" in page
    assert page.count(instructor.display_name) >= 2
    assert "注意力机制" in text_of(made.get("/author/topics", headers={"Accept-Language": "zh"}))


def test_texts_and_order_of_built_in_topics_stay_as_authors_left_them(
    made: FlaskClient, session: Session
) -> None:
    fields = {
        "title.zh": "循环网络",
        "title.en": "Recurrent networks",
        "summary.zh": "一",
        "summary.en": "One",
    }
    send(made, "/author/topics/rnn", page="/author/topics/rnn", **fields)
    send(made, "/author/topics/transformers/move", page="/author/topics", to="up")
    before = order(made)
    assert before.index("transformers") == len(before) - 2
    session.rollback()
    question_bank.load_bank(session, bank())  # as at the next start
    session.rollback()
    assert order(made) == before
    assert "Recurrent networks" in page_of(made, "/topics/rnn")


def test_only_an_empty_topic_made_here_can_be_deleted(made: FlaskClient) -> None:
    submit(made, "/author/new", {**question_document(), "topic": "transformers"}, "save")
    for slug, why in (("rnn", "came with Nabla"), ("transformers", "still has questions")):
        answer = send(made, f"/author/topics/{slug}/delete?lang=en", page="/author/topics")
        assert answer.status_code == 422
        assert why in text_of(answer)
    send(made, "/author/my-question/discard", page="/author/my-question")
    send(made, "/author/topics/transformers/delete", page="/author/topics")
    assert "transformers" not in order(made)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"slug": "rnn"}, "already in use"),
        ({"slug": "No Name"}, "lowercase"),
        ({"title.en": ""}, "required"),
    ],
)
def test_a_topic_that_lacks_something_is_refused_and_nothing_typed_is_lost(
    desk: FlaskClient, changed: dict[str, str], said: str
) -> None:
    answer = send(desk, "/author/topics/new?lang=en", **(TRANSFORMERS | changed))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Attention." in text_of(answer)
