import pytest

import simulator
from quizapp.domain.experiments.charts import charts_recorded
from quizapp.domain.experiments.knobs import turn_knobs
from tests.bank import SCENARIO_SLUGS, scenarios


@pytest.mark.parametrize("slug", SCENARIO_SLUGS)
def test_every_choice_of_a_knob_gives_experiments_that_can_run(slug: str) -> None:
    scenario = scenarios()[slug]
    for knob in scenario.knobs:
        for choice in knob.choices or ():
            turn_knobs(scenario, {knob.id: choice.value})


def test_a_knob_on_the_kind_of_network_leaves_no_setting_of_the_former_kind() -> None:
    scenario = scenarios()["lstm-damps-growth"]
    _, treated = turn_knobs(scenario, {"treated-gain": 3.0, "treated-kind": "gru"})
    assert isinstance(treated, simulator.Experiment)
    assert treated.network.kind == "gru"
    assert treated.network.init.recurrent_gain == 3.0


@pytest.mark.parametrize("slug", SCENARIO_SLUGS)
def test_a_scenario_draws_only_what_its_networks_record(slug: str) -> None:
    scenario = scenarios()[slug]
    recorded = charts_recorded([scenario.baseline.experiment, scenario.treated.experiment])
    assert set(scenario.charts) <= set(recorded)
    trace = simulator.run(scenario.baseline.experiment.model_copy(update={"steps": 2}))
    assert set(charts_recorded([scenario.baseline.experiment])) <= set(trace.columns())
