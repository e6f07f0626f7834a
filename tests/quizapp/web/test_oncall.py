"""The pages and the API of the on-call room tell nothing before the answer."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.oncall.causes import CAUSES
from quizapp.models import OncallCase, ReviewEntry
from quizapp.services import review_log

SECRETS = ("learning_rate", "forget_bias", "recurrent_gain", "bias_std", "threshold", "/lab/runs/", "run_id")


def sent(client: FlaskClient, address: str, **fields: str) -> str:
    page = client.get(address).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    action = address if address == "/on-call" else f"{address}/{fields.pop('to')}"
    answer = client.post(action, data={"csrf_token": token[1], **fields})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_shows_evidence_and_hides_the_rest(client: FlaskClient, language: str) -> None:
    client.get(f"/on-call?lang={language}")
    case = sent(client, "/on-call")
    sent(client, case, to="measurements", measurement="loss")
    page = client.get(case).get_data(as_text=True)
    assert 'id="evidence-loss"' in page
    assert not [secret for secret in SECRETS if secret in page]
    suspects = [cause for cause in CAUSES if f'value="{cause}"' in page]
    assert 1 / len(suspects) < 0.15  # a blind guess among those that the family can have


def test_the_board_is_kept_on_the_server(client: FlaskClient) -> None:
    case = sent(client, "/on-call")
    sent(client, case, to="board", cell="rate-high seeds against")
    page = client.get(case).get_data(as_text=True)
    assert 'class="board-cell state-against" id="cell-rate-high-seeds"' in page
    sent(client, case, to="board", cell="rate-high seeds ")
    assert (
        "state-against"
        not in client.get(case).get_data(as_text=True).partition("<tbody>")[2].partition("</form>")[0]
    )


def test_the_way_through_the_api_reveals_the_cause_only_at_the_end(client: FlaskClient) -> None:
    case = client.post("/api/v1/on-call/cases?lang=en", headers=_token(client)).get_json()
    address = f"/api/v1/on-call/cases/{case['id']}"
    listed = client.get(f"{address}/measurements").get_json()["measurements"]
    assert {each["code"] for each in listed} >= {"loss", "terms", "gradient", "reach"}
    taken = client.post(f"{address}/measurements", json={"measurement": "loss"}, headers=_token(client))
    assert taken.get_json()["tag"] == "E2"
    text = client.get(address).get_data(as_text=True)
    assert not [secret for secret in SECRETS if secret in text]
    assert client.get(f"{address}/result").status_code == 409
    refused = client.post(f"{address}/answer", json={"cause": "x", "fix": "y"}, headers=_token(client))
    assert refused.status_code == 422
    assert client.get("/api/v1/on-call/cases/other").status_code == 404


def test_the_board_the_pin_and_giving_up_are_in_the_api(client: FlaskClient) -> None:
    headers = _token(client)
    case = client.post("/api/v1/on-call/cases?lang=en", headers=headers).get_json()
    address = f"/api/v1/on-call/cases/{case['id']}"
    suspect = case["suspects"][0]["code"]
    cell = {"suspect": suspect, "measurement": "seeds", "state": "against"}
    assert client.put(f"{address}/board", json=cell, headers=headers).get_json()["board"] == {
        suspect: {"seeds": "against"}
    }
    cleared = client.put(f"{address}/board", json=cell | {"state": None}, headers=headers).get_json()
    assert not cleared["board"][suspect]
    assert client.put(f"{address}/pin", json={"measurement": "loss"}, headers=headers).status_code == 422
    pinned = client.put(f"{address}/pin", json={"measurement": "seeds"}, headers=headers).get_json()
    assert pinned["pinned"] == "seeds"
    assert client.get(f"{address}/fixes").status_code == 409
    ended = client.post(f"{address}/give-up", headers=headers).get_json()
    assert (ended["status"], ended["is_solved"]) == ("settled", False)
    fixes = client.get(f"{address}/fixes").get_json()["fixes"]
    assert {fix["code"] for fix in fixes} == {fix["code"] for fix in case["fixes"]}
    assert {fix["status"] for fix in fixes} == {"unchanged", "untested"}
    assert "Test the other fixes" in client.get(f"/on-call/{case['id']}?lang=en").get_data(as_text=True)


def test_a_due_cause_is_reviewed_from_today_and_is_not_named_before_its_case_is_over(
    client: FlaskClient, session: Session
) -> None:
    client.get("/on-call?lang=en")
    case = sent(client, "/on-call")
    sent(client, case, to="give-up")
    result = client.get(case).get_data(as_text=True)
    assert "This cause returns in a fresh case." in result
    with writing(session):
        entry = session.scalars(select(ReviewEntry)).one()
        entry.day -= timedelta(days=60)
        review_log.replay_log(entry.card)
    cause = entry.card.concept
    name = f">{CAUSES[cause].name}<"
    for address in ("/", "/plan", "/plan/cards", f"/plan/cards/{entry.card_id}"):
        page = client.get(address).get_data(as_text=True)
        assert name not in page, address
        assert "Take a case" in page or address in ("/plan", "/plan/cards")
    (due,) = client.get("/api/v1/reviews/due").get_json()["cards"]
    assert (due["concept"]["kind"], due["concept"]["slug"], due["concept"]["statement"]) == (
        "cause",
        None,
        None,
    )
    (logged,) = client.get("/api/v1/reviews/log").get_json()["reviews"]
    assert (logged["attempt"], f"/on-call/{logged['case']}") == (None, case)
    headers = _token(client)
    fresh = client.post("/api/v1/on-call/cases?review=true", headers=headers).get_json()["id"]
    session.expire_all()
    assert session.scalars(select(OncallCase.cause).filter_by(public_id=fresh)).one() == cause


def _token(client: FlaskClient) -> dict[str, str]:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/on-call").get_data(as_text=True))
    assert found
    return {"X-CSRFToken": found[1]}
