"""A connected platform with its launches, for tests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.domain.lti.launch import Launch, read_launch
from quizapp.domain.lti.vocabulary import CLAIM
from quizapp.models import LtiPlatform
from quizapp.services.lti import platforms
from quizapp.services.lti.platform_web import PlatformWeb
from quizapp.services.lti.platforms import Registration
from tests.lti_platform import INSTRUCTOR, LEARNER, Platform, login_query, running_platform

WEB = PlatformWeb(allows_local=True)
FRAMED, ALONE = {"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "document"}
ENGLISH = {"Accept-Language": "en"}
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@contextmanager
def connected_platform(app: Flask, session: Session) -> Iterator[tuple[Platform, LtiPlatform]]:
    """A platform that runs, with a teacher and a learner, and its registration here."""
    client = app.test_client()
    with running_platform(lambda: client.get("/lti/keys").get_json()) as platform:
        platform.members = {
            "tina": {"name": "Tina Teacher", "roles": [INSTRUCTOR]},
            "lea": {"name": "Lea Learner", "roles": [LEARNER]},
        }
        yield platform, register(session, platform)


def launch_of(platform: Platform, user: str, link: str) -> Launch:
    """What the service reads of a launch, without the way in."""
    claims = platform.claims(user, "", **{f"{CLAIM}resource_link": {"id": link, "title": link}})
    return read_launch(claims)


def register(session: Session, platform: Platform, **changes: Any) -> LtiPlatform:
    stated = Registration(**{**platform.registration(), **changes})
    made = platforms.register(session, WEB, stated)
    session.rollback()
    return made


def launch(
    client: FlaskClient, platform: Platform, user: str, headers: dict[str, str] | None = None, **changes: Any
) -> TestResponse:
    """Login and launch, as the browser is sent to and fro."""
    begun = client.get(f"/lti/login?{login_query(platform, user)}", headers=headers)
    assert begun.status_code == 302, begun.text
    form = platform.answer_login(begun.headers["Location"], **changes)
    return client.post("/lti/launch", data=form, headers={**(headers or {}), "Sec-Fetch-Site": "cross-site"})


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, page
    return found[1]
