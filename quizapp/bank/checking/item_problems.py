"""What is wrong with an item beside its scenario, found without running anything."""

from collections.abc import Iterator, Sequence

import simulator
from quizapp.domain.claims.readings import Reading
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.grading import grade
from quizapp.domain.items import FixIt, FreeText, Item, PredictThenRun, Setting
from quizapp.domain.items.experiments import with_changes
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem


def problems_of_item(item: Item, arms: Arms) -> Iterator[Problem]:
    """Given the experiments of its scenario with the item's knobs."""
    match item:
        case FreeText():
            yield from _points_that_the_model_answer_misses(item)
        case PredictThenRun():
            yield from _of_prediction(item, arms)
        case FixIt():
            yield from _of_fix(item, arms)


def _points_that_the_model_answer_misses(item: FreeText) -> Iterator[Problem]:
    for language in LANGUAGES:
        for part in grade(item, item.model_answer.in_language(language)).parts:
            if part.outcome != "right":
                message = N_("Judging by its words, this does not cover the key point “%(point)s”.")
                yield Problem(f"model_answer.{language}", message, {"point": part.part_id})


def _of_prediction(item: PredictThenRun, arms: Arms) -> Iterator[Problem]:
    if item.number is not None:
        yield from _measures_that_do_not_exist([("number", item.number)], arms)
    for position, outcome in enumerate(item.outcomes):
        named = [(f"outcomes.{position}.when.{place}", each) for place, each in enumerate(outcome.when)]
        yield from _measures_that_do_not_exist(named, arms)


def _of_fix(item: FixIt, arms: Arms) -> Iterator[Problem]:
    sick = arms[0] if item.arm == "baseline" else arms[1]
    named = [(f"healed.{place}", each) for place, each in enumerate(item.healed)]
    yield from _measures_that_do_not_exist(named, (sick, sick))
    for position, setting in enumerate(item.settings):
        for place, value in _values(setting):
            try:
                with_changes(item, sick, {setting.id: value})
            except simulator.InvalidExperiment as invalid:
                yield from problems_of_experiment(invalid, f"settings.{position}.{place}: ")
    try:
        with_changes(item, sick, item.key)
    except simulator.InvalidExperiment as invalid:
        yield from problems_of_experiment(invalid, "key: ")


def _values(setting: Setting) -> Iterator[tuple[str, int | float | str]]:
    yield from ((f"choices.{place}.set", choice.id) for place, choice in enumerate(setting.choices))
    for name in ("minimum", "maximum"):
        if (value := getattr(setting, name)) is not None:
            yield name, value


def _measures_that_do_not_exist(readings: Sequence[tuple[str, Reading]], arms: Arms) -> Iterator[Problem]:
    for field, reading in readings:
        looked_at = {"baseline": arms[:1], "treated": arms[1:]}.get(reading.of, arms)
        for experiment in looked_at:
            if not reading.definition.exists_for(experiment.network):
                message = N_("“%(measure)s” cannot be measured in this network (%(kind)s).")
                values = {"measure": reading.measure, "kind": experiment.network.kind}
                yield Problem(f"{field}.measure", message, values)
                break
