"""Each kind of exercise over JSON: its item before an answer, and the form of the answer."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.kinds import Item, right_answer
from quizapp.models import Account
from quizapp.services import authoring, question_bank
from tests.kinds import example_items


def published_examples(session: Session, instructor: Account) -> list[Item]:
    """One item of each kind, as the content's README shows them."""
    items = example_items()
    text = {"zh": "题", "en": "Question"}
    document = {
        "slug": "every-kind",
        "topic": "exploding-gradients",
        "title": text,
        "prompt": text,
        "answer": text,
    }
    document["items"] = [item.model_dump(mode="json") for item in items]
    authoring.publish(session, instructor, None, document)
    return items


def test_every_kind_is_answered_in_the_form_that_the_api_describes(
    bare_client: FlaskClient, session: Session, instructor: Account
) -> None:
    items = published_examples(session, instructor)
    scenarios = {scenario.slug: scenario for scenario in question_bank.list_scenarios(session)}
    session.commit()
    for item in items:
        key = right_answer(item, "zh", scenarios[item.scenario.slug])
        answered = bare_client.post(f"/api/v1/items/{item.id}/attempts?lang=zh", json={"answer": key})
        assert (answered.status_code, answered.get_json().get("score")) == (201, 1.0), answered.text


def test_what_a_kind_needs_to_be_answered_is_shown(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    published_examples(session, instructor)
    items = {item["id"]: item for item in client.get("/api/v1/questions/every-kind").get_json()["items"]}
    assert [each["id"] for each in items["example-matching"]["left"]] == ["nan-loss", "flat-loss"]
    assert {gap["id"] for gap in items["example-cloze"]["gaps"]} == {"norm", "direction", "argument"}
    assert "{{norm}}" in items["example-cloze"]["text"]
    assert "dim_input" in items["example-spot-the-line"]["text"]
    assert items["example-fix-it"]["settings"][1]["value"] == 1.2


@pytest.mark.parametrize(
    ("item_id", "answer", "field"),
    [
        ("example-true-false", {"is_true": "yes"}, "answer"),
        ("example-cloze", {"norm": "many"}, "answer.norm"),
        ("example-fix-it", {"gain": 9}, "answer.gain"),
        ("example-spot-the-line", {"lines": [7]}, "answer"),
    ],
)
def test_a_wrong_form_of_answer_names_its_part(
    client: FlaskClient, session: Session, instructor: Account, item_id: str, answer: Any, field: str
) -> None:
    published_examples(session, instructor)
    refused = client.post(f"/api/v1/items/{item_id}/attempts", json={"answer": answer})
    assert refused.status_code == 422
    assert field in {error["field"] for error in refused.get_json()["errors"]}
