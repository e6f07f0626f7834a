"""Publish accepts what `quizapp content check` accepts, and names each fault at its field."""

from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.errors import Invalid
from quizapp.models import Account
from quizapp.services import authoring, question_checks
from quizapp.services.question_parts import item_keys
from simulator.paths import put
from tests.kinds import EXAMPLES
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import press, question_document, submit, text_of

BROKEN = {"zh": "算式 $\\frac{1}{$", "en": "The formula $\\frac{1}{$"}
Changes = dict[str, Any]


def with_item(example: str, changes: Changes) -> dict[str, Any]:
    """A question with one exercise: an example, with other values at some places."""
    item = deepcopy(EXAMPLES[example].model_dump(mode="json"))
    for place, value in changes.items():
        put(item, place, value)
    return {**question_document(), "items": [item]}


def refusal(session: Session, instructor: Account, document: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, None, document, based_on=None)
    return [(problem.field, str(problem)) for problem in refused.value.problems]


FAULTS: list[tuple[str, Changes, str]] = [
    ("example-numeric", {"mistakes.0.value": 3.001}, "items.0.mistakes.0"),
    ("example-shape", {"mistakes.0.shape": ["n_samples", "dim_hidden"]}, "items.0.mistakes.0"),
    ("example-short-text", {"mistakes.0.given": ["forget gate"]}, "items.0.mistakes.0.given"),
    ("example-single", {"options.1.text.en": "By norm"}, "items.0.options.1.text.en"),
    ("example-fix-it", {"key": {"clipping": "far-too-high"}, "mistakes": []}, "items.0.key"),
    ("example-numeric", {"explanation": BROKEN}, "items.0.explanation.zh"),
    ("example-cloze", {"text.en": "Its norm is ${{norm}}$, {{direction}}, {{argument}}."}, "items.0.text.en"),
]


@pytest.mark.parametrize(("example", "changes", "field"), FAULTS)
def test_a_fault_of_an_exercise_is_named_at_its_field(
    session: Session, instructor: Account, example: str, changes: Changes, field: str
) -> None:
    fields = [where for where, _ in refusal(session, instructor, with_item(example, changes))]
    assert field in fields


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("prompt.en", "See ![the loss](https://example.org/loss.png)", "is at another address"),
        ("items.0.explanation.en", "The gain is $[[gain]]$.", "Nothing fills in [[gain]]"),
        ("answer.zh", "见 [这一页](/nowhere)。", "There is no page at /nowhere"),
        ("answer.zh", "见 [这一题](/questions/no-such-question)。", "/questions/no-such-question"),
        ("answer.en", "See [this page](nowhere).", "The link to nowhere leads nowhere"),
    ],
)
def test_a_text_that_a_page_could_not_show_is_refused_at_its_field(
    session: Session, instructor: Account, place: str, text: str, said: str
) -> None:
    document = deepcopy(with_item("example-numeric", {}))
    put(document, place, text)
    [message] = [message for field, message in refusal(session, instructor, document) if field == place]
    assert said in message


def test_links_to_pages_and_brackets_in_code_can_be_published(session: Session, instructor: Account) -> None:
    links = (
        "[a](/questions/what-is-an-rnn), [b](/lab/mlp-nan-loss?gain=2), [c](/claims#top), [d](https://x.org)"
    )
    document = deepcopy(with_item("example-numeric", {}))
    document["answer"]["en"] = (
        f"{links}, [e](/questions/my-question), `[[gain]]`\n\n```python\nx = [[y]]\n```"
    )
    assert authoring.publish(session, instructor, None, document, based_on=None).number == 1


def test_a_number_of_another_question_is_refused(session: Session, instructor: Account) -> None:
    [(field, said)] = refusal(session, instructor, {**question_document(), "number": "Q31"})
    assert field == "number"
    assert "already has the number Q31" in said


def test_a_key_that_never_varies_is_refused(session: Session, instructor: Account) -> None:
    changes = {
        "parameters": [{"name": "width", "choices": [2, 3]}],
        "key": "= 3 + 0 * width",
        "prompt.en": "Of [[width]] units?",
    }
    fields = [field for field, _ in refusal(session, instructor, with_item("example-numeric", changes))]
    assert "items.0.parameters" in fields


def test_the_examples_themselves_can_be_published(session: Session, instructor: Account) -> None:
    document = {**question_document(), "items": [EXAMPLES["example-numeric"].model_dump(mode="json")]}
    assert authoring.publish(session, instructor, None, document, based_on=None).number == 1


def test_a_formula_that_cannot_be_read_is_quoted_with_the_reason(
    session: Session, instructor: Account
) -> None:
    document = {**question_document(), "answer": BROKEN}
    (zh, said), (en, _) = refusal(session, instructor, document)
    assert (zh, en) == ("answer.zh", "answer.en")
    assert r"$\frac{1}{$" in said
    assert "“}”" in said


def test_an_import_is_checked_like_a_publication(session: Session) -> None:
    question = Question.model_validate({**question_document(), "answer": BROKEN})
    assert {problem.field for problem in question_checks.problems_of_file(session, question)} == {
        "answer.zh",
        "answer.en",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{of: treated", "line "),
        ("{of: treated,\tmeasure: [}", "line 1"),
        ("{of: &a treated, measure: *a}", "References"),
        ("{of: treated, of: baseline}", "“of” is written twice"),
        ("{above: 010}", "010"),
    ],
)
def test_a_group_that_is_no_yaml_is_told_why(desk: FlaskClient, typed: str, said: str) -> None:
    document = with_item("example-fix-it", {})
    submit(desk, "/author/new", document, "save")
    key = item_keys(document)[0]
    saved = press(desk, "/author/my-question", "check", key, **{"items.0.key": typed})
    assert said in text_of(desk.get(saved.location or ""))
