import numpy as np
import pytest

import simulator as sim
from simulator.errors import ShapeMismatch
from simulator.kernels import layout_of
from tests.simulator.small_experiments import experiment, mlp, rnn


@pytest.mark.parametrize("document", [mlp(), mlp(network={"depth": 1}), rnn(network={"depth": 3})])
def test_views_and_blocks_share_the_memory_of_the_flat_array(document: dict[str, object]) -> None:
    layout = layout_of(experiment(document))
    flat = np.arange(2.0 * layout.size).reshape(2, layout.size)
    views, blocks = layout.views(flat), layout.blocks(flat)
    assert all(np.shares_memory(flat, view) for view in [*views.values(), *blocks])
    assert sum(view[0].size for view in views.values()) == layout.size
    assert sum(block[0].size for block in blocks) == layout.size
    assert sum(block.shape[1] for block in blocks) == len(layout.layer_names)


def test_named_parameters_survive_the_flat_row() -> None:
    layout = layout_of(experiment(rnn()))
    named = sim.initial_parameters(rnn(dtype="float64", network={"bias_std": 1.0}))
    row = np.zeros(layout.size)
    layout.from_dict(named, row)
    for name, values in layout.to_dict(row).items():
        np.testing.assert_array_equal(values, named[name])


def test_parameters_that_do_not_fit_are_named() -> None:
    parameters = sim.initial_parameters(mlp())
    with pytest.raises(ShapeMismatch, match="W2"):
        sim.gradients(mlp(), parameters | {"W2": np.zeros((2, 2))})
    with pytest.raises(ShapeMismatch, match="parameters are"):
        sim.gradients(mlp(), {"W1": parameters["W1"]})
