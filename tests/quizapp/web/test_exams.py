"""Exams in pages, without a script: each answer is a form, and nothing is given away before the end."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.db.sessions import writing
from quizapp.domain.exams.rules import ExamRules, FixedSet
from quizapp.http.extensions import db
from quizapp.kinds import right_answer
from quizapp.models import ExamAnswer, ExamSitting
from quizapp.services import exams, learners
from tests.bank import items, questions
from tests.exams import STATIC, WITH_NUMBERS, first_of

HEADERS = {"Accept-Language": "en"}
ORDER = first_of("ordering")
BY_ID = {item.id: item for item in items()}
SCRIPT = {"device": "laptop", "typed": "1", "seen": "0"}


def token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path, headers=HEADERS).text)
    assert found
    return found[1]


def post(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    return client.post(path, data={"csrf_token": token(client), **fields}, headers=HEADERS)


def api(client: FlaskClient, path: str, **body: Any) -> TestResponse:
    return client.post(f"/api/v1/{path}", json=body, headers={"X-CSRFToken": token(client)})


@pytest.fixture
def sitting(client: FlaskClient) -> str:
    """The address of a sitting with three exercises."""
    chosen = [STATIC, WITH_NUMBERS, ORDER]
    made = post(client, "/exams", title="Trial", selection="fixed", items=chosen, minutes="30", grace="60")
    assert made.status_code == 303, made.text
    begun = post(client, f"{made.location}/sittings")
    assert begun.status_code == 303
    return begun.location


def form_of(client: FlaskClient, sitting: str, position: int) -> dict[str, Any]:
    """The fields of the form of an exercise, as a browser would send them unchanged."""
    page = client.get(f"{sitting}?item={position}", headers=HEADERS).text
    section = page.split(f'id="asked-{position}"')[1].split("</section>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(csrf_token|seen|was)" value="([^"]*)"', section))
    return {**hidden, "answer": re.findall(r'name="answer" value="([^"]*)"[^>]* checked', section)}


def save(client: FlaskClient, sitting: str, position: int, **fields: Any) -> TestResponse:
    sent = {**form_of(client, sitting, position), **fields}
    return client.post(f"{sitting}/items/{position}", data=sent, headers=HEADERS)


def answers(app: Flask) -> list[Any]:
    with app.app_context():
        return [each.answer for each in db.session.query(ExamAnswer).order_by(ExamAnswer.position)]


def test_an_exam_is_taken_without_a_script_and_gives_nothing_away_before_its_end(
    client: FlaskClient, sitting: str
) -> None:
    shown = client.get(sitting, headers=HEADERS)
    assert shown.headers["Cache-Control"] == "no-store"  # Back asks the server
    page = shown.text
    for item in (STATIC, WITH_NUMBERS, ORDER):
        explanation = BY_ID[item].explanation.en[:40]
        assert explanation not in page
        assert f'href="/items/{item}"' not in page
    assert "accepted for 60 seconds" in page
    key = right_answer(BY_ID[STATIC])  # type: ignore[arg-type]
    gone_on = save(client, sitting, 1, answer=key, go="next")
    assert (gone_on.status_code, gone_on.location) == (303, f"{sitting}?item=2")
    finish = client.get(f"{sitting}/finish", headers=HEADERS).text
    assert "2 exercises are not answered" in finish
    over = post(client, f"{sitting}/submit")
    assert over.location == f"{sitting}/result"
    result = client.get(over.location, headers=HEADERS).text
    assert "33%: 1 of 3 right" in result
    assert "Practice what you missed" in result
    assert "Trial" in client.get("/exams", headers=HEADERS).text


def test_a_double_submit_and_back_leave_one_exam_and_one_answer(
    app: Flask, client: FlaskClient, sitting: str
) -> None:
    kept = form_of(client, sitting, 1)
    options = [option.id for option in BY_ID[STATIC].options]  # type: ignore[union-attr]
    for _ in range(2):
        save(client, sitting, 1, answer=options[0])
    client.post(f"{sitting}/items/1", data={**kept, "answer": options[1]}, headers=HEADERS)  # Back, and again
    assert answers(app)[0] == options[1]
    moments = [post(client, f"{sitting}/submit").status_code for _ in range(2)]
    assert moments == [303, 303]
    late = client.post(f"{sitting}/items/1", data={**kept, "answer": options[2]}, headers=HEADERS)
    assert late.status_code == 409
    assert "has been submitted" in late.text
    assert answers(app)[0] == options[1]
    assert client.get(sitting).location == f"{sitting}/result"


def test_a_form_that_was_not_changed_overwrites_nothing_of_another_tab(
    app: Flask, client: FlaskClient, sitting: str
) -> None:
    options = [option.id for option in BY_ID[STATIC].options]  # type: ignore[union-attr]
    other_tab = form_of(client, sitting, 1)
    save(client, sitting, 1, answer=options[0])
    client.post(f"{sitting}/items/1", data={**other_tab, "go": "next"}, headers=HEADERS)
    assert answers(app)[0] == options[0]
    changed = {**other_tab, "answer": options[1], "go": "next"}
    stays = client.post(f"{sitting}/items/1", data=changed, headers=HEADERS)
    assert stays.location == f"{sitting}?item=1"
    page = client.get(stays.location, headers=HEADERS).text
    assert "Both versions are kept" in page
    assert "Another device had saved something else here" in page
    save(client, sitting, 1, restore="0")
    assert answers(app)[0] == options[0]


def test_entries_are_moved_by_buttons_of_the_form(app: Flask, client: FlaskClient, sitting: str) -> None:
    page = client.get(f"{sitting}?item=3", headers=HEADERS).text
    section = page.split('id="asked-3"')[1]
    order = re.findall(r'name="answer" value="([^"]+)"', section.split("</section>")[0])
    save(client, sitting, 3, answer=order, move=f"{order[1]}:up")
    assert answers(app)[2] == [order[1], order[0], *order[2:]]


def test_what_a_script_sends_is_answered_with_the_state_of_the_answer(
    client: FlaskClient, sitting: str
) -> None:
    sent = {**SCRIPT, "answer": "3", "sequence": "2", "flagged": "yes", "seconds": "7"}
    reply = post(client, f"{sitting}/items/2", **sent)
    assert reply.json is not None
    assert reply.json["secondsLeft"] > 1700
    expected = {"position": 2, "revision": 1, "isAnswered": True, "isFlagged": True, "outcome": "stored"}
    assert expected.items() <= reply.json.items()
    late = post(client, f"{sitting}/items/2", **{**sent, "answer": "2", "sequence": "1"})
    assert late.json is not None
    assert (late.json["outcome"], late.json["revision"]) == ("repeated", 1)
    unreadable = post(client, f"{sitting}/items/2", **{**sent, "answer": "some", "sequence": "3"})
    assert unreadable.json is not None
    assert unreadable.json["problem"]
    state = client.get(f"{sitting}/state").json
    assert state is not None
    assert [each["revision"] for each in state["answers"]] == [0, 2, 0]
    assert not state["isOver"]


def test_nothing_is_saved_after_the_grace_period_and_the_page_says_so(
    app: Flask, client: FlaskClient, sitting: str
) -> None:
    save(client, sitting, 1, answer="kept")
    form = form_of(client, sitting, 1)
    with app.app_context(), writing(db.session):
        begun = db.session.query(ExamSitting).one()
        begun.started_at -= (begun.clock.accepts_until - begun.started_at) * 2
        begun.closes_at = begun.started_at
    late = client.post(f"{sitting}/items/1", data={**form, "answer": "late"}, headers=HEADERS)
    assert late.status_code == 409
    assert "after the end of the grace period" in late.text
    assert answers(app)[0] == "kept"
    assert "The time ran out" in client.get(f"{sitting}/result", headers=HEADERS).text


def test_a_variant_of_an_exam_is_answered_nowhere_else(app: Flask, client: FlaskClient, sitting: str) -> None:
    with app.app_context():
        name = db.session.query(ExamAnswer).filter_by(item_id=WITH_NUMBERS).one().variant_name
    assert name not in client.get(sitting).text
    stranger = app.test_client()
    for who in (client, stranger):
        by_api = api(who, f"items/{WITH_NUMBERS}/attempts", answer=1, variant=name)
        assert by_api.status_code in (409, 422)
        assert "key" not in (by_api.json or {})
        by_page = post(who, f"/items/{WITH_NUMBERS}/attempts", answer="1", variant=name)
        assert by_page.status_code in (409, 422)


def test_what_is_asked_in_an_exam_is_shown_nowhere_else_until_its_end(
    client: FlaskClient, sitting: str
) -> None:
    slug = next(slug for slug, q in questions().items() if any(item.id == STATIC for item in q.items))
    refused = api(client, f"items/{STATIC}/attempts", answer="x")
    assert refused.status_code == 409
    assert client.get(f"/questions/{slug}/answer").status_code in (403, 409)
    shown = client.get(f"/api/v1/questions/{slug}").json
    assert shown is not None
    assert shown["model_answer"] is None
    post(client, f"{sitting}/submit")
    key = right_answer(BY_ID[STATIC])  # type: ignore[arg-type]
    assert api(client, f"items/{STATIC}/attempts", answer=key).status_code == 201


def test_nobody_else_sees_a_sitting(client: FlaskClient, sitting: str) -> None:
    stranger = client.application.test_client()
    for path in ("", "/finish", "/state", "/result", "/items/1"):
        assert stranger.get(f"{sitting}{path}").status_code == 404
    assert post(stranger, f"{sitting}/submit").status_code == 404
    assert post(stranger, f"{sitting}/items/1", answer="x").status_code == 404
    assert client.get(f"{sitting}/items/9", headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"minutes": "soon"}, "Write a whole number."),
        ({"topics": []}, "Choose at least one topic."),
        ({"count": "61"}, "1 to 60 exercises"),
        ({"levels": ["3"], "topics": ["rnn"], "count": "60"}, "exercises match"),
        ({"selection": "counts"}, "Say how many exercises to draw."),
        ({"selection": "fixed"}, "Choose at least one exercise."),
        ({"title": ""}, "Give the exam a title."),
    ],
)
def test_an_exam_that_cannot_be_made_is_shown_again_with_the_reason(
    client: FlaskClient, fields: dict[str, Any], said: str
) -> None:
    usual = {"title": "T", "selection": "mixed", "topics": ["rnn"], "count": "3", "minutes": "10"}
    refused = post(client, "/exams", **{**usual, **fields})
    assert refused.status_code == 422
    assert said in refused.text


def test_an_exam_is_drawn_by_numbers_for_topics_and_levels(client: FlaskClient) -> None:
    sent = {"title": "T", "selection": "counts", "minutes": "10", "count:rnn:1": "2", "count:rnn:3": "1"}
    made = post(client, "/exams", **sent)
    page = client.get(post(client, f"{made.location}/sittings").location, headers=HEADERS).text
    levels = re.findall(r'aria-label="Level (\d) of 3"', page)
    assert sorted(levels) == ["1", "1", "3"]


def test_a_start_whose_answer_gets_lost_is_repeated_by_the_same_guest(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        rules = ExamRules(selection=FixedSet(items=(STATIC,)), minutes=10)
        author = learners.start_guest(db.session)
        exam = exams.create_exam(db.session, author, "For all", rules, is_shared=True).public_id
    sent = {"csrf_token": token(client, f"/exams/{exam}")}
    known = client.get_cookie("quizapp")
    assert known is not None
    begun = []
    for _ in range(2):
        client.set_cookie("quizapp", known.value)  # the browser never got the first answer
        begun.append(client.post(f"/exams/{exam}/sittings", data=sent).location)
    assert begun[0] == begun[1]


def test_only_an_instructor_shares_an_exam(client: FlaskClient) -> None:
    sent = {"title": "T", "selection": "fixed", "items": [STATIC], "minutes": "10", "is_shared": "yes"}
    assert post(client, "/exams", **sent).status_code == 403


def test_a_shared_exam_can_be_taken_by_everybody(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        author = learners.start_guest(db.session)
        rules = ExamRules(selection=FixedSet(items=(STATIC,)), minutes=10, attempts=1)
        exam = exams.create_exam(db.session, author, "For all", rules, is_shared=True).public_id
    assert "For all" in client.get("/exams", headers=HEADERS).text
    assert "1 attempt left" in client.get(f"/exams/{exam}", headers=HEADERS).text
    begun = post(client, f"/exams/{exam}/sittings")
    assert post(client, f"/exams/{exam}/sittings").location == begun.location
    post(client, f"{begun.location}/submit")
    assert "used all attempts" in client.get(f"/exams/{exam}", headers=HEADERS).text
    assert post(client, f"/exams/{exam}/sittings").status_code == 409


def test_an_exercise_of_an_open_exam_has_no_form_elsewhere_but_a_link_to_the_exam(
    client: FlaskClient,
) -> None:
    question = next(each for each in questions().values() if STATIC in [item.id for item in each.items])
    key = right_answer(BY_ID[STATIC])  # type: ignore[arg-type]
    for item in question.items:
        post(client, f"/items/{item.id}/attempts", answer=key if item.id == STATIC else "x")
    session = post(client, "/practice", item=[STATIC]).location
    made = post(client, "/exams", title="Trial", selection="fixed", items=[STATIC], minutes="30", grace="0")
    sitting = post(client, f"{made.location}/sittings").location
    explanation = BY_ID[STATIC].explanation.en[:40]
    address = f"/questions/{question.slug}"
    for page in (address, f"/items/{STATIC}", session):
        shown = client.get(page, headers=HEADERS, follow_redirects=True).text
        assert "is part of an exam that you are taking" in shown
        assert f'href="{sitting}"' in shown
        assert f'id="form-{STATIC}"' not in shown
        assert explanation not in shown
    assert "It opens once your exam is over" in client.get(address, headers=HEADERS).text
    post(client, f"{sitting}/submit")
    assert "is part of an exam" not in client.get(address, headers=HEADERS).text
