"""The answers of each kind of question in Moodle XML."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizapp.errors import N_
from quizapp.formats.exchange.markup import Lose
from quizapp.formats.exchange.numbers import number_in
from quizapp.formats.exchange.weights import (
    NO_MATCH,
    Weighed,
    amount,
    any_of,
    phrase,
    short,
    some_of,
    without_wildcards,
)
from quizapp.formats.exchange.xml_trees import Node
from quizapp.kinds.exchange import (
    Amount,
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
    Verdict,
)

UNIT = N_("Several units are possible there; here only “%(unit)s” is shown: %(others)s.")
UNIT_GRADE = N_("A penalty for a wrong unit is dropped.")
GROUPS = N_("The options of a blank came from group %(group)s; each blank now has its own choices.")
REPEATED = N_("An option that can be used again is now one of the choices of each blank.")
GRADER = N_("The note for graders is now the model answer: “%(text)s”.")
TEMPLATE = N_("A text to start from is dropped: “%(text)s”.")
ATTACHMENTS = N_("Files can’t be attached to an answer.")
NO_SUCH_GAP = N_("The text names the blank %(number)s, for which there is no option.")
ORDER_GRADING = N_("How a partly right order is graded is dropped.")

_GAP = re.compile(r"\[\[(\d{1,3})\]\]")


@dataclass
class Answers:
    """A question with what its reader needs; a reader may change the prompt."""

    node: Node
    prompt: str
    lose: Lose
    markdown: Callable[[Node | None, Lose], str]
    explain: list[str]

    def text(self, name: str) -> str:
        node = self.node.first(name)
        inside = node.first("text") if node else None
        return (inside or node).line if node else ""

    def weighed(self, *, as_words: bool = False) -> Iterator[Weighed]:
        for answer in self.node.all("answer"):
            percent = number_in(answer.get("fraction", "0"))
            inside = answer.first("text")
            text = (inside.line if inside else "") if as_words else self.markdown(answer, self.lose)
            feedback = self.markdown(answer.first("feedback"), self.lose)
            yield Weighed(text, percent or 0.0, feedback)


def choices(given: Answers) -> OneOf | SomeOf | None:
    is_single = given.text("single").lower() not in ("false", "0")
    return any_of(given.weighed(), given.lose) if is_single else several_choices(given)


def several_choices(given: Answers) -> SomeOf | None:
    return some_of(given.weighed(), given.lose)


def verdict(given: Answers) -> Verdict | None:
    said = {}
    is_true = None
    for each in given.weighed(as_words=True):
        name = each.text.strip().lower()
        if name not in ("true", "false"):
            return None
        said[name] = each.feedback
        if each.percent > 0:
            is_true = name == "true"
    if is_true is None:
        return None
    right, wrong = ("true", "false") if is_true else ("false", "true")
    given.explain += [said.get(right, ""), said.get(wrong, "")]
    return Verdict(is_true)


def words(given: Answers) -> Phrase | None:
    answers = without_wildcards(given.weighed(as_words=True), given.lose)
    return phrase(answers, given.lose, given.explain)


def number(given: Answers) -> Amount | None:
    answers = []
    for answer, each in zip(given.node.all("answer"), given.weighed(as_words=True), strict=True):
        tolerance = answer.first("tolerance")
        spread = abs(number_in(tolerance.line) or 0.0) if tolerance else 0.0
        middle = number_in(each.text)
        interval = None if middle is None else (middle - spread, middle + spread)
        answers.append(Weighed(each.text, each.percent, each.feedback, interval))
    found = amount(answers, given.lose, given.explain)
    units = [unit.line for each in given.node.all("units") for unit in each.deep("unit_name") if unit.line]
    if found is None or not units:
        return found
    if len(units) > 1:
        given.lose(UNIT, unit=units[0][:40], others=", ".join(units[1:])[:80])
    if (number_in(given.text("unitpenalty")) or 0) > 0 and given.text("unitgradingtype") not in ("", "0"):
        given.lose(UNIT_GRADE)
    return Amount(found.key, found.absolute, found.relative, found.mistakes, units[0][:40])


def pairs(given: Answers) -> Paired | None:
    left: list[tuple[str, str]] = []
    right: list[str] = []
    for each in given.node.all("subquestion"):
        entry = given.markdown(each, given.lose)
        answer = each.first("answer")
        match = given.markdown(answer, given.lose) if answer else ""
        if match and match not in right:
            right.append(match)
        if entry and match:
            left.append((entry, match))
        elif entry:
            given.lose(NO_MATCH, text=short(entry))
    return Paired(tuple(Pair(entry, right.index(match)) for entry, match in left), tuple(right))


def essay(given: Answers) -> Essay:
    note, template = (
        given.markdown(given.node.first(name), given.lose) for name in ("graderinfo", "responsetemplate")
    )
    for text, message in ((note, GRADER), (template, TEMPLATE)):
        if text:
            given.lose(message, text=short(text))
    if given.text("attachments") not in ("", "0"):
        given.lose(ATTACHMENTS)
    return Essay(note)


def order(given: Answers) -> Sequenced | None:
    entries = [(each.text, each.feedback) for each in given.weighed()]
    given.lose(ORDER_GRADING)
    return Sequenced(tuple(entries))


def selected_gaps(given: Answers) -> Blanks | None:
    """Blanks named `[[2]]` by the number of the right option, whose other choices are those of its group."""
    options = [_option(each, given) for each in given.node.all("selectoption", "dragbox")]
    groups = sorted({group for _, group, _ in options})
    blanks: list[Blank] = []

    def blank(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        if not 0 <= place < len(options):
            given.lose(NO_SUCH_GAP, number=found[1])
            return "_____"
        key, group, _ = options[place]
        texts = dict.fromkeys([text for text, of, _ in options if of == group])
        blanks.append(Blank(OneOf(tuple(Chosen(text, text == key) for text in texts))))
        return f"{{{{{len(blanks)}}}}}"

    text = _GAP.sub(blank, given.prompt.replace("\\[", "[").replace("\\]", "]"))
    if not blanks or any(not 2 <= len(_options(each)) <= 8 for each in blanks):
        return None
    for group in groups:
        given.lose(GROUPS, group=group or "1")
    if any(again for _, _, again in options):
        given.lose(REPEATED)
    given.prompt = ""
    return Blanks(text, tuple(blanks))


def _options(blank: Blank) -> tuple[Chosen, ...]:
    assert isinstance(blank.asked, OneOf)
    return blank.asked.options


def _option(node: Node, given: Answers) -> tuple[str, str, bool]:
    group, inside = node.first("group"), node.first("text")
    text = " ".join(given.markdown(inside, given.lose).split()) if inside else ""
    return (
        text.replace("$", "").replace("**", ""),
        group.line if group else "",
        node.first("infinite") is not None,
    )
