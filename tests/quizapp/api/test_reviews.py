"""Reviews over JSON: from a first answer to the plan to an interview."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quizapp.db.sessions import writing
from quizapp.domain.scheduling.leeches import LAPSES_OF_A_LEECH
from quizapp.http.extensions import db
from quizapp.models import ReviewEntry
from quizapp.services import review_log
from tests.bank import bank
from tests.days import in_days
from tests.quizapp.api.test_claims import csrf_token


def client_of(app: Flask) -> FlaskClient:
    """A browser that sends its CSRF token with each request."""
    client = app.test_client()
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client)
    return client


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app)


def item_of_one_choice(client: FlaskClient) -> Any:
    """An item that no claim is about, so that reviews are of its own variants."""
    slug, chosen = next(
        (question.slug, item.id)
        for question in bank().questions
        for item in question.items
        if item.kind == "single_choice" and not item.claims
    )
    items = client.get(f"/api/v1/questions/{slug}?lang=en").get_json()["items"]
    return next(item for item in items if item["id"] == chosen)


def answer(client: FlaskClient, item: Any, part: int = 0, **more: Any) -> Any:
    sent = {"answer": item["parts"][part]["id"], **more}
    answered = client.post(f"/api/v1/items/{item['id']}/attempts", json=sent)
    assert answered.status_code == 201, answered.get_json()
    return answered.get_json()


def log_of(client: FlaskClient) -> list[Any]:
    listed = client.get("/api/v1/reviews/log").get_json()
    assert listed["count"] == len(listed["reviews"])
    return listed["reviews"]


def set_back_all_reviews(app: Flask, days: int) -> None:
    with app.app_context(), writing(db.session):
        for entry in db.session.scalars(select(ReviewEntry)).all():
            entry.day -= timedelta(days=days)
            review_log.replay_log(entry.card)


def test_an_answer_is_due_again_is_reviewed_with_a_fresh_variant_and_can_be_undone(
    app: Flask, client: FlaskClient
) -> None:
    answer(client, item_of_one_choice(client))
    assert client.get("/api/v1/reviews/due").get_json()["cards"] == []
    set_back_all_reviews(app, 30)
    due = client.get("/api/v1/reviews/due?lang=en").get_json()
    (card,) = due["cards"]
    assert due["day"] >= card["due"]
    assert 0 < card["retrievability"] < 0.9
    variant = client.post(f"/api/v1/reviews/{card['id']}", json={}).get_json()
    assert [variant["item"]] == card["concept"]["items"]
    sent = {"answer": variant["parts"][0]["id"], "variant": variant["variant"]}
    assert client.post(f"/api/v1/items/{variant['item']}/attempts", json=sent).status_code == 201
    assert client.get("/api/v1/reviews/due").get_json()["cards"] == []
    last = log_of(client)[0]
    assert (last["card"], last["due_before"]) == (card["id"], card["due"])
    undone = client.post(f"/api/v1/reviews/log/{last['id']}/undo", json={}).get_json()
    assert undone["is_undone"]
    assert undone["due_now"] == card["due"]
    assert client.get("/api/v1/reviews/due?lang=en").get_json()["cards"] == [card]
    assert len(log_of(client)) == 2


def test_the_learner_corrects_a_rating(client: FlaskClient) -> None:
    answer(client, item_of_one_choice(client))
    (entry,) = log_of(client)
    changed = client.put(f"/api/v1/reviews/log/{entry['id']}/rating", json={"rating": "easy"}).get_json()
    assert (changed["rating"], changed["graded_rating"]) == ("easy", entry["graded_rating"])
    assert changed["due_now"] > entry["due_now"]


def test_cram_is_no_review_and_a_hint_makes_a_right_answer_hard(client: FlaskClient) -> None:
    item = item_of_one_choice(client)
    attempts = [answer(client, item, part, cram=True) for part in range(len(item["parts"]))]
    assert log_of(client) == []
    right = next(part for part, attempt in enumerate(attempts) if attempt["score"] == 1.0)
    answer(client, item, right, used_hint=True)
    assert [entry["rating"] for entry in log_of(client)] == ["hard"]


def test_the_forecast_has_every_day_and_each_card_once(client: FlaskClient) -> None:
    answer(client, item_of_one_choice(client))
    days = client.get("/api/v1/reviews/forecast?days=40").get_json()["days"]
    assert len(days) == 40
    assert sum(day["cards"] for day in days) == 1
    assert days[0]["cards"] == 0


def test_preferences_are_kept_and_lead_to_a_plan(client: FlaskClient) -> None:
    assert client.get("/api/v1/reviews/plan").get_json() == {"plan": None}
    on = in_days(30).isoformat()
    wished = {
        "zone": "Asia/Shanghai",
        "boundary_hour": 5,
        "minutes_a_day": 90,
        "interview_on": on,
        "topics": ["rnn"],
    }
    assert client.put("/api/v1/reviews/preferences", json=wished).get_json() == wished
    assert client.get("/api/v1/reviews/preferences").get_json() == wished
    plan = client.get("/api/v1/reviews/plan").get_json()["plan"]
    assert plan["interview_on"] == on
    assert plan["is_feasible"]
    assert plan["ways_out"] is None
    assert sum(day["first_answers"] for day in plan["days"]) > 5
    assert max(day["seconds"] for day in plan["days"]) <= 90 * 60
    first = client.get("/api/v1/reviews/due").get_json()["first_answers"]
    assert {concept["topic"] for concept in first} == {"rnn"}


def test_a_plan_that_cannot_be_says_what_would_help(client: FlaskClient) -> None:
    wished = {"interview_on": in_days(15).isoformat(), "minutes_a_day": 3}
    client.put("/api/v1/reviews/preferences", json=wished)
    plan = client.get("/api/v1/reviews/plan?lang=zh").get_json()["plan"]
    assert not plan["is_feasible"]
    assert plan["missed"]
    assert plan["ways_out"]["minutes_a_day"] > 3


def test_readiness_is_unknown_at_first(client: FlaskClient) -> None:
    before = client.get("/api/v1/reviews/readiness").get_json()
    assert {(each["estimate"], each["low"], each["high"]) for each in before["topics"]} == {(0.0, 0.0, 1.0)}
    answer(client, item_of_one_choice(client))
    after = client.get("/api/v1/reviews/readiness").get_json()
    assert sum(each["coverage"] > 0 for each in after["topics"]) == 1


def test_a_leech_is_named_with_what_explains_it(app: Flask, client: FlaskClient) -> None:
    item = item_of_one_choice(client)
    tried = [answer(client, item, part, cram=True) for part in range(len(item["parts"]))]
    wrong = next(part for part, attempt in enumerate(tried) if attempt["score"] == 0.0)
    assert client.get("/api/v1/reviews/leeches").get_json()["leeches"] == []
    for _ in range(LAPSES_OF_A_LEECH + 1):
        answer(client, item, wrong)
        set_back_all_reviews(app, 2)
    (leech,) = client.get("/api/v1/reviews/leeches").get_json()["leeches"]
    assert leech["card"]["is_leech"]
    assert leech["scenarios"]
    claim = leech["card"]["concept"]["slug"] if leech["card"]["concept"]["kind"] == "claim" else None
    assert bool(leech["tests"]) == bool(claim)


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("post", "/api/v1/reviews/999", {}),
        ("post", "/api/v1/reviews/log/999/undo", {}),
        ("put", "/api/v1/reviews/log/999/rating", {"rating": "good"}),
    ],
)
def test_what_is_not_mine_is_not_found_in_either_language(
    client: FlaskClient, method: str, path: str, sent: Any
) -> None:
    for language, said in (("en", "was not found"), ("zh", "未找到")):
        refused = getattr(client, method)(f"{path}?lang={language}", json=sent)
        assert refused.status_code == 404
        assert said in refused.get_json()["detail"]
    answer(client, item_of_one_choice(client))
    assert getattr(client, method)(path, json=sent).status_code == 404


def test_another_guest_sees_nothing_of_it(app: Flask, client: FlaskClient) -> None:
    answer(client, item_of_one_choice(client))
    (entry,) = log_of(client)
    other = client_of(app)
    answer(other, item_of_one_choice(other))
    assert other.post(f"/api/v1/reviews/log/{entry['id']}/undo", json={}).status_code == 404
    assert other.post(f"/api/v1/reviews/{entry['card']}", json={}).status_code == 404
    assert not log_of(client)[0]["is_undone"]


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("zone", {"zone": "Mars/Olympus"}, "时区"),
        ("minutes_a_day", {"minutes_a_day": 0}, "1"),
        ("interview_on", {"interview_on": "2099-01-01"}, "日期"),
        ("topics", {"topics": ["no-such-topic"]}, "专题"),
        ("rating", {"rating": "good"}, ""),
    ],
)
def test_wrong_preferences_name_their_field(client: FlaskClient, field: str, sent: Any, said: str) -> None:
    refused = client.put("/api/v1/reviews/preferences?lang=zh", json=sent)
    assert refused.status_code == 422
    (problem,) = refused.get_json()["errors"]
    assert problem["field"] == field
    assert said in problem["message"]
