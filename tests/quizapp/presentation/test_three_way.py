"""Two changes of one document: what only one side changed is taken over, and the rest is chosen."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.presentation.three_way import merge, place_in
from quizapp.presentation.version_differences import differences_between

BASE: dict[str, Any] = {
    "title": {"zh": "题", "en": "Title"},
    "items": [
        {
            "id": "a",
            "prompt": {"zh": "甲", "en": "A"},
            "options": [{"id": "x", "correct": True}, {"id": "y", "correct": False}],
        },
        {"id": "b", "prompt": {"zh": "乙", "en": "B"}},
    ],
}


def changed(change: Any) -> dict[str, Any]:
    document = deepcopy(BASE)
    change(document)
    return document


def test_changes_of_different_fields_come_together() -> None:
    theirs = changed(lambda it: it["items"][0]["prompt"].update(en="A!"))
    mine = changed(lambda it: it["title"].update(en="My title"))
    found = merge(BASE, theirs, mine)
    assert found.clashes == []
    assert [(each.key, each.before, each.after) for each in found.taken] == [
        (("items", "a", "prompt", "en"), "A", "A!")
    ]
    assert found.document["title"]["en"] == "My title"
    assert found.document["items"][0]["prompt"] == {"zh": "甲", "en": "A!"}


@pytest.mark.parametrize(("chosen", "expected"), [({}, "mine"), ({"title/en": "theirs"}, "theirs")])
def test_a_field_that_both_changed_is_chosen(chosen: Any, expected: str) -> None:
    theirs = changed(lambda it: it["title"].update(en="theirs"))
    mine = changed(lambda it: it["title"].update(en="mine"))
    found = merge(BASE, theirs, mine, chosen)
    assert [(each.name, each.base, each.theirs, each.mine) for each in found.clashes] == [
        ("title/en", "Title", "theirs", "mine")
    ]
    assert found.document["title"]["en"] == expected


def test_exercises_are_told_by_their_ids_wherever_they_stand() -> None:
    theirs = changed(lambda it: it["items"].insert(1, {"id": "new", "prompt": {"en": "New"}}))
    mine = changed(lambda it: it["items"].reverse())
    found = merge(BASE, theirs, mine)
    assert [item["id"] for item in found.document["items"]] == ["b", "a", "new"]
    assert found.clashes == []


def test_what_one_side_removed_and_the_other_changed_is_chosen() -> None:
    theirs = changed(lambda it: it["items"].pop(1))
    mine = changed(lambda it: it["items"][1]["prompt"].update(en="B!"))
    (clash,) = merge(BASE, theirs, mine).clashes
    assert (clash.name, clash.theirs, clash.mine) == ("items/b", "", "b\n乙\nB!")
    gone = merge(BASE, theirs, mine, {"items/b": "theirs"}).document
    assert [item["id"] for item in gone["items"]] == ["a"]
    untouched = merge(BASE, theirs, BASE).document
    assert [item["id"] for item in untouched["items"]] == ["a"]


TEXTS = st.sampled_from(["", "a", "b", "c"])
DOCUMENTS = st.fixed_dictionaries(
    {
        "title": st.fixed_dictionaries({"en": TEXTS, "zh": TEXTS}),
        "items": st.lists(
            st.fixed_dictionaries({"id": st.sampled_from("pqrs"), "prompt": TEXTS}),
            unique_by=lambda item: item["id"],
            max_size=4,
        ),
    }
)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: Any, theirs: Any, mine: Any) -> None:
    assert merge(base, base, mine).document == mine
    assert merge(base, theirs, base).document == theirs
    same = merge(base, mine, mine)
    assert (same.document, same.clashes) == (mine, [])
    everything = {clash.name: "theirs" for clash in merge(base, theirs, mine).clashes}
    left = {clash.name for clash in merge(base, theirs, mine, everything).clashes}  # type: ignore[arg-type]
    assert left == everything.keys()


@given(DOCUMENTS, DOCUMENTS)
def test_every_difference_has_a_place_in_one_of_the_documents(before: Any, after: Any) -> None:
    differences = differences_between(before, after)
    assert (differences == []) == (before == after) or before != after
    for each in differences:
        found = after if each.after is not None else before
        assert place_in(found, each.key) == each.place
