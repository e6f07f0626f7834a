"""Versions and regrades over the API, with an instructor's token."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account
from quizapp.services import api_tokens
from quizapp.services.regrade_work import do_work, has_work
from tests.regrading import answer, choice_in, give_key_to, hash_of, options_of, publish, slug_of


@pytest.fixture
def bearer(session: Session, instructor: Account) -> dict[str, str]:
    token = api_tokens.create_api_token(session, instructor, "script", may_write=True)
    return {"Authorization": f"Bearer {token}"}


def test_a_script_previews_applies_and_undoes_a_regrade(
    bare_client: FlaskClient, session: Session, instructor: Account, bearer: dict[str, str]
) -> None:
    choice = choice_in(session)
    key, other, _ = options_of(choice)
    attempt = answer(session, choice, other)[1].attempt_id
    slug = publish(session, instructor, choice, give_key_to(other))
    before = hash_of(session)
    root = f"/api/v1/author/questions/{slug}"
    versions = bare_client.get(f"{root}/versions", headers=bearer).get_json()["versions"]
    assert [(each["number"], each["origin"], each["answers"]) for each in versions] == [
        (2, "author", 0),
        (1, "shipped", 1),
    ]
    found = bare_client.get(f"{root}/differences?before=1&after=2", headers=bearer).get_json()["differences"]
    fields = {each["field"]: (each["before"], each["after"]) for each in found}
    assert fields[f"items.{choice.id}.options.{key}.correct"] == ("✓", "✗")
    asked = bare_client.post(f"{root}/regrades", headers=bearer, json={})
    assert (asked.status_code, asked.get_json()["state"]) == (202, "waiting")
    address = f"{root}/regrades/{asked.get_json()['id']}"
    wish = {"digest": "0" * 64, "cause": "key", "reason": "Wrong."}
    assert bare_client.post(f"{address}/apply", headers=bearer, json=wish).status_code == 409
    do_work(session)
    session.rollback()
    made = bare_client.get(address, headers=bearer).get_json()
    assert (made["state"], made["done"], made["total"], made["summary"]["up"]) == ("preview", 1, 1, 1)
    shown = bare_client.get(address, headers=bearer).get_json()
    assert [(each["attempt"], each["before"], each["after"]) for each in shown["entries"]] == [
        (attempt, 0.0, 1.0)
    ]
    assert bare_client.post(f"{address}/apply", headers=bearer, json=wish).status_code == 409
    wish["digest"] = made["digest"]
    assert bare_client.post(f"{address}/apply", headers=bearer, json=wish).get_json()["state"] == "applied"
    assert bare_client.post(f"{address}/undo", headers=bearer, json={}).status_code == 422
    undone = bare_client.post(f"{address}/undo", headers=bearer, json={"reason": "Not wrong."}).get_json()
    assert (undone["state"], undone["undo_reason"], undone["undone_by"]) == ("undone", "Not wrong.", "ines")
    assert hash_of(session) == before
    assert bare_client.delete(address, headers=bearer).status_code == 409
    listed = bare_client.get(f"{root}/regrades", headers=bearer).get_json()["regrades"]
    assert [each["id"] for each in listed] == [made["id"]]


def test_a_script_cancels_a_preview(
    bare_client: FlaskClient, session: Session, instructor: Account, bearer: dict[str, str]
) -> None:
    root = f"/api/v1/author/questions/{slug_of(session, choice_in(session))}/regrades"
    session.rollback()
    address = f"{root}/{bare_client.post(root, headers=bearer, json={}).get_json()['id']}"
    assert bare_client.delete(address, headers=bearer).status_code == 204
    assert bare_client.get(address, headers=bearer).status_code == 404
    assert not has_work(session)


def test_others_are_refused(bare_client: FlaskClient, session: Session) -> None:
    slug = "exploding-gradient-diagnosis"
    assert bare_client.get(f"/api/v1/author/questions/{slug}/versions").status_code == 401
