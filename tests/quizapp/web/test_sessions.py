"""Practice sessions and second tries on pages, as a browser without scripts sends their forms."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.kinds import right_answer
from quizapp.kinds.multiple_choice.model import MultipleChoice
from quizapp.kinds.single_choice.model import SingleChoice
from tests.bank import items, questions

ENGLISH = {"Accept-Language": "en"}
HINTED = [item for item in items() if isinstance(item, SingleChoice) and item.hints][:3]
QUESTION_OF = {item.id: slug for slug, question in questions().items() for item in question.items}


def wrong_option(item: SingleChoice) -> str:
    return next(option.id for option in item.options if not option.correct)


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf_token|variant)" value="([^"]+)"', page))


def sent(client: FlaskClient, path: str, action: str = "", **fields: Any) -> TestResponse:
    """The answer to the form on that page, and the page that follows."""
    page = client.get(path, headers=ENGLISH).text
    form = {**hidden_fields(page), **fields}
    return client.post(action or path, data=form, headers=ENGLISH, follow_redirects=True)


def started(client: FlaskClient, **fields: Any) -> str:
    """The path of a new session."""
    fields = fields or {"item": [item.id for item in HINTED]}
    response = sent(client, "/practice", **fields)
    assert response.status_code == 200, response.text
    return response.request.path.rpartition("/")[0]


def test_a_session_is_walked_to_its_summary(client: FlaskClient) -> None:
    session = started(client)
    for position, item in enumerate(HINTED, start=1):
        page = client.get(session, headers=ENGLISH, follow_redirects=True)
        assert page.request.path == f"{session}/{position}"
        answered = sent(client, page.request.path, answer=right_answer(item), confidence="0.9")
        assert "data-result" in answered.text
        assert "You were 90% sure." in answered.text
    end = client.get(session, headers=ENGLISH, follow_redirects=True)
    assert end.request.path == f"{session}/summary"
    assert "3 exercises, all right at the first try" in end.text
    assert "90% sure" in end.text


def test_a_wrong_answer_shows_a_hint_and_not_the_key(client: FlaskClient) -> None:
    session, item = started(client), HINTED[0]
    page = sent(client, f"{session}/1", answer=wrong_option(item)).text
    assert "Not right yet" in page
    assert "data-result" not in page
    assert item.explanation.en not in page
    assert all(option.feedback.en not in page for option in item.options if option.feedback)
    assert f"{session}/1" in client.get(session).headers["Location"]  # still there after leaving
    again = sent(client, f"{session}/1", f"{session}/1/second_try", answer=right_answer(item)).text
    assert "Right at the second try" in again
    (attempt,) = client.get("/api/v1/attempts").get_json()["attempts"]
    assert (attempt["score"], attempt["first_score"], attempt["is_second_try"]) == (1.0, 0.0, True)


def test_the_answer_is_shown_on_request(client: FlaskClient) -> None:
    session, item = started(client), HINTED[0]
    sent(client, f"{session}/1", answer=wrong_option(item))
    shown = sent(client, f"{session}/1", f"{session}/1/answer").text
    assert "data-result" in shown
    assert "Not right" in shown


def test_hints_that_were_opened_are_stored_and_leave_no_second_try(client: FlaskClient) -> None:
    session, item = started(client), HINTED[0]
    every_hint = [str(number + 1) for number in range(len(item.hints))]
    page = sent(client, f"{session}/1", answer=wrong_option(item), hint=every_hint).text
    assert "data-result" in page
    (attempt,) = client.get("/api/v1/attempts").get_json()["attempts"]
    assert attempt["used_hint"]


def test_the_question_page_gives_a_second_try_too(client: FlaskClient) -> None:
    item = HINTED[0]
    path = f"/questions/{QUESTION_OF[item.id]}?item={item.id}"

    def form_sent(action: str, answer: str) -> str:
        page = client.get(path, headers=ENGLISH).text
        article = page.partition(f'id="item-{item.id}"')[2].partition("</article>")[0]
        fields = {**hidden_fields(article), "answer": answer}
        return client.post(action, data=fields, headers=ENGLISH, follow_redirects=True).text

    assert "Not right yet" in form_sent(f"/items/{item.id}/attempts", wrong_option(item))
    page = client.get(path, headers=ENGLISH).text
    (action,) = re.findall(r'action="(/items/[^"#]+/second_try)', page)
    assert "Right at the second try" in form_sent(action, right_answer(item))


def test_an_answer_that_cannot_be_read_is_shown_again_with_what_was_given(client: FlaskClient) -> None:
    session = started(client)
    page = sent(client, f"{session}/1", answer="no such option", confidence="0.7", hint="1")
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert re.search(r'name="confidence" value="0.7" checked', page.text)
    assert re.search(r'name="hint" value="1"[^>]* checked', page.text)


def test_a_shared_address_gives_everyone_a_session_of_their_own(app: Flask) -> None:
    address = f"/practice?item={HINTED[1].id}&item={HINTED[0].id}"
    found = []
    for visitor in (app.test_client(), app.test_client()):
        page = visitor.get(address, headers=ENGLISH).text
        assert "2 exercises" in page
        assert "sessions of" not in page
        items_sent = re.findall(r'name="item" value="([^"]+)"', page)
        found.append(started(visitor, item=items_sent))
    assert found[0] != found[1]


def test_the_name_of_a_shared_set_goes_with_its_address_into_the_session(client: FlaskClient) -> None:
    typed = {"item": HINTED[0].id, "name": " Week 3\u202e\n<b>clip</b> & more "}
    shown = "Week 3 &lt;b&gt;clip&lt;/b&gt; &amp; more"
    page = client.get(f"/practice?{urlencode(typed)}", headers=ENGLISH).text
    assert f"<h1>{shown}</h1>" in page
    assert "Chosen exercises" in page
    address = re.search(r'builder-address" value="([^"]+)"', page)
    assert address
    received = client.get(unescape(address[1]), headers=ENGLISH).text
    name = re.search(r'name="name" value="([^"]+)"', received)
    assert name
    session = started(client, item=HINTED[0].id, name=unescape(name[1]))
    assert f">{shown}</strong>" in client.get(f"{session}/1", headers=ENGLISH).text
    assert f"{shown} · Chosen exercises" in client.get(f"{session}/summary", headers=ENGLISH).text


def test_a_name_that_is_too_long_is_refused_at_its_field_and_kept(client: FlaskClient) -> None:
    name = "x" * 61
    page = sent(client, "/practice", item=HINTED[0].id, name=name)
    assert page.status_code == 422
    assert f'value="{name}"' in page.text
    assert "A name has at most 60 characters." in page.text
    assert sent(client, "/practice", item=HINTED[0].id, name=name[1:]).status_code == 200


def test_another_learner_finds_nothing_at_its_address(client: FlaskClient, app: Flask) -> None:
    session = started(client)
    other = app.test_client()
    started(other)
    token = hidden_fields(other.get("/practice").text)["csrf_token"]
    for path in ("", "/1", "/summary"):
        assert other.get(f"{session}{path}").status_code == 404
    for path in ("/1", "/1/second_try", "/1/answer", "/1/again", "/finish"):
        assert other.post(f"{session}{path}", data={"csrf_token": token}).status_code == 404


def test_nothing_due_says_so_and_makes_nobody_a_learner(client: FlaskClient) -> None:
    page = sent(client, "/practice", scope="due")
    assert page.status_code == 422
    assert "No review is due today" in page.text
    assert client.get("/api/v1/attempts").get_json()["count"] == 0


def test_what_was_wrong_is_repeated_from_the_summary(client: FlaskClient) -> None:
    session, item = started(client), HINTED[0]
    every_hint = [str(number + 1) for number in range(len(item.hints))]
    sent(client, f"{session}/1", answer=wrong_option(item), hint=every_hint)
    sent(client, f"{session}/summary", f"{session}/finish")
    page = client.get(f"{session}/summary", headers=ENGLISH).text
    assert re.findall(r'name="item" value="([^"]+)"', page) == [item.id]
    wrong = sent(client, "/practice", scope="wrong")
    assert f'data-item="{item.id}"' in wrong.text


def test_a_rating_is_corrected_and_a_review_undone_where_the_answer_is(client: FlaskClient) -> None:
    session = started(client)
    page = sent(client, f"{session}/1", answer=right_answer(HINTED[0])).text
    (action,) = re.findall(r'action="(/reviews/\d+/rating)"', page)
    place = f"{session}/1"
    rated = sent(client, place, action, rating="4", next=place)
    assert re.search(r'value="4" aria-pressed="true"', rated.text)
    undone = sent(client, place, action, undo="1", next=place)
    assert "no longer counts as a review" in undone.text
    assert client.get("/api/v1/reviews/log").get_json()["reviews"][0]["is_undone"]
    assert sent(client, place, action, rating="9").status_code == 400


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org"])
def test_a_correction_never_leads_to_another_site(client: FlaskClient, address: str) -> None:
    session = started(client)
    page = sent(client, f"{session}/1", answer=right_answer(HINTED[0])).text
    (action,) = re.findall(r'action="(/reviews/\d+/rating)"', page)
    form = {**hidden_fields(page), "rating": "2", "next": address}
    assert client.post(action, data=form).headers["Location"] == "/"


def test_a_folded_exercise_says_in_words_what_was_answered(client: FlaskClient) -> None:
    item = next(item for item in items() if isinstance(item, MultipleChoice))
    session = started(client, item=[item.id, HINTED[0].id])
    sent(client, f"{session}/1", answer=right_answer(item))
    first = next(option.text.en for option in item.options if option.correct)
    beginning = re.split(r"[`$*’“]", first)[0][:20]
    assert len(beginning) > 5
    for path in (f"{session}/2", f"{session}/summary", f"/questions/{QUESTION_OF[item.id]}"):
        page = client.get(path, headers=ENGLISH).text
        assert f"Your answer: </span>{beginning}" in page, path
