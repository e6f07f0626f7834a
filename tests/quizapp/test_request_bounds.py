"""What no page can use is refused at once, with a sentence that says what would be right."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.formparser import FormDataParser

from quizapp.http.request_bounds import DEEPEST, LONGEST_VALUE, MOST_FIELDS
from tests.bank import bank
from tests.quizapp.web.test_accounts import send
from tests.serving import Service

ITEM = bank().questions[0].items[0].id
ATTEMPTS = f"/api/v1/items/{ITEM}/attempts"


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("levels", [DEEPEST + 1, 990, 100_000])
@pytest.mark.parametrize("address", [ATTEMPTS, "/api/v1/runs", "/api/v1/costs"])
def test_json_nested_too_deeply_is_refused(client: FlaskClient, address: str, levels: int) -> None:
    for body in (f'{{"answer": {nested(levels)}}}', nested(levels), '{"a":' * levels + "1" + "}" * levels):
        answer = client.post(address, data=body, content_type="application/json")
        assert answer.status_code == 400
        assert f"more than {DEEPEST} levels" in answer.get_data(as_text=True)


def test_json_within_the_bound_reaches_its_page(client: FlaskClient) -> None:
    answer = client.post(
        ATTEMPTS, data=f'{{"answer": {nested(DEEPEST - 2)}}}', content_type="application/json"
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30], ids=str)
def test_a_row_that_no_database_can_have_is_not_found(client: FlaskClient, number: int) -> None:
    for address in (f"/attempts/{'9' * 5000}/points", f"/attempts/{number}/points"):
        assert send(client, address, page="/sign-in").status_code == 404


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800"], ids=ascii)
def test_characters_that_no_text_contains_are_refused_in_json(client: FlaskClient, bad: str) -> None:
    for body in (
        {"answer": bad},
        {"answer": {bad: "a"}},
        {"answer": ["a", bad]},
        {"answer": "a", "variant": bad},
    ):
        answer = client.post(ATTEMPTS, data=json.dumps(body), content_type="application/json")
        assert answer.status_code == 400
        assert "that no text can contain" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        "/questions/a%00b", "/topics/%00", "/lab/%00", "/lab/runs/%00", "/claims/%00", "/items/%00", "/setup/%00",
        "/author/%00", "/api/v1/questions/%00", "/api/v1/runs/%00", "/api/v1/claims/%00", "/api/v1/scenarios/%00",
    ],
)  # fmt: skip
def test_an_address_with_nul_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "run=a%00", "from=%00", "lang=%00"])
@pytest.mark.parametrize("address", ["/", "/api/v1/questions", "/lab/inside", "/lab/new", "/sign-in"])
def test_a_query_with_nul_is_refused(client: FlaskClient, address: str, query: str) -> None:
    assert client.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize("address", ["/sign-in", "/sign-up"])
def test_a_form_with_nul_is_refused_with_its_field(client: FlaskClient, address: str) -> None:
    answer = send(client, address, name="a\0b", password="correct horse battery")
    assert answer.status_code == 400
    assert "The field “name”" in answer.get_data(as_text=True)


def test_a_form_of_too_many_fields_is_refused(client: FlaskClient) -> None:
    many = {f"experiments.0.a{number}": "1" for number in range(MOST_FIELDS)}
    answer = send(client, "/lab/settings", page="/lab/new", **many)
    assert answer.status_code == 413
    assert f"at most {MOST_FIELDS}" in answer.get_data(as_text=True)


def test_far_too_many_fields_are_refused_before_any_is_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(FormDataParser, "parse", parse)
    body = "&".join(f"x{number}=1" for number in range(100_000))
    answer = client.post("/lab/settings", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "The form has 100000 fields" in answer.get_data(as_text=True)


def test_a_field_that_is_too_long_is_named(client: FlaskClient) -> None:
    answer = send(client, "/sign-in", name="a" * (LONGEST_VALUE + 1), password="x")
    assert answer.status_code == 413
    assert "The field “name”" in answer.get_data(as_text=True)
    assert send(client, "/sign-in", **{"b" * 201: "x"}).status_code == 413
    assert client.get("/?q=" + "a" * 2001).status_code == 413


MALFORMED = {
    "no size": b"zz\r\nabc\r\n0\r\n\r\n",
    "a negative size": b"-5\r\nabc\r\n0\r\n\r\n",
    "a longer chunk": b"3\r\nabcdefgh\r\n0\r\n\r\n",
}


@pytest.fixture
def connection(server: Service) -> Iterator[socket.socket]:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        yield connection


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("address", ["/api/v1/runs", "/sign-in"])
def test_a_malformed_body_is_the_senders_fault(connection: socket.socket, address: str, body: bytes) -> None:
    kind = b"application/json" if address.startswith("/api") else b"application/x-www-form-urlencoded"
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.sendall(head % (address.encode(), kind) + body)
    connection.shutdown(socket.SHUT_WR)
    status = connection.makefile("rb").readline().split()[1]
    assert status.startswith(b"4"), status
