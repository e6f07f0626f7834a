"""What is wrong with a question, given its topics, scenarios, and claims."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic_core import to_jsonable_python

import simulator
from quizapp.bank.checking.checks import passages
from quizapp.bank.checking.mentions import problems_of_mentions
from quizapp.bank.checking.text_problems import problems_of_texts
from quizapp.bank.formulas import problems_of_formulas, unbroken_parts
from quizapp.bank.images import problems_of_images
from quizapp.bank.interviews import Interview
from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.knobs import Arms, KnobRefused, turn_knobs
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import GAP, LANGUAGES
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.kinds.item import ScenarioLink
from quizapp.kinds.links import scenarios_linked
from quizapp.kinds.telling_ids import TELLS_VERDICT, tells_verdict
from simulator.paths import join, leaves, split_last

SAME_NUMBER = N_("The question “%(slug)s” already has the number %(number)s. Choose another number.")
BLANK_IN_FORMULA = N_("The blank “%(id)s” is inside a formula or inline code. Put it outside.")


def problems_of_question(
    question: Question,
    topics: Collection[str],
    scenarios: Mapping[str, Scenario],
    claims: Mapping[str, Claim],
    others: Mapping[str, str | None],
) -> Iterator[Problem]:
    """What is wrong with a question, given all topics, scenarios, and claims, and the other questions’ numbers."""
    if question.topic not in topics:
        yield Problem("topic", N_("The topic “%(slug)s” was not found."), {"slug": question.topic})
    for slug, number in others.items():
        if number is not None and number == question.number and slug != question.slug:
            yield Problem("number", SAME_NUMBER, {"slug": slug, "number": number})
    if question.interview is not None:
        yield from problems_of_interview(question.interview)
        yield from unknown_items(question.interview, {item.id for item in question.items})
    for position, item in enumerate(question.items):
        yield from _problems_of_item(item, f"items.{position}", scenarios)
    document = question.model_dump(mode="json")
    yield from problems_of_formulas(document)
    yield from problems_of_images(document)
    rooms = {"topics": topics, "lab": scenarios, "claims": claims, "questions": {*others, question.slug}}
    yield from problems_of_texts(passages(question), rooms)
    yield from problems_of_mentions(question, claims)


def _problems_of_item(item: AuthoredItem, place: str, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    example = example_of(item)
    for inside, link in scenarios_linked(example):
        yield from _problems_of_link(link, scenarios, join(place, inside))
    for inside in _ids_that_tell(example):
        yield Problem(join(place, inside), TELLS_VERDICT)
    for inside, blank in _blanks_in_formulas(example):
        yield Problem(join(place, inside), BLANK_IN_FORMULA, {"id": blank})
    arms = _arms(example.scenario, scenarios)
    for problem in kind_of(example).problems(example, arms) if arms else ():
        yield Problem(join(place, problem.field), problem.message, problem.values)


def _ids_that_tell(item: Item) -> Iterator[str]:
    """The places of the ids of parts that learners see before they answer and that tell whether the part is right."""
    asked = Asked(0, None, "en")
    shown = [asked.shown(part) for part in parts_in_order(item, 0)]
    seen = {part.id for part in shown} | _ids_in(dict(kind_of(item).shown_in_api(item, asked)))
    for place, value in leaves(item.model_dump(mode="json")):
        before, name = split_last(place)
        if name == "id" and before and value in seen and tells_verdict(value):
            yield place


def _blanks_in_formulas(item: Item) -> Iterator[tuple[str, str]]:
    """The texts that have a blank of the item within a formula or code, where it cannot be filled in."""
    ids = {gap.id for gap in getattr(item, "gaps", ())}
    if ids:
        for place, text in leaves(item.model_dump(mode="json", include={"text"})):
            for unbroken in unbroken_parts(text):
                yield from ((place, blank) for blank in GAP.findall(unbroken) if blank in ids)


def _ids_in(document: Any) -> set[str]:
    plain = to_jsonable_python(document)
    return {value for place, value in leaves(plain) if split_last(place)[1] == "id"}


def _problems_of_link(link: ScenarioLink, scenarios: Mapping[str, Scenario], field: str) -> Iterator[Problem]:
    scenario = scenarios.get(link.slug)
    if scenario is None:
        yield Problem(f"{field}.slug", N_("The scenario “%(slug)s” was not found."), {"slug": link.slug})
        return
    try:
        turn_knobs(scenario, link.knobs)
    except KnobRefused as refused:
        yield Problem(f"{field}.knobs.{refused.knob_id}", refused.message, refused.values)
    except simulator.InvalidExperiment as invalid:
        yield from problems_of_experiment(invalid, f"{field}.knobs: ")


def _arms(link: ScenarioLink, scenarios: Mapping[str, Scenario]) -> Arms | None:
    """The experiments of a link, if it is valid."""
    if link.slug not in scenarios or any(_problems_of_link(link, scenarios, "")):
        return None
    return turn_knobs(scenarios[link.slug], link.knobs)


def unknown_items(interview: Interview, items: set[str]) -> Iterator[Problem]:
    """The exercises that its key points name and that are not among these."""
    for position, point in enumerate(interview.key_points):
        for item in point.items:
            if item not in items:
                message = N_("The exercise “%(item)s” was not found.")
                yield Problem(f"interview.key_points.{position}.items", message, {"item": item})


def problems_of_interview(interview: Interview) -> Iterator[Problem]:
    """The points that its own short answer does not cover."""
    for language in LANGUAGES:
        made = interview.points_made(interview.short_answer.in_language(language))
        for point in interview.key_points:
            if point.id not in made:
                message = N_("Judging by its words, this does not cover the key point “%(point)s”.")
                yield Problem(f"interview.short_answer.{language}", message, {"point": point.id})
