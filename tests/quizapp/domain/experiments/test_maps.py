"""Maps over two settings: their cells, their axes, and the border of the theory."""

import math

import pytest

import simulator
from quizapp.domain.experiments.maps import axes_of, axis_of, border_of, default_axes, plan_map
from tests.quizapp.domain.experiments.test_remedies import MLP, RNN


def changed(experiment: simulator.Experiment, **network: object) -> simulator.Experiment:
    document = experiment.model_dump(mode="json")
    document["network"] |= network
    return simulator.Experiment.model_validate(document)


@pytest.mark.parametrize("experiment", [MLP, RNN], ids=["mlp", "rnn"])
def test_every_axis_on_offer_makes_a_map(experiment: simulator.Experiment) -> None:
    offered = axes_of(experiment)
    assert set(default_axes(experiment)) <= set(offered)
    for path in offered:
        other = "batch_size" if path != "batch_size" else "optimizer.learning_rate"
        plan = plan_map(experiment, path, other, 3)
        assert [len(row) for row in plan.cells] == [len(plan.x.values)] * len(plan.y.values)
        positions = [cell for row in plan.cells for cell in row if cell is not None]
        assert positions == list(range(len(plan.experiments)))


def test_a_cell_is_the_experiment_with_just_its_two_values() -> None:
    plan = plan_map(MLP, "network.init.gain", "network.depth", 4)
    position = plan.cells[2][1]
    assert position is not None
    cell = plan.experiments[position]
    assert cell.network.depth == plan.y.values[2]
    assert cell.network.init.gain == plan.x.values[1]
    assert (cell.seed, cell.task, cell.optimizer) == (MLP.seed, MLP.task, MLP.optimizer)


def test_cells_that_make_no_experiment_stay_empty() -> None:
    sequence = RNN.model_copy(update={"task": RNN.task.model_copy(update={"delay": 8})})
    plan = plan_map(sequence, "task.delay", "task.length", 5)
    legal = [[cell is not None for cell in row] for row in plan.cells]
    assert all(all(row) for row in legal)
    short = plan_map(RNN.model_copy(update={"truncate": 15}), "network.init.recurrent_gain", "task.length", 5)
    assert all(cell is not None for row in short.cells for cell in row)


def test_the_border_is_where_the_theory_puts_it() -> None:
    assert border_of(MLP, "network.init.gain") == pytest.approx(math.sqrt(2))
    he = changed(MLP, init={"scheme": "he", "gain": 1.0})
    assert border_of(he, "network.init.gain") == pytest.approx(1.0)
    assert border_of(RNN, "network.init.recurrent_gain") == pytest.approx(1.0, abs=1e-3)
    assert border_of(MLP, "network.depth") is None
    assert border_of(changed(MLP, normalization="layer"), "network.init.gain") is None
    assert border_of(changed(MLP, init={"scheme": "orthogonal", "gain": 1.0}), "network.init.gain") is None


def test_the_border_stands_between_its_neighboring_cells() -> None:
    axis = axis_of(MLP, "network.init.gain", 5)
    place = axis.place(axis.values[2])
    assert place == pytest.approx(0.5, abs=0.01)
    assert axis.place(100.0) is None


def test_logarithmic_axes_multiply_and_whole_ones_repeat_nothing() -> None:
    rates = axis_of(MLP, "optimizer.learning_rate", 5).values
    assert rates == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1, 1.0])
    batches = axis_of(MLP, "batch_size", 20).values
    assert list(batches) == sorted(set(batches))
    assert all(isinstance(value, int) for value in batches)
