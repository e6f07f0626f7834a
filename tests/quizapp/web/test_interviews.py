"""The mock interview, page by page."""

import re

import pytest
from flask.testing import FlaskClient

from tests.quizapp.bank.test_interviews import interviews

ADDRESS = "/questions/exploding-gradient-consequences/interview"
HEADERS = {"Accept-Language": "en"}


@pytest.fixture
def token(client: FlaskClient) -> str:
    page = client.get(ADDRESS, headers=HEADERS).text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_the_question_leads_to_it_and_it_gives_nothing_away(client: FlaskClient) -> None:
    assert ADDRESS in client.get("/questions/exploding-gradient-consequences", headers=HEADERS).text
    page = client.get(ADDRESS, headers=HEADERS).text
    assert interviews()[0].key_points[0].text.en not in page
    assert "Suggested answer" not in page


def test_points_found_by_their_words_are_ticked_and_can_be_corrected(client: FlaskClient, token: str) -> None:
    answer = "Weights overflow and become NaN. <b>Bold</b>"
    page = client.post(ADDRESS, data={"csrf_token": token, "answer": answer}, headers=HEADERS).text
    ticked = re.findall(r'name="made" value="([^"]+)" checked', page)
    assert ticked == ["overflow-to-nan"]
    assert "&lt;b&gt;Bold" in page
    assert page.count('name="made"') == len(interviews()[0].key_points)


def test_after_the_ticks_come_the_follow_ups_of_what_was_missed(client: FlaskClient, token: str) -> None:
    ids = [point.id for point in interviews()[0].key_points]
    sent = {"csrf_token": token, "judged": "1", "made": [*ids[1:], "no-such-point"]}
    page = client.post(ADDRESS, data=sent, headers=HEADERS).text
    assert f"{len(ids) - 1} of {len(ids)} key points covered" in page
    assert page.count("interview-follow-up") == 1
    assert "The one- to two-minute answer" in page


def test_whoever_made_every_point_is_asked_nothing_more(client: FlaskClient, token: str) -> None:
    sent = {"csrf_token": token, "judged": "1", "made": [point.id for point in interviews()[0].key_points]}
    assert "interview-follow-up" not in client.post(ADDRESS, data=sent, headers=HEADERS).text


def test_a_question_without_one_says_so(client: FlaskClient) -> None:
    answer = client.get("/questions/what-is-an-rnn-and-more/interview", headers=HEADERS)
    assert answer.status_code == 404
