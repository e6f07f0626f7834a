"""Practice sessions over JSON, with tokens or as a guest."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.kinds import right_answer, skill_of
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.models import Account
from quizapp.services import api_tokens
from tests.bank import items
from tests.quizapp.api.test_reviews import client_of

HINTED = [item for item in items() if isinstance(item, SingleChoice) and item.hints][:2]
BY_ID = {item.id: item for item in items()}


@pytest.fixture
def client(app: Flask, session: Session, instructor: Account) -> FlaskClient:
    """A program with a token."""
    token = api_tokens.create_api_token(session, instructor, "sessions")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def started(client: FlaskClient, **body: Any) -> Any:
    response = client.post("/api/v1/sessions", json=body or {"items": [item.id for item in HINTED]})
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def next_of(client: FlaskClient, session: Any) -> Any:
    return client.post(f"/api/v1/sessions/{session['id']}/next", json={}).get_json()


def answered(client: FlaskClient, variant: Any, answer: Any, **more: Any) -> Any:
    sent = {"answer": answer, "variant": variant["variant"], **more}
    return client.post(f"/api/v1/items/{variant['item']}/attempts", json=sent).get_json()


def test_a_session_is_practiced_item_by_item(client: FlaskClient) -> None:
    session = started(client)
    assert [each["item"] for each in session["items"]] == [item.id for item in HINTED]
    for position in (1, 2):
        following = next_of(client, session)
        assert following == next_of(client, session)
        assert following["position"] == position
        answered(client, following["variant"], right_answer(BY_ID[following["variant"]["item"]]))
    assert next_of(client, session) == {"position": None, "attempt": None, "variant": None}
    session = client.get(f"/api/v1/sessions/{session['id']}").get_json()
    assert [each["score"] for each in session["items"]] == [1.0, 1.0]
    assert session["finished_at"]


def test_a_second_try_keeps_the_item_current(client: FlaskClient) -> None:
    session = started(client)
    variant = next_of(client, session)["variant"]
    item = BY_ID[variant["item"]]
    wrong = next(option.id for option in item.options if not option.correct)
    attempt = answered(client, variant, wrong, second_try=True)["id"]
    following = next_of(client, session)
    assert (following["position"], following["attempt"], following["variant"]) == (1, attempt, variant)
    client.post(f"/api/v1/attempts/{attempt}/second_try", json={"answer": right_answer(item)})
    first = client.get(f"/api/v1/sessions/{session['id']}").get_json()["items"][0]
    assert (first["score"], first["first_score"]) == (1.0, 0.0)


def test_a_session_of_one_skill_has_the_name_that_its_set_was_given(client: FlaskClient) -> None:
    session = started(client, skills=["compute"], count=5, name="Norms by hand")
    assert session["name"] == "Norms by hand"
    assert {skill_of(BY_ID[each["item"]]) for each in session["items"]} == {"compute"}
    refused = client.post("/api/v1/sessions?lang=en", json={"skills": ["guess"]})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.get_json()["errors"]] == ["skill"]
    refused = client.post("/api/v1/sessions?lang=en", json={"kinds": ["guess"]})
    assert [each["field"] for each in refused.get_json()["errors"]] == ["kind"]


def test_sessions_are_listed_and_finished(client: FlaskClient) -> None:
    sessions = [started(client)["id"], started(client)["id"]]
    listed = client.get("/api/v1/sessions").get_json()["sessions"]
    assert [each["id"] for each in listed] == sessions[::-1]
    ended = client.post(f"/api/v1/sessions/{sessions[0]}/finish", json={}).get_json()
    assert ended["finished_at"]


def test_nothing_that_fits_is_refused_by_name(client: FlaskClient) -> None:
    refused = client.post("/api/v1/sessions?lang=en", json={"scope": "due"})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.get_json()["errors"]] == ["scope"]
    assert client.post("/api/v1/sessions", json={"scope": "nothing"}).status_code == 422


def test_the_session_of_somebody_else_is_not_found(app: Flask, client: FlaskClient) -> None:
    session, guest = started(client), client_of(app)
    started(guest)
    path = f"/api/v1/sessions/{session['id']}"
    assert guest.get(path).status_code == 404
    assert guest.post(f"{path}/next", json={}).status_code == 404
    assert guest.post(f"{path}/finish", json={}).status_code == 404
