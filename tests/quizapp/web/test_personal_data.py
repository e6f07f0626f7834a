"""Downloading and deleting one's own data in the browser and over the API."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.config import Settings
from quizapp.models import Account, Learner
from quizapp.services import accounts, api_tokens, exports, learners
from quizapp.services.owned_tables import owned_tables
from tests.commands import environment_of, run_command
from tests.conftest import PASSWORD
from tests.quizapp.services.answering import answer, quick_items
from tests.quizapp.web.test_accounts import enter, send

EN = {"Accept-Language": "en"}
TYPES_OF_ANSWERS = {
    "created_at": "time",
    "score": "number",
    "attempt_id": "whole number",
    "used_hint": "true or false",
    "grade": "object or list",
    "item_id": "text",
    "due_on": "date",
}


def answered(session: Session, account: Account, count: int = 3) -> Learner:
    learner = learners.learner_of_account(session, account)
    for item in quick_items(session)[:count]:
        answer(session, learner, item)
    session.rollback()  # an open reading would keep the service from writing
    return learner


def test_the_files_are_those_of_the_one_who_asks(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    answered(session, learner_account)
    assert client.get("/work/data/export.json").get_json()["tables"]["attempts"] == []
    enter(client, "lea")
    sent = client.get("/work/data/export.json")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert len(sent.get_json()["tables"]["attempts"]) == 3
    table = client.get("/work/data/export.csv").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(table)))) == 4


def test_the_page_says_what_goes_and_asks_for_the_password(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    answered(session, learner_account)
    enter(client, "lea")
    page = client.get("/work/data", headers=EN).text
    assert "<strong>3</strong> answers to exercises" in page
    assert "Delete my account" in page
    refused = send(client, "/work/data/delete", page="/work/data", password="not the password")
    assert refused.status_code == 422
    assert accounts.get_account(session, "lea")
    session.rollback()
    done = send(client, "/work/data/delete", page="/work/data", password=PASSWORD)
    assert done.location == "/"
    assert "have been deleted" in client.get("/", headers=EN).text
    assert "/sign-in" in client.get("/account").location
    session.expire_all()
    assert [each.name for each in accounts.list_accounts(session)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_fields_names_those_of_every_table(client: FlaskClient, language: str) -> None:
    page = client.get("/work/data/fields", headers={"Accept-Language": language}).text
    for owned in owned_tables():
        table = page.split(f'id="table-{owned.table.name}"')[1].split("</details>")[0]
        assert re.findall(r'scope="row"><code>([^<]+)<', table) == exports.exported_fields(owned)
    assert re.findall(r'scope="row"><code>([^<]+)<', page.split("<details")[0]) == [*exports.CSV_COLUMNS]
    left_out = {"zh": "settled_at 有值之前不包含", "en": "Left out until settled_at has a value."}
    assert left_out[language] in page
    if language == "en":
        for name, kind in TYPES_OF_ANSWERS.items():
            assert f"<code>{name}</code></th><td>{kind}</td>" in page


def test_the_parts_of_what_is_deleted_are_not_said_to_stay(client: FlaskClient) -> None:
    begin_interview = {"role": "engineer", "minutes": "10", "form_name": "once"}
    assert send(client, "/interviews", page="/interviews", **begin_interview).status_code == 303
    page = client.get("/work/data", headers=EN).text
    assert "answers in mock interviews" in page
    assert "These stay without your name" not in page


def test_a_guest_deletes_what_the_browser_holds(client: FlaskClient) -> None:
    item = "global-norm-of-three-tensors"
    assert "Nothing is stored yet" in client.get("/work/data", headers=EN).text
    send(client, f"/items/{item}/attempts", page="/questions/exploding-gradient-diagnosis", answer="13")
    assert "answers to exercises" in client.get("/work/data", headers=EN).text
    send(client, "/work/data/delete", page="/work/data")
    assert "Nothing is stored yet" in client.get("/work/data", headers=EN).text


def test_a_token_reads_export_and_progress_until_its_account_is_deleted(
    bare_client: FlaskClient, session: Session, learner_account: Account
) -> None:
    answered(session, learner_account, 12)
    token = api_tokens.create_api_token(session, learner_account, "script", may_write=False)
    session.rollback()
    headers = {"Authorization": f"Bearer {token}"}
    told = bare_client.get("/api/v1/progress", headers=headers).get_json()
    assert (told["count"], told["first_tries"]["right"]) == (12, 12)
    assert sum(cell["first_tries"]["count"] for cell in told["matrix"]) == 12
    assert told["transfer"]["gap"] is None
    assert len(bare_client.get("/api/v1/export", headers=headers).get_json()["tables"]["attempts"]) == 12
    table = bare_client.get("/api/v1/export?format=csv", headers=headers)
    assert table.mimetype == "text/csv"
    assert table.get_data(as_text=True).startswith("\ufeff")
    assert bare_client.get("/api/v1/progress").get_json()["count"] == 0


def test_the_operator_deletes_an_account_by_name(
    settings: Settings, session: Session, learner_account: Account
) -> None:
    answered(session, learner_account)
    session.close()
    done = run_command("user", "delete", "lea", "--yes", **environment_of(settings))
    assert "3\tattempts" in done
    assert "lea" not in run_command("user", "list", **environment_of(settings))
