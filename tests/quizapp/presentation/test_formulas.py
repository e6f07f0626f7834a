"""Formulas that people write cannot take the server with them."""

import contextlib
import resource
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from math_core import LatexError

from quizapp.bank import formulas
from quizapp.bank.formula_process import ConverterDied, FormulaProcess
from quizapp.bank.formulas import beyond_bounds
from quizapp.presentation.markdown import LONGEST_KEPT, to_html
from tests.examples import examples
from tests.quizapp.presentation.nesting import NESTING

DEEP = "x^{" * 4950
HANGING = "(" * 41
SMALL_STACK = 1024**2  # bytes; a thread has eight times as many


@pytest.fixture(scope="module")
def process() -> Iterator[FormulaProcess]:
    process = FormulaProcess()
    yield process
    process.close()


@pytest.mark.parametrize("latex", [DEEP, DEEP + "}" * 4950, HANGING, r"\bigl(" * 60, r"\sqrt{}" * 1500])
def test_beyond_a_bound_a_formula_is_shown_as_its_source(latex: str) -> None:
    html = str(to_html(f"Before ${latex}$ after."))
    assert latex in html
    assert "math-error" in html
    assert "after." in html


@pytest.mark.parametrize("latex", [DEEP, HANGING])
def test_a_formula_takes_only_its_converter_with_it(process: FormulaProcess, latex: str) -> None:
    with pytest.raises(ConverterDied):
        process.convert(latex, is_block=False)
    assert "<mi>x</mi>" in process.convert("x", is_block=False)


def test_a_macro_expands_to_nothing(process: FormulaProcess) -> None:
    with pytest.raises(LatexError):
        process.convert(r"\newcommand{\a}[1]{\sqrt{#1}}\a{x}", is_block=False)


@pytest.mark.parametrize(("before", "after"), NESTING)
def test_within_the_bounds_nesting_needs_little_stack(before: str, after: str) -> None:
    most = formulas.MOST_COMMANDS if not after.strip(" a") else formulas.DEEPEST
    times = max(
        count for count in range(most + 1) if beyond_bounds(before * count + "a" + after * count) is None
    )
    assert times >= formulas.DEEPEST // 2
    convert = (
        "import sys, threading; from math_core import LatexError, LatexToMathML\n"
        "def convert():\n"
        "    try: LatexToMathML().convert_with_local_state(sys.argv[1], displaystyle=True)\n"
        "    except LatexError: pass\n"
        f"threading.stack_size({SMALL_STACK}); t = threading.Thread(target=convert); t.start(); t.join()"
    )
    for latex in (before * times + "a" + after * times, before * times):
        subprocess.run([sys.executable, "-c", convert, latex], check=True)


PIECES = [
    *(before for before, _ in NESTING), *{after: None for _, after in NESTING}, "a", "1", "+", "(", ")", "[", "]", "|",
    r"\{", r"\}", r"\bigl(", r"\bigr)", r"\bigl|", r"\Bigl[", r"\langle ", r"\rangle ", r"\lfloor ", "&", r"\\", "^",
    "_", "'", "%", "\n", " ", r"\alpha ", r"\text{a", "{", "}", r"\newcommand{\q}", r"\def\q", r"\q ", "#1", r"\limits",
    r"\middle|", r"\mathopen ", r"\mathclose ", r"\lbrace ", r"\rbrace ", r"\left.", r"\right.", "⟨", "⌊", "~",
    r"\tag{", r"\hline ",
]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.integers(1, 40)), max_size=25))
@examples(150)
def test_within_the_bounds_no_formula_kills_its_converter(
    process: FormulaProcess, pieces: list[tuple[str, int]]
) -> None:
    latex = "".join(piece * times for piece, times in pieces)
    if beyond_bounds(latex):
        latex = "".join(piece for piece, _ in pieces)
    if beyond_bounds(latex) is None:
        for is_block in (False, True):
            with contextlib.suppress(LatexError):
                process.convert(latex, is_block)


def test_the_limits_hold_in_the_converter_only() -> None:
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


def test_what_is_kept_of_previews_is_bounded() -> None:
    """The HTML of a long text is not kept: each preview of one being typed is another."""
    before = to_html("short")
    assert to_html("short") is before
    long = "a " * LONGEST_KEPT
    assert to_html(long) is not to_html(long)
