"""The second try over JSON: an opt-in, before which nothing tells the key."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from tests.bank import items
from tests.quizapp.api.test_reviews import client_of

ITEM = next(item for item in items() if isinstance(item, SingleChoice) and item.hints)
WRONG, OTHER = [option.id for option in ITEM.options if not option.correct][:2]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app)


def first_try(client: FlaskClient, **more: Any) -> Any:
    sent = {"answer": WRONG, "confidence": 0.7, **more}
    answered = client.post(f"/api/v1/items/{ITEM.id}/attempts?lang=en", json=sent)
    assert answered.status_code == 201
    return answered.get_json()


def test_a_wrong_answer_gets_a_hint_and_nothing_that_tells_the_key(client: FlaskClient) -> None:
    first = first_try(client, second_try=True)
    assert first["hint"] == ITEM.hints[0].en
    assert (first["score"], first["confidence"]) == (0.0, 0.7)
    withheld = ("key", "parts", "measured", "feedback", "tolerance", "explanation", "claims")
    assert not any(first[field] for field in withheld)
    (listed,) = client.get("/api/v1/attempts").get_json()["attempts"]
    assert not any(listed[field] for field in withheld)


def test_the_second_answer_is_graded_and_says_what_the_first_was(client: FlaskClient) -> None:
    first = first_try(client, second_try=True)
    path = f"/api/v1/attempts/{first['id']}/second_try?lang=en"
    second = client.post(path, json={"answer": right_answer(ITEM)}).get_json()
    assert (second["id"], second["score"], second["first_score"]) == (first["id"], 1.0, 0.0)
    assert second["is_second_try"]
    assert second["key"] == right_answer(ITEM)
    assert second["hint"] is None
    assert client.post(path, json={"answer": OTHER}).status_code == 409


def test_the_answer_is_shown_on_request(client: FlaskClient) -> None:
    first = first_try(client, second_try=True)
    shown = client.post(f"/api/v1/attempts/{first['id']}/answer", json={}).get_json()
    assert (shown["key"], shown["score"], shown["is_second_try"]) == (right_answer(ITEM), 0.0, False)


def test_clients_that_do_not_ask_for_it_see_the_key_at_once(client: FlaskClient) -> None:
    assert first_try(client)["key"] == right_answer(ITEM)
    sent = {"answer": WRONG, "confidence": 0.8}
    assert client.post(f"/api/v1/items/{ITEM.id}/attempts", json=sent).status_code == 422
