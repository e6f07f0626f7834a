"""The example client of the API does what it says, against a server on a real socket."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from quizapp.models import Account
from quizapp.services import api_tokens

FILE = Path(__file__).parent.parent / "docs" / "api_client.py"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def token(session: Session, instructor: Account) -> str:
    return api_tokens.create_api_token(session, instructor, "client")


@pytest.fixture
def client(address: str, token: str) -> Any:
    spec = importlib.util.spec_from_file_location("api_client", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Nabla(address, token)


def answers_of(prompts: list[str]) -> Any:
    """Picks the first option, or types a number; what is asked again because it cannot be read gets another."""

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return "1" if prompts.count(prompt) < 2 else '["(1, 2)"]' if prompts.count(prompt) < 3 else "(1, 2)"

    return ask


def test_it_practices_reviews_and_exports(client: Any, tmp_path: Path) -> None:
    items = ["all-norms-above-one", "gradient-of-one-hidden-unit"]
    asked: list[str] = []
    session = client.call("POST", "/sessions", {"items": items[:1]})
    variant = client.call("POST", f"/sessions/{session['id']}/next")["variant"]
    assert 0 <= client.answer(answers_of(asked), variant) <= 1
    assert client.call("POST", f"/sessions/{session['id']}/next")["variant"] is None
    assert client.review(answers_of(asked)) == []  # nothing is due on the day it was learned
    size = client.export(str(tmp_path / "me.json"))
    exported = json.loads((tmp_path / "me.json").read_bytes())
    assert size > 1000
    assert variant["item"] in json.dumps(exported)


def test_interviews_exams_and_cases_are_open_to_it(client: Any) -> None:
    interview = client.call("POST", "/interviews", {"minutes": 10})
    assert client.call("GET", f"/interviews/{interview['id']}")["id"] == interview["id"]
    exam = client.call("POST", "/exams", {"title": "Mock", "minutes": 5, "items": ["all-norms-above-one"]})
    sitting = client.call("POST", f"/exams/{exam['id']}/sittings")
    assert client.call("POST", f"/exams/sittings/{sitting['id']}/submit")["score"] == 0
    case = client.call("POST", "/on-call/cases", {})
    assert case["measurements"]


def test_its_command_runs(address: str, token: str) -> None:
    environment = {"NABLA_ADDRESS": address, "NABLA_TOKEN": token}
    for words in (["today"], ["progress"]):
        done = subprocess.run(
            [sys.executable, FILE, *words], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout


def test_a_wrong_token_is_explained(address: str) -> None:
    environment = {"NABLA_ADDRESS": address, "NABLA_TOKEN": "nonsense"}
    done = subprocess.run([sys.executable, FILE, "today"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
