"""The structure buttons: adding, removing and moving the entries of the lists of a part."""

from string import ascii_lowercase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.authoring.actions import blank_item, change


def two_items() -> dict[str, Any]:
    options = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
    return {
        "slug": "my-question",
        "items": [
            {"kind": "single_choice", "id": "first", "options": options, "hints": [{"zh": "想"}]},
            {"kind": "tensor_shape", "id": "second", "prompt": {}},
        ],
    }


def test_a_new_option_gets_a_free_letter_and_the_focus() -> None:
    changed = change(two_items(), "add:items.0.options")
    added = changed.document["items"][0]["options"][3]
    assert added["id"] in set(ascii_lowercase) - {"a", "b", "c"}
    assert changed.focus == "items.0.options.3.text.zh"


@pytest.mark.parametrize(("kind", "parts"), [("ordering", "entries"), ("matching", "right")])
def test_the_ids_of_new_parts_do_not_tell_their_order(kind: str, parts: str) -> None:
    drawn = [blank_item(kind)[parts] for _ in range(60)]
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
    changed = change(two_items(), "up:items.0.options.1")
    assert [option["id"] for option in changed.document["items"][0]["options"]] == ["b", "a", "c"]
    assert changed.focus == "items.0.options.0.up"
    assert change(two_items(), "down:items.0.options.0").document == changed.document


def test_the_document_given_is_not_touched() -> None:
    document = two_items()
    change(document, "remove:items.0.options.0")
    assert document == two_items()


@pytest.mark.parametrize(
    "action",
    [
        "", "show", "up:items.0", "down:items.1", "add:items", "add:items:essay", "add:title", "add:items.0.key",
        "add:items.7.hints", "remove:items.9", "remove:items", "remove:items.0.options.x", "up:", "add:",
        "down:nothing.0", "add:items.1.key", "add:items:numeric", "remove:items.0", "up:items.1",
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
