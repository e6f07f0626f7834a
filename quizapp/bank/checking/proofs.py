"""What an item's right answer is, which wrong ones it knows, and the proof that grading tells them apart."""

from collections.abc import Iterable, Iterator
from typing import Any

import simulator
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.grading import RUNS_THE_SIMULATOR, MalformedAnswer, grade
from quizapp.domain.grading.fix_it import seconds_of
from quizapp.domain.grading.predict_then_run import number_of, outcome_of
from quizapp.domain.items import (
    ChoiceGap,
    Cloze,
    FixIt,
    FreeText,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    NumberGap,
    Numeric,
    Ordering,
    PredictThenRun,
    ShortText,
    SingleChoice,
    SpotTheLine,
    TensorShape,
    TrueFalse,
    WordsGap,
)
from quizapp.domain.items.experiments import arms_of, sick_experiment, with_changes
from quizapp.domain.text import Language
from quizapp.errors import N_, Problem

FLAWS = {
    "key_not_right": N_("The correct answer does not get full marks."),
    "mistake_is_right": N_("A wrong option or a common mistake gets full marks."),
    "spread_too_wide": N_("The seeds vary too much to predict this number."),
    "options_read_alike": N_("Two options have the same text."),
}
WIDEST_SPREAD = 0.5  # of a number to be predicted, as a share of it
SECONDS_LIMIT = 2.0  # a learner waits for a grade


def right_answer(item: Item, language: Language = "en", scenario: Scenario | None = None) -> Any:
    """The key in the form of an answer, as a reader of that language would give it.

    A prediction is right or wrong by its run, so that its scenario is needed.
    """
    match item:
        case SingleChoice():
            return next(option.id for option in item.options if option.correct)
        case MultipleChoice():
            return [option.id for option in item.options if option.correct]
        case TrueFalse():
            return {"is_true": item.key, "reason": next(each.id for each in item.reasons if each.correct)}
        case Numeric():
            return item.key
        case ShortText():
            return item.accepted.in_language(language)[0]
        case TensorShape():
            return list(item.key)
        case Ordering():
            return [entry.id for entry in item.entries]
        case Matching():
            return {each.id: each.match for each in item.left}
        case Cloze():
            return {gap.id: _key_of_gap(gap, language) for gap in item.gaps}
        case SpotTheLine():
            lines = [remark.line for remark in item.wrong_lines]
            fix = next((each.id for each in item.fixes if each.correct), None)
            return {"lines": lines, "fix": fix} if fix else {"lines": lines}
        case FreeText():
            return item.model_answer.in_language(language)
        case PredictThenRun():
            return _prediction_that_comes_true(item, scenario)
        case FixIt():
            return dict(item.key)


def wrong_answers(item: Item) -> Iterator[Any]:
    """The distractors and the known mistakes, each in the form of an answer."""
    match item:
        case SingleChoice():
            yield from (option.id for option in item.options if not option.correct)
        case MultipleChoice():
            yield from ([option.id] for option in item.options if not option.correct)
        case TrueFalse():
            key = right_answer(item)
            yield {**key, "is_true": not item.key}
            yield from ({**key, "reason": each.id} for each in item.reasons if not each.correct)
        case Numeric():
            yield from (mistake.value for mistake in item.mistakes)
        case ShortText():
            yield from (words for mistake in item.mistakes for words in mistake.given)
        case TensorShape():
            yield from (list(mistake.shape) for mistake in item.mistakes)
        case Ordering():
            yield [entry.id for entry in reversed(item.entries)]
        case Matching():
            rights = [each.id for each in item.right]
            for each in item.left:
                others = (right for right in rights if right != each.match)
                yield from ({**right_answer(item), each.id: other} for other in others)
        case Cloze():
            for gap in item.gaps:
                yield from ({**right_answer(item), gap.id: wrong} for wrong in _mistakes_of_gap(gap))
        case SpotTheLine():
            yield from ({**right_answer(item), "lines": [remark.line]} for remark in item.mistakes)
            yield from ({**right_answer(item), "fix": each.id} for each in item.fixes if not each.correct)
        case FixIt():
            yield from (dict(mistake.changes) for mistake in item.mistakes)
        case FreeText() | PredictThenRun():
            return


def flaw_of(item: Item, scenario: Scenario | None = None) -> str | None:
    """Why grading cannot tell this item's key from its distractors; None if it can.

    Without its scenario, what is graded by running it is not judged.
    """
    if item.kind not in RUNS_THE_SIMULATOR or scenario is not None:
        languages: tuple[Language, ...] = ("zh", "en")
        for language in languages:
            try:
                score = grade(item, right_answer(item, language, scenario), scenario).score
            except MalformedAnswer:
                return "key_not_right"
            if score != 1.0:
                return "key_not_right"
        if any(grade(item, answer, scenario).score >= 1.0 for answer in wrong_answers(item)):
            return "mistake_is_right"
    if isinstance(item, PredictThenRun) and item.number and scenario:
        key, spread = number_of(item.number, arms_of(item, scenario))
        if spread > WIDEST_SPREAD * abs(key):
            return "spread_too_wide"
    for parts in (getattr(item, "options", ()), getattr(item, "reasons", ()), getattr(item, "right", ())):
        for side in ("zh", "en"):
            texts = [getattr(part.text, side) for part in parts]
            if len(set(texts)) < len(texts):
                return "options_read_alike"
    return None


def problems_proved(items: Iterable[Item], scenarios: dict[str, Scenario]) -> Iterator[Problem]:
    """What is found by grading every key and every known mistake, running networks where that is how it is graded."""
    for item in items:
        scenario = scenarios[item.scenario.slug]
        if (seconds := seconds_to_grade(item, scenario)) > SECONDS_LIMIT:
            message = N_(
                "Grading takes about %(seconds)s seconds on this machine; it should take at most %(limit)s."
            )
            yield Problem(item.id, message, {"seconds": f"{seconds:.1f}", "limit": SECONDS_LIMIT})
        elif flaw := flaw_of(item, scenario):
            yield Problem(item.id, FLAWS[flaw])


def seconds_to_grade(item: Item, scenario: Scenario) -> float:
    """About how long the networks run on this machine when an answer is graded."""
    match item:
        case PredictThenRun():
            readings = [item.number] if item.number else [each for o in item.outcomes for each in o.when]
            sides = {each.of for each in readings}
            arms = arms_of(item, scenario)
            looked_at = {
                *(arms[:1] if sides != {"treated"} else ()),
                *(arms[1:] if sides != {"baseline"} else ()),
            }
            seeds = item.number.seeds if item.number else 1
            return seeds * sum(simulator.estimate_cost(each).seconds for each in looked_at)
        case FixIt():
            return seconds_of(item, with_changes(item, sick_experiment(item, scenario), item.key))
    return 0.0


def _prediction_that_comes_true(item: PredictThenRun, scenario: Scenario | None) -> Any:
    if scenario is None:
        raise ValueError(f"{item.id} is decided by running its scenario")
    arms = arms_of(item, scenario)
    return number_of(item.number, arms)[0] if item.number else outcome_of(item.outcomes, arms)[0].id


def _key_of_gap(gap: Gap, language: Language) -> Any:
    match gap:
        case ChoiceGap():
            return next(option.id for option in gap.options if option.correct)
        case NumberGap():
            return gap.key
        case WordsGap():
            return gap.accepted.in_language(language)[0]


def _mistakes_of_gap(gap: Gap) -> Iterator[Any]:
    match gap:
        case ChoiceGap():
            yield from (option.id for option in gap.options if not option.correct)
        case NumberGap():
            yield from (mistake.value for mistake in gap.mistakes)
        case WordsGap():
            yield from (words for mistake in gap.mistakes for words in mistake.given)
