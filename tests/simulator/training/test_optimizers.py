import numpy as np
import pytest

import simulator as sim
from simulator.settings.updates import AdamSettings, RmspropSettings, SgdSettings
from simulator.training.optimizers import Sgd, optimizer_of
from tests.simulator.small_experiments import mlp


def test_plain_descent_subtracts_the_scaled_gradient_per_run() -> None:
    parameters = np.ones((2, 3))
    Sgd([0.1, 0.5], [0.0, 0.0], parameters).update(parameters, np.ones((2, 3)))
    np.testing.assert_allclose(parameters, [[0.9] * 3, [0.5] * 3])


def test_momentum_accumulates_a_velocity() -> None:
    parameters = np.zeros((1, 1))
    optimizer = Sgd([1.0], [0.5], parameters)
    for _ in range(3):
        optimizer.update(parameters, np.ones((1, 1)))
    np.testing.assert_allclose(parameters, [[-(1.0 + 1.5 + 1.75)]])


def test_adam_is_its_algorithm_written_out() -> None:
    settings = AdamSettings(kind="adam", learning_rate=0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3)
    other = AdamSettings(kind="adam", learning_rate=5.0)
    generator = np.random.default_rng(0)
    parameters, expected = np.ones((2, 3)), np.ones(3)
    optimizer = optimizer_of([settings, other], parameters)
    m = v = np.zeros(3)
    for t in range(1, 6):
        g = generator.standard_normal((2, 3))
        before = parameters.copy()
        optimizer.update(parameters, g)
        np.testing.assert_allclose(before - parameters, optimizer.change)
        m, v = 0.8 * m + 0.2 * g[0], 0.95 * v + 0.05 * g[0] ** 2
        expected = expected - 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.95**t)) + 1e-3)
        np.testing.assert_allclose(parameters[0], expected, rtol=1e-12)


def test_the_first_step_of_adam_is_the_learning_rate_in_every_component() -> None:
    parameters = np.zeros((1, 3))
    optimizer_of([AdamSettings(kind="adam")], parameters).update(parameters, np.array([[1e-3, -7.0, 1e5]]))
    np.testing.assert_allclose(parameters, [[-0.001, 0.001, -0.001]], rtol=1e-4)


def test_rmsprop_is_its_rule_written_out() -> None:
    settings = RmspropSettings(kind="rmsprop", learning_rate=0.1, decay=0.7, epsilon=1e-3)
    parameters, expected, v = np.ones((1, 3)), np.ones(3), np.zeros(3)
    optimizer = optimizer_of([settings], parameters)
    for g in np.random.default_rng(0).standard_normal((5, 3)):
        optimizer.update(parameters, g[None])
        v = 0.7 * v + 0.3 * g**2
        expected = expected - 0.1 * g / (np.sqrt(v) + 1e-3)
        np.testing.assert_allclose(parameters[0], expected, rtol=1e-12)


@pytest.mark.parametrize("kind", ["adam", "rmsprop"])
@pytest.mark.parametrize("clip", ["norm", "value"])
def test_clipping_comes_before_the_optimizer(kind: str, clip: str) -> None:
    """Both rescale by the size of gradients, so only an update of mixed sizes shows the order."""
    document = mlp(dtype="float64", steps=1, optimizer={"kind": kind, "epsilon": 0.5})
    document |= {"clip": {"kind": clip, "threshold": 0.01}}
    before, (_, slopes) = sim.initial_parameters(document), sim.gradients(document)
    norm = np.sqrt(sum(np.sum(values**2) for values in slopes.values()))
    for name, after in sim.run(document).final_parameters.items():
        g = slopes[name] * min(1.0, 0.01 / norm) if clip == "norm" else slopes[name].clip(-0.01, 0.01)
        root = np.abs(g) if kind == "adam" else np.sqrt(0.1) * np.abs(g)
        np.testing.assert_allclose(after, before[name] - 0.001 * g / (root + 0.5), rtol=1e-9, atol=1e-15)


def test_an_optimizer_without_a_kind_is_plain_descent() -> None:
    experiment = sim.Experiment.model_validate(mlp(optimizer={"learning_rate": 0.5}))
    assert experiment.optimizer == SgdSettings(learning_rate=0.5)
    assert sim.Experiment.model_validate_json(experiment.model_dump_json()) == experiment
