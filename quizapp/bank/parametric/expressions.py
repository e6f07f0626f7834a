"""Expressions in authored items: only arithmetic over named values.

An expression is parsed, every node, name and function of it is checked against a closed list, and only then
is it evaluated, by simpleeval with our own operators. Values are numbers, yes or no, and short words; words can only
be compared or passed to a function that takes one.
"""

import ast
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from simpleeval import SimpleEval

from quizapp.bank.parametric.functions import FUNCTIONS, OPERATORS, Refused, Value, settled

LONGEST = 300
DEEPEST = 40
_PLAIN = re.compile(r"[\w\s+\-*/%().,<>=!'\"]+", re.ASCII)
_NODES = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.UnaryOp,
    ast.BinOp,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.Compare,
    ast.IfExp,
    ast.Call,
)


class _Evaluator(threading.local):
    """Making one takes longer than most evaluations; each thread has its own, for it holds the names."""

    def __init__(self) -> None:
        self._simple = SimpleEval(OPERATORS, FUNCTIONS, {})

    def value_of(self, expression: str, tree: ast.Expression, names: Mapping[str, Value]) -> Any:
        self._simple.names = dict(names)
        return self._simple.eval(expression, tree.body)


_evaluator = _Evaluator()


class ExpressionError(ValueError):
    """An expression that cannot be read or evaluated. `code` names a message of `domain.problems`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


def evaluate(expression: str, names: Mapping[str, Value]) -> Value:
    """The value of the expression. Raises ExpressionError if it is not plain, finite arithmetic."""
    tree = _parsed(expression)
    for name in sorted(names_in(expression)):
        if name not in names:
            raise ExpressionError("expression_name", name=name, names=", ".join(sorted(names)) or "–")
    try:
        return settled(_evaluator.value_of(expression, tree, names))
    except Refused as refused:
        raise ExpressionError("expression_arithmetic", expression=expression, reason=str(refused)) from None


def holds(expression: str, names: Mapping[str, Value]) -> bool:
    """Its value, which must be a yes or no."""
    value = evaluate(expression, names)
    if not isinstance(value, bool):
        raise ExpressionError("expression_no_condition", expression=expression, value=str(value))
    return value


@lru_cache(maxsize=4096)
def names_in(expression: str) -> frozenset[str]:
    """The names of the values it uses. Raises ExpressionError if it is not an expression."""
    return frozenset(_names(_parsed(expression).body))


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> ast.Expression:
    if len(expression) > LONGEST:
        raise ExpressionError("expression_too_long", limit=LONGEST)
    if not _PLAIN.fullmatch(expression):
        raise ExpressionError("expression_syntax", expression=expression)
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("expression_syntax", expression=expression) from None
    _check(tree, 0)
    return tree


def _check(node: ast.AST, depth: int) -> None:
    if depth > DEEPEST:
        raise ExpressionError("expression_too_long", limit=LONGEST)
    if not _is_known(node):
        raise ExpressionError("expression_node", part=type(node).__name__)
    if isinstance(node, ast.Call):
        _check_call(node)
    for child in _children(node):
        _check(child, depth + 1)


def _is_known(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) in (bool, int, float, str)
    return isinstance(node, _NODES) or type(node) in OPERATORS


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """The parts of a node that are evaluated, without the name of a function."""
    return node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)


def _check_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name) or node.keywords:
        raise ExpressionError("expression_node", part="Call")
    if node.func.id not in FUNCTIONS:
        raise ExpressionError(
            "expression_function", name=node.func.id, functions=", ".join(sorted(FUNCTIONS))
        )


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    for child in _children(node):
        yield from _names(child)
