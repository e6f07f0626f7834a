"""What the keys of many variants of one exercise have in common: whether they vary, which options win, and whether the
explanation agrees.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.bank.checking.drawn_words import problems_of_words
from quizapp.bank.parametric.item import ParametricItem
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of, parts_in_order, right_answer
from simulator.paths import leaves, split_last

NEVER_VARIES = N_("All %(count)s variants drawn have the same correct answer: %(key)s.")
NEVER_WINS = N_(
    "This option is never the correct one in %(count)s variants; change its condition, or the values."
)
CONTRADICTED = N_(
    "In a variant, the correct answer is %(key)s, and the explanation states other numbers only."
)
_NUMBER = re.compile(
    r"-?\d+(?:\.\d+)?(?:\s*(?:\\times|×|\\cdot)\s*10\^\{?(-?\d+)\}?|[eE]([-+]?\d+))?|10\^\{?(-?\d+)\}?"
)
_EXPRESSION = re.compile(r"^\s*=")
ROUNDING = 0.02  # an explanation may round


def problems_of_keys(item: ParametricItem, drawn: Sequence[Item]) -> Iterator[Problem]:
    """Problems of the variants drawn from one item. Items graded by running their scenario are not compared."""
    if not drawn or any(kind_of(each).runs_the_simulator for each in drawn):
        return
    keys = [_key(each) for each in drawn]
    if len(set(keys)) == 1:
        yield Problem("parameters", NEVER_VARIES, {"count": len(drawn), "key": keys[0]})
    for place in _conditional_options(item):
        if not any(_is_correct(each, place) for each in drawn):
            yield Problem(f"{place}.correct", NEVER_WINS, {"count": len(drawn)})
    for each in drawn:
        if (key := number_of_key(each)) is not None and not _states(each, key):
            yield Problem("explanation", CONTRADICTED, {"key": f"{key:g}"})
            break
    yield from problems_of_words(drawn)


def _key(item: Item) -> str:
    """The key with the words of its option, since a fixed option may hold a drawn number."""
    texts = {part.id: part.text.in_language("en") for part in parts_in_order(item, 0)}
    answer = json.loads(json.dumps(right_answer(item), default=str))
    return json.dumps([texts.get(value, value) for _, value in leaves(answer)], ensure_ascii=False)


def _conditional_options(item: ParametricItem) -> Iterator[str]:
    """The places of options whose `correct` is an expression."""
    for place, value in leaves(item.model_dump(mode="json")):
        above, name = split_last(place)
        if name == "correct" and isinstance(value, str) and _EXPRESSION.match(value):
            yield above


def _is_correct(item: Item, place: str) -> bool:
    found = dict(leaves(item.model_dump(mode="json")))
    return bool(found.get(f"{place}.correct"))


def number_of_key(item: Item) -> float | None:
    answer: Any = right_answer(item)
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
    return float(answer) if is_number else None


def _states(item: Item, key: float) -> bool:
    """Whether both explanations state the key within rounding, or no number at all."""
    for language in LANGUAGES:
        numbers = list(_numbers(item.explanation.in_language(language)))
        if numbers and not any(abs(number - key) <= ROUNDING * abs(key) + 1e-12 for number in numbers):
            return False
    return True


def _numbers(text: str) -> Iterator[float]:
    for found in _NUMBER.finditer(text.replace("−", "-").replace("{,}", "").replace("\\,", "")):
        whole = found.group(0)
        power = found.group(1) or found.group(2) or found.group(3)
        head = re.match(r"-?\d+(?:\.\d+)?", whole)
        assert head is not None
        if power is None:
            value = float(head.group(0))
        else:
            value = (1.0 if whole.startswith("10^") else float(head.group(0))) * 10.0 ** int(power)
        yield value
        if whole.startswith("-"):
            yield -value
        yield value / 100  # per cent
