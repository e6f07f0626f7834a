"""Signing in with a second step, and setting it up, on the pages."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import Account, Role
from quizapp.services import accounts
from tests.conftest import PASSWORD, account_with
from tests.devices import Device, code_of
from tests.quizapp.web.test_accounts import enter, send
from tests.quizapp.web.test_people import let_confirmations_end

NEW_PASSWORD = "a quite different passphrase"


def text_of(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def set_app_up(client: FlaskClient) -> tuple[str, list[str]]:
    """The secret of the app, and the recovery codes."""
    assert send(client, "/account/two-step/app", page="/account/two-step").status_code == 303
    page = client.get("/account/two-step/app")
    assert page.headers["Cache-Control"] == "no-store"
    assert "<svg" in text_of(page)
    secret = re.findall(r'id="secret" readonly value="([^"]+)"', text_of(page))[0]
    confirm = "/account/two-step/app/confirm"
    wrong = send(client, confirm, page="/account/two-step/app", code="abc")
    assert wrong.status_code == 422
    assert secret in text_of(wrong)
    done = send(client, confirm, page="/account/two-step/app", code=code_of(secret))
    assert done.headers["Cache-Control"] == "no-store"
    return secret, re.findall(r"<code>([A-Z0-9-]{19})</code>", text_of(done))


def tell(client: FlaskClient, address: str, page: str = "/sign-in", **body: Any) -> TestResponse:
    """As the script sends it."""
    found = re.search(
        r'name="csrf-token" content="([^"]+)"', text_of(client.get(page, follow_redirects=True))
    )
    assert found
    return client.post(address, json=body, headers={"X-CSRFToken": found[1]})


def add_passkey(client: FlaskClient, device: Device | None = None, label: str = "phone") -> Device:
    device = device or Device()
    options = tell(client, "/account/passkeys/options").get_json()
    added = tell(client, "/account/passkeys", label=label, credential=device.create(options))
    assert added.get_json() == {"location": "/account/two-step"}
    return device


def sign_in_with(
    client: FlaskClient, device: Device, to: str = "/sign-in/passkey", **others: str
) -> TestResponse:
    options = tell(client, "/sign-in/passkey/options").get_json()
    return tell(client, to, credential=device.get(options), **others)


@pytest.fixture
def lea(app: Flask, learner_account: Account) -> FlaskClient:
    """The browser of the learner, signed in."""
    client = app.test_client()
    enter(client, "lea")
    return client


def test_signing_in_asks_for_the_code_of_the_app_and_leads_on(client: FlaskClient, lea: FlaskClient) -> None:
    secret, codes = set_app_up(lea)
    assert len(codes) == 10
    assert codes[0] not in text_of(lea.get("/account/two-step"))
    asked = send(client, "/sign-in", name="lea", password=PASSWORD, next="/plan")
    assert asked.location == "/sign-in/code?next=/plan"
    assert client.get("/account").status_code == 302
    assert send(client, "/sign-in/code", code="000 00x").status_code == 422
    assert client.get("/account").status_code == 302
    passed = send(client, "/sign-in/code", code=code_of(secret, 1), next="/plan")
    assert passed.location == "/plan"
    assert client.get("/account").status_code == 200
    assert "with password and app" in text_of(client.get("/account"))


def test_a_recovery_code_signs_in_once(app: Flask, lea: FlaskClient) -> None:
    _, codes = set_app_up(lea)
    for status in (303, 422):
        client = app.test_client()
        send(client, "/sign-in", name="lea", password=PASSWORD)
        assert send(client, "/sign-in/code", code=codes[0].lower()).status_code == status
    assert "9 codes are unused" in text_of(lea.get("/account/two-step"))


def test_the_second_step_waits_only_for_who_gave_the_password_that_still_holds(
    client: FlaskClient, lea: FlaskClient, session: Session, learner_account: Account
) -> None:
    secret, _ = set_app_up(lea)
    assert client.get("/sign-in/code").location == "/sign-in"
    assert send(client, "/sign-in/code", page="/sign-in", code=code_of(secret, 1)).status_code == 401
    send(client, "/sign-in", name="lea", password=PASSWORD)
    send(lea, "/account/password", page="/account", current=PASSWORD, password=NEW_PASSWORD)
    assert send(client, "/sign-in/code", page="/sign-in", code=code_of(secret, 1)).status_code == 401
    assert lea.get("/account").status_code == 200


def test_a_passkey_signs_in_without_the_password_and_confirms(
    client: FlaskClient, lea: FlaskClient, session: Session
) -> None:
    device = add_passkey(lea)
    page = text_of(lea.get("/account/two-step"))
    assert "phone" in page
    assert "Create recovery codes" in page
    assert sign_in_with(client, device, next="/plan").get_json() == {"location": "/plan"}
    assert "with a passkey" in text_of(client.get("/account"))
    let_confirmations_end(session)
    assert send(client, "/account/two-step/app", page="/account/two-step").location.startswith(
        "/account/confirm"
    )
    confirmed = sign_in_with(client, device, "/account/confirm/passkey", next="/account/two-step")
    assert confirmed.get_json() == {"location": "/account/two-step"}
    assert send(client, "/account/two-step/app", page="/account/two-step").location == "/account/two-step/app"


def test_a_passkey_of_the_account_is_the_second_step_and_that_of_another_is_not(
    app: Flask, client: FlaskClient, lea: FlaskClient, instructor: Account
) -> None:
    ines = app.test_client()
    enter(ines, "ines")
    device, other = add_passkey(lea), add_passkey(ines)
    assert send(client, "/sign-in", name="lea", password=PASSWORD).location == "/sign-in/code"
    refused = sign_in_with(client, other)
    assert (refused.status_code, list(refused.get_json())) == (422, ["problem"])
    assert client.get("/account").status_code == 302
    assert sign_in_with(client, device).status_code == 200
    assert client.get("/account").status_code == 200
    assert sign_in_with(client, other, "/account/confirm/passkey").status_code == 422


def test_an_answer_of_a_passkey_is_of_no_use_in_another_browser(
    app: Flask, client: FlaskClient, lea: FlaskClient
) -> None:
    device = add_passkey(lea, Device(counts=False))
    options = tell(client, "/sign-in/passkey/options").get_json()
    answer = device.get(options)
    assert tell(app.test_client(), "/sign-in/passkey", credential=answer).status_code == 422
    assert tell(client, "/sign-in/passkey", credential=answer).status_code == 200
    assert tell(client, "/sign-in/passkey", credential=answer).status_code == 422


def test_turning_it_off_asks_for_the_password_again(lea: FlaskClient, session: Session) -> None:
    set_app_up(lea)
    add_passkey(lea)
    let_confirmations_end(session)
    acts = ("app/remove", "recovery-codes")
    for act in (*(f"/account/two-step/{act}" for act in acts), "/account/passkeys/1/remove"):
        assert send(lea, act, page="/account/two-step").location.startswith("/account/confirm"), act
    send(lea, "/account/confirm", password=PASSWORD)
    for act in ("/account/two-step/app/remove", "/account/passkeys/1/remove"):
        assert send(lea, act, page="/account/two-step").location == "/account/two-step"
    assert "not even someone who has seen you type it" in text_of(lea.get("/account/two-step"))


def test_a_passkey_is_renamed(lea: FlaskClient) -> None:
    add_passkey(lea)
    send(lea, "/account/passkeys/1/name", page="/account/two-step", label="old phone")
    assert "old phone" in text_of(lea.get("/account/two-step"))


def test_an_admin_turns_it_off_for_somebody_else_and_not_for_themselves(
    client: FlaskClient, lea: FlaskClient, session: Session
) -> None:
    account_with(session, "ada", Role.ADMIN)
    set_app_up(lea)
    enter(client, "ada")
    assert "Turn off two-step sign-in" in text_of(client.get("/accounts/lea"))
    assert send(client, "/accounts/ada/two-step/remove", page="/account").status_code == 409
    send(client, "/accounts/lea/two-step/remove", page="/accounts/lea")
    assert lea.get("/account").status_code == 302
    enter(lea, "lea")
    assert lea.get("/account").status_code == 200
    log = text_of(lea.get("/account/log"))
    assert "Two-step sign-in turned off" in log
    assert "by ada" in log


def test_a_server_can_demand_it_of_admins(app: Flask, client: FlaskClient, session: Session) -> None:
    account_with(session, "ada", Role.ADMIN)
    app.extensions["quizapp.settings"] = replace(
        app.extensions["quizapp.settings"], admins_need_second_step=True
    )
    enter(client, "ada")
    for address in ("/accounts", "/author", "/account-log"):
        assert client.get(address).location == "/account/two-step", address
    assert "Set up one of them" in text_of(client.get("/account/two-step"))
    set_app_up(client)
    for address in ("/accounts", "/author", "/account-log"):
        assert client.get(address).status_code == 200, address


def test_a_server_can_close_the_sign_up(app: Flask, client: FlaskClient, session: Session) -> None:
    app.extensions["quizapp.settings"] = replace(app.extensions["quizapp.settings"], invited_only=True)
    assert client.get("/sign-up").status_code == 403
    assert send(client, "/sign-up", page="/sign-in", name="mo", password=PASSWORD).status_code == 403
    assert "/sign-up" not in text_of(client.get("/sign-in"))
    assert [account.name for account in accounts.list_accounts(session)] == []
