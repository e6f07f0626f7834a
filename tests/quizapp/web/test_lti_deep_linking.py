"""Deep linking: an instructor selects in the course what a link leads to, without any cookie."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.lti.vocabulary import CLAIM, DEEP_LINKING
from quizapp.models import Assignment, LtiLink, StudyClass
from tests.lti import ALONE, ENGLISH, FRAMED, OWN_PAGE, connected_platform, launch, ticket_in
from tests.lti_platform import Platform


@pytest.fixture
def platform(app: Flask, session: Session) -> Iterator[Platform]:
    with connected_platform(app, session) as (platform, _):
        yield platform


def select_in(client: FlaskClient, platform: Platform, page: str, **fields: Any) -> Any:
    return client.post(
        "/lti/select", data={"ticket": ticket_in(page), **fields}, headers={**OWN_PAGE, **FRAMED, **ENGLISH}
    )


def test_deep_linking_sets_an_assignment_and_the_link_leads_to_it(
    app: Flask, platform: Platform, session: Session
) -> None:
    """All inside a frame that keeps no cookies."""
    frame = app.test_client(use_cookies=False)
    page = launch(frame, platform, "tina", {**FRAMED, **ENGLISH}, **platform.selecting())
    refused = select_in(frame, platform, page.text, new="yes", title="", kind="practice", count="0")
    assert refused.status_code == 422
    assert "Give the assignment a title." in refused.text
    chosen = select_in(frame, platform, page.text, new="yes", title="Week 1", kind="practice", count="3")
    assert f"form-action 'self' {platform.address}" in chosen.headers["Content-Security-Policy"]
    token = re.search(r'name="JWT" value="([^"]+)"', chosen.text)
    assert token
    claims = platform.read_selection(token[1])
    assert claims[f"{DEEP_LINKING}data"] == "csrf-of-the-platform"
    (item,) = claims[f"{DEEP_LINKING}content_items"]
    made = session.scalars(select(Assignment)).one()
    assert item["title"] == "Week 1"
    assert item["lineItem"] == {"label": "Week 1", "scoreMaximum": 10.0, "resourceId": made.public_id}
    assert (
        select_in(frame, platform, page.text, assignment=made.public_id).status_code == 400
    )  # answered once

    tab = app.test_client()
    session.rollback()
    arrived = launch(tab, platform, "lea", ALONE, **{f"{CLAIM}custom": item["custom"]})
    opened = tab.get(arrived.headers["Location"])
    assert opened.headers["Location"].endswith(f"/assignments/{made.public_id}")
    assert "Week 1" in tab.get(opened.headers["Location"]).text


def test_only_who_teaches_selects(client: FlaskClient, platform: Platform) -> None:
    refused = launch(client, platform, "lea", {**FRAMED, **ENGLISH}, **platform.selecting())
    assert refused.status_code == 403
    assert "Only those who teach" in refused.text


def test_a_copied_course_gets_its_own_copy_of_the_assignment(
    client: FlaskClient, platform: Platform, session: Session
) -> None:
    page = launch(client, platform, "tina", FRAMED, **platform.selecting())
    select_in(client, platform, page.text, new="yes", title="Week 1", kind="exam", count="3", minutes="20")
    original = session.scalars(select(Assignment)).one()
    copied = {
        f"{CLAIM}context": {"id": "course-2", "title": "Deep learning, next year"},
        f"{CLAIM}custom": {"assignment": original.public_id},
    }
    session.rollback()
    launch(client, platform, "lea", ALONE, **copied)
    assert session.scalars(select(Assignment)).all() == [original]  # not by a learner
    session.rollback()
    launch(client, platform, "tina", ALONE, **copied)
    assert [each.title for each in session.scalars(select(Assignment))] == ["Week 1", "Week 1"]
    assert len(session.scalars(select(StudyClass)).all()) == 2
    assert session.scalars(select(LtiLink)).one().assignment_id != original.assignment_id
