"""The pages of the mock interview in stages, without a script."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp import create_app
from quizapp.config import Settings
from tests.quizapp.services.test_run_work import Bell

HEADERS = {"Accept-Language": "en"}
ANSWER = "With an LSTM, gradients no longer explode. Numbers overflow and become NaN. <b>Bold</b>"


@pytest.fixture
def app(settings: Settings) -> Flask:
    """An application whose runs wait in the queue."""
    return create_app(settings, Bell())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def start(client: FlaskClient, **chosen: str) -> str:
    form = hidden(client.get("/interviews", headers=HEADERS).text)
    sent = form | {"role": "researcher", "minutes": "10", "topics": "exploding-gradients"} | chosen
    response = client.post("/interviews", data=sent, headers=HEADERS)
    assert response.status_code == 303
    return str(response.location)


def answer_all(client: FlaskClient, address: str) -> tuple[list[str], str]:
    """The pages of the room, and where they lead."""
    pages = []
    while True:
        page = client.get(address, headers=HEADERS).text
        pages.append(page)
        form = hidden(page)
        if "data-room-answer" in page:
            form["answer"] = ANSWER
        elif "data-item-form" in page:
            form["action"] = "skip"
        else:
            form["answer"] = "70"
        response = client.post(f"{address}/answer", data=form, headers=HEADERS)
        assert response.status_code == 303
        if response.location != address:
            return pages, response.location


def test_an_interview_from_the_start_to_the_shared_report(client: FlaskClient) -> None:
    address = start(client)
    pages, points = answer_all(client, address)
    talk = "".join(pages)
    for given_away in ("Compare with the model answer", "The one- to two-minute answer", "span-said"):
        assert given_away not in talk
    assert "You said “LSTM, gradients no longer explode”. Show me" in talk
    assert "&lt;b&gt;Bold" in talk

    page = client.get(points, headers=HEADERS).text
    assert "Compare with the model answer" in page
    chosen = re.findall(r'name="(point-[^"]+)" value="said" checked', page)
    response = client.post(points, data=hidden(page) | dict.fromkeys(chosen, "said"), headers=HEADERS)
    assert response.location == f"{address}/report"
    report = client.get(response.location, headers=HEADERS).text
    assert "key points, self-judged" in report
    assert "The runs say otherwise: 0 of 100 seeds agree." in report
    assert f"{len(chosen)} / " in report

    shared = client.post(f"{address}/link", data=hidden(report), headers=HEADERS).text
    link = re.findall(r'value="http://localhost(/shared/interviews/[^"]+)"', shared)[0]
    stranger = client.application.test_client()
    seen = stranger.get(link, headers=HEADERS)
    assert seen.status_code == 200
    assert seen.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "gradients no longer explode" in seen.text
    for own in ("Object", "Create a new link", "Correct the judgment", address):
        assert own not in seen.text
    client.post(f"{address}/link/revoke", data=hidden(report), headers=HEADERS)
    assert stranger.get(link, headers=HEADERS).status_code == 404


def test_pause_and_end_keep_what_was_typed(client: FlaskClient) -> None:
    address = start(client)
    for action, expected in (("pause", "The clock stands at"), ("resume", "Half a sen")):
        form = hidden(client.get(address, headers=HEADERS).text) | {"action": action, "answer": "Half a sen"}
        client.post(f"{address}/answer", data=form, headers=HEADERS)
        assert expected in client.get(address, headers=HEADERS).text
    form = hidden(client.get(address, headers=HEADERS).text) | {"action": "end", "answer": "Half a sentence."}
    client.post(f"{address}/answer", data=form, headers=HEADERS)
    assert "Half a sentence." in client.get(f"{address}/points/1", headers=HEADERS).text
    assert client.get(address).location == f"{address}/points/1"


def test_a_script_keeps_what_is_typed_and_learns_the_time(client: FlaskClient) -> None:
    address = start(client)
    token = hidden(client.get(address).text)["csrf_token"]
    sent = {"position": 0, "answer": "Typed.", "scratch": "s = f(x)", "base": ""}
    kept = client.post(f"{address}/keep", json=sent, headers={"X-CSRFToken": token})
    assert kept.get_json()["answer"] == "Typed."
    assert 590 < kept.get_json()["left"] <= 600
    page = client.get(address, headers={"Accept-Language": "zh"}).text
    assert "Typed." in page
    assert "s = f(x)" in page
    assert client.post(f"{address}/keep", json=[], headers={"X-CSRFToken": token}).status_code == 400


def test_nobody_else_reads_it(client: FlaskClient) -> None:
    address = start(client)
    stranger = client.application.test_client()
    for part in ("", "/report", "/points/1"):
        assert stranger.get(address + part).status_code == 404
    form = hidden(stranger.get("/interviews").text) | {"position": "0", "answer": "Mine now."}
    assert stranger.post(f"{address}/answer", data=form).status_code == 404


def test_the_list_shows_scores_only_after_the_judgment(client: FlaskClient) -> None:
    address = start(client)
    assert "in progress" in client.get("/interviews", headers=HEADERS).text
    form = hidden(client.get(address).text) | {"action": "end"}
    client.post(f"{address}/answer", data=form)
    assert "key points not judged yet" in client.get("/interviews", headers=HEADERS).text
    page = client.get(f"{address}/points/1", headers=HEADERS).text
    client.post(f"{address}/points/1", data=hidden(page))
    assert "self-judged" in client.get("/interviews", headers=HEADERS).text


def test_a_refused_start_says_why(client: FlaskClient) -> None:
    form = hidden(client.get("/interviews").text) | {"role": "king", "minutes": "10"}
    refused = client.post("/interviews", data=form, headers=HEADERS)
    assert refused.status_code == 422
    assert "Choose a role." in refused.text
