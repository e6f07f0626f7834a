"""The Chinese catalogue says everything the interface says, and nothing else."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from quizapp.presentation.language import LOCALES

ROOT = Path(__file__).parents[2]
LOCALE = str(Locale.parse(LOCALES["zh"]))  # a catalogue in a folder of any other name is not found
CATALOGUE = ROOT / "quizapp" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
THE_SAME_IN_BOTH = {"JSON API"}
HAN = "\u3400-\u9fff"
BADLY_SET = {
    "half-width punctuation": re.compile(rf"[{HAN}][,;:!?]|[{HAN}]\.(?!\w)|[{HAN}]\(|\)[{HAN}]"),
    "no space between Chinese and Latin": re.compile(rf"[{HAN}][A-Za-z0-9%{{]|[A-Za-z0-9}}][{HAN}]"),
    "a space within Chinese": re.compile(rf"[{HAN}，。：；、] +[{HAN}，。：；、]"),
    "a formal “you”": re.compile("您"),
}


def marked_in_the_source() -> dict[str, tuple[str, ...]]:
    """Each text that code or templates mark, with its plural, found as `make translations` finds them."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    ours = re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text())
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS | parse_keywords(ours),
        directory_filter=lambda folder: Path(folder).name not in {"node_modules", ".venv", "build", "static"},
    )
    every = [(text,) if isinstance(text, str) else tuple(text) for _, _, text, _, _ in found]
    return {forms[0]: forms for forms in every}


def english(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def chinese(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


@pytest.fixture(scope="module")
def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_text_of_the_interface_has_a_chinese_translation(messages: list[Message]) -> None:
    translated = {english(message) for message in messages if all(chinese(message)) and not message.fuzzy}
    missing = [forms[0] for forms in marked_in_the_source().values() if forms not in translated]
    assert missing == []


def test_nothing_is_translated_that_is_no_longer_said(catalogue: Catalog, messages: list[Message]) -> None:
    said = marked_in_the_source()
    assert [english(message)[0] for message in messages if english(message)[0] not in said] == []
    assert list(catalogue.obsolete) == []


def test_texts_of_macros_are_found_although_babel_leaves_out_such_folders() -> None:
    assert {"Unstable loss", "Gradient vanishes"} <= set(marked_in_the_source())


def test_a_translation_fills_in_the_same_values_as_its_english(messages: list[Message]) -> None:
    for message in messages:
        wanted = {place for text in english(message) for place in PLACEHOLDER.findall(text)}
        for text in chinese(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, text


def test_a_percent_sign_is_always_part_of_a_value(messages: list[Message]) -> None:
    """Texts of templates are formatted with %, also those without values."""
    for message in messages:
        for text in (*english(message), *chinese(message)):
            assert "%" not in PLACEHOLDER.sub("", text), text


def test_no_translation_repeats_its_english(messages: list[Message]) -> None:
    for message in messages:
        has_letters = re.search("[A-Za-z]", PLACEHOLDER.sub("", english(message)[0]))
        if has_letters and english(message)[0] not in THE_SAME_IN_BOTH:
            assert chinese(message)[0] not in english(message)


@pytest.mark.parametrize("fault", BADLY_SET)
def test_the_chinese_is_set_as_chinese(messages: list[Message], fault: str) -> None:
    for message in messages:
        for text in chinese(message):
            as_shown = re.sub(r"%\(\w+\)[a-z]", "{value}", text)
            assert not BADLY_SET[fault].search(as_shown), text


def test_a_page_speaks_chinese_when_asked(client: FlaskClient) -> None:
    page = client.get("/?lang=zh").get_data(as_text=True)
    assert "可以运行的面试题" in page
    assert "Interview questions you can run" not in page
