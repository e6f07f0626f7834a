"""Going back to a version, and shipped updates, over the API: with the ETag of what was read."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import Account
from quizapp.services import api_tokens, authoring
from tests.bank import bank
from tests.quizapp.web.test_shipped_updates import SLUG, load, text

ROOT = f"/api/v1/author/questions/{SLUG}"
Call = Callable[..., TestResponse]


@pytest.fixture
def call(bare_client: FlaskClient, session: Session, instructor: Account) -> Call:
    """An author who has published a version with another title."""
    body = bank().questions[0].model_dump(mode="json") | {"title": text("Our title")}
    authoring.publish(session, instructor, SLUG, body)
    token = api_tokens.create_api_token(session, instructor, "script", may_write=True)
    session.rollback()

    def send(method: str, place: str, body: Any = None, etag: str | None = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}", **({"If-Match": etag} if etag else {})}
        return bare_client.open(f"{ROOT}{place}", method=method, json=body, headers=headers)

    return send


def title(call: Call) -> str:
    return str(call("GET", "/document").get_json()["document"]["title"]["en"])


def test_a_version_is_read_and_restored_as_a_draft(call: Call) -> None:
    first = call("GET", "/versions/1").get_json()
    assert (first["number"], first["document"]["slug"]) == (1, SLUG)
    assert call("POST", "/versions/1/restore").status_code == 428
    assert call("POST", "/versions/1/restore", etag='"v1"').status_code == 412
    restored = call("POST", "/versions/1/restore", etag=call("GET", "").headers["ETag"])
    assert (restored.status_code, restored.get_json()["states"]) == (200, ["draft", "published"])
    assert restored.headers["ETag"] == f'"{restored.get_json()["revision"]}"'
    assert title(call) == first["document"]["title"]["en"]
    assert call("POST", "/versions/9/restore", etag="*").status_code == 404


def test_a_shipped_update_is_read_and_taken(call: Call, session: Session) -> None:
    assert call("GET", "/update").status_code == 404
    load(session, title=text("Their title"), prompt=text("Their prompt"))
    read = call("GET", "/update")
    offered = read.get_json()
    assert [(each["field"], each["theirs"], each["mine"]) for each in offered["clashes"]] == [
        ("title.en", "Their title", "Our title")
    ]
    assert {each["field"] for each in offered["taken"]} == {"prompt.en", "prompt.zh"}
    wish = {"update_id": offered["update_id"], "choices": {"title.en": "theirs"}}
    assert call("POST", "/update/accept", wish).status_code == 428
    assert call("POST", "/update/accept", wish, '"v1"').status_code == 412
    for choices, field in (({}, "choices.title.en"), ({"title.en": "mine", "tags": "mine"}, "choices.tags")):
        refused = call("POST", "/update/accept", {**wish, "choices": choices}, read.headers["ETag"])
        assert (refused.status_code, [each["field"] for each in refused.get_json()["errors"]]) == (
            422,
            [field],
        )
    assert call("POST", "/update/accept", wish, read.headers["ETag"]).get_json()["has_update"] is False
    assert title(call) == "Their title"
    assert call("POST", "/update/accept", wish, "*").status_code == 404


def test_a_shipped_update_is_declined(call: Call, session: Session) -> None:
    load(session, title=text("Their title"))
    update = {"update_id": call("GET", "/update").get_json()["update_id"]}
    assert call("POST", "/update/decline", {"update_id": update["update_id"] + 1}).status_code == 404
    assert call("POST", "/update/decline", update).get_json()["has_update"] is False
    assert title(call) == "Our title"
