"""Exams over JSON: from a new one to its result."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.http.extensions import db
from quizapp.kinds import right_answer
from quizapp.models import ExamAnswer
from tests.bank import items
from tests.exams import STATIC, WITH_NUMBERS
from tests.quizapp.api.test_claims import csrf_token

API = "/api/v1/exams"
KEY = right_answer(next(item for item in items() if item.id == STATIC))  # type: ignore[arg-type]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client)
    return client


@pytest.fixture
def exam(client: FlaskClient) -> str:
    body = {"title": "Over JSON", "minutes": 20, "items": [STATIC, WITH_NUMBERS], "attempts": 1}
    made = client.post(API, json=body)
    assert made.status_code == 201, made.text
    return f"{API}/{made.json['id']}"  # type: ignore[index]


def begin(client: FlaskClient, exam: str, status: int = 201) -> Any:
    begun = client.post(f"{exam}/sittings")
    assert begun.status_code == status, begun.text
    return begun.json


def save(client: FlaskClient, sitting: Any, position: int, **body: Any) -> Any:
    return client.put(f"{API}/sittings/{sitting['id']}/answers/{position}", json={"sequence": 1, **body})


def test_an_exam_is_made_taken_and_graded(client: FlaskClient, exam: str) -> None:
    sitting = begin(client, exam)
    assert [each["item"] for each in sitting["items"]] == [STATIC, WITH_NUMBERS]
    assert 1190 < sitting["seconds_left"] <= 1200
    assert {"key", "variant", "hints", "explanation"}.isdisjoint(sitting["items"][0])
    assert client.get(f"{API}/sittings/{sitting['id']}/result").status_code == 409
    saved = save(client, sitting, 1, answer=KEY, seconds=4, is_flagged=True).json
    assert (saved["outcome"], saved["revision"], saved["answer"]) == ("stored", 1, KEY)
    assert begin(client, exam, 200)["items"][0]["answer"] == KEY
    result = client.post(f"{API}/sittings/{sitting['id']}/submit").json
    assert result is not None
    assert (result["score"], [each["score"] for each in result["items"]]) == (0.5, [1.0, 0.0])
    assert result["items"][0]["attempt"]["key"] == KEY
    assert result["items"][1]["attempt"] is None
    assert client.get(f"{API}/sittings/{sitting['id']}/result").json == result
    assert save(client, sitting, 1, answer="late", sequence=2).status_code == 409
    (listed,) = client.get(API).json["exams"]  # type: ignore[index]
    assert (listed["attempts_left"], listed["sittings"][0]["score"]) == (0, 0.5)
    assert client.post(f"{exam}/sittings").status_code == 409


def test_saves_of_two_devices_are_told_apart(client: FlaskClient, exam: str) -> None:
    sitting = begin(client, exam)
    assert save(client, sitting, 2, answer=5, device="one", sequence=2).json["outcome"] == "stored"
    assert save(client, sitting, 2, answer=4, device="one", sequence=1).json["outcome"] == "repeated"
    unreadable = save(client, sitting, 2, answer="some", device="two", seen=1).json
    assert (unreadable["outcome"], unreadable["revision"]) == ("stored", 2)
    assert unreadable["problem"]


def test_a_variant_of_an_exam_has_no_name_over_json(app: Flask, client: FlaskClient, exam: str) -> None:
    begin(client, exam)
    with app.app_context():
        names = [each.variant_name for each in db.session.query(ExamAnswer)]
    for name in names:
        assert name not in client.get(exam).text
        assert name not in client.post(f"{exam}/sittings").text
    drawn = client.post(f"/api/v1/items/{WITH_NUMBERS}/variants")
    sent = {"answer": 1, "variant": (drawn.json or {}).get("variant")}
    assert client.post(f"/api/v1/items/{WITH_NUMBERS}/attempts", json=sent).status_code == 409


def test_others_find_neither_the_exam_nor_the_sitting(app: Flask, client: FlaskClient, exam: str) -> None:
    sitting = begin(client, exam)
    stranger = app.test_client()
    stranger.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(stranger)
    assert stranger.get(exam).status_code == 404
    assert stranger.get(f"{API}/sittings/{sitting['id']}").status_code == 404
    assert save(stranger, sitting, 1, answer="x").status_code == 404
    assert stranger.post(f"{API}/sittings/{sitting['id']}/submit").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": "T", "minutes": 0}, 422),
        ({"title": "T", "minutes": 10, "items": ["no-such-item"]}, 422),
        ({"title": "T", "minutes": 10, "is_shared": True}, 403),
        ({"title": "T", "minutes": 10, "count": 5, "levels": [1]}, 201),
    ],
)
def test_what_cannot_be_an_exam_is_refused(client: FlaskClient, body: dict[str, Any], status: int) -> None:
    assert client.post(API, json=body).status_code == status
