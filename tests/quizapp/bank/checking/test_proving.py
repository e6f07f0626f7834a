"""Keys that need networks tell right from wrong; `quizapp content check` proves those of the whole bank."""

from quizapp.bank.checking.proofs import problem_proved
from quizapp.bank.checking.proving import prove
from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.bank.parametric.item import ParametricItem
from quizapp.kinds import runs_the_simulator
from tests.bank import items, parametric_items, scenarios
from tests.samples import sample

FEW_VARIANTS = 5


def test_the_keys_of_variants_whose_networks_are_run_are_proved() -> None:
    measured = sample([item for item in parametric_items() if needs_simulation(item)], 3)
    assert measured
    for item in measured:
        assert prove(item, scenarios()[item.scenario.slug], FEW_VARIANTS).problem is None, item.id


def test_the_keys_of_exercises_graded_by_a_run_are_proved() -> None:
    run = [item for item in items() if not isinstance(item, ParametricItem) and runs_the_simulator(item)]
    assert run
    for item in sample(run, 3):
        assert problem_proved(item, scenarios()[item.scenario.slug]) is None, item.id
