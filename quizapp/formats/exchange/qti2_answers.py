"""The interactions of QTI 2 and 3."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from quizapp.errors import N_
from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.markup import GAP, Lose, markdown_of
from quizapp.formats.exchange.moodle_answers import GRADER
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.qti2_bodies import split_feedback, texts_of
from quizapp.formats.exchange.qti2_conditions import Conditions, Tolerance
from quizapp.formats.exchange.weights import (
    NO_MATCH,
    Weighed,
    amount,
    one_of,
    phrase,
    short,
    some_of,
)
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import (
    Amount,
    Asked,
    Blank,
    Blanks,
    Chosen,
    Essay,
    OneOf,
    Pair,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
)

DISTRACTORS = N_("Texts that belong in no gap are now wrong choices of every gap: %(texts)s.")
LABEL_MATH = N_("A choice inside a text holds no formula; it is now plain text: “%(text)s”.")
PAIRS_LOST = N_("Of several matches of “%(text)s” only the first is kept.")
ASSOCIATED = N_(
    "The entries were to be paired with each other; now the first of each pair stands on the left."
)
SLIDER = N_("The slider from %(low)s to %(high)s is now a field for a number.")
PAIR_WEIGHTS = N_("The matches counted differently; here every match counts the same.")
PATTERN = N_("The pattern that an answer must have is dropped: %(pattern)s.")


@dataclass
class Declared:
    """The declaration of a response: its right answers, and the score of each answer in a mapping."""

    correct: list[str] = field(default_factory=list)
    mapped: dict[str, float] = field(default_factory=dict)
    base: str = ""
    cardinality: str = "single"
    default: float = 0.0

    def percent(self, identifier: str) -> float:
        """The share of the best score that an answer has."""
        if self.mapped:
            best = max(self.mapped.values())
            if best > 0 and (identifier in self.mapped or not self.correct):
                return self.mapped.get(identifier, self.default) / best * 100
        if self.mapped and identifier not in self.correct and self.default < 0:
            return self.default / max(self.mapped.values()) * 100 if max(self.mapped.values()) > 0 else 0.0
        return 100.0 if identifier in self.correct else 0.0


@dataclass
class Given:
    """An item with everything its readers need; they say which feedback they used.

    feedback: the texts of its feedback outside the choices. notes: those for graders.
    """

    declared: dict[str, Declared]
    conditions: Conditions
    feedback: dict[str, str]
    notes: list[str]
    lose: Lose
    explain: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def hints(self) -> set[str]:
        """The names of the feedback that a button shows and no answer does."""
        by_answers = {name for each in self.conditions.branches for name in each.feedback}
        return self.conditions.on_request - by_answers

    def response(self, node: Node) -> Declared:
        """The declaration of a response; without a right answer, the one that its processing names."""
        name = node.get("responseidentifier")
        declared = self.declared.get(name, Declared())
        if not declared.correct and not declared.mapped and name in self.conditions.sets:
            return replace(declared, correct=self.conditions.sets[name])
        return declared

    def lose_weights(self, node: Node) -> None:
        worth = {score for score in self.response(node).mapped.values() if score > 0}
        if len(worth) > 1:
            self.lose(PAIR_WEIGHTS)

    def choice(self, node: Node, response: str = "") -> tuple[str, str]:
        """The text of a choice, and the feedback that stands inside it or is shown for it."""
        bare, feedback = split_feedback(node)
        inside = texts_of(feedback, self.lose)
        said = self.said_on(response, node.get("identifier")) if response and not inside else ""
        return markdown_of(bare, self.lose), joined(inside) or said

    def said_on(self, response: str, value: str) -> str:
        """The feedback that an answer shows."""
        names = [name for name in self.conditions.feedback_on(response, value) if name in self.feedback]
        self.used |= set(names)
        return joined([self.feedback[name] for name in names])


def declared_in(item: Node) -> dict[str, Declared]:
    found = {}
    for node in item.all("responsedeclaration"):
        each = Declared(base=node.get("basetype").lower(), cardinality=node.get("cardinality"))
        for correct in node.all("correctresponse"):
            each.correct = [" ".join(value.line.split()) for value in correct.all("value")]
        for mapping in node.all("mapping"):
            each.default = number_in(mapping.get("defaultvalue", "0")) or 0.0
            for entry in mapping.all("mapentry"):
                each.mapped[" ".join(entry.get("mapkey").split())] = (
                    number_in(entry.get("mappedvalue")) or 0.0
                )
        found[node.get("identifier")] = each
    return found


def choice(node: Node, given: Given) -> OneOf | SomeOf | None:
    declared = given.response(node)
    answers = []
    for each in node.all("simplechoice"):
        text, feedback = given.choice(each, node.get("responseidentifier"))
        answers.append(Weighed(text, declared.percent(each.get("identifier")), feedback))
    is_single = declared.cardinality == "single" or (
        node.get("maxchoices", "1") == "1" and len(declared.correct) <= 1
    )
    return one_of(answers, given.lose) if is_single else some_of(answers, given.lose)


def order(node: Node, given: Given) -> Sequenced | None:
    choices = {each.get("identifier"): given.choice(each) for each in node.all("simplechoice")}
    in_order = given.response(node).correct
    if set(in_order) != set(choices):
        return None
    return Sequenced(tuple(choices[identifier] for identifier in in_order))


def match(node: Node, given: Given) -> Paired | None:
    """Two sets; an entry of the first with its match in the second."""
    sets = list(node.all("simplematchset"))
    if len(sets) < 2:
        return None
    left = {each.get("identifier"): given.choice(each) for each in sets[0].all("simpleassociablechoice")}
    right = {each.get("identifier"): given.choice(each)[0] for each in sets[1].all("simpleassociablechoice")}
    places = list(right)
    given.lose_weights(node)
    pairs = []
    of = _matches(given.response(node))
    for identifier, (text, feedback) in left.items():
        found = [each for each in of.get(identifier, []) if each in right]
        if not found:
            given.lose(NO_MATCH, text=short(text))
            continue
        if len(found) > 1:
            given.lose(PAIRS_LOST, text=short(text))
        pairs.append(Pair(text, places.index(found[0]), feedback))
    return Paired(tuple(pairs), tuple(right.values())) if pairs else None


def _matches(declared: Declared) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    keys = declared.correct or [key for key, score in declared.mapped.items() if score > 0]
    for key in keys:
        first, _, second = key.partition(" ")
        found.setdefault(first, []).append(second.strip())
    return found


def associate(node: Node, given: Given) -> Paired | None:
    """Pairs of one set: the first of each pair stands on the left."""
    texts = {each.get("identifier"): given.choice(each)[0] for each in node.all("simpleassociablechoice")}
    of = _matches(given.response(node))
    pairs = [(first, seconds[0]) for first, seconds in of.items() if first in texts and seconds[0] in texts]
    on_the_left = {first for first, _ in pairs}
    right = [identifier for identifier in texts if identifier not in on_the_left]
    if not pairs or any(second not in right for _, second in pairs):
        return None
    given.lose(ASSOCIATED)
    given.lose_weights(node)
    return Paired(
        tuple(Pair(texts[first], right.index(second)) for first, second in pairs),
        tuple(texts[each] for each in right),
    )


def essay(node: Node, given: Given) -> Essay:
    declared = given.response(node)
    answer = joined(declared.correct) if declared.base == "string" else ""
    if not answer and given.notes:
        answer = joined(given.notes)
        given.lose(GRADER, text=short(answer))
        given.notes.clear()
    return Essay(answer)


def gap_match(node: Node, given: Given) -> Blanks | None:
    """Texts to drag into gaps: every gap offers all of them."""
    texts = {each.get("identifier"): given.choice(each)[0] for each in node.all("gaptext")}
    key_of = {gaps[0]: text for text, gaps in _matches(given.response(node)).items()}
    blanks: list[Blank] = []

    def copy(inside: Node) -> Node:
        copied = Node(inside.name, inside.attributes)
        for each in inside.children:
            if isinstance(each, str):
                copied.children.append(each)
            elif each.name == "gap":
                key = key_of.get(each.get("identifier"), "")
                options = tuple(Chosen(plain(text, given), name == key) for name, text in texts.items())
                blanks.append(Blank(OneOf(options)))
                copied.children.append(Node(GAP, {"id": str(len(blanks))}))
            elif each.name not in ("gaptext", "gapimg", "prompt"):
                copied.children.append(copy(each))
        return copied

    body = copy(node)
    if not blanks or any(not _has_key(blank) for blank in blanks) or len(texts) > 8:
        return None
    unused = [text for name, text in texts.items() if name not in key_of.values()]
    given.lose_weights(node)
    if unused:
        given.lose(DISTRACTORS, texts=", ".join(map(short, unused)))
    return Blanks(markdown_of(body, given.lose), tuple(blanks))


def _has_key(blank: Blank) -> bool:
    return isinstance(blank.asked, OneOf) and any(each.correct for each in blank.asked.options)


def plain(text: str, given: Given) -> str:
    """The text of a choice that stands in a line, which holds no formula."""
    if "$" in text:
        given.lose(LABEL_MATH, text=short(text.replace("$", "")))
    return " ".join(text.replace("$", "").replace("**", "").split())


def inline(node: Node, given: Given) -> OneOf | Phrase | Amount | None:
    """An interaction within a sentence."""
    declared = given.response(node)
    if node.name == "inlinechoiceinteraction":
        answers = []
        for each in node.all("inlinechoice"):
            text, feedback = given.choice(each, node.get("responseidentifier"))
            answers.append(Weighed(plain(text, given), declared.percent(each.get("identifier")), feedback))
        return one_of(answers, given.lose)
    if pattern := node.get("patternmask"):
        given.lose(PATTERN, pattern=pattern[:60])
    values = list(dict.fromkeys([*declared.correct, *declared.mapped]))
    if declared.base in ("float", "integer"):
        return _number(node, declared, values, given)
    name = node.get("responseidentifier")
    worth = {value: _worth(declared, value) for value in values}
    for branch in given.conditions.values_of(name):
        worth.setdefault(branch.value, given.conditions.percent(branch) if declared.correct else 0.0)
    answers = [
        Weighed(value, percent, given.said_on(name, value) if percent < 99.9 else "")
        for value, percent in worth.items()
    ]
    return phrase(answers, given.lose, given.explain)


def _worth(declared: Declared, value: str) -> float:
    return 100.0 if value in declared.correct else declared.percent(value)


def _number(node: Node, declared: Declared, values: list[str], given: Given) -> Amount | None:
    name = node.get("responseidentifier")
    tolerance = given.conditions.tolerances.get(name, Tolerance(0.0, 0.0))
    worth = {value: _worth(declared, value) for value in values}
    for branch in given.conditions.values_of(name):
        worth.setdefault(branch.value, 100.0 if branch.score > 0 else 0.0)
    answers = []
    for value, percent in worth.items():
        number = number_in(value)
        below, above = (
            spread * abs(number or 0.0) / 100 if tolerance.is_relative else spread
            for spread in (tolerance.below, tolerance.above)
        )
        interval = None if number is None else (number - below, number + above)
        feedback = given.said_on(name, value) if percent < 99.9 else ""
        answers.append(Weighed(value, percent, feedback, interval))
    found = amount(answers, given.lose, given.explain)
    if found and tolerance.is_relative and tolerance.below == tolerance.above > 0 and found.key:
        return replace(found, absolute=0.0, relative=tolerance.below / 100)
    return found


def slider(node: Node, given: Given) -> Amount | None:
    """A number on a scale; of numbers that count as much as the right one, the range around it."""
    declared = given.response(node)
    key = number_in(declared.correct[0]) if declared.correct else None
    if key is None:
        return None
    given.lose(SLIDER, low=node.get("lowerbound", "0"), high=node.get("upperbound", "?"))
    worth = {
        number: declared.percent(value)
        for value in declared.mapped
        if (number := number_in(value)) is not None
    }
    full = {key, *(number for number, percent in worth.items() if percent >= 99.9)}
    spread = min(max(full) - key, key - min(full))
    answers = [Weighed(f"{key:g}", 100.0, "", (key - spread, key + spread))]
    answers += [
        Weighed(f"{number:g}", percent, "", (number, number))
        for number, percent in worth.items()
        if number not in full
    ]
    return amount(answers, given.lose, given.explain)


READERS: dict[str, Callable[[Node, Given], Asked | None]] = {
    "choiceinteraction": choice,
    "orderinteraction": order,
    "matchinteraction": match,
    "associateinteraction": associate,
    "gapmatchinteraction": gap_match,
    "extendedtextinteraction": essay,
    "sliderinteraction": slider,
}
