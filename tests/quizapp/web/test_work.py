"""My work in the browser, without a script."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account, Learner
from quizapp.services import learners
from tests.quizapp.services.answering import answer, quick_items
from tests.quizapp.web.test_accounts import enter

EN = {"Accept-Language": "en"}


@pytest.fixture
def learner(client: FlaskClient, learner_account: Account, session: Session) -> Learner:
    enter(client, "lea")
    return learners.learner_of_account(session, learner_account)


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=EN)
    assert response.status_code == 200
    return response.text


def test_the_old_address_leads_to_the_new_one_with_its_page(client: FlaskClient) -> None:
    assert client.get("/attempts").status_code == 301
    assert client.get("/attempts").location == "/work"
    assert client.get("/attempts?page=3").location == "/work/everything?page=3"


def test_with_fewer_than_ten_answers_there_is_the_log_and_what_comes(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    items = quick_items(session)
    for item in items[:9]:
        answer(session, learner, item)
    few = page(client, "/work")
    assert few.count('class="work-entry"') == 9
    assert "After 10 answers" in few
    assert "Topic by skill" not in few
    answer(session, learner, items[9], right=False)
    enough = page(client, "/work")
    assert "Topic by skill" in enough
    assert "Wrong first" in enough
    assert enough.count('class="mistake"') == 1


def test_a_filter_survives_the_pages(client: FlaskClient, session: Session, learner: Learner) -> None:
    item = quick_items(session, lambda facts: facts.topic == "rnn")[0]
    for _ in range(26):
        answer(session, learner, item)
    answer(session, learner, quick_items(session, lambda facts: facts.topic == "lstm-shapes")[0])
    first = page(client, "/work/everything?topic=rnn&words=")
    assert "26 answers" in first
    assert 'href="/work/everything?topic=rnn&amp;page=2"' in first
    assert page(client, "/work/everything?topic=rnn&page=2").count('class="work-entry"') == 1


def test_what_is_not_understood_in_a_filter_filters_nothing(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    answer(session, learner, quick_items(session)[0])
    told = page(client, "/work/everything?kind=x&level=x&since=x&until=99999-01-01&outcome=x&skill=x&page=x")
    assert told.count('class="work-entry"') == 1
    assert "No answer matches" in page(client, "/work/everything?topic=no-such-topic")


def test_an_answer_of_somebody_else_is_not_found(
    client: FlaskClient, session: Session, learner: Learner
) -> None:
    theirs = answer(session, learners.start_guest(session), quick_items(session)[0])
    assert client.get(f"/work/attempts/{theirs.attempt_id}").status_code == 404
    mine = answer(session, learner, quick_items(session)[0])
    told = page(client, f"/work/attempts/{mine.attempt_id}")
    assert "It returns on" in told
    assert "Why" in told


@pytest.mark.parametrize("tab", ["topics", "questions", "skills", "mistakes", "interviews", "everything"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tab_is_there_with_and_without_answers(
    client: FlaskClient, session: Session, learner: Learner, tab: str, language: str
) -> None:
    headers = {"Accept-Language": language}
    assert client.get(f"/work/{tab}", headers=headers).status_code == 200
    for place, item in enumerate(quick_items(session)[:12]):
        answer(session, learner, item, right=place % 2 == 0, confidence=0.9)
    assert client.get(f"/work/{tab}", headers=headers).status_code == 200
    assert client.get("/work", headers=headers).status_code == 200


def test_interviews_in_stages_and_cases_on_call_are_listed_with_the_interviews(
    client: FlaskClient,
) -> None:
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/interviews").text)
    assert token
    sent = {"role": "engineer", "minutes": "10", "form_name": "once", "csrf_token": token[1]}
    assert client.post("/interviews", data=sent).status_code == 303
    page = client.get("/work/interviews", headers={"Accept-Language": "en"}).text
    assert "in progress" in page
    assert re.search(r'href="/interviews/m[0-9a-f]+"', page)
    assert 'Interviews <span class="tab-count">1</span>' in page
