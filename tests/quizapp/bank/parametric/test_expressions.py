"""Expressions allow only arithmetic."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.parametric.expressions import ExpressionError, evaluate, holds, names_in
from quizapp.bank.parametric.functions import FUNCTIONS, LARGEST_WHOLE, OPERATORS

NUMBERS = st.integers(-1000, 1000) | st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3))
SCOPE = {"gain": 1.5, "layers": 20, "activation": "tanh", "deep": True}
PIECES = st.sampled_from(
    [
        *SCOPE, *FUNCTIONS, *"+-*/%(),.<>=!'\" 0123456789", "**", "//", "==", " and ", " or ", " not ", " if ",
        " else ", " in ", " is ", "lambda", ":", "[", "]", "{", "}", "__class__", "__import__", "'os'", "1e308", "\\",
        "\x00", "\n", ";", "=", ":=", "f'{gain}'", "b''", "1j", "...", "None", "*", "9" * 40, "0x1f", "_", "await ",
        "yield ",
    ]
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40))
def test_any_text_gives_a_small_finite_value_or_an_expression_error(pieces: str) -> None:
    try:
        value = evaluate(pieces, SCOPE)
    except ExpressionError as refused:
        assert refused.code.startswith("expression_")
        return
    assert isinstance(value, bool | int | float | str)
    assert not isinstance(value, float) or math.isfinite(value)
    assert not isinstance(value, int) or abs(value) < LARGEST_WHOLE
    assert not isinstance(value, str) or len(value) <= 80


@given(left=NUMBERS, right=NUMBERS, sign=st.sampled_from(["+", "-", "*"]))
def test_arithmetic_is_that_of_python(left: float, right: float, sign: str) -> None:
    expected = {"+": left + right, "-": left - right, "*": left * right}[sign]
    assert evaluate(f"a {sign} b", {"a": left, "b": right}) == pytest.approx(expected)


@given(base=st.integers(-50, 50), exponent=st.integers(0, 10**6))
def test_a_power_is_exact_where_it_is_small_and_never_a_huge_number(base: int, exponent: int) -> None:
    try:
        value = evaluate("a ** b", {"a": base, "b": exponent})
    except ExpressionError as refused:
        assert refused.code == "expression_arithmetic"
        return
    assert math.isclose(value, float(base) ** exponent)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("gain ** layers", 1.5**20),
        ("2 ** 62", 2**62),
        ("2 ** 100", 2.0**100),
        ("round(log10(1000))", 3),
        ("round(2 / 3, 2)", 0.67),
        ("significant(123456, 2)", 120000),
        ("max(1, 2) + min(1, 2) + sum(1, 2, 3) + prod(2, 3)", 15),
        ("floor(2.7) + ceil(2.2) + 7 // 2 + 7 % 2 + abs(-1)", 10),
        ("sqrt(16) + exp(0) + tanh(0) + sigmoid(0) + log2(8) + log(1)", 8.5),
        ("1 if activation == 'tanh' and not gain > 2 else 0", 1),
        ("0.5 < gain <= 1.5", True),
        ("chi('relu', sqrt(2))", 1.0),
        ("q_star('tanh', 0.5)", 0.0),
    ],
)
def test_what_an_author_needs_can_be_written(expression: str, value: float) -> None:
    assert evaluate(expression, SCOPE) == pytest.approx(value)


def test_every_operator_and_function_is_tried_here() -> None:
    tried = " ".join(
        expression
        for mark in test_what_an_author_needs_can_be_written.pytestmark  # type: ignore[attr-defined]
        for expression, _ in mark.args[1]
    )
    assert all(f"{name}(" in tried for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("gain.real", "expression_node"),
        ("(1).__class__", "expression_node"),
        ("__import__('os')", "expression_function"),
        ("().__class__", "expression_node"),
        ("layers[0]", "expression_syntax"),
        ("[x for x in (1, 2)]", "expression_syntax"),
        ("(1, 2)", "expression_node"),
        ("lambda: 1", "expression_syntax"),
        ("lambda x=1: x", "expression_syntax"),
        ("(x := 1)", "expression_syntax"),
        ("max(*layers)", "expression_node"),
        ("round(gain, ndigits=1)", "expression_node"),
        ("abs", "expression_name"),
        ("depth", "expression_name"),
        ("gain is gain", "expression_node"),
        ("'a' in 'abc'", "expression_node"),
        ("None", "expression_node"),
        ("1j", "expression_node"),
        ("'a' * 1000", "expression_arithmetic"),
        ("'%s' % 1", "expression_arithmetic"),
        ("'a' == 1", "expression_arithmetic"),
        ("activation + activation", "expression_arithmetic"),
        ("True + True", "expression_arithmetic"),
        ("9 ** 9 ** 9", "expression_arithmetic"),
        ("1e308 * 10", "expression_arithmetic"),
        ("1 / 0", "expression_arithmetic"),
        ("log(-1)", "expression_arithmetic"),
        ("(-8) ** 0.5", "expression_arithmetic"),
        ("round(1.5, 1000)", "expression_arithmetic"),
        ("chi('softplus', 1)", "expression_arithmetic"),
        ("chi(1, 'tanh')", "expression_arithmetic"),
        ("min()", "expression_arithmetic"),
        ("", "expression_syntax"),
        ("1 +", "expression_syntax"),
        ("1; 2", "expression_syntax"),
        ("-" * 60 + "1", "expression_too_long"),
        ("1 + " * 100 + "1", "expression_too_long"),
    ],
)
def test_everything_else_is_refused(expression: str, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        evaluate(expression, SCOPE)
    assert refused.value.code == code


def test_no_operator_is_left_to_the_library() -> None:
    assert all(issubclass(node, ast.operator | ast.unaryop | ast.cmpop) for node in OPERATORS)
    assert ast.BitXor not in OPERATORS
    assert ast.LShift not in OPERATORS


def test_a_condition_must_be_a_yes_or_no() -> None:
    assert holds("deep and gain < 2", SCOPE)
    with pytest.raises(ExpressionError):
        holds("gain", SCOPE)


def test_the_names_of_an_expression_leave_out_its_functions() -> None:
    assert names_in("max(gain, 2) ** layers") == {"gain", "layers"}
