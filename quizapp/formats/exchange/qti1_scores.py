"""What an answer of QTI 1.2 is worth: the conditions of its response processing, as far as they give points."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.xml_trees import Node

_SCORE = re.compile(r"\w*SCORE\w*|D2L_CORRECT", re.IGNORECASE)
_HIGHEST = re.compile(r"SCORE\.max", re.IGNORECASE)  # as Blackboard writes it


@dataclass(frozen=True)
class Condition:
    """equal: what must be answered, by response. excluded: what must not. interval: the ends of a range of numbers.

    percent: of the highest score; None if it gives no points. feedback: the names of the feedback it shows.
    """

    equal: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, str], ...]
    interval: tuple[float, float] | None
    percent: float | None
    feedback: tuple[str, ...]
    is_any: bool


class Scores:
    """The conditions of an item."""

    def __init__(self, item: Node) -> None:
        self._is_of_blackboard = any(item.deep("bbmd_questiontype"))
        self._most = max(
            (number_in(each.get("maxvalue")) or 0.0 for each in item.deep("decvar")), default=0.0
        )
        self.conditions = [self._condition(each) for each in item.deep("respcondition")]
        sums = sum(each.percent for each in self.conditions if each.percent and each.percent > 0)
        if not self._most and sums:
            self.conditions = [self._scaled(each) for each in self.conditions]

    @property
    def scored(self) -> list[Condition]:
        return [each for each in self.conditions if each.percent and each.percent > 0]

    def percent_by_answer(self, response: str) -> dict[str, float]:
        """The share of the score of each answer to a response."""
        found: dict[str, float] = {}
        for each in self.conditions:
            if each.percent is not None:
                for name, value in each.equal:
                    if name == response:
                        found[value] = max(found.get(value, -1e9), each.percent)
        return found

    def feedback_on(self, response: str, value: str) -> Iterator[str]:
        """The names of the feedback that only this answer shows."""
        for each in self.conditions:
            if each.equal == ((response, value),) and each.percent is None:
                yield from each.feedback

    def _scaled(self, each: Condition) -> Condition:
        best = max((one.percent or 0.0 for one in self.conditions), default=1.0) or 1.0
        percent = None if each.percent is None else each.percent / best * 100
        return Condition(each.equal, each.excluded, each.interval, percent, each.feedback, each.is_any)

    def _condition(self, node: Node) -> Condition:
        inside = node.first("conditionvar") or Node("")
        equal, excluded = list[tuple[str, str]](), list[tuple[str, str]]()
        _collect(inside, equal, excluded, is_excluded=False)
        percent = None
        for variable in node.all("setvar"):
            if not _SCORE.fullmatch(variable.get("varname") or variable.get("variablename", "SCORE")):
                continue
            if _HIGHEST.fullmatch(variable.line):
                percent = 100.0
            elif (value := number_in(variable.line)) is not None:
                percent = value / self._most * 100 if self._most else value
        if self._is_of_blackboard and not any(node.all("setvar")) and any(value for _, value in equal):
            percent = 100.0  # a wording that it accepts
        shown = tuple(each.get("linkrefid") for each in node.all("displayfeedback"))
        return Condition(
            tuple(equal), tuple(excluded), _interval(inside), percent, shown, any(inside.deep("other"))
        )


def _collect(
    node: Node, equal: list[tuple[str, str]], excluded: list[tuple[str, str]], *, is_excluded: bool
) -> None:
    for each in node.children:
        if isinstance(each, str):
            continue
        if each.name in ("varequal", "varsubset", "varsubstring"):
            (excluded if is_excluded else equal).append((each.get("respident"), each.text.strip()))
        else:
            _collect(each, equal, excluded, is_excluded=is_excluded != (each.name == "not"))


def _interval(node: Node) -> tuple[float, float] | None:
    exact = [(each, number_in(each.line)) for each in node.deep("varequal")]
    for each, value in exact:
        if value is not None and (figures := number_in(each.get("precision"))) and each.get("precisiontype"):
            spread = _rounding(value, figures, each.get("precisiontype"))
            return value - spread, value + spread
    lows = [number_in(each.line) for each in node.deep("vargte", "vargt")]
    highs = [number_in(each.line) for each in node.deep("varlte", "varlt")]
    if lows and highs and lows[0] is not None and highs[0] is not None:
        return min(lows[0], highs[0]), max(lows[0], highs[0])
    for each, value in exact:
        if value is not None:
            margin = abs(number_in(each.get("margin", "0")) or 0.0)
            spread = abs(value) * margin / 100 if each.get("margintype") == "percent" else margin
            return value - spread, value + spread
    return None


def _rounding(value: float, figures: float, kind: str) -> float:
    """How far a number may be from one that is rounded to so many decimals, or significant digits."""
    if kind.lower().startswith("significant") and value:
        return float(0.5 * 10.0 ** (math.floor(math.log10(abs(value))) + 1 - figures))
    return float(0.5 * 10.0**-figures)
