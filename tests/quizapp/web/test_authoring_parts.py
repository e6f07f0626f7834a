"""The editor opens one part at a time: it saves what is typed, arranges the outline, and undoes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.models import Account
from quizapp.services import authoring, question_bank
from tests.kinds import EXAMPLES
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import field, form_of, press, question_document, submit, text_of

ADDRESS = "/author/my-question"
FIRST = "item-example-single"
THREE = ("example-single", "example-numeric", "example-ordering")
MOST_BYTES_SAVED = 30_000
USUAL_BYTES_OPENED = 45_000  # of half of the parts, before compression
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def written(desk: FlaskClient) -> FlaskClient:
    """A draft with three exercises."""
    items = [EXAMPLES[name].model_dump(mode="json", exclude_defaults=True) for name in THREE]
    for item, name in zip(items, THREE, strict=True):
        item["kind"], item["level"] = EXAMPLES[name].kind, 1
    submit(desk, "/author/new", question_document() | {"items": items}, "save")
    return desk


@pytest.fixture
def body(session: Session, instructor: Account) -> Callable[[], dict[str, Any]]:
    def read(slug: str = "my-question") -> dict[str, Any]:
        session.rollback()
        session.expire_all()
        found = authoring.get_authored_question(session, instructor, slug).body
        session.rollback()
        return found

    return read


def order(document: dict[str, Any]) -> list[str]:
    return [item["id"] for item in document["items"]]


def save(desk: FlaskClient, part: str, address: str = ADDRESS, **typed: str) -> Any:
    """As the script does at a pause in typing."""
    form = form_of(desk.get(f"{address}?part={part}").get_data(as_text=True))
    return desk.post(f"{address}/part", data=form | typed, headers={"HX-Request": "true"})


def test_only_the_open_part_has_fields(written: FlaskClient) -> None:
    page = text_of(written.get(f"{ADDRESS}?part={FIRST}"))
    assert 'name="items.0.prompt.en"' in page
    assert 'name="title.en"' not in page
    assert 'name="items.1.prompt.en"' not in page
    assert page.count('id="line-item-') == 3


def test_saving_sends_back_the_line_the_problems_and_the_preview_but_no_field(
    written: FlaskClient, body: Callable[..., dict[str, Any]]
) -> None:
    answer = save(written, FIRST, **{"items.0.prompt.en": "Typed now, $x^2$"})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Typed now" in page
    assert "<msup>" in page
    assert 'name="items.0.prompt.en"' not in page
    assert re.search(r'id="line-item-example-single"[^>]*hx-swap-oob', page)
    assert body()["items"][0]["prompt"]["en"] == "Typed now, $x^2$"


def test_saving_an_exercise_of_a_long_question_sends_little(desk: FlaskClient, session: Session) -> None:
    longest = max(question_bank.list_questions(session), key=lambda each: len(each.question.items)).question
    session.rollback()
    assert len(longest.items) >= 27
    key, address = f"item-{longest.items[8].id}", f"/author/{longest.slug}"
    answer = save(desk, key, address, **{"items.0.prompt.en": "Typed now"})
    assert answer.status_code == 200
    assert len(answer.data) <= MOST_BYTES_SAVED


def test_opening_a_part_sends_its_form_and_its_line_and_no_other(written: FlaskClient) -> None:
    page = text_of(written.get(f"{ADDRESS}?part={FIRST}", headers=SCRIPT))
    assert 'name="items.0.prompt.en"' in page
    assert "<title>Exercise 1 · My question" in page
    assert re.search(r'id="line-item-example-single"[^>]*hx-swap-oob', page)
    assert page.count('id="line-item-') == 1
    for elsewhere in ("<html", 'id="outline"', 'id="preview"', 'id="image-dialog"', 'id="all-claims"'):
        assert elsewhere not in page


def test_the_preview_of_an_opened_part_is_asked_for_by_itself(written: FlaskClient) -> None:
    opened = written.get(f"{ADDRESS}?part={FIRST}", headers=SCRIPT)
    assert opened.headers["HX-Trigger-After-Settle"] == "part-opened"
    page = text_of(written.get(f"{ADDRESS}/preview?part={FIRST}&preview_language=zh"))
    assert 'lang="zh-CN"' in page
    assert "question-form" not in page


def test_opening_a_part_of_a_long_question_sends_little(desk: FlaskClient, session: Session) -> None:
    longest = max(question_bank.list_questions(session), key=lambda each: len(each.question.items)).question
    session.rollback()
    addresses = [f"/author/{longest.slug}?part=item-{item.id}" for item in longest.items[::4]]
    sizes = sorted(len(desk.get(address, headers=SCRIPT).data) for address in addresses)
    assert sizes[len(sizes) // 2] <= USUAL_BYTES_OPENED


def test_a_group_of_fields_that_few_need_comes_when_it_is_asked_for(written: FlaskClient) -> None:
    world = "items.0.options.1.world"
    added = press(written, ADDRESS, "insert:single_choice").location or ""
    assert f'name="{world}.slug"' not in text_of(written.get(added))
    answer = press(written, ADDRESS, f"show:{world}", added.partition("part=")[2])
    assert f'name="{world}.slug"' in text_of(written.get(answer.location or ""))


def test_an_empty_field_is_named_beside_the_preview_and_counted_in_the_outline(written: FlaskClient) -> None:
    page = text_of(save(written, FIRST, **{"items.0.prompt.en": ""}))
    assert 'href="#items.0.prompt.en">Exercise 1 › Prompt › English</a>' in page
    assert "English is missing" in page
    assert "1 to fix" in page


def test_what_is_missing_is_shown_beside_its_field_only_when_asked_for(written: FlaskClient) -> None:
    save(written, FIRST, **{"items.0.prompt.en": ""})
    assert "aria-invalid" not in field(text_of(written.get(f"{ADDRESS}?part={FIRST}")), "items.0.prompt.en")
    asked = text_of(written.get(f"{ADDRESS}?part={FIRST}&check=yes"))
    assert "aria-invalid" in field(asked, "items.0.prompt.en")
    assert 'id="next-flaw"' in asked


def test_a_form_sent_unchanged_makes_no_draft(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    submit(desk, "/author/new", question_document(), "publish")
    assert save(desk, "item-my-first-item").status_code == 200
    assert not authoring.get_authored_question(session, instructor, "my-question").has_draft


@pytest.mark.parametrize(
    ("part", "action", "expected"),
    [
        ("item-example-numeric", "earlier", ["example-numeric", "example-single", "example-ordering"]),
        ("item-example-numeric", "later", ["example-single", "example-ordering", "example-numeric"]),
        ("question", f"place:2:{FIRST}", ["example-numeric", "example-ordering", "example-single"]),
        (FIRST, "copy", ["example-single", "example-single-1", "example-numeric", "example-ordering"]),
        (FIRST, "delete", ["example-numeric", "example-ordering"]),
        (FIRST, "insert:numeric", ["example-single", "my-question-1", "example-numeric", "example-ordering"]),
        ("question", "insert:numeric", ["example-single", "example-numeric", "example-ordering", "my-question-1"]),
        (FIRST, "place:x:nothing", list(THREE)),
        (FIRST, "insert:nothing", list(THREE)),
    ],
)  # fmt: skip
def test_the_outline_is_arranged_and_each_change_can_be_undone_and_done_again(
    written: FlaskClient, body: Callable[..., dict[str, Any]], part: str, action: str, expected: list[str]
) -> None:
    answer = press(
        written, ADDRESS, action, part, **({"title.en": "Typed first"} if part == "question" else {})
    )
    assert answer.status_code == 302
    after = body()
    assert order(after) == expected
    if part == "question":
        assert after["title"]["en"] == "Typed first"
    if expected != list(THREE):
        press(written, ADDRESS, "undo")
        assert order(body()) == list(THREE)
        press(written, ADDRESS, "redo")
        assert body() == after


def test_writing_in_one_part_is_one_step_and_undone_after_a_reload(
    written: FlaskClient, body: Callable[..., dict[str, Any]]
) -> None:
    before = body()
    for text in ("T", "Ty", "Typed"):
        save(written, FIRST, **{"items.0.prompt.en": text})
    save(written, "answer", **{"answer.en": "Mine"})
    press(written, ADDRESS, "undo", "answer")
    assert body()["items"][0]["prompt"]["en"] == "Typed"
    answer = press(written, ADDRESS, "undo", "answer")
    assert answer.location == f"{ADDRESS}?part={FIRST}"
    assert body() == before
    assert "disabled" not in re.findall(r'<button[^>]*id="redo"[^>]*>', text_of(written.get(ADDRESS)))[0]


def test_what_was_published_can_be_undone_too(
    written: FlaskClient, body: Callable[..., dict[str, Any]]
) -> None:
    before = body()
    save(written, "answer", **{"answer.en": "Mine"})
    assert press(written, ADDRESS, "publish").status_code == 302
    press(written, ADDRESS, "undo")
    assert Question.model_validate(body()) == Question.model_validate(before)


def test_a_new_id_leads_on_to_the_renamed_part(written: FlaskClient) -> None:
    page = text_of(save(written, FIRST, **{"items.0.id": "another-id"}))
    assert 'name="part" value="item-another-id"' in page
    assert 'id="line-item-another-id"' in page
    assert "line-item-example-single" not in page
    assert written.get(f"{ADDRESS}?part=item-another-id").status_code == 200


def test_an_exercise_moves_to_another_question_with_a_new_id_if_its_answers_stay(
    written: FlaskClient, body: Callable[..., dict[str, Any]]
) -> None:
    submit(written, "/author/new", question_document() | {"slug": "other"}, "save")
    press(written, ADDRESS, "publish")
    answer = press(written, ADDRESS, "send", FIRST, send_to="other")
    assert answer.location == "/author/other?part=item-other-1"
    assert order(body()) == list(THREE[1:])
    assert order(body("other")) == ["my-first-item", "other-1"]
    press(written, ADDRESS, "send", "item-example-numeric", send_to="no-such-question")
    assert order(body()) == list(THREE[1:])


def test_a_structure_button_works_without_scripts_and_loses_nothing(
    written: FlaskClient, body: Callable[..., dict[str, Any]]
) -> None:
    typed = {"items.0.prompt.en": "Typed before the button"}
    hints = len(body()["items"][0]["hints"])
    answer = press(written, ADDRESS, "add:items.0.hints", FIRST, **typed)
    page = text_of(written.get(answer.location or ""))
    assert "autofocus" in field(page, f"items.0.hints.{hints}.zh")
    assert body()["items"][0]["prompt"]["en"] == "Typed before the button"


def test_another_scenario_brings_its_own_knobs(written: FlaskClient) -> None:
    other = {"items.0.scenario.slug": "unrolled-sentence", "items.0.scenario.knobs.gain": "2"}
    answer = press(written, ADDRESS, "show", FIRST, **other)
    assert 'name="items.0.scenario.knobs.gain"' not in text_of(written.get(answer.location or ""))


def test_the_preview_comes_in_its_own_language(written: FlaskClient) -> None:
    page = text_of(save(written, "question", preview_language="zh"))
    assert "我的问题" in page
    assert 'lang="zh-CN"' in page


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "numeric", "tensor_shape", "ordering"])
def test_the_preview_bears_items_that_have_barely_begun(written: FlaskClient, kind: str) -> None:
    press(written, ADDRESS, f"insert:{kind}")
    answer = save(
        written, "item-my-question-1", **{"items.0.prompt.en": "Only a prompt", "items.0.level": "high"}
    )
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Only a prompt" in page
    assert 'href="#items.0.explanation.zh">Exercise 4 › Explanation › Chinese</a>' in page


@pytest.mark.parametrize(
    ("text", "line", "path", "said"),
    [
        ("slug: x\n\ttitle: y", "2", "", "This is not valid YAML"),
        ("slug: my-question\nitems:\n- kind: essay\n", "3", "items.0.kind", "must be one of these"),
        ("- one\n- two\n", "1", "", "Write one question"),
        ("items: all\n", "1", "items", "Write the exercises as a list"),
    ],
)
def test_yaml_that_is_no_question_is_refused_with_line_and_path(
    written: FlaskClient, text: str, line: str, path: str, said: str
) -> None:
    form = re.findall(
        r'name="(csrf_token|based_on)" value="([^"]+)"', text_of(written.get(f"{ADDRESS}/yaml"))
    )
    answer = written.post(f"{ADDRESS}/yaml", data={**dict(form), "yaml": text})
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert f'<td class="number">{line}</td><td><code>{path or "—"}</code></td>' in page
    assert text.split("\n")[0] in page


def test_yaml_is_saved_though_incomplete_and_its_problems_have_lines(written: FlaskClient) -> None:
    submit(written, ADDRESS, {"slug": "my-question", "topic": "rnn", "title": {"en": "Half"}}, "save")
    page = text_of(written.get(f"{ADDRESS}/yaml"))
    assert "<code>title.zh</code>" in page
    press(written, ADDRESS, "undo")
    assert "example-numeric" in text_of(written.get(f"{ADDRESS}/yaml"))
