"""Forms and documents: what is typed comes back as it was typed, and each problem finds its field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.questions import Question
from quizapp.kinds import Item
from quizapp.web.authoring.question_form import document_from, place_of, values_of
from tests.bank import QUESTION_SLUGS, questions
from tests.examples import examples
from tests.kinds import example_items

words = st.text(
    st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda text: text.strip() != "")
texts = st.fixed_dictionaries({}, optional={"zh": words, "en": words})
names = st.from_regex(r"[a-z]{2,6}(-[a-z]{1,4})?", fullmatch=True)
numbers = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
axes = st.lists(st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True) | st.integers(1, 999), max_size=4)


def written(optional: dict[str, Any], **required: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def some(entries: Any) -> Any:
    return st.lists(entries, min_size=1, max_size=3)


def items(kind: str, optional: dict[str, Any], **required: Any) -> st.SearchStrategy[dict[str, Any]]:
    link = written(
        {"slug": names, "knobs": st.dictionaries(names, numbers | st.booleans() | names, min_size=1)}
    )
    shared = {"id": names, "level": st.sampled_from([1, 2, 3]), "hints": some(texts), "claims": some(names)}
    kinds = {"kind": st.just(kind), "prompt": texts, "explanation": texts, "scenario": link}
    return written({**shared, **optional}, **kinds, **required)


options = st.lists(written({"id": names, "correct": st.just(True)}, text=texts, feedback=texts), max_size=3)
any_item = st.one_of(
    items("single_choice", {}, options=options),
    items("multiple_choice", {}, options=options),
    items(
        "numeric",
        {
            "key": numbers,
            "unit": texts.filter(bool),
            "mistakes": some(written({"value": numbers}, feedback=texts)),
        },
        tolerance=written({"absolute": numbers, "relative": numbers}),
    ),
    items(
        "tensor_shape",
        {
            "key": axes,
            "axes": some(written({"name": names}, meaning=texts)),
            "mistakes": some(written({"shape": axes}, feedback=texts)),
        },
    ),
    items("ordering", {}, entries=st.lists(written({"id": names}, text=texts, feedback=texts), max_size=3)),
)
documents = written(
    {
        "slug": names,
        "number": st.just("Q36"),
        "topic": names,
        "claims": some(names),
        "references": some(
            written({"authors": words, "year": st.integers(1900, 2100), "title": words, "url": words})
        ),
    },
    title=texts,
    prompt=texts,
    answer=texts,
    items=st.lists(any_item, max_size=3),
)


def as_submitted(document: dict[str, Any]) -> dict[str, str]:
    """What a browser sends for the document: also the empty fields, which keep entries in being."""
    return values_of(document) | dict.fromkeys(_empty_entries(document), "")


def _empty_entries(part: Any, place: str = "") -> list[str]:
    if isinstance(part, dict):
        inside = [_empty_entries(value, f"{place}.{name}".lstrip(".")) for name, value in part.items()]
        return [field for fields in inside for field in fields]
    if isinstance(part, list):
        own = [f"{place}.{index}.zh" for index, entry in enumerate(part) if entry == {} or _is_hollow(entry)]
        return own + [
            f for index, entry in enumerate(part) for f in _empty_entries(entry, f"{place}.{index}")
        ]
    return []


def _is_hollow(entry: Any) -> bool:
    return isinstance(entry, dict) and not values_of(entry)


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_a_published_question_goes_through_the_form_unchanged(slug: str) -> None:
    question = questions()[slug]
    body = question.model_dump(mode="json")
    assert Question.model_validate(document_from(values_of(body))) == question


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_the_form_of_a_published_question_comes_back_as_it_was_sent(slug: str) -> None:
    values = values_of(questions()[slug].model_dump(mode="json"))
    assert values_of(document_from(values)) == values


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_a_document_goes_through_the_form_unchanged(slug: str) -> None:
    question = questions()[slug]
    document = question.model_dump(mode="json", exclude_defaults=True)
    for item, written_item in zip(question.items, document["items"], strict=True):
        written_item["kind"] = item.kind
        written_item["level"] = item.level
    assert document_from({**values_of(document), **_levels(document)}) == document


def _levels(document: dict[str, Any]) -> dict[str, str]:
    return {f"items.{index}.level": str(item["level"]) for index, item in enumerate(document["items"])}


@pytest.mark.parametrize("item", example_items(), ids=lambda item: item.id)
def test_an_item_of_each_kind_goes_through_the_form_unchanged(item: Item) -> None:
    body = item.model_dump(mode="json", exclude_defaults=True) | {"kind": item.kind, "level": item.level}
    if "gaps" in body:
        body["gaps"] = [
            gap.model_dump(mode="json", exclude_defaults=True) | {"kind": gap.kind} for gap in item.gaps
        ]  # type: ignore[union-attr]
    assert document_from(values_of({"items": [body]}))["items"] == [body]


@examples(150)
@given(documents)
def test_an_unfinished_document_goes_through_the_form_unchanged(document: dict[str, Any]) -> None:
    values = as_submitted(document)
    assert document_from(values) == document
    assert values_of(document_from(values)) == values_of(document)


@examples(100)
@given(
    st.dictionaries(st.text("items.0123key optionstextzh", max_size=30), st.text(max_size=20), max_size=12)
)
def test_whatever_a_form_sends_becomes_a_document(values: dict[str, str]) -> None:
    document = document_from(values)
    assert document_from(values_of(document) | values).keys() >= {"title", "prompt", "answer", "items"}


def item_with(**fields: str) -> dict[str, Any]:
    document = document_from({f"items.0.{name.replace('__', '.')}": text for name, text in fields.items()})
    item: dict[str, Any] = document["items"][0]
    return item


@pytest.mark.parametrize(
    ("typed", "key"),
    [("3", 3), ("1e-3", 0.001), ("−2.5", -2.5), ("３．５", 3.5), ("about 3", "about 3"), ("1e999", "1e999")],
)
def test_a_number_is_read_and_what_is_none_stays_as_typed(typed: str, key: Any) -> None:
    assert item_with(kind="numeric", key=typed)["key"] == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("(time_steps, n_samples, 64)", ["time_steps", "n_samples", 64]),
        ("time_steps，n_samples", ["time_steps", "n_samples"]),
        ("(64,)", [64]),
        ("()", []),
        ("(a, , b)", ["a", "", "b"]),
    ],
)
def test_a_shape_is_read_as_a_list_of_axes(typed: str, key: list[Any]) -> None:
    assert item_with(kind="tensor_shape", key=typed)["key"] == key


def test_an_empty_field_is_left_out_and_an_empty_group_only_if_it_may_be() -> None:
    item = item_with(
        kind="numeric", key=" ", unit__zh="", tolerance__absolute="", hints__0__zh="", hints__0__en=""
    )
    assert item["hints"] == [{}]
    assert item["tolerance"] == {}
    assert "unit" not in item
    assert "key" not in item


def test_line_ends_of_a_browser_become_plain_ones() -> None:
    assert document_from({"prompt.zh": "一\r\n二"})["prompt"] == {"zh": "一\n二"}


def test_entries_keep_their_order_when_one_between_them_is_gone() -> None:
    options = item_with(kind="single_choice", options__10__id="c", options__2__id="b", options__0__id="a")[
        "options"
    ]
    assert [option["id"] for option in options] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title.zh", "title.zh"),
        ("items.0.key.1", "items.0.key"),
        ("items.0.hints.0.en", "items.0.hints.0.en"),
        ("items.0.hints.7.en", "items.0.hints"),
        ("items.0.scenario.knobs.depth", "items.0.scenario.knobs.depth"),
        ("items.4.id", "items"),
        ("nothing.like.this", ""),
        ("", ""),
    ],
)
def test_a_problem_lies_in_the_nearest_field_there_is(field: str, place: str) -> None:
    document = document_from(
        {"items.0.kind": "tensor_shape", "items.0.key": "(a, b)", "items.0.hints.0.zh": "x"}
    )
    assert place_of(field, document) == place
