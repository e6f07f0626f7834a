"""Published questions in the common form, to be written for other programs: one language, and variants as a pool."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizapp.bank.parametric.drawing import draw, needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, asked_by
from quizapp.kinds.exchange import Asked, Essay, Verdict

POOL = 5  # variants written of an item with variables
NO_FORM = N_("The exercise “%(item)s” has no counterpart in any of these formats and is left out.")
SIMULATED = N_("The correct answer of “%(item)s” is measured by running networks; it is left out.")
FROZEN = N_("The variables of “%(item)s” become %(count)s fixed variants.")
SCENARIO = N_("The scenario of “%(item)s” is dropped.")
LANGUAGE = N_("Only one of the two languages is written.")
INTERVIEW = N_("The mock interview is dropped.")
REFERENCES = N_("The references are dropped.")
CLAIMS = N_("The claims that it relies on are dropped.")
ORDER = N_("“%(item)s” asks for an order, which this format does not know; it is left out.")
BLANKS = N_("“%(item)s” has blanks in a text, which this format does not know; it is left out.")
ENTRY_FEEDBACK = N_("The feedback on the single entries of “%(item)s” is dropped.")
ONLY_A_CARD = N_("“%(item)s” becomes a card: how it is graded, and the feedback on its parts, are dropped.")
POINTS = N_("The key points of “%(item)s” are dropped; the model answer stays.")
REASONS = N_("The reasons of “%(item)s” are dropped; the right one moves to the explanation.")


@dataclass(frozen=True)
class LeavingItem:
    """An exercise in one language. name: its id, with the number of the variant if there are several."""

    name: str
    prompt: str
    asked: Asked
    explanation: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class LeavingQuestion:
    slug: str
    title: str
    topic: str
    items: tuple[LeavingItem, ...]


@dataclass(frozen=True)
class Leaving:
    """The questions to write, and what none of the formats can hold."""

    questions: tuple[LeavingQuestion, ...]
    losses: tuple[Problem, ...]


def leaving(questions: Iterable[Question], language: Language) -> Leaving:
    losses: list[Problem] = []
    found = []
    for question in questions:
        items = [each for item in question.items for each in _items(item, question, language, losses)]
        losses += _lost_about(question)
        title = question.title.in_language(language)
        found.append(LeavingQuestion(question.slug, title, question.topic, tuple(items)))
    return Leaving(tuple(found), tuple(losses))


def _lost_about(question: Question) -> Iterator[Problem]:
    yield Problem(question.slug, LANGUAGE)
    for is_lost, message in (
        (question.interview, INTERVIEW),
        (question.references, REFERENCES),
        (question.claims or any(item.claims for item in question.items), CLAIMS),
    ):
        if is_lost:
            yield Problem(question.slug, message)


def _items(
    item: AuthoredItem, question: Question, language: Language, losses: list[Problem]
) -> Iterator[LeavingItem]:
    named = {"item": item.id}
    if isinstance(item, ParametricItem):
        if needs_simulation(item):
            losses.append(Problem(question.slug, SIMULATED, named))
            return
        drawn = [draw(item, seed).item for seed in range(POOL)]
        plain = [(f"{item.id}-{number}", each) for number, each in enumerate(drawn, start=1)]
        losses.append(Problem(question.slug, FROZEN, {**named, "count": POOL}))
    else:
        plain = [(item.id, item)]
    for name, each in plain:
        asked = asked_by(each, language)
        if asked is None:
            losses.append(Problem(question.slug, NO_FORM, named))
            return
        yield _leaving_item(name, each, asked, language)
    losses.append(Problem(question.slug, SCENARIO, named))
    losses += _lost_of(item.id, asked_by(plain[0][1], language), question.slug)


def _lost_of(item_id: str, asked: Asked | None, slug: str) -> Iterator[Problem]:
    if isinstance(asked, Essay) and asked.points:
        yield Problem(slug, POINTS, {"item": item_id})
    if isinstance(asked, Verdict) and asked.reasons:
        yield Problem(slug, REASONS, {"item": item_id})


def _leaving_item(name: str, item: Item, asked: Asked, language: Language) -> LeavingItem:
    explanation = item.explanation.in_language(language)
    if isinstance(asked, Verdict):
        right = next((each.text for each in asked.reasons if each.correct), "")
        explanation = "\n\n".join(filter(None, [right, explanation]))
    hints = tuple(hint.in_language(language) for hint in item.hints)
    return LeavingItem(name, item.prompt.in_language(language), asked, explanation, hints)
