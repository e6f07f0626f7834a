"""The mock interview, page by page: each answer is stored, and each page has an address."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.quizapp.bank.test_interviews import interviews

ADDRESS = "/questions/exploding-gradient-consequences/interview"
HEADERS = {"Accept-Language": "en"}


@pytest.fixture
def form(client: FlaskClient) -> dict[str, str]:
    """The hidden fields of a new form."""
    page = client.get(ADDRESS, headers=HEADERS).text
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|form_name)" value="([^"]+)"', page))


def answer(client: FlaskClient, form: dict[str, str], **fields: str) -> TestResponse:
    response = client.post(ADDRESS, data=form | fields, headers=HEADERS)
    assert response.status_code == 303
    return response


def tick(client: FlaskClient, form: dict[str, str], points: str, made: list[str]) -> str:
    """The page that follows."""
    sent = {**form, "made": made}
    return client.post(points, data=sent, headers=HEADERS, follow_redirects=True).text


def test_the_question_leads_to_it_and_it_gives_nothing_away(client: FlaskClient) -> None:
    assert ADDRESS in client.get("/questions/exploding-gradient-consequences", headers=HEADERS).text
    page = client.get(ADDRESS, headers=HEADERS).text
    assert interviews()[0].key_points[0].text.en not in page
    assert "Suggested answer" not in page


def test_points_found_by_their_words_are_ticked_and_can_be_corrected(
    client: FlaskClient, form: dict[str, str]
) -> None:
    points = answer(client, form, answer="Weights overflow and become NaN. <b>Bold</b>").location
    page = client.get(points, headers=HEADERS).text
    assert re.findall(r'name="made" value="([^"]+)" checked', page) == ["overflow-to-nan"]
    assert "&lt;b&gt;Bold" in page
    assert page.count('name="made"') == len(interviews()[0].key_points)
    ids = [point.id for point in interviews()[0].key_points]
    tick(client, form, points, ids[:2])
    assert re.findall(r'name="made" value="([^"]+)" checked', client.get(points).text) == ids[:2]


def test_after_the_ticks_come_the_answer_its_time_and_the_follow_ups_of_what_was_missed(
    client: FlaskClient, form: dict[str, str]
) -> None:
    ids = [point.id for point in interviews()[0].key_points]
    points = answer(client, form, answer="I said this.", seconds="83.4").location
    page = tick(client, form, points, [*ids[1:], "no-such-point"])
    assert f"{len(ids) - 1} of {len(ids)} key points covered" in page
    assert page.count("interview-follow-up") == 1
    assert "The one- to two-minute answer" in page
    assert "I said this." in page
    assert "1:23" in page


def test_whoever_made_every_point_is_asked_nothing_more(client: FlaskClient, form: dict[str, str]) -> None:
    points = answer(client, form, answer="All of it.").location
    assert "interview-follow-up" not in tick(
        client, form, points, [point.id for point in interviews()[0].key_points]
    )


def test_it_is_one_of_my_attempts_once_however_often_it_is_sent(
    client: FlaskClient, form: dict[str, str]
) -> None:
    first, again = (answer(client, form, answer="Once.").location for _ in range(2))
    assert first == again
    listed = client.get("/work/interviews", headers=HEADERS).text
    assert listed.count("Mock interview") == 1
    judged = first.removesuffix("/points")
    assert f'href="{judged}"' in listed
    assert client.get(judged).location == first  # until its points are ticked
    tick(client, form, first, [interviews()[0].key_points[0].id])
    assert "1 of " in client.get("/work/interviews", headers=HEADERS).text


def test_nobody_else_reads_it(client: FlaskClient, form: dict[str, str]) -> None:
    points = answer(client, form, answer="Mine.").location
    stranger = client.application.test_client()
    assert stranger.get(points).status_code == 404
    assert client.get(points).status_code == 200


def test_a_question_without_one_says_so(client: FlaskClient) -> None:
    response = client.get("/questions/what-is-an-rnn-and-more/interview", headers=HEADERS)
    assert response.status_code == 404


def test_a_form_that_has_expired_leads_back_to_itself(client: FlaskClient) -> None:
    """In a browser that does not say which page sends the form."""
    sender = {**HEADERS, "Referer": f"http://localhost{ADDRESS}"}
    refused = client.post(ADDRESS, data={"csrf_token": "old", "answer": "Mine."}, headers=sender)
    assert refused.status_code == 400
    assert f'href="{ADDRESS}"' in refused.text
    elsewhere = {**HEADERS, "Referer": f"http://elsewhere.example{ADDRESS}"}
    assert f'href="{ADDRESS}"' not in client.post(ADDRESS, data={}, headers=elsewhere).text


@pytest.mark.parametrize(
    ("given", "is_told"), [({}, False), ({"seconds": "0"}, False), ({"seconds": "61"}, True)]
)
def test_the_model_answer_follows_an_answer_written_or_said_aloud(
    client: FlaskClient, form: dict[str, str], given: dict[str, str], is_told: bool
) -> None:
    page = tick(client, form, answer(client, form, **given).location, [])
    interview = interviews()[0]
    assert page.count("interview-follow-up") == len(interview.follow_ups)
    for text in ("The one- to two-minute answer", "In depth", "Suggested answer"):
        assert (text in page) is is_told
    assert ("to see the model answer" in page) is not is_told
