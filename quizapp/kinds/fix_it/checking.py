"""Check a fix-it item with its scenario: measures and settings that its networks do not have."""

from collections.abc import Iterator

import simulator
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.errors import Problem
from quizapp.kinds.conditions import problems_of_readings
from quizapp.kinds.fix_it.changes import original_arm, with_changes
from quizapp.kinds.fix_it.model import ChangeableSetting, FixIt


def problems_of(item: FixIt, arms: Arms) -> Iterator[Problem]:
    original = original_arm(item, arms)
    named = [(f"healed.{place}", each) for place, each in enumerate(item.healed)]
    yield from problems_of_readings(named, (original, original))
    for position, setting in enumerate(item.settings):
        for place, value in _values(setting):
            try:
                with_changes(item, original, {setting.id: value})
            except simulator.InvalidExperiment as invalid:
                yield from problems_of_experiment(invalid, f"settings.{position}.{place}: ")
    try:
        with_changes(item, original, item.key)
    except simulator.InvalidExperiment as invalid:
        yield from problems_of_experiment(invalid, "key: ")


def _values(setting: ChangeableSetting) -> Iterator[tuple[str, int | float | str]]:
    yield from ((f"choices.{place}.set", choice.id) for place, choice in enumerate(setting.choices))
    for name in ("minimum", "maximum"):
        if (value := getattr(setting, name)) is not None:
            yield name, value
