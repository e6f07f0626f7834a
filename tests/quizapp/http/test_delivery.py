"""What goes over the wire: compressed, cached by browsers as long as it stays true, and telling no secret."""

import gzip
import json
import re
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.http.csrf_tokens import unmasked
from quizapp.models import Account
from tests.conftest import PASSWORD

QUESTION = "/questions/exploding-gradient-diagnosis"
BYTES_OF_A_QUESTION_PAGE = 200_000  # with its scripts and styles, without the charts it has not drawn yet
BROWSER = {"Accept_Encoding": "gzip, deflate, br"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda data: data}


def fetch(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """A file stays open until its response is closed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.get(address, headers=named) as answer:
        answer.get_data()
    return answer


def files_named(page: str) -> list[str]:
    """The files that a browser fetches for the page at once."""
    return re.findall(r'<(?:link rel="(?:stylesheet|modulepreload)"|script)[^>]*(?:href|src)="([^"]+)"', page)


def bundle(app: Flask, name: str) -> str:
    found = json.loads((Path(app.static_folder or "") / "dist" / "manifest.json").read_text())
    return f"/static/dist/{found[name]['file']}"


@pytest.mark.parametrize("encoding", ["br", "gzip", None])
def test_files_are_compressed_by_the_build_and_never_fetched_twice(
    client: FlaskClient, app: Flask, encoding: str | None
) -> None:
    for name in ("app.js", "app.css", "lab.js", "engine.js"):
        address = bundle(app, name)
        answer = fetch(client, address, Accept_Encoding=encoding or "identity")
        assert answer.status_code == 200
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        plain = (Path(app.static_folder or "") / "dist" / address.rpartition("/")[2]).read_bytes()
        assert UNPACK[encoding](answer.data) == plain
        assert answer.headers["ETag"].startswith('W/"')
        assert fetch(client, address, If_None_Match=answer.headers["ETag"]).status_code == 304


def test_a_coding_that_the_client_refuses_is_not_sent(client: FlaskClient, app: Flask) -> None:
    for address in (bundle(app, "app.js"), QUESTION):
        answer = fetch(client, address, Accept_Encoding="br;q=0, zstd;q=0, gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in fetch(client, address, Accept_Encoding="gzip;q=0").headers


@pytest.mark.parametrize(
    "address", ["/", QUESTION, "/lab", "/claims", "/api/v1/questions", "/api/openapi.json"]
)
def test_pages_and_documents_are_compressed(client: FlaskClient, address: str) -> None:
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for encoding in ("br", "gzip"):
        answer = client.get(address, headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert abs(len(UNPACK[encoding](answer.data)) - len(plain.data)) < 1000  # tokens differ
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2


def test_a_question_page_is_light_and_loads_no_chart(client: FlaskClient, app: Flask) -> None:
    page = client.get(QUESTION, headers={"Accept-Encoding": "identity"}).text
    files = files_named(page)
    assert bundle(app, "app.js") in files
    assert not {bundle(app, "lab.js"), bundle(app, "engine.js")} & {*files}
    assert bundle(app, "engine.js") not in page
    whole = sum(len(fetch(client, address, **BROWSER).data) for address in {QUESTION, *files})
    assert whole < BYTES_OF_A_QUESTION_PAGE / 2
    assert (
        whole + len(fetch(client, bundle(app, "engine.js"), **BROWSER).data) < 1.25 * BYTES_OF_A_QUESTION_PAGE
    )


def test_the_lab_alone_does_not_contain_the_chart_engine(app: Flask) -> None:
    folder = Path(app.static_folder or "") / "dist"
    sizes = {
        name: (folder / bundle(app, name).rpartition("/")[2]).stat().st_size
        for name in ("lab.js", "engine.js")
    }
    assert sizes["lab.js"] < 150_000 < sizes["engine.js"]


def test_the_token_of_a_form_looks_different_in_every_response_and_is_the_same(client: FlaskClient) -> None:
    tokens = [
        token
        for _ in range(3)
        for token in {*re.findall(r'csrf[_-]token" (?:value|content)="([^"]+)"', client.get("/").text)}
    ]
    assert len(tokens) == len({*tokens}) >= 3
    longest = 16  # nothing of a token, or of what it hides, is repeated in the next response
    for first, second in pairwise(tokens):
        assert not {first[at : at + longest] for at in range(len(first))} & {
            second[at : at + longest] for at in range(len(second) - longest)
        }
    hidden = {str(unmasked(token)).partition(".")[0] for token in tokens}
    assert len(hidden) == 1
    with client.session_transaction() as session:
        assert session["csrf_token"]


@pytest.mark.parametrize("sent", ["", "x", "é", "AAAA", "A" * 300, "W10=", "not/base64"])
def test_what_is_no_masked_token_is_refused(client: FlaskClient, sent: str) -> None:
    client.get("/")
    assert client.post("/language", data={"csrf_token": sent, "language": "zh"}).status_code == 400


def test_an_unmasked_token_is_refused(client: FlaskClient) -> None:
    page = client.get("/").text
    token = re.findall(r'csrf-token" content="([^"]+)"', page)[0]
    assert client.post("/language", data={"csrf_token": unmasked(token), "language": "zh"}).status_code == 400
    assert client.post("/language", data={"csrf_token": token, "language": "zh"}).status_code == 302


def test_a_response_that_shows_a_secret_is_neither_compressed_nor_stored(
    client: FlaskClient, learner_account: Account
) -> None:
    token = re.findall(r'csrf-token" content="([^"]+)"', client.get("/").text)[0]
    client.post("/sign-in", data={"csrf_token": token, "name": learner_account.name, "password": PASSWORD})
    token = re.findall(r'csrf-token" content="([^"]+)"', client.get("/account").text)[0]
    answer = client.post(
        "/account/tokens", data={"csrf_token": token, "label": "laptop"}, headers={"Accept-Encoding": "br"}
    )
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers
