"""The structure buttons: adding, removing and moving the parts of a question."""

from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kinds import ITEM_KINDS
from quizapp.web.authoring.actions import change


def two_items() -> dict[str, Any]:
    options = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    return {
        "slug": "my-question",
        "items": [
            {"kind": "single_choice", "id": "first", "options": options, "hints": [{"zh": "想"}]},
            {"kind": "tensor_shape", "id": "second", "prompt": {}},
        ],
    }


@pytest.mark.parametrize("kind", ITEM_KINDS)
def test_a_new_item_has_an_id_of_its_own_and_its_kind(kind: str) -> None:
    changed = change(two_items(), f"add:items:{kind}")
    assert [item["id"] for item in changed.document["items"]] == ["first", "second", "my-question-1"]
    assert changed.document["items"][2]["kind"] == kind
    assert changed.focus == "items.2.prompt.zh"


def test_a_new_option_gets_a_free_letter_and_the_focus() -> None:
    changed = change(two_items(), "add:items.0.options")
    added = changed.document["items"][0]["options"][3]
    assert added["id"] in set(ascii_lowercase) - {"a", "b", "c"}
    assert changed.focus == "items.0.options.3.text.zh"


@pytest.mark.parametrize(("kind", "parts"), [("ordering", "entries"), ("matching", "right")])
def test_the_ids_of_new_parts_do_not_tell_their_order(kind: str, parts: str) -> None:
    drawn = [change(two_items(), f"add:items:{kind}").document["items"][2][parts] for _ in range(60)]
    ids = [tuple(part["id"] for part in each) for each in drawn]
    assert all(len(set(each)) == len(each) for each in ids)
    assert sum(each == tuple(sorted(each)) for each in ids) < 40  # 10 expected of three, 2.5 of four


def test_a_gap_gets_its_kind_and_an_id() -> None:
    document = {"slug": "q", "items": [{"kind": "cloze", "id": "first", "gaps": []}]}
    changed = change(document, "add:items.0.gaps:number")
    assert changed.document["items"][0]["gaps"] == [{"kind": "number", "id": "1"}]
    assert change(document, "add:items.0.gaps:essay").document == document


def test_a_list_that_was_left_out_is_made() -> None:
    changed = change(two_items(), "add:items.1.mistakes")
    assert changed.document["items"][1]["mistakes"] == [{}]
    assert changed.focus == "items.1.mistakes.0.shape"


def test_removing_leaves_the_others_and_the_focus_on_the_list() -> None:
    changed = change(two_items(), "remove:items.0.options.1")
    assert [option["id"] for option in changed.document["items"][0]["options"]] == ["a", "c"]
    assert changed.focus == "items.0.options"


def test_moving_keeps_the_focus_on_the_moved_entry() -> None:
    changed = change(two_items(), "up:items.1")
    assert [item["id"] for item in changed.document["items"]] == ["second", "first"]
    assert changed.focus == "items.0.up"
    assert change(two_items(), "down:items.0").document == changed.document


def test_the_document_given_is_not_touched() -> None:
    document = two_items()
    change(document, "remove:items.0")
    assert document == two_items()


@pytest.mark.parametrize(
    "action",
    [
        "", "show", "up:items.0", "down:items.1", "add:items", "add:items:essay", "add:title", "add:items.0.key",
        "add:items.7.hints", "remove:items.9", "remove:items", "remove:items.0.options.x", "up:", "add:",
        "down:nothing.0", "add:items.1.key",
    ],
)  # fmt: skip
def test_a_button_that_names_nothing_changes_nothing(action: str) -> None:
    assert change(two_items(), action).document == two_items()


@given(
    st.text(max_size=40)
    | st.from_regex(r"(add|remove|up|down):items(\.\d)?(\.[a-z]+)?(\.\d)?", fullmatch=True)
)
def test_no_button_can_break_the_document(action: str) -> None:
    assert change(two_items(), action).document["slug"] == "my-question"


def test_what_was_removed_can_be_put_back_where_it_was() -> None:
    document = {"slug": "x", "items": [{"id": "one", "kind": "numeric"}, {"id": "two", "kind": "numeric"}]}
    removal = change(document, "remove:items.0")
    assert [item["id"] for item in removal.document["items"]] == ["two"]
    assert removal.removed is not None
    restored = change(removal.document, "restore", removal.removed.as_text())
    assert restored.document == document
    assert restored.focus == "items.0"


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "[1, 2]", '["items.-1", {}]', '["items.0", 3]', '["slug", {}]']
)
def test_a_broken_note_of_a_removal_changes_nothing(text: str) -> None:
    document = {"slug": "x", "items": [{"id": "one", "kind": "numeric"}]}
    assert change(document, "restore", text).document == document
