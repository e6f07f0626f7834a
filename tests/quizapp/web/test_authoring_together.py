"""Two people, or two tabs, on one question: nobody’s change is lost unseen, and different parts never conflict."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account, Role
from quizapp.services import authoring, openings, part_editing
from tests.conftest import account_with
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import form_of, question_document, submit, text_of

ADDRESS = "/author/my-question"
ITEM = "item-my-first-item"


def opened(desk: FlaskClient, part: str = "question") -> dict[str, str]:
    """The form of a part, as a tab has it."""
    return form_of(desk.get(f"{ADDRESS}?part={part}").get_data(as_text=True))


def save(desk: FlaskClient, tab: dict[str, str], **typed: str) -> Any:
    return desk.post(f"{ADDRESS}/part", data=tab | typed, headers={"HX-Request": "true"})


def body(session: Session, instructor: Account) -> dict[str, Any]:
    session.rollback()
    session.expire_all()
    found = authoring.get_authored_question(session, instructor, "my-question").body
    session.rollback()
    return found


@pytest.fixture
def tab(desk: FlaskClient) -> dict[str, str]:
    """A form of the first part that stays open while somebody else saves that part."""
    submit(desk, "/author/new", question_document(), "save")
    tab = opened(desk)
    her = {"title.zh": "她的题目", "title.en": "Her question"}
    assert save(desk, tab, **her).status_code == 200
    return tab


MINE = {"title.zh": "我的题目", "title.en": "My own question"}


def test_an_older_form_does_not_overwrite_a_newer_save(
    desk: FlaskClient, session: Session, instructor: Account, tab: dict[str, str]
) -> None:
    answer = save(desk, tab, **MINE)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#open-part"
    page = text_of(answer)
    assert "ines changed this part after you opened it" in page
    assert "Her question" in page
    assert "My own question" in page
    assert body(session, instructor)["title"]["en"] == "Her question"


def test_after_both_texts_were_shown_saving_again_is_a_decision(
    desk: FlaskClient, session: Session, instructor: Account, tab: dict[str, str]
) -> None:
    shown = form_of(text_of(save(desk, tab, **MINE)))
    assert shown["title.en"] == "My own question"
    assert desk.post(ADDRESS, data=shown | {"action": "save"}).status_code == 302
    assert body(session, instructor)["title"]["en"] == "My own question"


def test_changes_of_different_fields_of_a_part_are_brought_together_and_saved(
    desk: FlaskClient, session: Session, instructor: Account, tab: dict[str, str]
) -> None:
    page = text_of(save(desk, tab, **{"prompt.en": "My prompt"}))
    assert (
        "2 fields that only the other version changes are taken over below: Title › Chinese, Title › English"
        in page
    )
    assert "Use the saved text" not in page
    saved = body(session, instructor)
    assert (saved["title"]["en"], saved["prompt"]["en"]) == ("Her question", "My prompt")


def test_changes_of_different_parts_never_conflict(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    mine, hers = opened(desk, ITEM), opened(desk, "answer")
    assert save(desk, hers, **{"answer.en": "Her answer"}).status_code == 200
    assert desk.post(ADDRESS, data=opened(desk) | {"action": "insert:numeric"}).status_code == 302
    assert save(desk, mine, **{"items.0.prompt.en": "My prompt"}).status_code == 200
    saved = body(session, instructor)
    assert saved["answer"]["en"] == "Her answer"
    assert [item["kind"] for item in saved["items"]] == ["single_choice", "numeric"]
    assert saved["items"][0]["prompt"]["en"] == "My prompt"


def test_the_saved_text_of_one_field_can_be_taken(desk: FlaskClient, tab: dict[str, str]) -> None:
    page = text_of(desk.post(ADDRESS, data=tab | MINE | {"action": "take:title.en"}))
    shown = form_of(page)
    assert (shown["title.en"], shown["title.zh"]) == ("Her question", "我的题目")


def test_what_is_typed_into_an_exercise_that_somebody_removed_can_be_added_again(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    mine = opened(desk, ITEM)
    assert desk.post(ADDRESS, data=opened(desk, ITEM) | {"action": "delete"}).status_code == 302
    answer = save(desk, mine, **{"items.0.prompt.en": "Typed meanwhile"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Someone else removed this exercise while you were writing." in page
    desk.post(ADDRESS, data=form_of(page) | {"action": "again"})
    assert body(session, instructor)["items"][0]["prompt"]["en"] == "Typed meanwhile"


def test_a_draft_that_changed_meanwhile_is_not_discarded(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    answer = send(desk, f"{ADDRESS}/discard", page=ADDRESS, based_on="older")
    assert "The draft has not been discarded." in text_of(answer)
    assert body(session, instructor)["title"]["en"] == "My question"


def test_yaml_that_changed_meanwhile_is_not_overwritten(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    answer = send(desk, f"{ADDRESS}/yaml", yaml="slug: my-question\ntopic: rnn", based_on="older")
    assert answer.status_code == 422
    assert "Someone else saved this question after you opened it." in text_of(answer)


def test_a_line_says_who_else_has_the_question_open(desk: FlaskClient, session: Session) -> None:
    submit(desk, "/author/new", question_document(), "save")
    other = account_with(session, "otto", Role.INSTRUCTOR)
    openings.note_opening(session, other, "my-question", ITEM)
    session.rollback()
    assert "otto has this question open" in text_of(desk.get(ADDRESS))
    token = opened(desk)["csrf_token"]
    line = text_of(desk.post(f"{ADDRESS}/presence", data={"part": ITEM, "csrf_token": token}))
    assert "otto has this part open too" in line
    assert "ines" not in line


def revision_seen(page: str) -> str:
    """The revision of the question that a page says it shows."""
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_opening_another_part_says_that_the_question_was_changed_meanwhile(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "save")
    before = desk.get(ADDRESS).text
    mine = form_of(before) | {"seen": revision_seen(before)}
    other = account_with(session, "otto", Role.ADMIN)
    part_editing.copy_item(session, other, "my-question", ITEM)
    script = {"HX-Request": "true"}
    page = text_of(desk.get(f"{ADDRESS}?part={ITEM}&seen={mine['seen']}", headers=script))
    assert "otto changed this question at" in page
    assert page.count('id="line-item-') == 2
    after = text_of(desk.get(f"{ADDRESS}?part={ITEM}&seen={revision_seen(page)}", headers=script))
    assert "changed this question" not in after
    saved = text_of(save(desk, mine, **MINE))
    assert "otto changed this question at" in saved
    assert body(session, instructor)["title"]["en"] == "My own question"
    assert len(body(session, instructor)["items"]) == 2


def test_a_form_opened_before_signing_in_again_can_still_be_saved(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    fields = opened(desk) | {"title.en": "Newer", "action": "save", "csrf_token": "older"}
    ours = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}
    assert desk.post(ADDRESS, data=fields, headers=foreign).status_code == 400
    assert desk.post(ADDRESS, data=fields, headers={"Origin": "http://evil.example"}).status_code == 400
    assert desk.post(ADDRESS, data=fields, headers=ours).status_code == 302
    assert desk.post(ADDRESS, data=fields, headers={"Origin": "http://localhost"}).status_code in (302, 422)
