"""One word for one thing: all visible texts use the terms in content/terms.yaml."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from quizapp.bank.terms import Avoided, Term, Terms
from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.term_files import read_terms
from tests.prose import ROOT, Passage, content_files, passages_in, source_prose

BETWEEN_PASSAGES = "\n\0\n"


@cache
def terms() -> Terms:
    return read_terms(ROOT / "content")


class Reader:
    """Finds words in passages, all read as one text because a hundred lists of words are looked for."""

    def __init__(self, passages: Sequence[Passage], language: Language) -> None:
        self.language = language
        self.passages = passages
        self.text = BETWEEN_PASSAGES.join(passage.prose.lower() for passage in passages)
        lengths = (len(passage.prose.lower()) + len(BETWEEN_PASSAGES) for passage in passages)
        self.starts = list(accumulate(lengths, initial=0))

    def uses(self, avoided: Avoided) -> Iterator[str]:
        """Where an avoided word is used all the same."""
        allowed = [span for phrase in avoided.allowed_in for span in self._spans(phrase)]
        for start, end in self._spans(avoided.words):
            passage = self.passages[bisect_right(self.starts, start) - 1]
            is_within_a_phrase = any(first <= start and end <= last for first, last in allowed)
            if passage.place not in avoided.outside and not is_within_a_phrase:
                around = " ".join(self.text[max(0, start - 40) : end + 40].replace("\0", "").split())
                yield f"{passage.where}: … {around} …"

    def _spans(self, words: str) -> list[tuple[int, int]]:
        """English words are found as whole words, `*` for any ending; Chinese ones anywhere."""
        words = words.lower()
        if words.split()[0].rstrip("*") not in self.text:
            return []
        body = r"\s+".join(re.escape(word).replace(r"\*", "[a-z]*") for word in words.split())
        if self.language == "en":
            body = rf"(?<![\w-]){body}" + (r"(?![\w-])" if words[-1].isalnum() else "")
        return [found.span() for found in re.finditer(body, self.text)]


def refused(words: Sequence[Avoided], passages: Sequence[Passage], language: Language) -> list[str]:
    reader = Reader([passage for passage in passages if passage.language == language], language)
    return [f"“{each.words}” in {use}" for each in words if not each.unchecked for use in reader.uses(each)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_used_that_the_list_of_terms_refuses(language: Language) -> None:
    words = [avoided for term in terms().every for avoided in term.avoided(language)]
    faults = refused(words, passages_in(language), language)
    assert not faults, "\n".join(faults)


def test_docstrings_and_comments_use_the_words_of_the_field() -> None:
    words = [avoided for term in terms().deep_learning for avoided in term.avoided("en")]
    prose = [Passage("en", "code", "docstrings and comments", text) for text in source_prose()]
    faults = refused(words, prose, "en")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("swing*", "The loss swings."),
        ("treat it", "Treat\nit"),
        ("the key", "Mark the key, then go on."),
        ("first weights", "**First weights** are drawn"),
    ],
)
def test_a_refused_word_is_found_in_any_form_and_across_lines(words: str, text: str) -> None:
    avoided = Avoided(words=words, allowed_in=("the key point*",), because="a key point is another thing")
    passages = [Passage("en", "interface", "here", text), Passage("en", "docs", "there", "the key points")]
    assert len(refused([avoided], passages, "en")) == 1


@pytest.mark.parametrize(
    "text", ["a swinging-door", "`swing`", "upswings", "$swing$", "the [[swing]] of it", "%(swing)s"]
)
def test_code_values_and_parts_of_words_are_not_taken_for_the_word(text: str) -> None:
    assert refused([Avoided(words="swing")], [Passage("en", "content", "here", text)], "en") == []


def test_a_chinese_word_is_found_within_a_sentence_unless_its_phrase_is_allowed() -> None:
    avoided = Avoided(words="尝试", allowed_in=("尝试所有改法",), because="here it is a plain verb")
    passages = [
        Passage("zh", "interface", "here", text) for text in ("点击尝试所有改法。", "共有 3 次尝试。")
    ]
    assert refused([avoided], passages, "zh") == ["“尝试” in here: … 点击尝试所有改法。 共有 3 次尝试。 …"]


def word_lists(part: Any, where: str) -> Iterator[tuple[Language, str, list[str]]]:
    """The lists of wordings that are accepted in an answer."""
    if isinstance(part, list):
        for position, entry in enumerate(part):
            yield from word_lists(entry, f"{where}.{position}")
    elif isinstance(part, dict):
        for name, entry in part.items():
            if name in {"accepted", "groups"} and isinstance(entry, dict):
                for language in LANGUAGES:
                    lists = entry.get(language) or []
                    for wordings in lists if name == "groups" else [lists]:
                        yield language, f"{where}.{name}", wordings
            yield from word_lists(entry, f"{where}.{name}")


def test_an_answer_that_may_use_a_term_may_use_the_other_words_for_it_as_well() -> None:
    missing = [
        f"{where}: “{other}” beside “{name}”"
        for path in content_files()
        for language, where, wordings in word_lists(yaml.safe_load(path.read_text("utf-8")), path.name)
        for term in terms().every
        for name, others in [(term.en, term.accept.en) if language == "en" else (term.zh, term.accept.zh)]
        if name in wordings
        for other in others
        if other not in wordings and not (language == "zh" and any(each in other for each in wordings))
    ]
    assert not missing, "\n".join(missing)


def test_an_exception_gives_its_reason_and_a_reason_its_exception() -> None:
    for fields in (
        {"allowed_in": ["all the way back"]},
        {"outside": ["docs"]},
        {"because": "no exception at all"},
    ):
        with pytest.raises(ValidationError, match="because"):
            Avoided.model_validate({"words": "way back"} | fields)


def test_no_term_stands_twice_and_none_is_refused_for_another() -> None:
    loss, cost = Term(en="loss", zh="损失"), {"en": "cost", "zh": "代价", "avoid": {"en": ["loss"]}}
    with pytest.raises(ValidationError, match="refused_term"):
        Terms.model_validate({"interface": [], "deep_learning": [loss.model_dump(), cost]})
    with pytest.raises(ValidationError, match="repeated_id"):
        Terms.model_validate({"interface": [loss.model_dump()], "deep_learning": [loss.model_dump()]})
