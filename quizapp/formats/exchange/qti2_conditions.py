"""The response processing of QTI 2 and 3: which answer shows which feedback, and how near a number must be."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.xml_trees import Node

CORRECT = ""  # instead of a value: the right answer
_COMPARISONS = ("match", "equal", "equalrounded", "stringmatch")


@dataclass(frozen=True)
class Branch:
    """What happens for an answer: the feedback it shows, and the score it sets."""

    response: str
    value: str
    feedback: tuple[str, ...]
    score: float
    is_score_set: bool


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be from its key, below and above; in percent of it if `is_relative`."""

    below: float
    above: float
    is_relative: bool = False


@dataclass
class Conditions:
    """branches: for single answers. by_choice: responses whose choices show the feedback of their own name."""

    branches: list[Branch] = field(default_factory=list)
    by_choice: set[str] = field(default_factory=set)
    tolerances: dict[str, Tolerance] = field(default_factory=dict)

    def feedback_on(self, response: str, value: str) -> Iterator[str]:
        """The names of the feedback that an answer shows."""
        for each in self.branches:
            if each.response == response and _same(each.value, value):
                yield from each.feedback
        if response in self.by_choice and value:
            yield value

    def values_of(self, response: str) -> list[Branch]:
        """The answers that are compared one by one, besides the right one."""
        return [each for each in self.branches if each.response == response and each.value != CORRECT]


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    numbers = number_in(one), number_in(other)
    return None not in numbers and numbers[0] == numbers[1]


def conditions_of(item: Node) -> Conditions:
    found = Conditions()
    for processing in item.all("responseprocessing"):
        for branch in processing.deep("responseif", "responseelseif"):
            found.branches += _branches(branch)
        for outcome in processing.deep("setoutcomevalue"):
            if outcome.get("identifier") not in ("SCORE", "MAXSCORE"):
                found.by_choice |= {each.get("identifier") for each in outcome.deep("variable")}
        for equal in processing.deep("equal"):
            variable = equal.first("variable")
            spread = [abs(number_in(each) or 0.0) for each in equal.get("tolerance").split()]
            mode = equal.get("tolerancemode")
            if variable is not None and spread and mode in ("absolute", "relative"):
                tolerance = Tolerance(spread[0], spread[-1], mode == "relative")
                found.tolerances.setdefault(variable.get("identifier"), tolerance)
    return found


def _branches(branch: Node) -> Iterator[Branch]:
    compared = next((each for each in branch.children if isinstance(each, Node)), None)
    if compared is None:
        return
    outcomes = [each for each in branch.children if isinstance(each, Node) and each.name == "setoutcomevalue"]
    feedback = tuple(
        base.line
        for outcome in outcomes
        for base in outcome.deep("basevalue")
        if base.get("basetype") == "identifier"
    )
    scores = [
        number_in(base.line) or 0.0
        for outcome in outcomes
        if outcome.get("identifier") == "SCORE"
        for base in outcome.deep("basevalue")
    ]
    for response, value in _compared(compared):
        yield Branch(response, value, feedback, max(scores, default=0.0), bool(scores))


def _compared(node: Node) -> Iterator[tuple[str, str]]:
    """The response and the value of a comparison; nothing for anything that combines several."""
    if node.name in ("gt", "gte"):
        mapped, zero = node.first("mapresponse"), node.first("basevalue")
        if mapped is not None and zero is not None:
            yield mapped.get("identifier"), CORRECT
    if node.name not in _COMPARISONS:
        return
    variable, base, correct = (node.first(name) for name in ("variable", "basevalue", "correct"))
    if variable is not None and (base is not None or correct is not None):
        yield variable.get("identifier"), base.line if base is not None else CORRECT
