"""Check what scenarios suggest to try: values that their controls have, and that are not the initial ones."""

from collections.abc import Iterable, Iterator

import simulator
from quizapp.domain.experiments.knobs import KnobRefused, turn_knobs
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import N_, Problem

REFUSED = N_("The controls of this scenario cannot be set to what suggestion %(number)s says: %(why)s")
NOTHING_NEW = N_("Suggestion %(number)s changes nothing.")


def problems_of_suggestions(scenarios: Iterable[Scenario]) -> Iterator[Problem]:
    for scenario in scenarios:
        place = f"scenarios/{scenario.slug}.yaml"
        at_first = turn_knobs(scenario, {})
        for number, wished in enumerate(scenario.suggestions, start=1):
            try:
                if turn_knobs(scenario, wished) == at_first:
                    yield Problem(place, NOTHING_NEW, {"number": number})
            except (KnobRefused, simulator.InvalidExperiment) as refused:
                yield Problem(place, REFUSED, {"number": number, "why": str(refused)})
