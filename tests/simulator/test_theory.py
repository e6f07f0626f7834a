import math

import numpy as np
import pytest

import simulator as sim

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu")


def test_relu_has_its_closed_form() -> None:
    field = sim.mean_field("relu", weight_std=1.2, bias_std=0.5)
    assert field.chi_1 == pytest.approx(0.72)
    assert field.q_star == pytest.approx(0.25 / (1 - 0.72))
    assert sim.mean_field("relu", 1.6).q_star == math.inf
    assert sim.mean_field("relu", 1.6).chi_1 == pytest.approx(1.28)
    assert sim.mean_field("relu", math.sqrt(2)).chi_1 == pytest.approx(1.0)


def test_tanh_meets_relu_at_a_weight_spread_of_1_513() -> None:
    def difference(weight_std: float) -> float:
        return sim.mean_field("tanh", weight_std).chi_1 - weight_std**2 / 2

    assert difference(1.5125) > 0 > difference(1.5135)


def test_sigmoid_becomes_critical_at_10_15() -> None:
    assert sim.mean_field("sigmoid", 10.14).chi_1 < 1 < sim.mean_field("sigmoid", 10.16).chi_1


def test_tanh_below_one_forgets_its_input() -> None:
    field = sim.mean_field("tanh", 0.9)
    assert field.q_star == 0.0
    assert field.chi_1 == pytest.approx(0.81)
    assert field.depth_scale == pytest.approx(-1 / math.log(0.81))
    assert sim.mean_field("tanh", 1.0).chi_1 == pytest.approx(1.0, abs=1e-6)


def test_the_depth_scale_is_infinite_at_criticality() -> None:
    assert sim.mean_field("relu", math.sqrt(2)).depth_scale > 1e12


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_fixed_point_is_fixed(activation: str) -> None:
    """Checked by a plain average over many normal draws."""
    field = sim.mean_field(activation, 0.9, 0.3)
    out = np.empty(400_000)
    drive = math.sqrt(field.q_star) * np.random.default_rng(0).standard_normal(out.size)
    from simulator.activations import ACTIVATIONS as REGISTRY

    REGISTRY[activation].apply(drive.copy(), out)
    assert 0.81 * np.mean(out**2) + 0.09 == pytest.approx(field.q_star, rel=0.01)


@pytest.mark.parametrize(("activation", "weight_std"), [("tanh", 1.5), ("tanh", 3.0), ("sigmoid", 6.0)])
def test_a_wide_network_grows_as_predicted(activation: str, weight_std: float) -> None:
    """Mean square of the weight gradient, one sample, between two inner layers whose signals have settled.

    Not for ReLU: there the signal grows as fast forward as the gradient does backward, and the two cancel in
    a weight's gradient.
    """
    layers, init = 10, {"gain": weight_std}
    network = {"kind": "mlp", "depth": 16, "width": 256, "activation": activation, "init": init}
    document = {"network": network, "task": {"kind": "regression"}, "steps": 1, "batch_size": 1}
    traces = sim.run_many([document | {"seed": seed} for seed in range(20)])
    squares = np.array([trace.layer_gradient_norm[0] ** 2 for trace in traces])
    growth = float(np.mean(squares[:, 4] / squares[:, 4 + layers])) ** (1 / layers)
    assert growth == pytest.approx(sim.mean_field(activation, weight_std).chi_1, rel=0.03)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="activation is one of"):
        sim.mean_field("swish", 1.0)
    with pytest.raises(ValueError, match="negative"):
        sim.mean_field("tanh", -1.0)
