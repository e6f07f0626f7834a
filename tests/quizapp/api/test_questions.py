"""Questions and attempts over JSON."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.bank.questions import Question
from quizapp.config import Settings
from quizapp.kinds import right_answer
from quizapp.models import Account, Run
from quizapp.services import api_tokens, learners, question_bank
from tests.quizapp.services.test_run_work import Bell
from tests.quizapp.web.test_accounts import enter
from tests.variants import drawn_as

SECRETS = ("correct", "feedback", "explanation", "answer", "claims", "key", "mistakes", "tolerance")


@pytest.fixture
def questions(session: Session) -> list[Question]:
    listed = [published.question for published in question_bank.list_questions(session)]
    session.commit()  # a reader left open would hold up the application's writes
    return listed


def keys_in(document: Any) -> set[str]:
    if isinstance(document, dict):
        return set(document) | {key for value in document.values() for key in keys_in(value)}
    return {key for value in document for key in keys_in(value)} if isinstance(document, list) else set()


def test_the_five_questions_are_listed_first_and_in_order(client: FlaskClient) -> None:
    listed = client.get("/api/v1/questions?lang=en").get_json()["questions"]
    assert [question["number"] for question in listed[:5]] == ["Q31", "Q32", "Q33", "Q34", "Q35"]
    assert all(question["item_count"] >= 3 for question in listed)


@pytest.mark.parametrize(
    ("query", "numbers"), [("topic=rnn", ["Q35"]), ("q=LSTM+shape", ["Q34"]), ("q=no+such+question", [])]
)
def test_questions_are_found_by_topic_and_by_word(
    client: FlaskClient, query: str, numbers: list[str]
) -> None:
    listed = client.get(f"/api/v1/questions?{query}").get_json()["questions"]
    found = [question["number"] for question in listed]
    assert set(numbers) <= set(found) if numbers else found == []
    assert query != "topic=rnn" or {question["topic"] for question in listed} == {"rnn"}


def test_texts_come_in_the_language_asked_for(client: FlaskClient, questions: list[Question]) -> None:
    for language, header in (("zh", "zh-CN,zh;q=0.9"), ("en", "en-GB")):
        title = questions[0].title.in_language(language)  # type: ignore[arg-type]
        path = f"/api/v1/questions/{questions[0].slug}"
        assert client.get(f"{path}?lang={language}").get_json()["title"] == title
        assert client.get(path, headers={"Accept-Language": header}).get_json()["title"] == title


def test_nothing_of_the_key_is_told_before_an_answer(client: FlaskClient, questions: list[Question]) -> None:
    for question in questions:
        shown = client.get(f"/api/v1/questions/{question.slug}").get_json()
        assert shown["model_answer"] is None
        assert not keys_in(shown) & set(SECRETS), keys_in(shown) & set(SECRETS)


def test_every_item_can_be_answered_and_explains_itself(
    app: Flask, bare_client: FlaskClient, questions: list[Question], session: Session
) -> None:
    scenarios = {scenario.slug: scenario for scenario in question_bank.list_scenarios(session)}
    session.commit()
    for question in questions:
        for authored in question.items:
            variant = bare_client.post(f"/api/v1/items/{authored.id}/variants").get_json()["variant"]
            item = drawn_as(app, authored, variant).item
            key = right_answer(item, scenario=scenarios[item.scenario.slug])
            answered = bare_client.post(
                f"/api/v1/items/{item.id}/attempts?lang=en", json={"answer": key, "variant": variant}
            )
            assert answered.status_code == 201, answered.text
            body = answered.get_json()
            assert body["score"] == 1.0
            assert body["explanation"] == item.explanation.en
            assert body["scenarios"][0]["slug"] == item.scenario.slug


def test_a_malformed_answer_is_refused_by_field_in_the_readers_language(
    bare_client: FlaskClient, questions: list[Question]
) -> None:
    client = bare_client
    item = next(item for item in questions[0].items if item.kind == "single_choice")
    path = f"/api/v1/items/{item.id}/attempts"
    refused = client.post(path, json={"answer": "no such option"})
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert refused.get_json()["errors"][0]["field"] == "answer"
    assert client.post(path, json={"answer": "a", "wrong": 1}).get_json()["errors"][0]["field"] == "wrong"
    assert client.post(path, json={}).get_json()["errors"][0]["field"] == "answer"
    assert client.post(path, data="{", content_type="application/json").status_code == 400
    assert client.post(path, data="answer=a").status_code == 415
    assert client.post("/api/v1/items/none/attempts", json={"answer": "a"}).status_code == 404


def test_an_idempotency_key_makes_a_repeated_answer_one_attempt(
    client: FlaskClient, session: Session, learner_account: Account, questions: list[Question]
) -> None:
    token = api_tokens.create_api_token(session, learner_account, "test")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
    item = questions[0].items[0]
    bodies = [
        client.post(
            f"/api/v1/items/{item.id}/attempts", json={"answer": right_answer(item)}, headers=headers
        ).get_json()
        for _ in range(2)
    ]
    assert bodies[0] == bodies[1]
    mine = client.get("/api/v1/attempts", headers=headers).get_json()
    assert (mine["count"], mine["attempts"][0]["id"]) == (1, bodies[0]["id"])


def test_an_unknown_or_revoked_token_is_refused(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    token = api_tokens.create_api_token(session, learner_account, "test")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/attempts", headers=headers).status_code == 200
    api_tokens.revoke_api_token(
        session, learner_account, api_tokens.list_api_tokens(session, learner_account)[0].api_token_id
    )
    assert client.get("/api/v1/attempts", headers=headers).status_code == 401
    assert client.get("/api/v1/attempts", headers={"Authorization": "Bearer nonsense"}).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic bGVhOnNlY3JldA==", "quiz_abc"])
def test_a_client_that_says_who_it_is_and_is_not_understood_is_nobody(
    client: FlaskClient, header: str
) -> None:
    client.get("/sign-in")  # a cookie beside it does not help
    for method, address in (
        ("GET", "/api/v1/attempts"),
        ("GET", "/api/v1/runs/none"),
        ("POST", "/api/v1/costs"),
    ):
        answer = client.open(address, method=method, headers={"Authorization": header})
        assert answer.status_code in (400, 401), address
        assert answer.status_code == 401 or method == "POST"  # a form without the token of its page


def test_a_token_says_who_sends_a_request_whatever_the_cookie_beside_it_says(
    settings: Settings, session: Session, learner_account: Account, instructor: Account
) -> None:
    client = create_app(settings, Bell()).test_client()
    enter(client, instructor.name)
    token = api_tokens.create_api_token(session, learner_account, "test")
    document = {"experiments": [{"network": {"kind": "mlp"}, "task": {"kind": "regression"}}]}
    answer = client.post("/api/v1/runs", json=document, headers={"Authorization": f"Bearer {token}"})
    run = session.get_one(Run, answer.get_json()["id"])
    learner = learners.find_account_learner(session, learner_account)
    assert learner is not None  # though it has answered nothing yet
    assert run.learner_id == learner.learner_id


def test_a_run_without_a_learner_is_stopped_only_from_its_address(settings: Settings) -> None:
    bare_client = create_app(settings, Bell()).test_client(use_cookies=False)
    document = {"experiments": [{"network": {"kind": "mlp"}, "task": {"kind": "regression"}}]}
    run = bare_client.post("/api/v1/runs", json=document).get_json()["id"]
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert bare_client.delete(f"/api/v1/runs/{run}", environ_overrides=elsewhere).status_code == 403
    assert bare_client.delete(f"/api/v1/runs/{run}").get_json()["status"] == "cancelled"


def test_a_browsers_session_must_send_the_csrf_token(client: FlaskClient, questions: list[Question]) -> None:
    item = questions[0].items[0]
    assert (
        client.post(f"/api/v1/items/{item.id}/attempts", json={"answer": right_answer(item)}).status_code
        == 201
    )
    refused = client.post(f"/api/v1/items/{item.id}/attempts", json={"answer": right_answer(item)})
    assert refused.status_code == 400
    assert refused.content_type == "application/problem+json"


def test_a_variant_is_fresh_and_is_graded_as_it_was_drawn(
    client: FlaskClient, questions: list[Question]
) -> None:
    item = next(item for question in questions for item in question.items if item.kind == "ordering")
    drawn = [client.post(f"/api/v1/items/{item.id}/variants").get_json() for _ in range(5)]
    assert len({variant["variant"] for variant in drawn}) == 5
    assert len({str(variant["parts"]) for variant in drawn}) > 1
    answered = client.post(
        f"/api/v1/items/{item.id}/attempts",
        json={"answer": right_answer(item), "variant": drawn[0]["variant"]},
    )
    assert answered.get_json()["variant"] == drawn[0]["variant"]
