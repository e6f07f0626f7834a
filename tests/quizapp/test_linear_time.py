"""Everything that reads what people write takes time in proportion to its length."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from quizapp.bank.checking.mentions import mentions_in
from quizapp.bank.parametric import placeholders
from quizapp.domain.text import GAP
from quizapp.formats.exchange import reading
from quizapp.formats.exchange.bounds import FileRefused
from quizapp.kinds import arithmetic, short_forms, tensor_shape, written_numbers
from quizapp.kinds.number_words import with_digits
from quizapp.kinds.statements import statements_of
from quizapp.kinds.typed import folded
from quizapp.kinds.wording import canonical, phrase_pattern, running
from quizapp.presentation.markdown import LANGUAGES_OF_CODE, to_html
from quizapp.web.forms import texts
from quizapp.web.forms.schemas import ANYTHING
from tests.examples import examples
from tests.growth import grows_in_proportion
from tests.samples import sample, sampled_product


def format_of(text: str) -> None:
    """Find out what a file without a telling name is."""
    with suppress(FileRefused):
        reading._reader_of("a.txt", text)


PHRASES = ("a*a*a*a*a*a*b", "*a*a*b", "a*aaaab", "学*a*a*b", "a*b c*d", "**a**", "a a*a*a*b")
READERS: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "files": (format_of, ("\n", "\n ", "::", ":", "{", "{a", "{1:MC:", "A. ", "a\t", "a,", "\\", "~", "=")),
    "placeholders": (placeholders.blanked, ("[[a", "[[ ", "[[a:", "[[", "[[a b", "[[1", "[[a : ")),
    "one placeholder": (lambda text: placeholders.blanked(f"[[{text}"), ("a", "a ", "1", " ", "a:")),
    "formats": (placeholders._FORMAT.fullmatch, (",", "+", ".1", "d")),
    "numbers": (texts._number, ("1", "1.", ".", "1e", "+")),
    "tokens": (arithmetic._TOKEN.match, ("1", "1.", ".", "1e", " ", "1*")),
    "written numbers": (arithmetic._TEN_TO.fullmatch, ("1", "1*", "1 ", "1*10^")),
    "words around numbers": (written_numbers._BEFORE.match, ("about ", "it ", "is", "=", "约")),
    "words after numbers": (
        written_numbers._AFTER.fullmatch,
        ("steps ", "per step", "of it", "个", "time ", "."),
    ),
    "formulas": (written_numbers._FORMULA.fullmatch, ("t", "2t", "t/", "t ", "(", "2", "t*2")),
    "numbers in words": (
        with_digits,
        ("one ", "one", "one and ", "十", "二万", "1分之", "one third", "点一", "a "),
    ),
    "rows": (lambda text: texts._row(ANYTHING, text), (",", "(,", ",)", "a,", "(a", "，")),
    "mentions": (mentions_in, ("](claim:", "](", "](claim:a", "](claim:a ")),
    "gaps": (GAP.findall, ("{{", "{{a", "{{a-", "{{a}", "a-")),
    "folded": (folded, ("時間", "⁵", "½", "a", "\ud800", "　")),
    "axes": (
        tensor_shape.reading._parts,
        ("1,", "a ", "1x", "(", "乘", "a(", "the ", "size of", "1行", "(n)", "的", "a.", "= "),
    ),
    "words around terms": (short_forms._BEFORE.match, ("it is ", "call ", "是", "the ", "' ", "它的", "use")),
    "running": (running, (" ", "-", "学 ", "a ", "- ")),
    "canonical": (canonical, ("the ", "1,", "-1", "a", "-")),
    "sentences": (
        statements_of,
        (
            ". ",
            ".",
            " ",
            "。",
            ".\n",
            "not ",
            "not wrong ",
            "the gate ",
            "and a ",
            "is a ",
            "keep",
            "or ",
            "here ",
            "some:",
            "people who ",
            "those ",
            "说",
            "门",
            ": no",
            ":错",
            "wrong again",
            "n't really ",
            "不",
            ", ",
            "这不对。",
            "the ",
            "(",
            "(abc ",
            "that is ",
            "all ",
            "that",
        ),
    ),
}


@pytest.mark.parametrize(
    ("reader", "unit"),
    sample([(name, unit) for name, (_, units) in READERS.items() for unit in units], 40),
    ids=repr,
)
def test_reading_takes_time_in_proportion(reader: str, unit: str) -> None:
    read, _ = READERS[reader]
    assert grows_in_proportion(lambda size: read((unit * size)[:size] + "!"))


@sampled_product(15, phrase=PHRASES, unit=("a", "aa学", "a ", "学a", "ab", "aaaa1"))
def test_phrases_are_sought_in_proportion(phrase: str, unit: str) -> None:
    pattern = phrase_pattern(phrase)
    assert grows_in_proportion(lambda size: pattern.search((unit * size)[:size]))


@given(
    st.text("ab *学1", min_size=1, max_size=8).filter(lambda phrase: running(phrase).strip("*")),
    st.text("ab 学1.", max_size=12),
)
@examples(500)
def test_a_star_means_any_ending(phrase: str, text: str) -> None:
    """The same as a pattern that tries every length."""
    plain, text = running(phrase), running(text)
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", plain) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", plain) else ""
    slow = re.compile(before + re.escape(plain).replace(r"\*", r"[a-z0-9]*") + after)
    expected, found = slow.search(text), phrase_pattern(phrase).search(text)
    assert (found is None) == (expected is None)
    if expected and found and not plain.startswith("*"):
        assert found.start() == expected.start()


TEXT_LIMIT = 20_000  # characters of a text


@sampled_product(
    25,
    language=sorted(LANGUAGES_OF_CODE),
    unit=("a", "(", "'", '"""', "\\", "$(", "`", "<<a\n", "-", "é", "1_", " "),
)
def test_code_is_colored_in_proportion(language: str, unit: str) -> None:
    lexer = get_lexer_by_name(language)
    assert grows_in_proportion(lambda size: list(lexer.get_tokens((unit * size)[:size])), largest=TEXT_LIMIT)


def test_other_languages_are_shown_without_colors() -> None:
    assert "<span" not in to_html("```yaml\na: 1\n```")
    assert "<span" in to_html("```python\na = 1\n```")
