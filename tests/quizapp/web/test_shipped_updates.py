"""A built-in question that authors changed, and whose file changed too: three-way, shown, and never silent."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account
from quizapp.services import authoring, question_bank
from tests.bank import bank
from tests.quizapp.web.test_accounts import enter, send

ENGLISH = {"Accept-Language": "en"}
SLUG = bank().questions[0].slug


def load(session: Session, **changes: Any) -> question_bank.LoadReport:
    """Load the content files, as if those of one question said something else."""
    first = bank().questions[0]
    question = first.model_validate(first.model_dump(mode="json") | changes)
    report = question_bank.load_bank(session, replace(bank(), questions=(question, *bank().questions[1:])))
    session.rollback()
    return report


def text(english: str) -> dict[str, str]:
    return {"zh": "标题", "en": english}


@pytest.fixture
def desk(session: Session, instructor: Account, client: FlaskClient) -> FlaskClient:
    """Signed in as an author who has changed the title; then the file changed its title and its prompt."""
    body = bank().questions[0].model_dump(mode="json") | {"title": text("Our title")}
    authoring.publish(session, instructor, SLUG, body)
    assert load(session, title=text("Their title"), prompt=text("Their prompt")).kept == (SLUG,)
    name = instructor.name
    session.rollback()
    enter(client, name)
    return client


def draft(session: Session, instructor: Account) -> authoring.AuthoredQuestion:
    session.expire_all()
    found = authoring.get_authored_question(session, instructor, SLUG)
    session.rollback()
    return found


def test_both_changes_become_a_draft_with_what_was_chosen(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    assert f'href="/author/{SLUG}/update"' in desk.get("/author", headers=ENGLISH).text
    address = f"/author/{SLUG}/update"
    page = desk.get(address, headers=ENGLISH).text
    assert "1 field that both changed" in page
    assert "Their prompt" in page.replace("<ins>", "").replace("</ins>", "")
    update = page.split('name="update" value="')[1].split('"')[0]
    refused = send(desk, address, update=update, action="accept")
    assert refused.status_code == 422
    assert 'id="choice-0-error"' in refused.text
    assert not draft(session, instructor).has_draft
    taken = {"update": update, "action": "accept", "choice-0": "mine"}
    assert send(desk, address, **taken).status_code == 302
    found = draft(session, instructor)
    assert (found.has_draft, found.has_update) == (True, False)
    assert (found.body["title"]["en"], found.body["prompt"]["en"]) == ("Our title", "Their prompt")
    assert desk.get(address).status_code == 404
    assert load(session, title=text("Their title"), prompt=text("Their prompt")).kept == ()
    assert load(session, title=text("Their title"), prompt=text("Another one")).kept == (SLUG,)
    assert (
        "that both changed" not in desk.get(address, headers=ENGLISH).text
    )  # the merged one is the base now


def test_a_merge_that_is_discarded_is_offered_again_and_one_that_is_published_is_not(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    address = f"/author/{SLUG}/update"

    def merge() -> authoring.AuthoredQuestion:
        update = desk.get(address, headers=ENGLISH).text.split('name="update" value="')[1].split('"')[0]
        assert (
            send(desk, address, **{"update": update, "action": "accept", "choice-0": "theirs"}).status_code
            == 302
        )
        return draft(session, instructor)

    merged = merge()
    send(desk, f"/author/{SLUG}/discard", based_on=merged.revision)
    found = draft(session, instructor)
    assert (found.has_draft, found.has_update) == (False, True)
    merged = merge()
    authoring.publish(session, instructor, SLUG, dict(merged.body), based_on=merged.revision)
    authoring.save_draft(session, instructor, SLUG, {**merged.body, "title": text("Another title")})
    authoring.discard_draft(session, instructor, SLUG)
    assert not draft(session, instructor).has_update


def test_declining_is_remembered_for_that_shipped_version(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    address = f"/author/{SLUG}/update"
    update = desk.get(address).text.split('name="update" value="')[1].split('"')[0]
    assert send(desk, address, update=update, action="decline").status_code == 302
    assert not draft(session, instructor).has_draft
    assert load(session, title=text("Their title"), prompt=text("Their prompt")).kept == ()
    assert load(session, title=text("A third title")).kept == (SLUG,)
    assert draft(session, instructor).has_update
    assert load(session).kept == ()  # the files are what they were
    assert not draft(session, instructor).has_update
