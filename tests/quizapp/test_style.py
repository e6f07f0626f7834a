"""One spelling and one set of marks: what CONTRIBUTING.md says of style, as far as a program can tell."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.prose import ROOT, UNKNOWN, VALUE, Passage, interface_messages, passages_in, source_prose

HAN = "\u3400-\u9fff"
FULL_WIDTH = "，。：；、？！（）“”‘’"
BADLY_SET_CHINESE = {
    "half-width punctuation": re.compile(rf"[{HAN}][,;:!?]|[{HAN}]\.(?!\w)|[{HAN}]\(|\)[{HAN}]"),
    "no space between Chinese and Latin": re.compile(
        rf"[{HAN}][A-Za-z0-9%{VALUE}]|[A-Za-z0-9{VALUE}][{HAN}]"
    ),
    "a space within Chinese": re.compile(rf"[{HAN}] +[{HAN}]"),
    "a space beside full-width punctuation": re.compile(
        rf"[{FULL_WIDTH}] +[\w{VALUE}]|[\w{VALUE}] +[{FULL_WIDTH}]"
    ),
    "a half ellipsis or dash": re.compile(r"(?<!…)…(?!…)|(?<!—)—(?!—)|\.\.\."),
    "a space before a percent sign": re.compile(r"\d %"),
    "a formal “you”": re.compile("您"),
}
BADLY_SET_ENGLISH = {
    "no comma before the last of several words": re.compile(r"\b(?:\w+, ){2,}\w+ (?:and|or) \w+\b"),
    "three periods for an ellipsis": re.compile(r"\.\.\."),
    "a space before punctuation": re.compile(r"\w +[,;:?!](?!\S)"),
    "a hyphen in deep learning": re.compile("deep-learning", re.IGNORECASE),
}
STRAIGHT_QUOTE = re.compile(r"[\"']")
FOR_A_SHELL = re.compile(r"pip install '[^']*'")
SENTENCE_END = re.compile(rf"[.?!:…。？！：{VALUE}{UNKNOWN}]\**(?:[”’）)]|（[^）]*）)*$")
LABEL_IN_TEMPLATE = re.compile(
    r"<(?:button|h[1-6]|label|legend|summary|option|th|dt)\b[^>]*>\s*\{\{ _\('((?:[^'\\]|\\.)*)'"
)
STATUS_OF_A_RUN = "cancelled"  # as the API calls it


def faults(passages: tuple[Passage, ...], is_fault: Callable[[str], object]) -> list[str]:
    return [
        f"{each.where}: {' '.join(each.prose.split())[:300]}" for each in passages if is_fault(each.prose)
    ]


@pytest.mark.parametrize("fault", BADLY_SET_CHINESE)
def test_chinese_is_set_as_chinese(fault: str) -> None:
    found = faults(passages_in("zh"), BADLY_SET_CHINESE[fault].search)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("fault", BADLY_SET_ENGLISH)
def test_english_is_set_as_english(fault: str) -> None:
    found = faults(passages_in("en"), BADLY_SET_ENGLISH[fault].search)
    assert not found, "\n".join(found)


def test_quotation_marks_and_apostrophes_are_typographic() -> None:
    passages = (*passages_in("en"), *passages_in("zh"))
    found = faults(passages, lambda prose: STRAIGHT_QUOTE.search(FOR_A_SHELL.sub("", prose)))
    assert not found, "\n".join(found)


def british_spellings(text: str, folder: Path) -> str:
    """What codespell says of the text; it runs in an empty folder, where it finds no settings."""
    dictionaries = ["--builtin", "en-GB_to_en-US", "--ignore-words-list", STATUS_OF_A_RUN]
    command = [sys.executable, "-m", "codespell_lib", *dictionaries, "-"]
    return subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_english_has_us_spelling(tmp_path: Path) -> None:
    assert british_spellings("\n".join(each.prose for each in passages_in("en")), tmp_path) == ""
    assert british_spellings("\n".join(source_prose()), tmp_path) == ""


@pytest.mark.parametrize("word", ["initialisation", "optimiser", "colour", "practise", "centred", "labelled"])
def test_british_spelling_is_noticed(word: str, tmp_path: Path) -> None:
    assert word in british_spellings(f"The {word} of it.", tmp_path)


def test_sentences_of_the_content_end_and_labels_do_not() -> None:
    for passage in (*passages_in("en"), *passages_in("zh")):
        if passage.place in {"content", "source"}:
            if passage.is_label:
                assert passage.text.strip()[-1] not in ".。", passage
            else:
                assert SENTENCE_END.search(passage.prose.strip()), passage


def test_a_message_is_a_sentence_in_both_languages_or_in_neither() -> None:
    for english, chinese in interface_messages():
        is_sentence = bool(re.search(r"\.[”)]?$", english))
        assert bool(re.search(r"。[”）]?$", chinese)) == is_sentence, (english, chinese)


def test_headings_labels_and_buttons_have_no_period() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {label}"
        for path in (ROOT / "quizapp").rglob("*.html")
        for label in LABEL_IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))
        if label.endswith(".")
    }
    assert not found
