"""Values at dotted paths: what is put at a path is found there, and nothing else changes."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.paths import (
    Document,
    has,
    is_index,
    join,
    leaves,
    put,
    rest_below,
    split,
    split_last,
    value_at,
)
from tests.examples import examples

names = st.from_regex(r"[a-z_]{1,4}", fullmatch=True)
plain = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
nested = st.recursive(
    plain,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(names, inside, max_size=3),
    max_leaves=12,
)
documents = st.dictionaries(names, nested, max_size=4)
paths = st.lists(names, min_size=1, max_size=4).map(lambda parts: join(*parts))


def document() -> Document:
    return {
        "network": {"depth": 3, "init": {"gain": 1.5}},
        "items": [{"text": "a"}, {"text": "b"}],
        "clip": None,
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("network.init.gain", 1.5),
        ("items.1.text", "b"),
        ("clip", None),
        ("clip.threshold", None),
        ("items.2.text", None),
        ("items.text", None),
        ("network.depth.more", None),
    ],
)
def test_a_path_leads_through_groups_and_lists(path: str, value: Any) -> None:
    assert value_at(document(), path) == value


@pytest.mark.parametrize(
    ("path", "is_there"),
    [("clip", True), ("clip.kind", False), ("items.1", True), ("items.2", False), ("items.-1", False)],
)
def test_null_is_a_value_and_what_is_absent_is_none(path: str, is_there: bool) -> None:
    assert has(document(), path) is is_there


def test_the_empty_path_is_the_document() -> None:
    assert split("") == []
    assert value_at(document(), "") == document()


@examples(200)
@given(documents, paths, plain)
def test_what_is_put_at_a_path_is_found_there(given: Document, path: str, value: Any) -> None:
    try:
        put(given, path, value)
    except IndexError:
        above = [join(*split(path)[:depth]) for depth in range(1, len(split(path)))]
        assert any(isinstance(value_at(given, place), list) for place in above)
        return
    assert has(given, path)
    assert value_at(given, path) == value


@examples(200)
@given(documents, st.data())
def test_every_leaf_is_found_and_put_back_changes_nothing(given: Document, data: st.DataObject) -> None:
    before = deepcopy(given)
    found = list(leaves(given))
    assert all(value_at(given, path) == value and has(given, path) for path, value in found)
    for path, value in found:
        put(given, path, value)
    assert given == before
    if found:
        path, value = data.draw(st.sampled_from(found))
        put(given, path, "another")
        assert dict(leaves(given)) == dict(found) | {path: "another"}


def test_an_absent_group_is_created_as_it_is_in_the_whole() -> None:
    whole = {"clip": {"kind": "norm", "threshold": 1.0}}
    for before in ({}, {"clip": None}):
        put(before, "clip.threshold", 2.0, whole)
        assert before == {"clip": {"kind": "norm", "threshold": 2.0}}
    assert whole["clip"]["threshold"] == 1.0


def test_an_entry_is_replaced_but_no_list_grows() -> None:
    changed = document()
    put(changed, "items.1.text", "c")
    put(changed, "items.0", {})
    assert changed["items"] == [{}, {"text": "c"}]
    with pytest.raises(IndexError):
        put(changed, "items.2.text", "d")


@examples(100)
@given(paths, paths)
def test_paths_are_joined_and_taken_apart(above: str, inside: str) -> None:
    path = join(above, inside)
    assert split(path) == [*split(above), *split(inside)]
    assert rest_below(path, above) == inside
    assert join(*split_last(path)) == path
    assert join("", inside) == inside


def test_a_path_lies_below_whole_names_only() -> None:
    assert rest_below("network.depth", "net") is None
    assert rest_below("network", "network") is None


@pytest.mark.parametrize("part", ["", "-1", "+1", "1.5", "٣", "²", "12345"])
def test_an_index_is_a_few_digits(part: str) -> None:
    assert not is_index(part)
    assert is_index("0012"[-4:])
