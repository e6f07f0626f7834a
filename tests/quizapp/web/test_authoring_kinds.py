"""The editor for every kind of answer: from an empty item to a published one, with its preview."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.kinds import ITEM_KINDS, Item
from quizapp.models import Account
from quizapp.services import authoring, question_bank
from quizapp.services.question_parts import GROUPS, item_keys
from quizapp.web.authoring.question_form import ITEM_MODELS, QUESTION
from quizapp.web.forms.places import fields_of
from quizapp.web.forms.schemas import KIND, Schema
from simulator.paths import rest_below
from tests.kinds import EXAMPLES, example_items
from tests.quizapp.web.test_accounts import enter
from tests.quizapp.web.test_authoring import press, question_document, submit, text_of

SCENARIO = "mlp-nan-loss"


@pytest.fixture
def desk(client: FlaskClient, instructor: Account) -> FlaskClient:
    enter(client, "ines")
    return client


def document_with(item: Item) -> dict[str, Any]:
    return question_document() | {"items": [item.model_dump(mode="json")]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_item_of_each_kind_can_be_added(desk: FlaskClient, language: str) -> None:
    submit(desk, "/author/new", question_document(), "save")
    for number, kind in enumerate(ITEM_KINDS, start=1):
        added = press(desk, f"/author/my-question?lang={language}", f"insert:{kind}")
        assert added.location == f"/author/my-question?part=item-my-question-{number}"
        page = desk.get(f"{added.location}&lang={language}")
        assert page.status_code == 200, kind
        assert f'name="items.0.kind" value="{kind}"' in text_of(page)


@pytest.mark.parametrize("gap", ["choice", "number", "words"])
def test_an_empty_gap_of_each_kind_can_be_added(desk: FlaskClient, gap: str) -> None:
    document = question_document()
    document["items"] = [{"kind": "cloze", "id": "a-cloze", "text": {"zh": "{{1}}"}}]
    submit(desk, "/author/new", document, "save")
    added = press(desk, "/author/my-question", f"add:items.0.gaps:{gap}", "item-a-cloze")
    page = desk.get(added.location or "")
    assert page.status_code == 200
    assert 'name="items.0.gaps.0.feedback.zh"' in text_of(page)


def shown(desk: FlaskClient, document: dict[str, Any]) -> str:
    """The editor at the only exercise of a draft, with its preview."""
    submit(desk, "/author/new", document, "save")
    key = item_keys(document)[0]
    return text_of(desk.get(f"/author/my-question?part={key}&lang=en&check=yes"))


@pytest.mark.parametrize("item", example_items(), ids=lambda item: item.id)
def test_an_example_is_previewed_with_its_key_and_published_as_it_was_written(
    desk: FlaskClient, session: Session, item: Item
) -> None:
    document = document_with(item)
    page = shown(desk, document)
    assert f'id="item-{item.id}-graded"' in page
    assert "100%" in page
    assert press(desk, "/author/my-question", "publish").status_code == 302
    published = question_bank.get_question(session, "my-question").question
    assert published.items == (item,)


def test_a_published_question_is_previewed_with_the_key_of_every_item(
    desk: FlaskClient, session: Session
) -> None:
    """Its document has empty groups, such as the knobs of a scenario: those are no texts without words."""
    document = question_document() | {"items": [item.model_dump(mode="json") for item in example_items()]}
    assert submit(desk, "/author/new", document, "publish").status_code == 302
    pages = {
        item.id: desk.get(f"/author/my-question?lang=en&part=item-{item.id}") for item in example_items()
    }
    for item_id, page in pages.items():
        assert f'id="item-{item_id}-graded"' in text_of(page), item_id
    assert any('href="/lab/rnn-oscillation"' in text_of(page) for page in pages.values())


def test_a_preview_counts_key_points_without_words(desk: FlaskClient) -> None:
    item = next(item for item in example_items() if item.kind == "free_text")
    document = document_with(item)
    first, second = document["items"][0]["points"][:2]
    del first["groups"]
    del second["text"]
    page = shown(desk, document)
    assert f"with {len(document['items'][0]['points'])} key points" in page


def test_a_preview_shows_the_conditions_of_a_fix_before_a_scenario_is_chosen(desk: FlaskClient) -> None:
    item = next(item for item in example_items() if item.kind == "fix_it")
    document = document_with(item)
    del document["items"][0]["scenario"]
    page = shown(desk, document)
    assert re.search(r"Your network · the [^<]+ is below", page)


def test_a_mistake_in_a_condition_is_named_at_its_field(desk: FlaskClient) -> None:
    item = next(each for each in example_items() if each.kind == "fix_it")
    document = document_with(item)
    document["items"][0]["healed"] = [{"of": "treated", "measure": "no_such_measure"}]
    page = submit(desk, "/author/new", document, "publish")
    assert page.status_code == 422
    assert "no_such_measure" in text_of(page)
    assert 'href="#items.0.healed.0.measure"' in text_of(page)


def test_what_htmx_asks_for_comes_in_the_language_of_its_page(desk: FlaskClient) -> None:
    address = "/questions/exploding-gradient-remedies?lang=zh"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{address}", "Accept-Language": "en"}
    assert "运行" in desk.get("/lab/mlp-nan-loss", headers=headers).get_data(as_text=True)


def filled_in(schema: Schema) -> Any:
    """A document with one entry of each list, of every kind that it may have, at every depth."""
    if schema.form == "entries" and schema.entry:
        kinds = schema.entry.variants or {"": schema.entry}
        return [({KIND: kind} if kind else {}) | (filled_in(each) or {}) for kind, each in kinds.items()]
    if not schema.is_group or schema.variants:
        return None
    inside = {name: filled_in(each) for name, each in schema.fields.items()}
    return {name: each for name, each in inside.items() if each is not None}


def lacks_fields(page: str, document: dict[str, Any]) -> list[str]:
    """The places of a document that no input of a page is for, besides those of the settings of networks."""
    inputs = set(re.findall(r'name="([^"]+)"', page))
    groups = re.findall(r'value="show:([^"]+)"', page)  # whose inputs a button brings
    own = (each.path for each in fields_of(QUESTION, document))
    found = [path for path in own if rest_below(path, "items") is not None or "items" not in document]
    settings = re.compile(r"items\.0\.simulate\.(experiment|treated)\b")
    return [
        path
        for path in found
        if path not in inputs
        and not settings.match(path)
        and not any(rest_below(path, group) is not None for group in groups)
    ]


@pytest.mark.parametrize("kind", sorted(ITEM_MODELS))
def test_every_field_of_a_kind_can_be_filled_in_without_yaml(desk: FlaskClient, kind: str) -> None:
    items = QUESTION.fields["items"].entry
    assert items is not None
    item = filled_in(items.variants[kind]) | {
        KIND: kind,
        "id": "of-every-field",
        "scenario": {"slug": SCENARIO},
    }
    submit(desk, "/author/new", question_document() | {"items": [item]}, "save")
    page = desk.get("/author/my-question?part=item-of-every-field").get_data(as_text=True)
    assert lacks_fields(page, {"items": [item]}) == []
    for place in re.findall(r'value="show:([^"]+)"', page):
        asked = desk.get(f"/author/my-question?part=item-of-every-field&focus={place}").get_data(as_text=True)
        assert f'value="show:{place}"' not in asked
        assert f'name="{place}.' in asked


def test_every_field_of_a_question_can_be_filled_in_without_yaml(desk: FlaskClient) -> None:
    own = {name: each for name, each in QUESTION.fields.items() if name not in ("items", "slug")}
    document = {name: filled for name, each in own.items() if (filled := filled_in(each)) is not None}
    submit(desk, "/author/new", question_document() | {"items": []} | document, "save")
    pages = (desk.get(f"/author/my-question?part={group}").get_data(as_text=True) for group in GROUPS)
    assert lacks_fields("".join(pages), document) == ["slug"]


def test_a_shape_is_compared_in_a_field(desk: FlaskClient, session: Session, instructor: Account) -> None:
    item = EXAMPLES["example-predict-then-run"].model_dump(mode="json", exclude_defaults=True) | {
        "kind": "predict_then_run",
        "level": 1,
    }
    submit(desk, "/author/new", question_document() | {"items": [item]}, "save")
    at = "items.0.outcomes.0.when.0"
    typed = {f"{at}.measure": "shape", f"{at}.array": "W1", f"{at}.equals": "(20, 32)"}
    blank = {
        f"{at}.{name}": "" for name in ("below", "above", "at_least", "at_most", "level", "at_step", "code")
    }
    press(desk, "/author/my-question", "save", f"item-{item['id']}", **typed, **blank)
    saved = authoring.get_authored_question(session, instructor, "my-question").body
    [condition] = saved["items"][0]["outcomes"][0]["when"][:1]
    session.rollback()
    assert (condition["measure"], condition["equals"]) == ("shape", [20, 32])
    page = desk.get(f"/author/my-question?part=item-{item['id']}").get_data(as_text=True)
    assert 'value="(20, 32)"' in page
    assert f'id="{at}.equals-error"' not in page
