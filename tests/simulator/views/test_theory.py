import math

import numpy as np
import pytest

import simulator as sim
from simulator.equations.activations import ACTIVATIONS
from tests.simulator.wide_networks import deviation, deviation_of_weight_gradients


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
    z = math.sqrt(field.q_star) * np.random.default_rng(0).standard_normal(400_000)
    values = ACTIVATIONS[activation].function(z)
    assert 0.81 * np.mean(values**2) + 0.09 == pytest.approx(field.q_star, rel=0.01)


def test_weight_gradients_of_a_wide_network_grow_as_predicted() -> None:
    """`make bench` measures more activations."""
    assert deviation_of_weight_gradients("tanh", 1.5, width=256, seeds=10) < 0.05


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="activation is one of"):
        sim.mean_field("swish", 1.0)
    with pytest.raises(ValueError, match="negative"):
        sim.mean_field("tanh", -1.0)


def test_the_crossovers_are_the_known_ones() -> None:
    assert sim.crossovers("tanh", "relu") == pytest.approx((1.513,), abs=5e-4)
    assert sim.crossovers("sigmoid") == pytest.approx((10.149,), abs=1e-3)
    assert sim.crossovers("relu") == pytest.approx((math.sqrt(2),))
    assert sim.crossovers("leaky_relu") == pytest.approx((math.sqrt(2 / (1 + 0.01**2)),))
    assert sim.crossovers("tanh") == pytest.approx((1.0,), abs=1e-4)
    assert sim.crossovers("identity") == pytest.approx((1.0,))
    assert sim.crossovers("relu", "identity") == ()
    with pytest.raises(ValueError, match="activation is one of"):
        sim.crossovers("tanh", "swish")


def test_gelu_jumps_over_the_edge() -> None:
    """At one weight spread its signal stops dying out, and from there on its gradient already explodes."""
    (jump,) = sim.crossovers("gelu")
    below, above = sim.mean_field("gelu", jump - 1e-3), sim.mean_field("gelu", jump + 1e-3)
    assert (below.q_star, above.q_star) == (0.0, math.inf)
    assert below.chi_1 < 0.6
    assert above.chi_1 > 1.1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_over_the_depth_scale_the_squared_gradient_changes_by_e(activation: str) -> None:
    field = sim.mean_field(activation, 1.1, 0.2)
    assert abs(math.log(field.chi_1**field.depth_scale)) == pytest.approx(1.0)


@pytest.mark.parametrize(("activation", "weight_std"), [("tanh", 2.0), ("sigmoid", 4.0), ("relu", 1.2)])
def test_gradients_of_wide_networks_grow_as_predicted(activation: str, weight_std: float) -> None:
    """`make bench` measures wider networks, of all activations."""
    assert deviation(activation, weight_std, 0.3, width=256, seeds=4) < 0.05


@pytest.mark.parametrize("recurrent_gain", [1.2, 1.5, 2.0, 3.0])
def test_gradients_through_time_grow_as_predicted_although_weights_are_tied(recurrent_gain: float) -> None:
    network = {"kind": "rnn", "width": 400, "init": {"gain": 0.1, "recurrent_gain": recurrent_gain}}
    document = {"network": network, "task": {"kind": "recall", "length": 60}, "batch_size": 8, "steps": 1}
    logarithms = []
    for trace in sim.run_many([document | {"seed": seed} for seed in range(4)]):
        assert trace.time_gradient_norm is not None
        logarithms.append(np.log(trace.time_gradient_norm[0, 20] / trace.time_gradient_norm[0, 55]) / 35)
    predicted = sim.mean_field("tanh", recurrent_gain).chi_1 ** 0.5
    assert math.exp(float(np.mean(logarithms))) == pytest.approx(predicted, rel=0.02)
