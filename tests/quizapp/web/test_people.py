"""The pages of people, one-time links, and invitations."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Account, Role, SignIn
from quizapp.services import account_events, confirmations, password_resets
from tests.classes import join, open_class
from tests.conftest import PASSWORD, account_with
from tests.quizapp.web.test_accounts import enter, send

NEW_PASSWORD = "a quite different passphrase"


@pytest.fixture
def admin(session: Session, client: FlaskClient) -> Account:
    """Signed in."""
    account = account_with(session, "ada", Role.ADMIN)
    enter(client, "ada")
    return account


def link_in(page: str) -> str:
    found = re.search(r'readonly value="http://localhost(/[^"]+)"', page)
    assert found, "no link"
    return found[1]


def main_of(response: TestResponse) -> str:
    page = response.get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def let_confirmations_end(session: Session) -> None:
    with writing(session):
        session.execute(update(SignIn).values(confirmed_at=now() - confirmations.LASTS))


def test_an_admin_hands_out_a_link_with_which_its_owner_chooses_a_new_password(
    app: Flask, client: FlaskClient, admin: Account, learner_account: Account
) -> None:
    made = send(client, "/accounts/lea/reset", page="/accounts/lea")
    assert made.headers["Cache-Control"] == "no-store"
    link = link_in(made.get_data(as_text=True))
    assert "readonly value" not in client.get("/accounts/lea").get_data(as_text=True)
    lea = app.test_client()
    assert send(lea, link, password="short").status_code == 422
    assert send(lea, link, password=NEW_PASSWORD).location == "/sign-in"
    assert lea.get("/account").status_code == 302  # signs nobody in by itself
    enter(lea, "lea", NEW_PASSWORD)
    log = lea.get("/account/log").get_data(as_text=True)
    assert "Link that resets the password created" in log
    assert "by ada" in log


def test_a_used_link_says_no_more_than_one_that_never_was(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    link = password_resets.make_reset_link(session, learner_account, None)
    password_resets.reset_password(session, link, NEW_PASSWORD)
    used, unknown = (client.get(f"/reset/{token}") for token in (link, "x" * len(link)))
    assert used.status_code == unknown.status_code == 404
    assert main_of(used) == main_of(unknown)


def test_dangerous_acts_ask_for_the_password_again_after_a_while(
    client: FlaskClient, session: Session, admin: Account, learner_account: Account
) -> None:
    let_confirmations_end(session)
    for act in ("reset", "disable", "role"):
        asked = send(client, f"/accounts/lea/{act}", page="/accounts/lea", role="admin")
        assert asked.status_code == 303
        assert asked.location.startswith("/account/confirm"), act
    assert not account_events.list_events(session, learner_account).events
    session.rollback()
    page = "/account/confirm?next=/accounts/lea"
    assert send(client, page, password="wrong").status_code == 422
    assert send(client, page, password=PASSWORD, next="/accounts/lea").location == "/accounts/lea"
    assert send(client, "/accounts/lea/reset", page="/accounts/lea").status_code == 201


def test_an_invited_instructor_chooses_name_and_password_and_is_signed_in(
    app: Flask, client: FlaskClient, admin: Account, session: Session
) -> None:
    made = send(client, "/invitations", role="instructor", days="7", note="Carl from Bonn")
    link = link_in(made.get_data(as_text=True))
    guest = app.test_client()
    assert send(guest, link, name="carl", password=PASSWORD).location == "/author"
    assert guest.get("/author").status_code == 200
    assert app.test_client().get(link).status_code == 404
    listed = client.get("/invitations").get_data(as_text=True)
    assert "/accounts/carl" in listed
    assert "Carl from Bonn" in client.get("/accounts/carl").get_data(as_text=True)


def test_an_instructor_sees_the_people_of_own_classes_and_has_no_admin_powers_over_them(
    app: Flask, client: FlaskClient, session: Session, instructor: Account
) -> None:
    join(session, open_class(session, instructor), "lin")
    account_with(session, "mo", Role.LEARNER)
    session.rollback()
    enter(client, "ines")
    listed = client.get("/accounts").get_data(as_text=True)
    assert "/accounts/lin" in listed
    assert "/accounts/mo" not in listed
    assert client.get("/accounts/mo").status_code == 404
    assert send(client, "/accounts/mo/reset", page="/accounts").status_code == 404
    assert send(client, "/accounts/lin/reset", page="/accounts/lin").status_code == 201
    for act in ("role", "disable", "enable", "sign-out"):
        assert send(client, f"/accounts/lin/{act}", page="/accounts/lin", role="admin").status_code == 403
    assert client.get("/account-log").status_code == 403


def test_a_disabled_person_is_told_so_only_with_the_right_password(
    app: Flask, client: FlaskClient, admin: Account, learner_account: Account
) -> None:
    lea = app.test_client()
    enter(lea, "lea")
    send(client, "/accounts/lea/disable", page="/accounts/lea")
    assert lea.get("/account").status_code == 302
    assert send(lea, "/sign-in", name="lea", password="not the password").status_code == 422
    refused = send(lea, "/sign-in", name="lea", password=PASSWORD)
    assert refused.status_code == 403
    assert "disabled" in refused.get_data(as_text=True)
    send(client, "/accounts/lea/enable", page="/accounts/lea")
    enter(lea, "lea")


def test_all_others_can_be_signed_out_at_once(
    app: Flask, client: FlaskClient, learner_account: Account
) -> None:
    others = [app.test_client() for _ in range(2)]
    for browser in (*others, client):
        enter(browser, "lea")
    assert send(client, "/account/sign-ins/revoke-others", page="/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert [browser.get("/account").status_code for browser in others] == [302, 302]


def test_pages_of_people_filter_and_turn(client: FlaskClient, session: Session, admin: Account) -> None:
    with writing(session):
        session.add_all(
            Account(name=f"p{number:02}", display_name=f"p{number:02}", password_hash="")
            for number in range(60)
        )
    second = client.get("/accounts?q=p&role=learner&page=2").get_data(as_text=True)
    assert "60 people" in second
    assert "/accounts/p59" in second
    assert "/accounts/p01" not in second
    assert "q=p&amp;role=learner&amp;page=1" in second
    assert client.get("/accounts?seen=x&order=y&page=-3").status_code == 200
