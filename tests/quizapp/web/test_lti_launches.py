"""Launches from a course platform: what is accepted, what is refused, and where one arrives."""

import base64
import hmac
import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.lti.vocabulary import CLAIM
from quizapp.models import (
    ClassMember,
    ClassRole,
    LtiIdentity,
    LtiKey,
    LtiPlatform,
    Role,
)
from quizapp.services.lti import keys
from tests.conftest import account_with
from tests.lti import ALONE, ENGLISH, FRAMED, OWN_PAGE, connected_platform, launch, ticket_in
from tests.lti_platform import INSTRUCTOR, LEARNER, MEMBERSHIP, OTHER_KEY, Platform, login_query
from tests.quizapp.web.test_accounts import enter


@pytest.fixture
def platform(app: Flask, session: Session) -> Iterator[Platform]:
    with connected_platform(app, session) as (platform, _):
        yield platform


def _encoded(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def open_tab(client: FlaskClient, page: str, **fields: str) -> Any:
    """What the button of the page inside the platform does."""
    return client.post(
        "/lti/open", data={"ticket": ticket_in(page), **fields}, headers={**OWN_PAGE, **ENGLISH}
    )


def name_shown(client: FlaskClient) -> str:
    found = re.search(
        r'<details class="menu">\s*<summary>([^<]+)', client.get("/classes", headers=ENGLISH).text
    )
    return found[1] if found else ""


def test_a_launch_in_a_tab_of_its_own_ends_signed_in_at_the_class(
    client: FlaskClient, platform: Platform, session: Session
) -> None:
    arrived = launch(client, platform, "tina", ALONE)
    assert arrived.status_code == 303
    opened = client.get(arrived.headers["Location"])
    assert opened.status_code == 303
    page = client.get(opened.headers["Location"], headers=ENGLISH)
    assert "Deep learning" in page.text
    assert name_shown(client) == "Tina Teacher"
    member = session.scalars(select(ClassMember)).one()
    assert (member.role, member.shown_name) == (ClassRole.INSTRUCTOR, "Tina Teacher")
    assert member.account.role is Role.LEARNER  # she teaches this class, and does not write for everybody
    assert not member.study_class.is_joinable


def test_without_any_cookie_a_launch_inside_a_frame_opens_a_tab_with_a_ticket(
    app: Flask, platform: Platform
) -> None:
    """The frame keeps no cookies at all; the tab has its own. That it is the same browser nobody can tell: it asks."""
    frame, tab = app.test_client(use_cookies=False), app.test_client()
    page = launch(frame, platform, "lea", FRAMED)
    assert page.status_code == 200
    assert 'target="_blank"' in page.text
    asked = open_tab(tab, page.text)
    assert "Continue as Lea Learner?" in asked.text
    assert name_shown(tab) == ""
    entered = open_tab(tab, asked.text, confirmed="yes")
    assert entered.status_code == 303
    assert name_shown(tab) == "Lea Learner"
    again = open_tab(tab, page.text)  # the page in the platform is still there, and so is its button
    assert again.status_code == 303
    stranger = app.test_client()
    assert open_tab(stranger, page.text, confirmed="yes").status_code == 400
    assert name_shown(stranger) == ""


def test_a_proof_from_a_kept_cookie_or_from_the_platform_spares_the_question(
    app: Flask, platform: Platform
) -> None:
    frame = app.test_client()  # as with cookies that are kept for this platform alone
    tab = app.test_client()
    assert open_tab(tab, launch(frame, platform, "lea", FRAMED).text).status_code == 303
    assert name_shown(tab) == "Lea Learner"

    frame, tab = app.test_client(use_cookies=False), app.test_client()
    query = login_query(platform, "lea", lti_storage_target="_parent")
    storing = frame.get(f"/lti/login?{query}", headers={**FRAMED, "Referer": f"{platform.address}/course"})
    proof = re.search(r'data-value="([^"]+)"', storing.text)
    following = re.search(r'href="([^"]+)" data-lti-next', storing.text)
    assert proof
    assert following
    form = platform.answer_login(following[1].replace("&amp;", "&"))
    page = frame.post("/lti/launch", data=form, headers=FRAMED)
    assert "data-lti-proof" in page.text
    assert "Continue as" in open_tab(tab, page.text, proof="another").text
    assert open_tab(tab, page.text, proof=proof[1]).status_code == 303


def test_the_address_of_a_launch_opens_nothing_in_another_browser(app: Flask, platform: Platform) -> None:
    """Who could send it to somebody would sign them in as themselves."""
    arrived = launch(app.test_client(), platform, "lea", ALONE)
    other = app.test_client()
    page = other.get(arrived.headers["Location"], headers=ENGLISH)
    assert "Continue as Lea Learner?" in page.text
    assert name_shown(other) == ""


def test_who_is_signed_in_as_somebody_else_is_asked(app: Flask, platform: Platform, session: Session) -> None:
    account_with(session, "ines", Role.ADMIN)
    session.rollback()
    client = app.test_client()
    enter(client, "ines")
    arrived = launch(client, platform, "lea", ALONE)
    page = client.get(arrived.headers["Location"], headers=ENGLISH)
    assert "You are signed in as “ines”." in page.text
    assert name_shown(client) == "ines"


def test_a_launch_does_not_sign_out_who_is_signed_in(
    app: Flask, platform: Platform, session: Session
) -> None:
    """The session does not come along with what a platform sends, and must not be replaced then."""
    client = app.test_client(use_cookies=False)
    response = launch(client, platform, "lea", FRAMED)
    refused = client.post("/lti/launch", data={"state": "x"}, headers=ENGLISH)
    assert refused.status_code == 400
    assert not [
        cookie
        for each in (response, refused)
        for cookie in each.headers.getlist("Set-Cookie")
        if "quizapp" in cookie
    ]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("another issuer", {"iss": "https://elsewhere.example"}, "iss"),
    ("another audience", {"aud": "another-tool"}, "aud"),
    ("several audiences without azp", {"aud": ["nabla-client", "another-tool"]}, "azp"),
    ("another authorized party", {"azp": "another-tool"}, "azp"),
    ("another nonce", {"nonce": "guessed"}, "nonce"),
    ("no nonce", {"nonce": None}, "nonce"),
    ("expired", {"exp": int(time.time()) - 3600}, "Too much time"),
    ("from the future", {"iat": int(time.time()) + 3600}, "iat"),
    ("without an end", {"exp": None}, "exp"),
    ("without end", {"exp": float("nan")}, "exp"),
    ("another version", {f"{CLAIM}version": "1.1"}, "version"),
    ("another message", {f"{CLAIM}message_type": "LtiSubmissionReviewRequest"}, "message_type"),
    ("another deployment", {f"{CLAIM}deployment_id": "9"}, "deployment “9”"),
    ("without a link", {f"{CLAIM}resource_link": None}, "resource_link"),
    ("nobody", {"sub": None}, "did not say who you are"),
    ("a mentor", {f"{CLAIM}roles": [f"{MEMBERSHIP}#Mentor"]}, "your role in the course"),
]


@pytest.mark.parametrize(("what", "changes", "said"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_wrong_claim_is_refused_and_named(
    client: FlaskClient, platform: Platform, session: Session, what: str, changes: dict[str, Any], said: str
) -> None:
    refused = launch(client, platform, "lea", {**ALONE, **ENGLISH}, **changes)
    assert refused.status_code in (400, 403), what
    assert said in refused.text
    assert session.scalars(select(LtiIdentity)).all() == []


def test_a_signature_is_that_of_the_platform_with_its_algorithm(
    client: FlaskClient, platform: Platform
) -> None:
    def refused(token: str) -> str:
        begun = client.get(f"/lti/login?{login_query(platform, 'lea')}")
        form = platform.answer_login(begun.headers["Location"])
        response = client.post("/lti/launch", data={**form, "id_token": token}, headers=ENGLISH)
        assert response.status_code == 400
        return response.text

    claims = platform.claims("lea", "nonce")
    head, body, _ = platform.sign(claims, platform.keys[0]).split(".")
    assert "could not be verified" in refused(f"{head}.{body}.{'A' * 342}")
    public = platform.keys[0].as_pem(private=False)  # as if its text were a secret
    signed = f"{_encoded({'alg': 'HS256', 'kid': 'platform-1'})}.{body}"
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).decode().rstrip("=")
    assert "alg" in refused(f"{signed}.{mac}")
    assert "alg" in refused("eyJhbGciOiJub25lIn0." + body + ".")
    assert "id_token" in refused("not a token")


def test_a_launch_is_accepted_once(client: FlaskClient, platform: Platform) -> None:
    begun = client.get(f"/lti/login?{login_query(platform, 'lea')}")
    form = platform.answer_login(begun.headers["Location"])
    assert client.post("/lti/launch", data=form, headers=ALONE).status_code == 303
    again = client.post("/lti/launch", data=form, headers={**ALONE, **ENGLISH})
    assert again.status_code == 400
    assert "already been used" in again.text


def test_a_new_key_of_the_platform_is_fetched_once_it_signs_and_not_for_every_guess(
    client: FlaskClient, platform: Platform, session: Session
) -> None:
    assert launch(client, platform, "lea", ALONE).status_code == 303
    assert launch(client, platform, "lea", ALONE, key=OTHER_KEY).status_code == 400
    assert launch(client, platform, "lea", ALONE, key=OTHER_KEY).status_code == 400
    assert platform.log.count("GET /jwks") == 1  # it was fetched a moment ago
    platform.keys = [platform.keys[0], OTHER_KEY]
    with writing(session):
        session.execute(update(LtiPlatform).values(keys_at=now() - timedelta(minutes=5)))
    assert launch(client, platform, "lea", ALONE, key=OTHER_KEY).status_code == 303
    assert platform.log.count("GET /jwks") == 2


def test_an_unknown_platform_is_told_what_to_do(client: FlaskClient, platform: Platform) -> None:
    query = login_query(platform, "lea", client_id="another")
    page = client.get(f"/lti/login?{query}", headers={"Accept-Language": "zh"})
    assert page.status_code == 400
    assert "another" in page.text
    assert "教学平台" in page.text
    assert client.get(f"/lti/login?{query}", headers=ENGLISH).status_code == 400


def test_only_connected_platforms_may_show_the_pages_of_a_launch(
    client: FlaskClient, platform: Platform
) -> None:
    page = launch(client, platform, "lea", FRAMED)
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors {platform.address};" in f"{policy};"
    assert "X-Frame-Options" not in page.headers
    refused = client.post("/lti/launch", data={}, headers=FRAMED)
    assert platform.address in refused.headers["Content-Security-Policy"]
    elsewhere = client.get("/questions")
    assert "frame-ancestors 'none'" in elsewhere.headers["Content-Security-Policy"]
    assert elsewhere.headers["X-Frame-Options"] == "DENY"


def test_a_role_follows_the_platform(client: FlaskClient, platform: Platform, session: Session) -> None:
    helper = [INSTRUCTOR, f"{MEMBERSHIP}/Instructor#TeachingAssistant"]
    for roles, role in (
        ([LEARNER], ClassRole.LEARNER),
        (helper, ClassRole.ASSISTANT),
        ([INSTRUCTOR], ClassRole.INSTRUCTOR),
    ):
        launch(client, platform, "lea", ALONE, **{f"{CLAIM}roles": roles})
        assert session.scalars(select(ClassMember)).one().role is role
        session.rollback()
        session.expire_all()


def test_an_admin_connects_a_platform_with_the_page(app: Flask, session: Session) -> None:
    account_with(session, "ada", Role.ADMIN)
    session.rollback()
    client = app.test_client()
    enter(client, "ada")
    form = {
        "title": "Canvas",
        "issuer": "https://canvas.instructure.com",
        "client_id": "10000000000001",
        "deployment_ids": "1:abc\n",
        "login_url": "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "token_url": "ftp://sso.canvaslms.com/login/oauth2/token",
        "jwks_url": "https://user:secret@sso.canvaslms.com/jwks",
        "origins": "https://school.instructure.com/courses",
    }
    refused = client.post("/lti/platforms", data=form, headers={**OWN_PAGE, **ENGLISH})
    assert refused.status_code == 422
    assert refused.text.count("Write a whole address") == 2
    assert "without a path" in refused.text
    form |= {
        "token_url": "https://sso.canvaslms.com/login/oauth2/token",
        "jwks_url": "https://sso.canvaslms.com/api/lti/security/jwks",
        "origins": "https://school.instructure.com",
    }
    assert client.post("/lti/platforms", data=form, headers=OWN_PAGE).status_code == 303
    page = client.get("/lti/platforms", headers=ENGLISH).text
    assert "Canvas" in page
    assert "http://localhost/lti/launch" in page
    again = client.post("/lti/platforms", data=form, headers={**OWN_PAGE, **ENGLISH})
    assert "connected already" in again.text


def test_keys_rotate_without_a_launch_or_a_token_being_refused(
    client: FlaskClient, platform: Platform, session: Session, app: Flask
) -> None:
    def published() -> list[str]:
        return [key["kid"] for key in client.get("/lti/keys").get_json()["keys"]]

    (first,) = published()
    secret = app.extensions["quizapp.settings"].secret_key
    second = keys.make_key(session, secret).kid
    assert published() == [second, first]

    def signer() -> str:
        found = keys.signing(keys.list_keys(session), now())
        assert found
        return found.kid

    def age(hours: float) -> None:
        with writing(session):
            for key in session.scalars(select(LtiKey)):
                key.created_at -= timedelta(hours=hours)

    assert signer() == first  # platforms have not seen the new one yet
    age(2)
    assert signer() == second
    assert published() == [second, first]
    age(24 * 8)
    assert published() == [second]
    keys.renew_if_old(session, secret)
    assert [key.kid for key in keys.list_keys(session)] == [second]
    age(24 * 90)
    keys.renew_if_old(session, secret)
    assert len(published()) == 2
    at_once = keys.replace_keys(session, secret).kid
    assert published() == [at_once]
