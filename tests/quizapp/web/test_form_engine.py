"""The form engine: what a schema asks for, and that texts and documents say the same."""

from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from quizapp.web.forms.places import fields_of, place_of, schema_at
from quizapp.web.forms.schemas import Schema, schema_of
from quizapp.web.forms.texts import document_from, spell, texts_of
from simulator.paths import leaves
from tests.examples import examples

Line = Annotated[str, Field(json_schema_extra={"format": "line"})]
Name = Annotated[str, StringConstraints(pattern="^[a-z]+$")]


class Square(BaseModel):
    side: int = Field(ge=1, lt=10)
    color: Literal["red"] = "red"
    kind: Literal["square"]


class Circle(BaseModel):
    side: int = Field(ge=1, lt=10)
    radius: float | None = Field(default=None, gt=0, le=5)
    kind: Literal["circle"]


class Frame(BaseModel):
    kind: Literal["thin", "thick"]
    width: int = 2


class Note(BaseModel):
    model_config = ConfigDict(json_schema_extra={"format": "yaml"})

    level: float


class Text(BaseModel):
    zh: str
    en: str


Figure = Annotated[Square | Circle, Field(discriminator="kind")]


class Picture(BaseModel):
    title: Text
    caption: Text | None = None
    main: Figure = Square(side=3, kind="square")
    others: tuple[Figure, ...] = ()
    frame: Frame | None = None
    is_hung: bool = False
    price: int | float | None = None
    tags: tuple[Name, ...] = ()
    size: tuple[str | int, ...]
    words: tuple[Line, ...] = ()
    phrases: tuple[tuple[Line, ...], ...] = ()
    notes: tuple[Note, ...] = ()
    more: dict[str, Any] = {}
    knobs: dict[str, bool | int | float | str] = {}


PICTURE = schema_of(Picture.model_json_schema())


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("title", "group"),
        ("title.zh", "text"),
        ("main", "group"),
        ("main.side", "integer"),
        ("others", "entries"),
        ("others.0.radius", "number"),
        ("is_hung", "switch"),
        ("price", "number"),
        ("tags", "row"),
        ("size", "row"),
        ("words", "lines"),
        ("phrases", "lines"),
        ("notes", "lines"),
        ("more", "yaml"),
        ("knobs", "names"),
        ("knobs.any", "plain"),
    ],
)
def test_a_schema_says_how_each_place_is_shown(place: str, form: str) -> None:
    found = schema_at(PICTURE, {"others": [{"kind": "circle"}]}, place)
    assert found
    assert found.form == form


@pytest.mark.parametrize("place", ["main.radius", "others.1", "others.0.color.more", "words.0", "nothing"])
def test_what_the_choices_do_not_have_has_no_shape(place: str) -> None:
    assert schema_at(PICTURE, {"others": [{"kind": "square"}], "words": ["a"]}, place) is None


def test_a_field_says_its_limits_and_whether_it_may_be_left_out() -> None:
    side = schema_at(PICTURE, {}, "main.side")
    radius = schema_at(PICTURE, {"main": {"kind": "circle"}}, "main.radius")
    assert side == Schema("integer", least=1, most=10, is_below=True)
    assert radius == Schema("number", least=0, most=5, is_above=True, is_nullable=True)
    assert PICTURE.required == {"title", "size"}


def test_the_fields_of_a_group_shown_as_one_text_are_known_but_are_no_places_of_the_form() -> None:
    note = PICTURE.fields["notes"].entry
    assert note
    assert note.fields.keys() == {"level"}
    assert place_of(note, {"level": 1}, "level") == ""


def test_alternatives_keep_the_order_of_the_model_and_share_what_all_have() -> None:
    figure = PICTURE.fields["main"]
    assert figure.kinds == ("square", "circle")  # the schema's own mapping is sorted by name
    assert figure.chosen({"kind": "triangle"}).fields.keys() == {"kind", "side"}
    assert figure.chosen({}) == figure.variants["square"]  # by the default
    assert PICTURE.fields["others"].entry
    assert not PICTURE.fields["others"].entry.chosen({}).fields.keys() - {"kind", "side"}


def test_the_fields_follow_the_choices() -> None:
    document = {"main": {"kind": "circle"}, "others": [{"kind": "square"}], "knobs": {"gain": 1}}
    fields = {field.path: field for field in fields_of(PICTURE, document)}
    assert {"main.kind", "main.radius", "others.0.kind", "others.0.side", "knobs.gain"} <= fields.keys()
    assert not {"others.0.color", "frame.width"} & fields.keys()  # it has only one value; there is no frame
    assert {path for path, field in fields.items() if field.decides} == {
        "main.kind",
        "others.0.kind",
        "frame.kind",
    }
    assert fields["frame.kind"].schema.choices == ("", "thin", "thick")
    assert fields["main.kind"].schema.default == "square"
    assert "frame.width" in {field.path for field in fields_of(PICTURE, {"frame": {"kind": "thin"}})}


words = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: text.strip() != ""
)
line = st.from_regex(r"[a-z]{1,5}( [a-z]{1,5})?", fullmatch=True)
name = st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter(lambda text: text not in ("true", "false"))
numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
figures = st.one_of(
    st.fixed_dictionaries({"kind": st.just("square")}, optional={"side": st.integers()}),
    st.fixed_dictionaries({"kind": st.just("circle")}, optional={"radius": numbers}),
)


def some(entry: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(entry, min_size=1, max_size=3)


texts = st.fixed_dictionaries({"zh": words, "en": words})
documents = st.fixed_dictionaries(
    {"title": texts, "size": st.lists(name | st.integers(), max_size=3)},
    optional={
        "caption": texts,
        "main": figures,
        "others": some(figures),
        "frame": st.fixed_dictionaries({"kind": st.sampled_from(["thin", "thick"])}),
        "is_hung": st.booleans(),
        "price": numbers,
        "tags": some(name),
        "words": some(line),
        "phrases": some(some(line)),
        "notes": some(st.fixed_dictionaries({"level": st.integers(0, 99)})),
        "more": st.dictionaries(name, st.integers() | name, min_size=1),
        "knobs": st.dictionaries(name, numbers | st.booleans() | name, min_size=1),
    },
)


@examples(200)
@given(documents)
def test_a_document_goes_through_its_form_unchanged(document: dict[str, Any]) -> None:
    assert document_from(PICTURE, texts_of(PICTURE, document)) == document


@examples(100)
@given(documents)
def test_every_text_is_in_a_field_of_the_form(document: dict[str, Any]) -> None:
    fields = {field.path for field in fields_of(PICTURE, document)}
    assert set(texts_of(PICTURE, document)) <= fields


@examples(100)
@given(documents)
def test_every_value_is_shown_by_the_field_that_holds_it(document: dict[str, Any]) -> None:
    shown = texts_of(PICTURE, document)
    assert {place_of(PICTURE, document, path) for path, _ in leaves(document)} <= set(shown)


@examples(200)
@given(st.dictionaries(st.text("mainothersframe.0123", max_size=20), st.text(max_size=9), max_size=8))
def test_whatever_is_sent_becomes_a_document_with_what_the_schema_requires(sent: dict[str, str]) -> None:
    assert document_from(PICTURE, sent).get("title") == {}


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("price", "−1,5", "−1,5"),
        ("price", "−１.５", -1.5),
        ("price", " 2 ", 2),
        ("price", "9223372036854775807", 2**63 - 1),
        ("price", "1e999", "1e999"),
        ("price", "nan", "nan"),
        ("is_hung", "true", True),
        ("is_hung", "= n > 3", "= n > 3"),
        ("tags", "a、b, true", ["a", "b", "true"]),
        ("size", "(n, 3, f(a, b))", ["n", 3, "f(a, b)"]),
        ("words", "a b\r\n\r\n c ", ["a b", "c"]),
        ("phrases", "a | b\nc", [["a", "b"], ["c"]]),
        ("phrases", "甲｜乙", [["甲", "乙"]]),
        ("notes", "{level: 1}\nmany", [{"level": 1}, "many"]),
        ("more", "a: 1", {"a": 1}),
        ("more", "a.b：1\nc：d", {"a.b": 1, "c": "d"}),
        ("more", "- 1", "- 1"),
        ("main", "a text where a group belongs", None),
    ],
)
def test_a_text_is_read_by_its_schema_and_stays_if_it_has_no_value(place: str, text: str, value: Any) -> None:
    assert document_from(PICTURE, {place: text}).get(place) == value


class _Compared(BaseModel):
    equals: float | tuple[int, ...] | None = None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("(20, 32, 64)", [20, 32, 64]),
        ("[20,32]", [20, 32]),
        ("20，32", [20, 32]),
        ("(32)", [32]),
    ],
)
def test_a_number_or_a_row_is_read_from_one_field(text: str, value: Any) -> None:
    schema = schema_of(_Compared.model_json_schema())
    assert document_from(schema, {"equals": text}) == {"equals": value}
    assert document_from(schema, texts_of(schema, {"equals": value})) == {"equals": value}


def test_an_empty_field_is_left_out_or_stays_for_the_model_to_refuse() -> None:
    sent = {"main.kind": "circle", "main.side": " ", "main.radius": "", "price": ""}
    assert document_from(PICTURE, sent)["main"] == {"kind": "circle"}
    kept = document_from(PICTURE, sent, keeps_blank=True)
    assert kept["main"] == {"kind": "circle", "side": ""}  # the radius may be null
    assert "price" not in kept


def test_a_group_is_absent_until_its_kind_is_chosen() -> None:
    assert "frame" not in document_from(PICTURE, {"frame.kind": "", "frame.width": "3"})
    assert document_from(PICTURE, {"frame.kind": "thin", "frame.width": "3"})["frame"] == {
        "kind": "thin",
        "width": 3,
    }


def test_fields_of_another_kind_are_not_read() -> None:
    sent = {"main.kind": "square", "main.side": "2", "main.radius": "3", "main.color": "blue"}
    assert document_from(PICTURE, sent)["main"] == {"kind": "square", "side": 2}


def test_entries_keep_their_order_when_one_between_them_is_gone() -> None:
    sent = {"others.10.side": "3", "others.2.side": "2", "others.x.side": "0"}
    assert [each["side"] for each in document_from(PICTURE, sent)["others"]] == [2, 3]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("main.radius", "main.radius"),
        ("main.color.x", "main.color"),
        ("others.0.side", "others.0.side"),
        ("others.7.side", "others"),
        ("words.1", "words"),
        ("notes.0.level", "notes"),
        ("knobs.gain", "knobs.gain"),
        ("nothing.here", ""),
        ("", ""),
    ],
)
def test_a_problem_is_shown_at_the_nearest_field_or_group(name: str, place: str) -> None:
    kind = "square" if "color" in name else "circle"
    assert place_of(PICTURE, {"main": {"kind": kind}, "others": [{}]}, name) == place


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (0.5, "0.5"), (1e-5, "1e-05"), (True, "true"), ([1, ["a"]], "(1, (a))")]
)
def test_a_value_is_spelled_in_its_shortest_form(value: Any, text: str) -> None:
    assert spell(value) == text
