"""Authors: writing, being corrected, saving, publishing, and taking a question along as a file."""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.bank.questions import Question
from quizapp.formats.content_files import read_question
from quizapp.formats.yaml_files import dump
from quizapp.models import Account, Role
from quizapp.services import question_bank
from quizapp.services.question_parts import alone, document_of, parts_of
from quizapp.web.authoring.part_forms import part_sent
from quizapp.web.authoring.question_form import values_of
from tests.conftest import account_with
from tests.quizapp.web.test_accounts import enter, send
from tests.samples import sample

SLUG = "exploding-gradient-remedies"
BOTH = {"zh": "看 $x^2$", "en": "Look at $x^2$"}


def question_document() -> dict[str, Any]:
    option = {"text": BOTH, "feedback": BOTH}
    item = {
        "id": "my-first-item",
        "level": 2,
        "prompt": BOTH,
        "scenario": {"slug": "mlp-nan-loss"},
        "explanation": BOTH,
        "kind": "single_choice",
        "options": [
            {"id": "a", "correct": True, **option},
            {"id": "b", **option, "text": {"zh": "看 $y$", "en": "Look at $y$"}},
        ],
    }
    return {
        "slug": "my-question",
        "topic": "rnn",
        "title": {"zh": "我的问题", "en": "My question"},
        "prompt": BOTH,
        "items": [item],
        "answer": {"zh": "答案 **一**", "en": "The answer is **one**"},
    }


@pytest.fixture
def desk(client: FlaskClient, instructor: Account) -> FlaskClient:
    """A client in which an instructor has signed in."""
    enter(client, "ines")
    return client


def submit(desk: FlaskClient, address: str, document: dict[str, Any], action: str) -> TestResponse:
    """Write the whole document as YAML, and publish it if that is the action. A new one is created first."""
    if address == "/author/new":
        created = send(desk, address, slug=document["slug"], topic=document.get("topic", ""))
        assert created.status_code == 302, text_of(created)
        address = f"/author/{document['slug']}"
    saved = send(desk, f"{address}/yaml", yaml=dump(json.loads(json.dumps(document))))  # no references
    if action == "save" or saved.status_code != 302:
        return saved
    return press(desk, address, action)


def press(desk: FlaskClient, address: str, action: str, part: str = "question", **typed: str) -> TestResponse:
    """Press a button of the editor at a part, with what the form has there and what is typed into it."""
    page = desk.get(f"{address}{'&' if '?' in address else '?'}part={part}").get_data(as_text=True)
    return desk.post(address, data=form_of(page) | typed | {"action": action})


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of the open part."""
    return FormFields(page).values


def text_of(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def field(page: str, name: str) -> str:
    """The tag of a field, which has to be there."""
    found = re.search(rf'<(?:input|textarea|select)[^>]*name="{re.escape(name)}"[^>]*>[^<]*', page)
    assert found, f"no field {name}"
    return found[0]


@pytest.mark.parametrize(
    "address", ["/author", "/author/new", f"/author/{SLUG}", f"/author/{SLUG}/yaml", f"/author/{SLUG}/export"]
)
def test_the_desk_is_for_instructors(client: FlaskClient, learner_account: Account, address: str) -> None:
    assert client.get(address).location == f"/sign-in?next={address}"
    enter(client, "lea")
    assert client.get(address).status_code == 403
    assert client.get("/author").status_code == 403


def test_a_learner_can_send_nothing_either(client: FlaskClient, learner_account: Account) -> None:
    enter(client, "lea")
    addresses = ("new", SLUG, f"{SLUG}/part", f"{SLUG}/presence", f"{SLUG}/yaml", f"{SLUG}/discard")
    for address in (f"/author/{address}" for address in addresses):
        assert send(client, address, page="/account", action="publish").status_code == 403


def test_the_list_says_where_each_question_stands(desk: FlaskClient, session: Session) -> None:
    submit(desk, "/author/new", question_document(), "save")
    page = text_of(desk.get("/author"))
    assert "My question" in page
    assert page.count("published v1") == len(question_bank.list_questions(session))
    assert page.count("built-in</span>") == len(question_bank.list_questions(session))
    assert page.count(">draft</span>") == 1


def test_saving_the_form_as_it_stands_changes_nothing(desk: FlaskClient, session: Session) -> None:
    page = desk.get(f"/author/{SLUG}").get_data(as_text=True)
    submitted = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]* value="([^"]*)"', page))
    assert html.unescape(submitted["title.zh"]) == "如何修复梯度爆炸问题？"
    body = question_bank.get_question(session, SLUG).question.model_dump(mode="json")
    session.rollback()
    assert submit(desk, f"/author/{SLUG}", body, "publish").status_code == 302
    after = question_bank.get_question(session, SLUG)
    assert after.version_number == 2
    assert after.question.model_dump(mode="json") == body


class FormFields(HTMLParser):
    """What a browser would send of the form of a part if nobody touched it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._name = ""
        start = page.index('<form id="question-form"')
        self.feed(page[start : page.index("</form>", start)])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        is_set = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and "name" in given and is_set:
            self.values[given["name"]] = given.get("value", "")
        elif tag in ("textarea", "select"):
            self._name = given["name"]
            self.values[self._name] = ""
        elif tag == "option" and "selected" in given:
            self.values[self._name] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        self._name = "" if tag == "textarea" else self._name

    def handle_data(self, data: str) -> None:
        if self._name and self.lasttag == "textarea":
            self.values[self._name] += data if self.values[self._name] else data.removeprefix("\n")


def test_the_form_has_every_field_of_every_question_and_a_browser_sends_it_back_as_it_is(
    desk: FlaskClient, session: Session
) -> None:
    for published in sample(question_bank.list_questions(session), 3):
        document = published.question.model_dump(mode="json")
        sent = parts_of(document)
        found = dict(sent.content)
        for key in sample(list(sent.content), 8):
            page = desk.get(f"/author/{published.question.slug}?part={key}").get_data(as_text=True)
            assert "question-form" in page, (key, page)
            lone = alone(document, key)
            assert {name for name in values_of(lone) if name != "slug"} <= form_of(page).keys() | {
                name for name, text in values_of(lone).items() if text == "false"
            }
            found[key] = part_sent(key, form_of(page))
        again = Question.model_validate(document_of(found, sent.order, document))
        assert again == published.question, published.question.slug


def test_a_draft_is_kept_as_typed_and_learners_do_not_see_it(desk: FlaskClient) -> None:
    created = send(desk, "/author/new", slug="my-question", topic="rnn", **{"title.en": "Half a <question>"})
    assert created.location == "/author/my-question?part=question"
    press(desk, "/author/my-question", "insert:numeric")
    press(desk, "/author/my-question", "save", "item-my-question-1", **{"items.0.key": "about 3"})
    page = text_of(desk.get("/author/my-question?part=item-my-question-1"))
    assert "Draft saved" in page
    assert 'value="about 3"' in field(page, "items.0.key")
    assert "Half a <question>" in page
    assert desk.get("/questions/my-question").status_code == 404


@pytest.mark.parametrize(
    ("slug", "topic", "wrong"),
    [("", "rnn", "slug"), ("My Question", "rnn", "slug"), ("new", "rnn", "slug"), ("ok", "", "topic")],
)
def test_a_draft_needs_an_address_and_a_topic(desk: FlaskClient, slug: str, topic: str, wrong: str) -> None:
    answer = send(desk, "/author/new", slug=slug, topic=topic, **{"title.en": "Kept"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in field(page, wrong)
    assert 'value="Kept"' in field(page, "title.en")


def test_each_mistake_is_shown_beside_its_field_and_in_a_summary(desk: FlaskClient) -> None:
    document = question_document()
    document["items"][0]["options"][1]["text"] = {"en": "Only English"}
    document["items"][0]["options"][0].pop("correct")
    answer = submit(desk, "/author/new", document, "publish")
    page = text_of(answer)
    missing = "items.0.options.1.text.zh"
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in field(page, missing)
    assert f'href="#{missing}">Exercise 1 › Option 2 › Text › Chinese</a>: This field is required.' in page
    assert f'id="{missing}-error">This field is required.' in page
    assert "autofocus" in field(page, missing)
    assert "Only English" in page


def test_a_mistake_of_a_group_is_shown_at_its_head(desk: FlaskClient) -> None:
    document = question_document()
    document["items"][0]["options"][1]["correct"] = True
    page = text_of(submit(desk, "/author/new", document, "publish"))
    assert re.search(r'id="items\.0\.options" tabindex="-1" autofocus', page)
    # in the summary, at the group, beside the preview
    assert page.count("Mark exactly one option as correct.") == 3


def test_a_knob_out_of_its_range_is_named(desk: FlaskClient) -> None:
    document = question_document()
    document["items"][0]["scenario"]["knobs"] = {"gain": 1000}
    page = text_of(submit(desk, "/author/new", document, "publish"))
    assert 'aria-invalid="true"' in field(page, "items.0.scenario.knobs.gain")
    assert 'value="1000"' in field(page, "items.0.scenario.knobs.gain")


def test_a_published_question_is_practised_like_the_others(desk: FlaskClient) -> None:
    answer = submit(desk, "/author/new", question_document(), "publish")
    assert answer.location == "/author/my-question?part=question"
    notice = text_of(desk.get("/author/my-question"))
    assert "Version 1 is published" in notice
    assert 'href="/questions/my-question"' in notice
    assert "My question" in text_of(desk.get("/topics/rnn"))
    given = send(desk, "/items/my-first-item/attempts", page="/questions/my-question", answer="a")
    assert given.status_code == 302


def test_an_edit_makes_a_version_and_until_then_learners_see_the_one_before(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "publish")
    edited = {**question_document(), "title": {"zh": "新的", "en": "A new title"}}
    submit(desk, "/author/my-question", edited, "save")
    page = text_of(desk.get("/author/my-question"))
    assert "Draft based on version 1. Learners still see version 1." in page
    assert "My question" in text_of(desk.get("/questions/my-question"))
    submit(desk, "/author/my-question", edited, "publish")
    assert "Learners see version 2" in text_of(desk.get("/author/my-question"))
    assert "A new title" in text_of(desk.get("/questions/my-question"))


def test_discarding_a_draft_goes_back_to_what_is_published(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "publish")
    submit(desk, "/author/my-question", {**question_document(), "title": {"en": "Thrown away"}}, "save")
    answer = send(desk, "/author/my-question/discard", page="/author/my-question")
    assert answer.location == "/author/my-question"
    assert "Thrown away" not in text_of(desk.get("/author/my-question"))


def test_discarding_what_was_never_published_removes_it(desk: FlaskClient) -> None:
    submit(desk, "/author/new", question_document(), "save")
    assert send(desk, "/author/my-question/discard", page="/author/my-question").location == "/author"
    assert desk.get("/author/my-question").status_code == 404


def test_a_question_taken_along_as_a_file_reads_back_the_same(
    desk: FlaskClient, session: Session, tmp_path: Path
) -> None:
    answer = desk.get(f"/author/{SLUG}/export")
    file = tmp_path / f"{SLUG}.yaml"
    file.write_bytes(answer.get_data())
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{SLUG}.yaml"'
    assert read_question(file) == question_bank.get_question(session, SLUG).question


def test_a_draft_can_be_taken_along_once_it_is_complete(desk: FlaskClient) -> None:
    submit(desk, "/author/new", {"slug": "my-question", "topic": "rnn"}, "save")
    assert desk.get("/author/my-question/export").status_code == 422
    submit(desk, "/author/my-question", question_document(), "save")
    assert "My question" in desk.get("/author/my-question/export").get_data(as_text=True)


def test_the_file_of_an_edited_question_is_what_learners_see_unless_the_draft_is_asked_for(
    desk: FlaskClient,
) -> None:
    submit(desk, "/author/new", question_document(), "publish")
    submit(desk, "/author/my-question", {**question_document(), "title": {"zh": "新", "en": "Newer"}}, "save")
    assert "Newer" not in desk.get("/author/my-question/export").get_data(as_text=True)
    assert "Newer" in desk.get("/author/my-question/export?of=draft").get_data(as_text=True)


def test_an_unknown_question_is_not_found(desk: FlaskClient) -> None:
    assert desk.get("/author/no-such-question").status_code == 404


def test_an_admin_may_write_too(client: FlaskClient, session: Session) -> None:
    account_with(session, "ada", Role.ADMIN)
    enter(client, "ada")
    assert client.get("/author").status_code == 200


def test_the_document_of_these_tests_is_complete() -> None:
    assert Question.model_validate(question_document()).slug == "my-question"
