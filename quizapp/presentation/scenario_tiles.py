"""What a tile of the lab's list says of a scenario besides its picture."""

from functools import lru_cache

import simulator
from quizapp.domain.experiments.comparisons import networks_of
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.same import Same
from quizapp.presentation.symptoms import symptom_name

SYMPTOMS_ON_A_TILE = 1  # the first one; the others are on its page


def tile_chips(scenario: Scenario) -> list[str]:
    """Its networks, then the first symptom of its recorded result."""
    networks = [kind.upper() for kind in sorted(networks_of(scenario))]
    arms = scenario.picture.arms if scenario.picture else ()
    symptoms = dict.fromkeys(code for arm in arms for code in arm.symptoms)
    return [*networks, *(symptom_name(code) for code in list(symptoms)[:SYMPTOMS_ON_A_TILE])]


def seconds_of(scenario: Scenario) -> float:
    """Estimated, of both networks."""
    return _seconds(Same(scenario))


def tile_seconds(scenario: Scenario) -> str:
    return f"{max(seconds_of(scenario), 0.1):.1f}"


@lru_cache(maxsize=256)
def _seconds(key: Same) -> float:
    scenario = key.document
    assert isinstance(scenario, Scenario)
    arms = (scenario.baseline, scenario.treated)
    return sum(simulator.estimate_cost(arm.experiment).seconds for arm in arms)
