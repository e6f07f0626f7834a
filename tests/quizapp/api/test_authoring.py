"""Writing questions over the API, with an instructor's token: draft, check, publish, states, import."""

import io
import json
from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import Account, Role
from quizapp.services import api_tokens
from quizapp.services.published_bank import published_bank
from quizapp.services.question_checking import check_waiting, request_check
from quizapp.services.question_people import give_role
from tests.conftest import account_with
from tests.quizapp.services.test_item_statistics import choice_items, store_class
from tests.quizapp.web.test_accounts import enter
from tests.quizapp.web.test_authoring import question_document

ROOT = "/api/v1/author"
BUILT_IN = "exploding-gradient-diagnosis"


class Author:
    """A program with the token of an account."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client, self._headers = client, {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/") else f"{ROOT}/{path}"
        return self._client.open(address, method=method, json=body, headers={**self._headers, **named})

    def send_file(self, name: str, text: str, **fields: str) -> TestResponse:
        data = {"file": (io.BytesIO(text.encode()), name), **fields}
        return self._client.post(f"{ROOT}/imports", data=data, headers=self._headers)


def author_named(client: FlaskClient, session: Session, name: str, *, may_write: bool = True) -> Author:
    account = account_with(session, name, Role.INSTRUCTOR)
    token = api_tokens.create_api_token(session, account, "script", may_write=may_write)
    session.rollback()
    return Author(client, token)


@pytest.fixture
def ada(bare_client: FlaskClient, session: Session) -> Author:
    return author_named(bare_client, session, "ada")


@pytest.fixture
def bob(bare_client: FlaskClient, session: Session) -> Author:
    return author_named(bare_client, session, "bob")


def created(author: Author, **fields: Any) -> str:
    made = author("POST", "questions", {"document": {**question_document(), **fields}})
    assert made.status_code == 201, made.text
    return f"questions/{made.json['slug']}"


def test_a_question_goes_from_a_draft_to_learners_and_back(ada: Author, bare_client: FlaskClient) -> None:
    question = created(ada, items=[])
    state = ada("GET", question)
    assert (state.json["states"], state.json["version"]) == (["draft"], None)
    checked = ada("POST", f"{question}/check").json
    assert not checked["is_publishable"]
    assert {each["field"] for each in checked["problems"]} == {"items"}
    refused = ada("POST", f"{question}/publish", {}, If_Match=state.headers["ETag"])
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "items")

    items = question_document()["items"]
    changed = ada(
        "PATCH", f"{question}/document", {"changes": {"items": items}}, If_Match=state.headers["ETag"]
    )
    assert changed.status_code == 200
    assert ada("POST", f"{question}/check").json["is_publishable"]
    body = {"note": "First version."}
    published = ada("POST", f"{question}/publish", body, If_Match=changed.headers["ETag"])
    assert (published.json["states"], published.json["version"]) == (["published"], 1)
    assert bare_client.get("/api/v1/questions/my-question").json["item_count"] == 1

    shown = ada("GET", f"{question}/document?of=published")
    assert shown.headers["ETag"] == published.headers["ETag"] == '"v1"'
    assert shown.json["document"]["items"][0]["id"] == "my-first-item"
    assert ada("POST", f"{question}/state", {"action": "retire"}).json["states"] == ["retired"]
    assert ada("POST", f"{question}/state", {"action": "bring_back"}).json["states"] == ["published"]
    renamed = ada("POST", f"{question}/rename", {"new_slug": "her-question"})
    assert renamed.json["slug"] == "her-question"
    moved = ada("GET", question)
    assert (moved.status_code, moved.headers["Location"]) == (308, f"{ROOT}/questions/her-question")


def test_nobody_overwrites_what_somebody_else_saved(ada: Author, bob: Author, session: Session) -> None:
    address = f"{created(ada)}/document"
    owner = session.scalars(select(Account).filter_by(name="ada")).one()
    give_role(session, owner, "my-question", "bob", "author")
    session.rollback()
    read = bob("GET", address)
    assert bob("PUT", address, {"document": read.json["document"]}).status_code == 428
    first = ada("PATCH", address, {"changes": {"tags": ["hers"]}}, If_Match=read.headers["ETag"])
    assert first.status_code == 200
    mine = {**read.json["document"], "tags": ["his"]}
    refused = bob("PUT", address, {"document": mine}, If_Match=read.headers["ETag"])
    assert refused.status_code == 412
    assert refused.mimetype == "application/problem+json"
    theirs = refused.json["theirs"]
    assert (theirs["author"], theirs["document"]["tags"]) == ("ada", ["hers"])
    assert refused.json["base"] == read.json["document"]
    assert f'"{theirs["revision"]}"' == first.headers["ETag"]
    stored = bob("PUT", address, {"document": mine}, If_Match=first.headers["ETag"])
    assert stored.status_code == 200
    assert ada("GET", address).json["document"]["tags"] == ["his"]
    assert ada("DELETE", address.replace("document", "draft"), If_Match='"v7"').status_code == 412
    assert ada("DELETE", address.replace("document", "draft"), If_Match="*").status_code == 204
    assert ada("GET", address).status_code == 404


def test_an_etag_that_compression_has_marked_is_understood(ada: Author) -> None:
    address = f"questions/{BUILT_IN}/document"
    etag = ada("GET", address, Accept_Encoding="br").headers["ETag"]
    assert ":br" in etag
    assert ada("PATCH", address, {"changes": {"tags": ["x"]}}, If_Match=etag).status_code == 200
    shown = {of: ada("GET", f"{address}?of={of}").json for of in ("latest", "draft", "published")}
    assert shown["latest"] == shown["draft"]
    assert "tags" not in shown["published"]["document"]
    assert shown["published"]["revision"] == "v1"


def test_the_desk_is_searched_and_paged(ada: Author) -> None:
    created(ada, tags=["warm-up"])
    everything = ada("GET", "questions?limit=3").json
    assert everything["count"] > len(everything["questions"]) == 3
    for query in ("tag=warm-up", "state=draft", "author=ada", "q=my+QUESTION"):
        (line,) = ada("GET", f"questions?{query}").json["questions"]
        assert (line["slug"], line["states"], line["authors"]) == ("my-question", ["draft"], ["ada"])
    assert ada("GET", "questions?state=lost").status_code == 422


def test_what_is_wrong_is_named_by_its_field(ada: Author) -> None:
    document = question_document()
    no_topic = ada("POST", "questions", {"document": {**document, "topic": "none"}})
    assert (no_topic.status_code, no_topic.json["errors"][0]["field"]) == (422, "topic")
    question = created(ada)
    again = ada("POST", "questions", {"document": document})
    assert again.json["errors"][0]["field"] == "slug"
    wrong: dict[str, Any] = {"items.0.kind": "riddle"}
    refused = ada("PATCH", f"{question}/document", {"changes": wrong}, If_Match="*")
    assert refused.json["errors"][0]["field"] == "items.0.kind"
    refused = ada("PATCH", f"{question}/document", {"changes": {"items.7.level": 1}}, If_Match="*")
    assert refused.json["errors"][0]["field"] == "changes.items.7.level"
    without_why: dict[str, Any] = {"items.0.explanation": None, "items.0.prompt.en": "What?"}
    assert ada("PATCH", f"{question}/document", {"changes": without_why}, If_Match="*").status_code == 200
    (problem,) = ada("POST", f"{question}/check").json["problems"]
    assert problem["field"] == "items.0.explanation"


def test_reviews_are_decided_by_somebody_else(ada: Author, bob: Author) -> None:
    question = created(ada)
    assert ada("POST", f"{question}/state", {"action": "ask"}).json["states"] == ["draft", "review"]
    assert ada("POST", f"{question}/state", {"action": "approve"}).status_code == 403
    done = bob("POST", f"{question}/state", {"action": "approve", "note": "Fine."}).json["review"]
    assert (done["decided_by"], done["is_approved"], done["note"]) == ("bob", True, "Fine.")


def test_a_file_is_tried_first_and_then_becomes_drafts(ada: Author) -> None:
    text = "::Gates::Which one?{~%50%this =that}\n"
    tried = ada.send_file("q.gift", text)
    assert tried.status_code == 200
    assert tried.json["questions"][0]["items"][0]["kind"] == "single_choice"
    assert "50 percent" in tried.json["losses"][0]["what"]
    assert not ada("GET", "questions?q=gates+import").json["count"]
    no_topic = ada.send_file("q.gift", text, dry_run="false")
    assert (no_topic.status_code, no_topic.json["errors"][0]["field"]) == (422, "topic")
    made = ada.send_file("q.gift", text, dry_run="false", topic="rnn")
    assert (made.status_code, made.json["drafts"]) == (201, [{"slug": "gates", "title": "Gates"}])
    assert ada("GET", "questions/gates").json["states"] == ["draft"]
    refused = ada.send_file("q.xml", '<!DOCTYPE a [<!ENTITY b "c">]><quiz/>')
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "q.xml")
    assert ada("POST", "imports", {}).status_code == 422


def test_statistics_are_those_of_the_page(ada: Author, session: Session) -> None:
    item_id = choice_items(session)[3]
    store_class(session, wrongly_keyed=item_id)
    slug = published_bank(session).facts[item_id].question
    session.rollback()
    found = ada("GET", f"questions/{slug}/statistics").json
    item = next(each for each in found["items"] if each["item"] == item_id)
    assert (found["learners"], item["learners"], item["flags"][0]) == (60, 60, "key")
    assert sum(each["share"]["right"] for each in item["statistics"]["choices"]) == 60
    doubted = "The training loss is still near its initial level"
    assert doubted in item["statistics"]["doubt"]["answer"]
    of_bank = {each["slug"]: each["flags"] for each in ada("GET", "statistics").json["questions"]}
    assert of_bank[slug][0] == "key"
    hidden = [each["statistics"] for each in found["items"] if each["learners"] < found["fewest_learners"]]
    assert set(map(json.dumps, hidden)) <= {"null"}
    assert ada("GET", f"questions/{slug}/statistics?class_id=none").status_code == 404


def test_a_token_for_reading_changes_nothing(bare_client: FlaskClient, session: Session) -> None:
    reader = author_named(bare_client, session, "rita", may_write=False)
    assert reader("GET", f"questions/{BUILT_IN}/document").status_code == 200
    changes: dict[str, Any] = {"changes": {"tags": ["x"]}}
    refused = reader("PATCH", f"questions/{BUILT_IN}/document", changes, If_Match="*")
    assert refused.status_code == 403


def test_a_browser_needs_the_token_of_its_page(client: FlaskClient, instructor: Account) -> None:
    enter(client, "ines")
    body = {"document": deepcopy(question_document())}
    assert client.post(f"{ROOT}/questions", json=body).status_code == 400


def test_the_list_says_how_the_last_check_stands_and_in_which_language_a_question_is(
    ada: Author, session: Session
) -> None:
    question = created(ada, items=[], only_in="en")
    never = {"state": "never", "errors": 0, "warnings": 0}

    def line() -> Any:
        [found] = [
            each for each in ada("GET", "questions").json["questions"] if each["slug"] == "my-question"
        ]
        return found

    assert (line()["check"], line()["only_in"]) == (never, "en")
    assert ada("GET", question).json["check"] == never
    request_check(session, session.scalars(select(Account).filter_by(name="ada")).one(), "my-question")
    assert check_waiting(session) == 1
    session.rollback()
    assert line()["check"]["state"] == "problems"
    assert line()["check"]["errors"] > 0
    assert ada("GET", question).json["check"] == line()["check"]
    only = ada("GET", "questions?check=problems").json["questions"]
    assert [each["slug"] for each in only] == ["my-question"]
