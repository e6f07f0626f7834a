"""The answers of each kind of item in QTI 1.2."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from quizapp.errors import N_
from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.markdown_texts import markdown_of_plain
from quizapp.formats.exchange.markup import Lose
from quizapp.formats.exchange.moodle_answers import GRADER
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.qti1_materials import RESPONSES, material_in, texts_in
from quizapp.formats.exchange.qti1_scores import Scores
from quizapp.formats.exchange.weights import Weighed, amount, one_of, phrase, short, some_of
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import (
    Amount,
    Asked,
    Essay,
    OneOf,
    Pair,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
)

TABLE = N_(
    "The table of %(count)s computed answers is dropped; the correct answer is computed from the formula “%(formula)s”."
)
NO_FORMULA = N_("The formula “%(formula)s” cannot be computed here; the first row of its table stays.")
SCIENTIFIC = N_("The answer no longer needs to be in scientific notation.")
ENTRY_DROPPED = N_("An entry without text, or without a match, is dropped.")
REPEATED = N_("The entry “%(entry)s” occurs more than once with the same match; it is kept once.")

_FORMULA = re.compile(r"[\w\s.+\-*/^(),]{1,200}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_TRUE, _FALSE = ("true", "t", "yes", "对", "正确", "是"), ("false", "f", "no", "错", "错误", "否")


@dataclass
class Given:
    """An item with everything its reader needs; a reader may change the prompt, and says which feedback it used."""

    item: Node
    presentation: Node
    prompt: str
    scores: Scores
    feedback: dict[str, str]
    lose: Lose
    metadata: dict[str, str] = field(default_factory=dict)
    explain: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def responses(self) -> list[Node]:
        return list(self.presentation.deep("response_lid", "response_str", "response_num"))

    def feedback_on(self, response: str, value: str) -> str:
        names = [*self.scores.feedback_on(response, value), f"{value}_fb", value]
        self.used |= set(names)
        return next((self.feedback[name] for name in names if self.feedback.get(name)), "")

    def options(self, response: Node) -> list[tuple[str, str]]:
        return options_of(response, self.lose)

    def weighed(self, response: Node) -> list[Weighed]:
        name = response.get("ident")
        percents = self.scores.percent_by_answer(name)
        return [
            Weighed(text, percents.get(ident, 0.0), self.feedback_on(name, ident))
            for ident, text in self.options(response)
        ]


Reader = Callable[[Given], Asked | None]


def options_of(response: Node, lose: Lose) -> list[tuple[str, str]]:
    """The id and the text of each option."""
    return [(each.get("ident"), material_in(each, lose)) for each in response.deep("response_label")]


def is_number_field(response: Node) -> bool:
    fib = response.first("render_fib")
    is_number = fib is not None and fib.get("fibtype") in ("Decimal", "Integer")
    return response.name == "response_num" or is_number


def are_verdicts(texts: list[str]) -> bool:
    return len(texts) == 2 and all(text in _TRUE + _FALSE for text in texts)


def with_texts_beside(given: Given) -> str:
    """The prompt with the texts that stand in the responses beside their options."""
    beside = [text for each in given.presentation.deep(*RESPONSES) for text in _beside(each, given.lose)]
    return joined([given.prompt, *beside])


def _beside(node: Node, lose: Lose) -> Iterator[str]:
    for each in node.children:
        if isinstance(each, Node) and each.name != "response_label":
            yield from texts_in(each, lose) if each.name in ("material", "flow_mat") else _beside(each, lose)


def points_in(metadata: dict[str, str]) -> float | None:
    return number_in(metadata.get("points_possible") or metadata.get("cc_weighting") or "")


def one(given: Given) -> OneOf | None:
    responses = given.responses
    return one_of(capped(given.weighed(responses[0])), given.lose) if responses else None


def capped(answers: list[Weighed]) -> list[Weighed]:
    """The best answer counts as completely right, whatever scale the file uses."""
    best = max((each.percent for each in answers), default=0.0)
    if best <= 0:
        return answers
    return [Weighed(each.text, each.percent / best * 100, each.feedback) for each in answers]


def several(given: Given) -> SomeOf | None:
    responses = given.responses
    if not responses:
        return None
    name = responses[0].get("ident")
    percents = _in_shares(given.scores.percent_by_answer(name))
    answers = [
        Weighed(text, percents.get(ident, 0.0), given.feedback_on(name, ident))
        for ident, text in given.options(responses[0])
    ]
    return some_of(answers, given.lose)


def _in_shares(percents: dict[str, float]) -> dict[str, float]:
    """The credit of each answer, whatever scale the file uses: 100 if all right answers count the same."""
    right = [percent for percent in percents.values() if percent > 0]
    if not right:
        return percents
    is_even = max(right) - min(right) < 0.01
    return {
        ident: 100.0 if is_even and percent > 0 else percent / sum(right) * 100
        for ident, percent in percents.items()
    }


def verdict(given: Given) -> Verdict | OneOf | None:
    chosen = one(given)
    if chosen is None:
        return None
    said = {each.text.strip().lower(): each for each in chosen.options}
    right = next((each for each in chosen.options if each.correct), None)
    if right is None or len(said) != 2 or not set(said) <= set(_TRUE + _FALSE):
        return chosen
    given.explain += [right.feedback, *(each.feedback for each in chosen.options if not each.correct)]
    return Verdict(right.text.strip().lower() in _TRUE)


def words(given: Given) -> Phrase | None:
    responses = given.responses
    if not responses:
        return None
    name = responses[0].get("ident")
    answers = [
        Weighed(" ".join(value.split()), each.percent or 0.0, given.feedback_on(name, value))
        for each in given.scores.conditions
        for response, value in each.equal
        if response == name and each.percent is not None
    ]
    return phrase(capped(answers), given.lose, _used(given))


def _used(given: Given) -> list[str]:
    """Feedback on single answers by the names that Canvas gives it."""
    for each in given.scores.conditions:
        if len(each.equal) == 1 and each.percent is None:
            given.explain += [given.feedback.get(name, "") for name in each.feedback]
            given.used |= set(each.feedback)
    return given.explain


def number(given: Given) -> Amount | None:
    answers = []
    for each in given.scores.scored:
        names = [
            name for name in each.feedback if name not in ("correct_fb", "general_fb", "general_incorrect_fb")
        ]
        given.used |= set(names)
        feedback = next((given.feedback[name] for name in names if given.feedback.get(name)), "")
        answers.append(Weighed("", 100.0, feedback, each.interval))
    return amount([each for each in answers if each.interval], given.lose, given.explain)


def essay(given: Given) -> Essay:
    note = given.metadata.get("grading_notes", "")
    if note:
        given.lose(GRADER, text=short(note))
    return Essay(markdown_of_plain(note))


def order(given: Given) -> Sequenced | None:
    responses = given.responses
    if not responses:
        return None
    texts = dict(given.options(responses[0]))
    for each in given.scores.scored:
        in_order = [value for _, value in each.equal if value in texts]
        if len(in_order) == len(texts) and len(set(in_order)) == len(texts):
            return Sequenced(tuple((texts[ident], "") for ident in in_order))
    return None


def pairs(given: Given) -> Paired | None:
    right: list[str] = []
    left: list[tuple[str, str, str]] = []
    for response in given.responses:
        texts = dict(given.options(response))
        entry = name_of(response, given.lose)
        keys = given.scores.percent_by_answer(response.get("ident"))
        match = next(
            (texts[ident] for ident, percent in keys.items() if percent > 0 and texts.get(ident)), ""
        )
        right += [text for text in texts.values() if text and text not in right]
        if not entry or not match:
            given.lose(ENTRY_DROPPED)
        elif (entry, match) in ((each[0], each[1]) for each in left if not each[2]):
            given.lose(REPEATED, entry=entry[:60])
            left = [each for each in left if each[:2] != (entry, match)]
            left.append((entry, match, _wrong_match(given, response.get("ident"))))
        else:
            left.append((entry, match, _wrong_match(given, response.get("ident"))))
    return Paired(tuple(Pair(entry, right.index(match), said) for entry, match, said in left), tuple(right))


def name_of(response: Node, lose: Lose) -> str:
    """The text beside a response, without those of its options."""
    return joined([material_in(each, lose) for each in response.all("material", "flow_mat")])


def _wrong_match(given: Given, response: str) -> str:
    names = [
        name
        for each in given.scores.conditions
        if not each.equal and each.excluded and each.excluded[0][0] == response
        for name in each.feedback
    ]
    given.used |= set(names)
    return next((given.feedback[name] for name in names if given.feedback.get(name)), "")


def formula(given: Given) -> Amount | None:
    """A question of Canvas with variables: its key becomes an expression, its table of answers is not needed."""
    calculated = next(given.item.deep("calculated"), None)
    formulas = [" ".join(each.line.split()) for each in given.item.deep("formula")]
    if calculated is None or not formulas:
        return None
    rows = list(calculated.deep("var_set"))
    variables = [each for group in calculated.all("vars") for each in group.all("var")]
    names = [each.get("name") for each in variables]
    said = "; ".join(formulas)
    if any(each.get("scientific_notation") == "true" for each in given.item.deep("formulas")):
        given.lose(SCIENTIFIC)
    spread = (
        number_in(next((each.line for each in calculated.deep("answer_tolerance")), "0").rstrip("%")) or 0.0
    )
    is_percent = any("%" in each.line for each in calculated.deep("answer_tolerance"))
    if not variables or not _FORMULA.fullmatch(said) or not all(_NAME.fullmatch(name) for name in names):
        given.lose(NO_FORMULA, formula=said[:80])
        return _first_row(given, rows, spread, is_relative=is_percent)
    given.lose(TABLE, count=len(rows), formula=said[:80])
    for name in names:
        given.prompt = given.prompt.replace(f"\\[{name}\\]", f"[[{name}]]")
        given.prompt = re.sub(rf"(?<!\[)\[{name}\](?!\])", f"[[{name}]]", given.prompt)
    relative = spread / 100 if is_percent else 0.0
    absolute = 0.0 if relative else spread or 0.5
    parameters = tuple(map(_parameter, variables))
    return Amount(f"= {said.replace('^', '**')}", absolute, relative, parameters=parameters)


def _parameter(variable: Node) -> dict[str, Any]:
    low, high = (number_in(each.line) if (each := variable.first(end)) else None for end in ("min", "max"))
    digits = int(number_in(variable.get("scale", "0")) or 0)
    low, high = low or 0.0, high if high is not None else 10.0
    if digits <= 0:
        return {"name": variable.get("name"), "minimum": int(low), "maximum": max(int(low) + 1, int(high))}
    step = round(10.0**-digits, digits)
    return {"name": variable.get("name"), "minimum": low, "maximum": max(low + step, high), "step": step}


def _first_row(given: Given, rows: list[Node], spread: float, *, is_relative: bool) -> Amount | None:
    given.prompt = given.prompt.replace("][", "] [")  # two values side by side
    for row in rows[:1]:
        for variable in row.all("var"):
            name = variable.get("name")
            for spelled in (f"[{name}]", f"\\[{name}\\]"):
                given.prompt = given.prompt.replace(spelled, variable.line)
        answer = row.first("answer")
        value = number_in(answer.line) if answer else None
        if value is not None:
            distance = abs(value) * spread / 100 if is_relative else spread
            weighed = Weighed("", 100.0, "", (value - distance, value + distance))
            return amount([weighed], given.lose, given.explain)
    return None
