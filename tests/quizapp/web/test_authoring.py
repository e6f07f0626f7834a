"""The editor: writing, being corrected, saving, publishing, previewing and taking a question along as a file."""

import html
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
from quizapp.models import Account, Role
from quizapp.services import question_bank
from quizapp.web.authoring.question_form import document_from, values_of
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


def submit(
    desk: FlaskClient, address: str, document: dict[str, Any], action: str, **more: str
) -> TestResponse:
    return send(desk, address, **{**values_of(document), "action": action, **more})


def text_of(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def field(page: str, name: str) -> str:
    """The tag of a field, which has to be there."""
    found = re.search(rf'<(?:input|textarea|select)[^>]*name="{re.escape(name)}"[^>]*>[^<]*', page)
    assert found, f"no field {name}"
    return found[0]


@pytest.mark.parametrize("address", ["/author", "/author/new", f"/author/{SLUG}", f"/author/{SLUG}/export"])
def test_the_desk_is_for_instructors(client: FlaskClient, learner_account: Account, address: str) -> None:
    assert client.get(address).location == f"/sign-in?next={address}"
    enter(client, "lea")
    assert client.get(address).status_code == 403
    assert client.get("/author").status_code == 403


def test_a_learner_can_send_nothing_either(client: FlaskClient, learner_account: Account) -> None:
    enter(client, "lea")
    for address in ("/author/new", f"/author/{SLUG}", f"/author/{SLUG}/discard", "/author/preview"):
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


class _FormFields(HTMLParser):
    """What a browser would send of a page's forms if nobody touched them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._name = ""
        self.feed(page)

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
    for published in sample(question_bank.list_questions(session), 5):
        page = desk.get(f"/author/{published.question.slug}").get_data(as_text=True)
        body = published.question.model_dump(mode="json")
        names = set(re.findall(r'name="([a-z_]+\.[^"]+|[a-z]+)"', page))
        assert {name for name in values_of(body) if name != "slug"} <= names
        values = {
            k: v
            for k, v in _FormFields(page).values.items()
            if k not in ("csrf_token", "language", "based_on")
        }
        sent = Question.model_validate(document_from(values | {"slug": published.question.slug}))
        interview = {"interview": body["interview"]}
        assert sent.model_dump(mode="json") | interview == body, published.question.slug


def test_a_draft_is_kept_as_typed_and_learners_do_not_see_it(desk: FlaskClient) -> None:
    document = {"slug": "my-question", "topic": "rnn", "title": {"en": "Half a <question>"}}
    answer = submit(
        desk, "/author/new", document, "save", **{"items.0.kind": "numeric", "items.0.key": "about 3"}
    )
    assert answer.location == "/author/my-question"
    page = text_of(desk.get("/author/my-question"))
    assert "Draft saved" in page
    assert 'value="about 3"' in field(page, "items.0.key")
    assert 'value="Half a <question>"' in page
    assert desk.get("/questions/my-question").status_code == 404


@pytest.mark.parametrize(
    ("slug", "topic", "wrong"),
    [("", "rnn", "slug"), ("My Question", "rnn", "slug"), ("new", "rnn", "slug"), ("ok", "", "topic")],
)
def test_a_draft_needs_an_address_and_a_topic(desk: FlaskClient, slug: str, topic: str, wrong: str) -> None:
    answer = send(desk, "/author/new", slug=slug, topic=topic, action="save", **{"title.en": "Kept"})
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
    assert (
        page.count("Mark exactly one option as correct.") == 3
    )  # in the summary, at the group, beside the preview


def test_a_knob_out_of_its_range_is_named(desk: FlaskClient) -> None:
    document = question_document()
    document["items"][0]["scenario"]["knobs"] = {"gain": 1000}
    page = text_of(submit(desk, "/author/new", document, "publish"))
    assert 'aria-invalid="true"' in field(page, "items.0.scenario.knobs.gain")
    assert 'value="1000"' in field(page, "items.0.scenario.knobs.gain")


def test_a_published_question_is_practised_like_the_others(desk: FlaskClient) -> None:
    answer = submit(desk, "/author/new", question_document(), "publish")
    assert answer.location == "/author/my-question"
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


def test_a_structure_button_works_without_scripts_and_loses_nothing(desk: FlaskClient) -> None:
    answer = submit(desk, "/author/new", question_document(), "add:items.0.options")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<!doctype html>" in page
    assert re.search(r'value="[c-z]"', field(page, "items.0.options.2.id"))
    assert "autofocus" in field(page, "items.0.options.2.text.zh")
    assert "Look at $x^2$" in field(page, "items.0.prompt.en")
    assert 'value="My question"' in field(page, "title.en")


def test_for_htmx_only_the_editor_is_sent(desk: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get("/author/new").get_data(as_text=True))
    assert token
    values = {**values_of(question_document()), "csrf_token": token[1], "action": "save"}
    answer = desk.post("/author/new", data=values, headers={"HX-Request": "true"}, follow_redirects=True)
    assert answer.headers["HX-Push-Url"] == "/author/my-question"
    page = text_of(answer)
    assert "<!doctype html>" not in page
    assert 'id="editor"' in page
    assert "Draft saved" in page


def test_another_scenario_brings_its_own_knobs(desk: FlaskClient) -> None:
    document = question_document()
    document["items"][0]["scenario"] = {"slug": "unrolled-sentence", "knobs": {"gain": 2}}
    page = text_of(submit(desk, "/author/new", document, "show"))
    assert 'name="items.0.scenario.knobs.gain"' not in page


def test_the_preview_shows_the_question_its_keys_and_the_answer_in_its_own_language(
    desk: FlaskClient,
) -> None:
    values = {**values_of(question_document()), "preview_language": "zh"}
    page = text_of(send(desk, "/author/preview", page="/author/new", **values))
    assert 'lang="zh-CN"' in page
    assert "我的问题" in page
    assert "<msup>" in page
    assert "<strong>一</strong>" in page
    assert "Complete and ready to publish." in page
    assert page.count("<article") == 2


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "numeric", "tensor_shape", "ordering"])
def test_the_preview_bears_items_that_have_barely_begun(desk: FlaskClient, kind: str) -> None:
    values = {
        "items.0.kind": kind,
        "items.0.prompt.en": "Only a prompt",
        "items.0.level": "high",
        "items.0.hints.0.zh": "",
    }
    answer = send(desk, "/author/preview", page="/author/new", **values)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Only a prompt" in page
    assert 'href="#items.0.explanation.zh">Exercise 1 › Explanation › Chinese</a>' in page


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
