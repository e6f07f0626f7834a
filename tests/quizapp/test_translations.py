"""The Chinese catalogs contain exactly the texts of the interface, each in its place."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext

import catalogs
from catalogs import forms_of as english
from quizapp.presentation.language import LOCALES

ROOT = Path(__file__).parents[2]
LOCALE = str(Locale.parse(LOCALES["zh"]))  # a catalog in a folder of any other name is not found
CATALOG = ROOT / "quizapp" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
THE_SAME_IN_BOTH = {"JSON API"}


def chinese(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture(scope="module")
def messages_by_file() -> dict[Path, list[Message]]:
    return {file: catalogs.read(file, CATALOG) for file in catalogs.files_of(CATALOG)}


@pytest.fixture(scope="module")
def messages(messages_by_file: dict[Path, list[Message]]) -> list[Message]:
    return [message for messages in messages_by_file.values() for message in messages]


@pytest.fixture(scope="module")
def said() -> set[str]:
    return {forms[0] for _, forms in catalogs.marked_in_the_source()}


def test_every_text_of_the_interface_is_translated_in_its_place_and_nothing_else(
    messages_by_file: dict[Path, list[Message]],
) -> None:
    """What only one kind of answer says is translated in its folder."""
    translated = {
        file: {english(message) for message in messages if all(chinese(message)) and not message.fuzzy}
        for file, messages in messages_by_file.items()
    }
    assert translated == catalogs.texts_by_file(CATALOG)


def test_no_catalog_keeps_what_is_no_longer_said(messages_by_file: dict[Path, list[Message]]) -> None:
    for file in messages_by_file:
        with file.open("rb") as source:
            assert list(read_po(source, locale=LOCALE).obsolete) == [], file


def test_texts_of_macros_are_found_although_babel_leaves_out_such_folders(said: set[str]) -> None:
    assert {"Unstable loss", "Gradient vanishes"} <= said


def test_a_translation_fills_in_the_same_values_as_its_english(messages: list[Message]) -> None:
    for message in messages:
        wanted = {place for text in english(message) for place in PLACEHOLDER.findall(text)}
        for text in chinese(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, text


def test_a_percent_sign_is_always_part_of_a_value(messages: list[Message]) -> None:
    """Or written twice: texts of templates are formatted with %, also those without values."""
    for message in messages:
        for text in (*english(message), *chinese(message)):
            assert "%" not in PLACEHOLDER.sub("", text).replace("%%", ""), text


def test_no_translation_repeats_its_english(messages: list[Message]) -> None:
    for message in messages:
        has_letters = re.search("[A-Za-z]", PLACEHOLDER.sub("", english(message)[0]))
        if has_letters and english(message)[0] not in THE_SAME_IN_BOTH:
            assert chinese(message)[0] not in english(message)


def test_a_page_speaks_chinese_when_asked(client: FlaskClient) -> None:
    page = client.get("/?lang=zh").get_data(as_text=True)
    assert "可以运行的面试题" in page
    assert "Interview questions you can run" not in page


def test_what_only_a_kind_of_answer_says_is_compiled_too(
    app: Flask, messages_by_file: dict[Path, list[Message]]
) -> None:
    with app.test_request_context("/?lang=zh"):
        for file, messages in messages_by_file.items():
            text, *_ = (message for message in messages if len(english(message)) == 1)
            assert gettext(english(text)[0]) == chinese(text)[0], file
