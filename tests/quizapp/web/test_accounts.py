"""Signing in and up, one's own account, the first account, and roles."""

import re
from dataclasses import replace

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.config import Settings
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import Invalid
from quizapp.models import Account, Role
from quizapp.services import accounts, api_tokens
from quizapp.services.runner import NoRunner
from quizapp.web.accounts.browsers import browser_name
from tests.conftest import PASSWORD

ANOTHER_PASSWORD = "staple battery correct"


def send(client: FlaskClient, address: str, page: str | None = None, **fields: str) -> TestResponse:
    """Send a form as a browser would: with what is hidden in the page it stands on."""
    html = client.get(page or address, follow_redirects=True).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|based_on)" value="([^"]+)"', html))
    assert "csrf_token" in hidden, f"no form at {page or address}"
    return client.post(address, data={**hidden, **fields})


def enter(client: FlaskClient, name: str, password: str = PASSWORD) -> None:
    assert send(client, "/sign-in", name=name, password=password).status_code == 302


def sign_ins_of(session: Session, account: Account) -> list[int]:
    """Reads, and lets go of the database: an open reading would keep the service from writing."""
    found = [sign_in.sign_in_id for sign_in in accounts.list_sign_ins(session, account)]
    session.rollback()
    return found


def role_of(session: Session, name: str) -> Role:
    session.expire_all()
    role = accounts.get_account(session, name).role
    session.rollback()
    return role


def test_signing_in_leads_back_to_the_page_that_asked_for_it(
    client: FlaskClient, instructor: Account
) -> None:
    asked = client.get("/author?topic=rnn")
    assert asked.location == "/sign-in?next=/author?topic%3Drnn"
    answer = send(client, "/sign-in", name="ines", password=PASSWORD, next="/author?topic=rnn")
    assert answer.location == "/author?topic=rnn"


def test_signing_in_leads_to_no_other_site(client: FlaskClient, instructor: Account) -> None:
    answer = send(client, "/sign-in", name="ines", password=PASSWORD, next="https://elsewhere.example/")
    assert answer.location == "/"


def test_a_wrong_password_keeps_the_name_and_not_the_password(
    client: FlaskClient, instructor: Account
) -> None:
    answer = send(client, "/sign-in", name="ines", password="not the password")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Incorrect name or password" in page
    assert 'value="ines"' in page
    assert "not the password" not in page


def test_too_many_wrong_passwords_have_to_wait(app: Flask, client: FlaskClient) -> None:
    app.extensions["quizapp.settings"] = replace(app.extensions["quizapp.settings"], sign_ins_per_minute=2)
    statuses = [send(client, "/sign-in", name="nobody", password="guess number") for _ in range(3)]
    assert [answer.status_code for answer in statuses] == [422, 422, 429]


def test_signing_up_makes_a_learner_and_names_each_mistake_beside_its_field(client: FlaskClient) -> None:
    refused = send(client, "/sign-up", name="a b", password="short")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'id="name-error"' in page
    assert 'id="password-error"' in page
    assert send(client, "/sign-up", name="Lea", password=PASSWORD).status_code == 302
    assert "learner" in client.get("/account").get_data(as_text=True)


def test_what_a_guest_answered_goes_into_the_new_account(client: FlaskClient) -> None:
    item = "global-norm-of-three-tensors"
    send(client, f"/items/{item}/attempts", page="/questions/exploding-gradient-diagnosis", answer="13")
    send(client, "/sign-up", name="lea", password=PASSWORD)
    assert "Q32" in client.get("/work").get_data(as_text=True)


def test_signing_out_ends_the_sign_in_on_the_server(
    client: FlaskClient, learner_account: Account, session: Session
) -> None:
    enter(client, "lea")
    assert len(sign_ins_of(session, learner_account)) == 1
    send(client, "/sign-out", page="/account")
    assert sign_ins_of(session, learner_account) == []
    assert client.get("/account").status_code == 302


def test_a_new_password_signs_out_every_other_browser(
    app: Flask, client: FlaskClient, learner_account: Account
) -> None:
    other = app.test_client()
    enter(client, "lea")
    enter(other, "lea")
    wrong = send(client, "/account/password", page="/account", current="no", password="no")
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count("field-error") == 2
    send(client, "/account/password", page="/account", current=PASSWORD, password=ANOTHER_PASSWORD)
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    enter(other, "lea", ANOTHER_PASSWORD)


def test_another_browser_can_be_signed_out(
    app: Flask, client: FlaskClient, learner_account: Account, session: Session
) -> None:
    other = app.test_client()
    enter(other, "lea")
    enter(client, "lea")
    theirs = min(sign_ins_of(session, learner_account))
    send(client, f"/account/sign-ins/{theirs}/revoke", page="/account")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_no_one_signs_out_a_stranger(
    app: Flask, client: FlaskClient, learner_account: Account, instructor: Account, session: Session
) -> None:
    stranger = app.test_client()
    enter(stranger, "ines")
    enter(client, "lea")
    theirs = sign_ins_of(session, instructor)[0]
    assert send(client, f"/account/sign-ins/{theirs}/revoke", page="/account").status_code == 404
    assert stranger.get("/account").status_code == 200


def test_a_token_is_shown_once_opens_the_api_and_can_be_revoked(
    client: FlaskClient, app: Flask, learner_account: Account
) -> None:
    enter(client, "lea")
    assert send(client, "/account/tokens", page="/account", label=" ").status_code == 422
    made = send(client, "/account/tokens", page="/account", label="my script")
    found = re.search(r"quiz_[\w-]+", made.get_data(as_text=True))
    assert made.status_code == 201
    assert found
    bearer = {"Authorization": f"Bearer {found[0]}"}
    assert app.test_client().get("/api/v1/attempts", headers=bearer).status_code == 200
    page = client.get("/account").get_data(as_text=True)
    assert found[0] not in page
    revoke = re.search(r"/account/tokens/\d+/revoke", page)
    assert revoke
    send(client, revoke[0], page="/account")
    assert app.test_client().get("/api/v1/attempts", headers=bearer).status_code == 401


def new_token(client: FlaskClient, **fields: str) -> str:
    made = send(client, "/account/tokens", page="/account", label="script", **fields)
    assert made.headers["Cache-Control"] == "no-store"
    return re.findall(r"quiz_[\w-]+", made.get_data(as_text=True))[0]


def test_a_token_reads_or_writes_and_ends_with_the_password(
    client: FlaskClient, app: Flask, session: Session, learner_account: Account
) -> None:
    enter(client, "lea")
    bare = app.test_client(use_cookies=False)
    cost = {"experiments": [{"network": {"kind": "mlp"}, "task": {"kind": "regression"}}]}
    bearers = {
        scope: {"Authorization": f"Bearer {new_token(client, scope=scope)}"} for scope in ("read", "write")
    }
    for scope, bearer in bearers.items():
        assert bare.get("/api/v1/attempts", headers=bearer).status_code == 200
        assert bare.post("/api/v1/costs", json=cost, headers=bearer).status_code == (
            200 if scope == "write" else 403
        )
    changed = send(
        client, "/account/password", page="/account", current=PASSWORD, password="another long enough one 7"
    )
    assert changed.status_code == 302
    for bearer in bearers.values():
        assert bare.get("/api/v1/attempts", headers=bearer).status_code == 401


def test_a_token_expires_and_an_account_has_only_so_many(session: Session, learner_account: Account) -> None:
    token = api_tokens.create_api_token(session, learner_account, "t", days=30)
    found = api_tokens.find_api_token(session, token)
    assert found is not None
    with writing(session):
        found.expires_at = now()
    assert api_tokens.find_api_token(session, token) is None
    for _ in range(api_tokens.MOST_TOKENS):
        api_tokens.create_api_token(session, learner_account, "t")
    with pytest.raises(Invalid):
        api_tokens.create_api_token(session, learner_account, "one more")
    with pytest.raises(Invalid):
        api_tokens.create_api_token(session, learner_account, "for ever", days=10_000)


def test_signing_out_everywhere_signs_every_browser_out(
    client: FlaskClient, app: Flask, learner_account: Account
) -> None:
    other = app.test_client()
    for browser in (client, other):
        enter(browser, "lea")
    assert send(client, "/account/sign-ins/revoke", page="/account").status_code == 302
    for browser in (client, other):
        assert browser.get("/account").status_code in (302, 401)


def test_many_addresses_together_guess_at_one_account_only_so_often(
    settings: Settings, learner_account: Account
) -> None:
    app = create_app(replace(settings, sign_in_refusals_per_hour=3), NoRunner())

    def guess(number: int, name: str) -> int:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        return send(client, "/sign-in", name=name, password=f"wrong {number}").status_code

    assert [guess(number, name) for number, name in enumerate(("lea", "LEA", "ｌｅａ"))] == [422] * 3
    assert guess(4, "lea") == 429
    assert guess(5, "somebody") == 422


def test_sign_ins_refusals_and_roles_are_logged_without_secrets(
    session: Session, learner_account: Account
) -> None:
    with structlog.testing.capture_logs() as logs:
        for name in ("lea", "my password, typed into the wrong field"):
            with pytest.raises(Invalid):
                accounts.check_password(session, name, "guess at a password")
        accounts.open_sign_in(session, learner_account)
        accounts.set_role(session, "lea", Role.INSTRUCTOR)
        secret = api_tokens.create_api_token(session, learner_account, "my script")
        (token,) = api_tokens.list_api_tokens(session, learner_account)
        api_tokens.revoke_api_token(session, learner_account, token.api_token_id)
        accounts.revoke_all_sign_ins(session, learner_account)
    assert [entry["event"] for entry in logs] == [
        "sign_in_refused",
        "sign_in_refused",
        "signed_in",
        "role_changed",
        "token_created",
        "token_revoked",
        "all_sign_ins_revoked",
    ]
    assert "password" not in str(logs)
    assert secret not in str(logs)


@pytest.mark.parametrize(
    ("first", "second"),
    [("ape", "аре"), ("аре", "ape"), ("vova", "νον\N{GREEK SMALL LETTER ALPHA}"), ("capa7", "сара7")],
)
def test_a_name_that_looks_like_another_in_a_script_of_its_own_is_taken(
    session: Session, first: str, second: str
) -> None:
    accounts.create_account(session, first, PASSWORD)
    with pytest.raises(Invalid):
        accounts.create_account(session, second, PASSWORD)
    accounts.create_account(session, "вера", PASSWORD)


def test_the_setup_link_makes_the_first_account_once(client: FlaskClient, session: Session) -> None:
    token = accounts.new_setup_link(session)
    assert send(client, f"/setup/{token}", name="x", password=PASSWORD).status_code == 422
    assert send(client, f"/setup/{token}", name="first", password=PASSWORD).location == "/author"
    assert client.get("/author").status_code == 200
    assert client.get(f"/setup/{token}").status_code == 403


def test_a_wrong_setup_link_is_refused(client: FlaskClient) -> None:
    assert client.get("/setup/guess").status_code == 403


def test_an_admin_gives_roles_but_cannot_lose_its_own(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    accounts.create_account(session, "ada", PASSWORD, Role.ADMIN)
    enter(client, "ada")
    send(client, "/accounts/lea/role", page="/accounts/lea", role="instructor")
    assert role_of(session, "lea") is Role.INSTRUCTOR
    assert send(client, "/accounts/lea/role", page="/accounts/lea", role="emperor").status_code == 422
    refused = send(client, "/accounts/ada/role", page="/account", role="learner")
    assert refused.status_code == 409
    assert role_of(session, "ada") is Role.ADMIN


def test_roles_are_closed_to_instructors(client: FlaskClient, instructor: Account) -> None:
    enter(client, "ines")
    assert send(client, "/accounts/ines/role", page="/account", role="admin").status_code == 403


def test_forms_without_the_token_of_their_page_are_refused(client: FlaskClient, instructor: Account) -> None:
    assert client.post("/sign-in", data={"name": "ines", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("", ""),
    ],
)
def test_browsers_are_called_by_their_names(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
