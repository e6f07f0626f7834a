"""A variant is of the one person it was given to, stays until it is answered, and is answered once."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models import Account, Attempt, Learner
from quizapp.services import api_tokens
from tests.bank import items, questions

CHOICE = "what-clip-grad-norm-returns"
ORDERING = "from-large-weights-to-nan"
DRAWN = "component-after-clipping-by-norm"


def slug_of(item_id: str) -> str:
    return next(slug for slug, each in questions().items() if item_id in [item.id for item in each.items])


def shown(client: FlaskClient, item_id: str, language: str = "en", **options: Any) -> Any:
    document = client.get(f"/api/v1/questions/{slug_of(item_id)}?lang={language}", **options).get_json()
    return next(item for item in document["items"] if item["id"] == item_id)


def answer(client: FlaskClient, item_id: str, said: Any, variant: str | None = None, **options: Any) -> Any:
    sent = {"answer": said} | ({"variant": variant} if variant else {})
    return client.post(f"/api/v1/items/{item_id}/attempts?lang=en", json=sent, **options)


def options_of(item_id: str) -> list[str]:
    return [option.id for item in items() if item.id == item_id for option in item.options]  # type: ignore[union-attr]


def count(session: Session, table: type[Any]) -> int:
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()  # a reader would hold up the application, which writes
    return found or 0


def assert_refused(response: Any) -> None:
    assert response.status_code == 422, response.text
    assert [error["field"] for error in response.get_json()["errors"]] == ["variant"]


def test_a_guests_variant_stays_over_reloads_and_languages(client: FlaskClient) -> None:
    first = shown(client, ORDERING)
    for language in ("en", "zh"):
        again = shown(client, ORDERING, language)
        assert again["variant"] == first["variant"]
        assert [part["id"] for part in again["parts"]] == [part["id"] for part in first["parts"]]


def test_an_accounts_variant_is_the_same_on_every_device(
    app: Flask, session: Session, learner_account: Account
) -> None:
    token = api_tokens.create_api_token(session, learner_account, "test")
    headers = {"Authorization": f"Bearer {token}"}
    one, other = (shown(app.test_client(), ORDERING, headers=headers) for _ in range(2))
    assert one == other


def test_guests_are_given_different_variants_orders_and_numbers(app: Flask) -> None:
    clients = [app.test_client() for _ in range(8)]
    assert len({shown(client, CHOICE)["variant"] for client in clients}) == 8
    assert len({str(shown(client, ORDERING)["parts"]) for client in clients}) > 4
    assert len({str(shown(client, DRAWN)["parameters"]) for client in clients}) > 2


@pytest.mark.parametrize("field", ["seed", "variant_seed"])
def test_no_document_holds_a_seed(client: FlaskClient, field: str) -> None:
    drawn = client.post(f"/api/v1/items/{DRAWN}/variants").get_json()
    assert field not in drawn
    assert field not in shown(client, DRAWN)
    assert field not in answer(client, DRAWN, "0", drawn["variant"]).get_json()


def test_another_guests_variant_is_refused_and_makes_nobody_a_learner(app: Flask, session: Session) -> None:
    one, other = app.test_client(), app.test_client()
    shown(other, CHOICE)
    for theirs in (
        shown(one, CHOICE)["variant"],
        one.post(f"/api/v1/items/{CHOICE}/variants").get_json()["variant"],
    ):
        assert_refused(answer(other, CHOICE, options_of(CHOICE)[0], theirs))
    assert count(session, Learner) == 0


@pytest.mark.parametrize("name", ["1-42", "yesterday", "0" * 200])
def test_a_malformed_variant_is_refused(bare_client: FlaskClient, session: Session, name: str) -> None:
    assert_refused(answer(bare_client, CHOICE, options_of(CHOICE)[0], name))
    assert count(session, Learner) == 0


def test_a_variant_with_another_character_is_refused(client: FlaskClient) -> None:
    name = shown(client, CHOICE)["variant"]
    for place in range(0, len(name), 7):
        other = name[:place] + ("A" if name[place] != "A" else "B") + name[place + 1 :]
        assert_refused(answer(client, CHOICE, options_of(CHOICE)[0], other))


def test_a_told_key_cannot_be_sent_to_the_variant_that_told_it(bare_client: FlaskClient) -> None:
    name = shown(bare_client, DRAWN)["variant"]
    told = answer(bare_client, DRAWN, "-12345", name).get_json()
    assert told["score"] == 0.0
    assert_refused(answer(bare_client, DRAWN, str(told["key"]), name))
    assert answer(bare_client, DRAWN, "-12345", name).get_json() == told


def test_the_refusal_says_what_to_do_in_the_readers_language(bare_client: FlaskClient) -> None:
    name = shown(bare_client, CHOICE)["variant"]
    first, second, *_ = options_of(CHOICE)
    answer(bare_client, CHOICE, first, name)
    said = {}
    for language in ("en", "zh"):
        path = f"/api/v1/items/{CHOICE}/attempts?lang={language}"
        refused = bare_client.post(path, json={"answer": second, "variant": name})
        said[language] = refused.get_json()["errors"][0]["message"]
    assert "Answer a new one" in said["en"]
    assert "新" in said["zh"]


def test_a_script_without_cookies_answers_what_it_was_given(bare_client: FlaskClient) -> None:
    for item in (
        shown(bare_client, CHOICE),
        bare_client.post(f"/api/v1/items/{CHOICE}/variants").get_json(),
    ):
        assert answer(bare_client, CHOICE, item["parts"][0]["id"], item["variant"]).status_code == 201


def test_a_repeated_key_is_one_attempt_also_without_cookies(
    bare_client: FlaskClient, session: Session
) -> None:
    first, second, *_ = options_of(CHOICE)
    headers = {"Idempotency-Key": "3f1c"}
    sent = [answer(bare_client, CHOICE, first, headers=headers) for _ in range(20)]
    assert {response.status_code for response in sent} == {201}
    assert len({response.get_json()["id"] for response in sent}) == 1
    assert count(session, Attempt) == count(session, Learner) == 1
    assert answer(bare_client, CHOICE, second, headers=headers).status_code == 409
    assert answer(bare_client, CHOICE, second, headers={"Idempotency-Key": "a0b7"}).status_code == 201


def test_only_the_first_request_with_a_key_continues_as_its_guest(app: Flask) -> None:
    headers = {"Idempotency-Key": "a key of two clients"}
    one, other = app.test_client(), app.test_client()
    for client in (one, other):
        assert answer(client, CHOICE, options_of(CHOICE)[0], headers=headers).status_code == 201
    assert one.get("/api/v1/attempts").get_json()["count"] == 1
    assert other.get("/api/v1/attempts").get_json()["count"] == 0


def test_a_visitor_who_keeps_cookies_answers_and_finds_the_answer_again(client: FlaskClient) -> None:
    name = shown(client, CHOICE)["variant"]
    assert answer(client, CHOICE, options_of(CHOICE)[0], name).status_code == 201
    assert client.get("/api/v1/attempts").get_json()["attempts"][0]["variant"] == name
    assert shown(client, CHOICE)["variant"] != name


def test_a_visitor_who_keeps_cookies_requests_one_run_after_another(
    running_client: FlaskClient,
) -> None:
    client = running_client
    shown(client, CHOICE)
    for gain in (1.0, 1.1):
        requested = client.post("/api/v1/runs", json={"scenario": "mlp-nan-loss", "knobs": {"gain": gain}})
        assert requested.status_code == 202, requested.text


def test_a_refused_answer_lists_the_options_in_an_order_that_tells_nothing(bare_client: FlaskClient) -> None:
    said = answer(bare_client, CHOICE, "no-such-option").get_json()["errors"][0]["message"]
    places = [said.index(option) for option in sorted(options_of(CHOICE))]
    assert places == sorted(places)
    assert options_of(CHOICE) != sorted(options_of(CHOICE))
