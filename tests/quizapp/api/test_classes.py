"""Classes over JSON: from the first one to its gradebook."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.kinds import right_answer
from quizapp.models import Account, Role
from tests.bank import items
from tests.conftest import account_with
from tests.exams import STATIC
from tests.quizapp.api.test_claims import csrf_token
from tests.quizapp.web.test_accounts import enter

API = "/api/v1/classes"
KEY = right_answer(next(item for item in items() if item.id == STATIC))
WEEK = {"title": "Week 1", "kind": "practice", "items": [STATIC], "due_at": "2035-01-01T00:00:00+08:00"}


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    enter(client, name)
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client)
    return client


@pytest.fixture
def teacher(app: Flask, session: Session, instructor: Account) -> FlaskClient:
    account_with(session, "ann", Role.LEARNER)
    session.rollback()
    return signed_in(app, "ines")


@pytest.fixture
def made(teacher: FlaskClient) -> Any:
    response = teacher.post(API, json={"title": "Deep learning", "zone": "Asia/Shanghai"})
    assert response.status_code == 201, response.text
    return response.json


def test_a_class_is_joined_its_assignment_done_and_its_gradebook_read(
    app: Flask, teacher: FlaskClient, made: Any
) -> None:
    home = f"{API}/{made['id']}"
    assignment = teacher.post(f"{home}/assignments", json=WEEK)
    assert assignment.status_code == 201, assignment.text
    assert assignment.json["due_at"] == "2034-12-31T16:00:00Z"  # type: ignore[index]
    ann = signed_in(app, "ann")
    joined = ann.post(f"{API}/join", json={"code": made["code"].lower()})
    assert (joined.json["role"], joined.json["code"]) == ("learner", None)  # type: ignore[index]
    begun: Any = ann.post(f"{home}/assignments/{assignment.json['id']}/attempts").json  # type: ignore[index]
    assert begun["kind"] == "practice"
    variant: Any = ann.post(f"/api/v1/sessions/{begun['id']}/next").json["variant"]  # type: ignore[index]
    sent = {"variant": variant["variant"], "answer": KEY}
    assert ann.post(f"/api/v1/items/{STATIC}/attempts", json=sent).status_code == 201
    mine: Any = ann.get(f"{home}/assignments").json
    assert (mine["standings"][0]["state"], mine["standings"][0]["score"]) == ("done", 1.0)
    book: Any = teacher.get(f"{home}/gradebook").json
    assert [row["member"]["account"] for row in book["rows"]] == ["ann"]
    assert (book["rows"][0]["points"], book["rows"][0]["of"]) == (10.0, 10.0)
    assert ann.get(f"{home}/gradebook").status_code == 403
    assert ann.get(f"{home}/members").status_code == 403


def test_a_list_says_what_became_of_each_name(teacher: FlaskClient, made: Any) -> None:
    lines: Any = teacher.post(f"{API}/{made['id']}/members", json={"names": ["ann", "Zoe", "ann"]}).json
    assert [line["outcome"] for line in lines["lines"]] == ["added", "invited", "twice"]
    assert lines["lines"][1]["code"]
    members: Any = teacher.get(f"{API}/{made['id']}/members").json
    assert [member["role"] for member in members["members"]] == ["owner", "learner"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**WEEK, "items": ["no-such-item"]}, "selection.items"),
        ({**WEEK, "opens_at": "2036-01-01T00:00:00Z"}, "due_at"),
        ({**WEEK, "due_at": "2035-01-01T00:00:00"}, "due_at"),
        ({**WEEK, "late_percent": 101}, "late_percent"),
    ],
)
def test_a_refused_assignment_names_the_field(teacher: FlaskClient, made: Any, body: Any, field: str) -> None:
    refused = teacher.post(f"{API}/{made['id']}/assignments", json=body)
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json["errors"]] == [field]  # type: ignore[index]


def test_a_guest_is_asked_to_sign_in_and_a_wrong_code_is_refused(app: Flask, teacher: FlaskClient) -> None:
    assert app.test_client().get(API).status_code == 401
    refused = teacher.post(f"{API}/join", json={"code": "NOSUCHCODE"})
    assert refused.status_code == 422
    assert teacher.post(API, json={"title": "T", "zone": "Mars/Base"}).status_code == 422


def test_an_assignment_is_changed_removed_and_brought_back_with_its_allowances(
    app: Flask, teacher: FlaskClient, made: Any
) -> None:
    home = f"{API}/{made['id']}"
    signed_in(app, "ann").post(f"{API}/join", json={"code": made["code"]})
    one = f"{home}/assignments/{teacher.post(f'{home}/assignments', json=WEEK).json['id']}"  # type: ignore[index]
    changed: Any = teacher.put(one, json={**WEEK, "title": "Week 2", "points": 20.0}).json
    assert (changed["title"], changed["points"]) == ("Week 2", 20.0)
    members: Any = teacher.get(f"{home}/members").json
    ann = next(each["id"] for each in members["members"] if each["account"] == "ann")
    allowance = {"due_at": "2035-02-01T00:00:00Z", "attempts": 3}
    given: Any = teacher.put(f"{one}/allowances/{ann}", json=allowance).json
    assert (given["attempts"], given["due_at"]) == (3, "2035-02-01T00:00:00Z")
    book: Any = teacher.get(f"{home}/gradebook").json
    assert book["rows"][0]["standings"][0]["due_at"] == "2035-02-01T00:00:00Z"
    refused = teacher.put(f"{one}/allowances/{ann}", json={"attempts": 0})
    assert refused.status_code == 422
    assert teacher.delete(one).status_code == 200
    assert teacher.get(f"{home}/assignments").json["assignments"] == []  # type: ignore[index]
    assert teacher.delete(one).status_code == 404
    assert teacher.post(f"{one}/restore").json["title"] == "Week 2"  # type: ignore[index]
    book = teacher.get(f"{home}/gradebook").json
    assert book["rows"][0]["standings"][0]["due_at"] == "2035-02-01T00:00:00Z"  # with its allowances


def test_the_owner_gives_roles(app: Flask, teacher: FlaskClient, made: Any) -> None:
    home = f"{API}/{made['id']}"
    ann = signed_in(app, "ann")
    ann.post(f"{API}/join", json={"code": made["code"]})
    members: Any = teacher.get(f"{home}/members").json
    number = next(each["id"] for each in members["members"] if each["account"] == "ann")
    role = f"{home}/members/{number}/role"
    assert ann.put(role, json={"role": "assistant"}).status_code == 403
    assert teacher.put(role, json={"role": "assistant"}).json["role"] == "assistant"  # type: ignore[index]
    assert teacher.put(role, json={"role": "owner"}).status_code == 422  # no account of an instructor
