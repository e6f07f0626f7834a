"""Two people, or two tabs, on one question: nobody’s change is lost unseen."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account
from quizapp.services import authoring
from quizapp.web.authoring.question_form import values_of
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import question_document, submit, text_of

ADDRESS = "/author/my-question"


def opened(desk: FlaskClient) -> str:
    """The revision that a form is opened with."""
    found = re.search(r'name="based_on" value="([^"]+)"', desk.get(ADDRESS).get_data(as_text=True))
    assert found
    return found[1]


def body(session: Session, instructor: Account) -> dict[str, Any]:
    session.expire_all()
    return authoring.get_authored_question(session, instructor, "my-question").body


@pytest.fixture
def tab(desk: FlaskClient) -> str:
    """The revision of a form that stays open while somebody else saves."""
    submit(desk, "/author/new", question_document(), "save")
    revision = opened(desk)
    changed = question_document() | {"title": {"zh": "她的题目", "en": "Her question"}}
    assert submit(desk, ADDRESS, changed, "save", based_on=revision).status_code == 302
    return revision


@pytest.mark.parametrize("action", ["save", "publish"])
def test_an_older_form_does_not_overwrite_a_newer_save(
    desk: FlaskClient, session: Session, instructor: Account, tab: str, action: str
) -> None:
    mine = question_document() | {"title": {"zh": "我的题目", "en": "My own question"}}
    answer = submit(desk, ADDRESS, mine, action, based_on=tab)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "ines saved this question after you opened it" in page
    assert "Her question" in page
    assert "My own question" in page
    assert body(session, instructor)["title"]["en"] == "Her question"


def test_after_both_texts_were_shown_saving_again_is_a_decision(
    desk: FlaskClient, session: Session, instructor: Account, tab: str
) -> None:
    mine = question_document() | {"title": {"zh": "我的题目", "en": "My own question"}}
    page = submit(desk, ADDRESS, mine, "save", based_on=tab).get_data(as_text=True)
    shown = re.search(r'name="based_on" value="([^"]+)"', page)
    assert shown
    assert shown[1] == opened(desk)
    assert submit(desk, ADDRESS, mine, "save", based_on=shown[1]).status_code == 302
    assert body(session, instructor)["title"]["en"] == "My own question"


def test_changes_of_different_fields_are_brought_together_and_shown(desk: FlaskClient, tab: str) -> None:
    mine = question_document() | {"answer": {"zh": "我的答案", "en": "My answer"}}
    page = text_of(submit(desk, ADDRESS, mine, "save", based_on=tab))
    assert (
        "2 fields that only the other version changes are taken over below: Title › Chinese, Title › English"
        in page
    )
    assert 'value="Her question"' in page
    assert "My answer" in page
    assert "Use the saved text" not in page


def test_the_saved_text_of_one_field_can_be_taken(desk: FlaskClient, tab: str) -> None:
    mine = question_document() | {"title": {"zh": "我的题目", "en": "My own question"}}
    page = text_of(submit(desk, ADDRESS, mine, "take:title.en", based_on=tab))
    assert 'value="Her question"' in page
    assert 'value="我的题目"' in page


def test_a_draft_that_changed_meanwhile_is_not_discarded(
    desk: FlaskClient, session: Session, instructor: Account, tab: str
) -> None:
    page = text_of(send(desk, f"{ADDRESS}/discard", page=ADDRESS, based_on=tab))
    assert "The draft has not been discarded." in page
    assert body(session, instructor)["title"]["en"] == "Her question"


def test_a_removed_exercise_is_not_merged_by_position(desk: FlaskClient, tab: str) -> None:
    item = {**question_document()["items"][0], "id": "another-item"}
    mine = question_document() | {"items": [item]}
    page = text_of(submit(desk, ADDRESS, mine, "save", based_on=tab))
    assert "taken over below" not in page
    assert 'value="take:title.en"' in page
    assert 'value="take:items.0.id"' not in page  # nobody else changed it


def test_the_preview_of_a_published_question_does_not_miss_its_address(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "publish")
    values = {**values_of(question_document()), "slug": "my-question"}
    assert "URL name" not in text_of(send(desk, "/author/preview", page=ADDRESS, **values))
    assert '<input type="hidden" name="slug" value="my-question">' in desk.get(ADDRESS).get_data(as_text=True)


def test_a_form_opened_before_signing_in_again_can_still_be_saved(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    fields = {
        **values_of(question_document()),
        "action": "save",
        "based_on": opened(desk),
        "csrf_token": "older",
    }
    ours = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}
    assert desk.post(ADDRESS, data=fields, headers=foreign).status_code == 400
    assert desk.post(ADDRESS, data=fields, headers={"Origin": "http://evil.example"}).status_code == 400
    assert desk.post(ADDRESS, data=fields, headers=ours).status_code == 302
    assert desk.post(ADDRESS, data=fields, headers={"Origin": "http://localhost"}).status_code in (302, 422)
