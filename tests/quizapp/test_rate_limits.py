"""What one address may ask in a minute."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import Settings
from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.models import Learner
from quizapp.services.runner import NoRunner
from tests.bank import bank
from tests.quizapp.web.test_accounts import send

ITEM = next(item for item in bank().questions[0].items if isinstance(item, SingleChoice))


def client_of(settings: Settings, **limits: int) -> FlaskClient:
    return create_app(replace(settings, **limits), NoRunner()).test_client(use_cookies=False)


@pytest.mark.parametrize("address", ["/", "/lab", "/api/v1/questions"])
def test_an_address_may_ask_only_so_often(settings: Settings, address: str) -> None:
    client = client_of(settings, requests_per_minute=3)
    for _ in range(3):
        assert client.get("/sign-in").status_code == 200
    answer = client.get(address)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Wait a minute" in answer.get_data(as_text=True)


def test_another_address_is_not_held_up(settings: Settings) -> None:
    client = client_of(settings, requests_per_minute=1)
    assert client.get("/").status_code == 200
    assert client.get("/").status_code == 429
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_files_and_the_health_of_the_server_do_not_count(settings: Settings) -> None:
    client = client_of(settings, requests_per_minute=1)
    for _ in range(3):
        assert client.get("/api/v1/health").status_code == 200
        assert client.get("/static/no-such-file.js").status_code == 404
    assert client.get("/").status_code == 200


def test_answers_without_a_cookie_make_only_so_many_guests(settings: Settings, session: Session) -> None:
    client = client_of(settings, guests_per_minute=3)
    answers = [
        client.post(f"/api/v1/items/{ITEM.id}/attempts", json={"answer": right_answer(ITEM)})
        for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429] * 3
    assert all(answer.headers["Retry-After"] for answer in answers[3:])
    assert session.scalar(select(func.count()).select_from(Learner)) == 3


def test_a_guest_with_a_cookie_may_go_on(settings: Settings, session: Session) -> None:
    client = create_app(replace(settings, guests_per_minute=1), NoRunner()).test_client()
    page = f"/questions/{bank().questions[0].slug}"
    for _ in range(3):
        answer = send(client, f"/items/{ITEM.id}/attempts", page=page, answer=right_answer(ITEM))
        assert answer.status_code == 302
    assert session.scalar(select(func.count()).select_from(Learner)) == 1
