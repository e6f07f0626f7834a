"""The mock interview over JSON, from the start to the report and its link."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp import create_app
from quizapp.config import Settings
from tests.quizapp.api.test_reviews import client_of
from tests.quizapp.services.test_run_work import Bell

AT = "/api/v1/interviews"
ANSWER = "With an LSTM, gradients no longer explode. Numbers overflow and become NaN."


@pytest.fixture
def app(settings: Settings) -> Flask:
    """An application whose runs wait in the queue."""
    return create_app(settings, Bell())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app)


def started(client: FlaskClient, key: str = "key") -> Any:
    sent = {"role": "engineer", "minutes": 10, "topics": ["exploding-gradients"]}
    response = client.post(f"{AT}?lang=en", json=sent, headers={"Idempotency-Key": key})
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def test_an_interview_from_the_start_to_the_link(client: FlaskClient) -> None:
    shown = started(client)
    at = f"{AT}/{shown['id']}"
    typed = {"position": 0, "answer": "Half a sen", "scratch": "notes"}
    assert client.put(f"{at}/typed", json=typed).get_json()["turns"][0]["answer"] == "Half a sen"
    while shown["ending"] is None:
        turn = shown["turns"][-1]
        sent: dict[str, Any] = {"position": turn["position"], "answer": ANSWER}
        if turn["kind"] == "exercise":
            assert turn["exercise"]["variant"]
            sent = {"position": turn["position"], "skip": True}
        elif turn["kind"] == "confidence":
            sent["answer"] = "70"
        response = client.post(f"{at}/answers?lang=en", json=sent)
        assert response.status_code == 200, response.get_json()
        shown = response.get_json()
    kinds = [turn["kind"] for turn in shown["turns"]]
    assert kinds == ["opening", "follow_up", "follow_up", "show_me", "exercise", "confidence"]
    assert shown["turns"][3]["run"]
    report = client.get(f"{at}/report?lang=en").get_json()
    assert (report["is_judged"], report["confidence"]) == (False, 70)
    assert report["turns"][0]["contradicted"] == ["lstm-reduces-explosion"]
    points = {point["id"]: "said" for point in report["questions"][0]["points"]}
    judged = client.put(f"{at}/points/0?lang=en", json={"points": points}).get_json()
    assert (judged["made"], judged["is_judged"]) == (len(points), True)
    url = client.post(f"{at}/link").get_json()["url"]
    stranger = client.application.test_client()
    assert stranger.get(url).status_code == 200
    assert client.delete(f"{at}/link").status_code == 204
    assert stranger.get(url).status_code == 404
    (listed,) = client.get(AT).get_json()["interviews"]
    assert (listed["id"], listed["share"]) == (shown["id"], 1.0)


def test_the_clock_can_be_stopped_and_the_interview_ended(client: FlaskClient) -> None:
    at = f"{AT}/{started(client)['id']}"
    for action, is_running in (("pause", False), ("resume", True)):
        assert client.post(f"{at}/clock", json={"action": action}).get_json()["is_running"] is is_running
    assert client.get(f"{at}/report").status_code == 404
    assert client.post(f"{at}/clock", json={"action": "end"}).get_json()["ending"] == "early"


def test_a_repeated_start_is_the_same_interview_and_nobody_elses(client: FlaskClient) -> None:
    first = started(client)
    assert started(client)["id"] == first["id"]
    assert started(client, "other")["id"] != first["id"]
    stranger = client_of(client.application)
    assert stranger.get(f"{AT}/{first['id']}").status_code == 404
    refused = stranger.post(f"{AT}/{first['id']}/answers", json={"position": 0, "answer": "x"})
    assert refused.status_code == 404
