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
    """branches: for single answers. by_choice: responses whose choices show the feedback of their own name.

    on_request: the feedback that a button shows. scores: the different scores above zero. sets: of responses with
    several values, the first set that gives a score.
    """

    branches: list[Branch] = field(default_factory=list)
    by_choice: set[str] = field(default_factory=set)
    tolerances: dict[str, Tolerance] = field(default_factory=dict)
    on_request: set[str] = field(default_factory=set)
    scores: set[float] = field(default_factory=set)
    sets: dict[str, list[str]] = field(default_factory=dict)

    def feedback_on(self, response: str, value: str) -> Iterator[str]:
        """The names of the feedback that an answer shows."""
        for each in self.branches:
            if each.response == response and _same(each.value, value):
                yield from each.feedback
        if response in self.by_choice and value:
            yield value

    def percent(self, branch: Branch) -> float:
        """The share of the score for the right answer to the same response."""
        full = max((each.score for each in self.branches if each.response == branch.response), default=0.0)
        return branch.score / full * 100 if full > 0 else 0.0

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
            found.scores |= {score for score in _scores(branch) if score > 0}
            if (several := _set(branch)) and any(score > 0 for score in _scores(branch)):
                found.sets.setdefault(*several)
            if next((each.name for each in branch.children if isinstance(each, Node)), "") == "variable":
                found.on_request |= set(_feedback(branch))
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
        for rounded in processing.deep("equalrounded"):
            rounded_of, figures = rounded.first("variable"), number_in(rounded.get("figures"))
            if rounded_of is not None and figures is not None and 0 <= figures <= 12:
                found.tolerances.setdefault(rounded_of.get("identifier"), _rounding(rounded, figures))
    return found


def _rounding(node: Node, figures: float) -> Tolerance:
    """How far two numbers that round to the same may be apart."""
    if node.get("roundingmode", "significantFigures") == "significantFigures":
        percent: float = 50 * 10.0 ** (1 - figures)
        return Tolerance(percent, percent, is_relative=True)
    spread: float = 0.5 * 10.0**-figures
    return Tolerance(spread, spread)


def _outcomes(branch: Node) -> list[Node]:
    return [each for each in branch.children if isinstance(each, Node) and each.name == "setoutcomevalue"]


def _feedback(branch: Node) -> Iterator[str]:
    for outcome in _outcomes(branch):
        for base in outcome.deep("basevalue"):
            if base.get("basetype") == "identifier":
                yield base.line


def _scores(branch: Node) -> Iterator[float]:
    for outcome in _outcomes(branch):
        if outcome.get("identifier").upper().startswith("SCORE"):
            yield from (number_in(base.line) or 0.0 for base in outcome.deep("basevalue"))


def _branches(branch: Node) -> Iterator[Branch]:
    compared = next((each for each in branch.children if isinstance(each, Node)), None)
    if compared is None:
        return
    feedback, scores = tuple(_feedback(branch)), list(_scores(branch))
    for response, value in _compared(compared):
        yield Branch(response, value, feedback, max(scores, default=0.0), bool(scores))


def _set(branch: Node) -> tuple[str, list[str]] | None:
    """The response and the values of a comparison with several at once."""
    compared = branch.first("match")
    variable, values = (
        (compared.first(name) for name in ("variable", "multiple")) if compared else (None, None)
    )
    if variable is None or values is None:
        return None
    return variable.get("identifier"), [each.line for each in values.all("basevalue")]


def _compared(node: Node) -> Iterator[tuple[str, str]]:
    """The response and the value of a comparison; nothing for anything that combines several."""
    if node.name in ("gt", "gte"):
        mapped, zero = node.first("mapresponse"), node.first("basevalue")
        if mapped is not None and zero is not None:
            yield mapped.get("identifier"), CORRECT
    if node.name == "or":
        for each in node.children:
            if isinstance(each, Node):
                yield from _compared(each)
    if node.name not in _COMPARISONS:
        return
    variable, base, correct = (node.first(name) for name in ("variable", "basevalue", "correct"))
    if variable is not None and (base is not None or correct is not None):
        yield variable.get("identifier"), base.line if base is not None else CORRECT
