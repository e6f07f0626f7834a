import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import simulator as sim
from simulator.equations.activations import ACTIVATIONS
from simulator.views.theory import mean_square_value
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


@pytest.mark.parametrize(
    ("activation", "weight_std", "bias_std", "q_star", "chi_1"),
    [
        ("identity", 0.9, 0.2, 0.21052631578937486, 0.809999999999911),
        ("identity", 3.0, 1.0, math.inf, 9.0),
        ("sigmoid", 0.9, 0.2, 0.2539645945709022, 0.04531897557284638),
        ("sigmoid", 1.1, 0.0, 0.32372841580356615, 0.06596251451970785),
        ("sigmoid", 1.5, 0.2, 0.6751667480924033, 0.10967810788105037),
        ("sigmoid", 1.53, 0.0, 0.6594450162378002, 0.11461871659014895),
        ("sigmoid", 3.0, 1.0, 4.152481147677602, 0.2574861259838216),
        ("sigmoid", 30.0, 0.2, 432.84727492168173, 2.872024477661149),
        ("tanh", 0.9, 0.2, 0.11887887147828008, 0.6708797056362166),
        ("tanh", 1.1, 0.0, 0.11274988586541591, 1.0101893643027797),
        ("tanh", 1.5, 0.2, 0.8708988958167849, 1.1009414097006684),
        ("tanh", 1.53, 0.0, 0.8583725262721725, 1.1515942904343488),
        ("tanh", 3.0, 1.0, 7.508766042156148, 1.7109201647179695),
        ("tanh", 30.0, 0.2, 875.786202485169, 16.17380963877431),
        ("relu", 0.9, 0.2, 0.0672268907562974, 0.405),
        ("relu", 3.0, 1.0, math.inf, 4.5),
        ("leaky_relu", 0.9, 0.2, 0.06723146701581705, 0.4050405),
        ("leaky_relu", 3.0, 1.0, math.inf, 4.50045),
        ("gelu", 0.9, 0.2, 0.05133335522894875, 0.22649150812632998),
        ("gelu", 1.1, 0.0, 0.0, 0.3024999999999668),
        ("gelu", 1.5, 0.2, 0.0, 0.5624999999999382),
        ("gelu", 1.53, 0.0, 0.0, 0.5852249999999357),
        ("gelu", 3.0, 1.0, math.inf, 4.5),
        ("gelu", 30.0, 0.2, math.inf, 450.0),
    ],
)
def test_the_values_are_those_of_a_plain_iteration_on_the_whole_grid(
    activation: str, weight_std: float, bias_std: float, q_star: float, chi_1: float
) -> None:
    """They were computed so once; the shortcuts must not change them."""
    field = sim.mean_field(activation, weight_std, bias_std)
    assert (field.q_star, field.chi_1) == pytest.approx((q_star, chi_1), rel=1e-9, abs=0.0)


@pytest.mark.parametrize(
    ("activation", "other", "bias_std", "crossings"),
    [
        ("sigmoid", None, 0.0, (10.149263710020135,)),
        ("sigmoid", None, 0.3, (10.159971607202925,)),
        ("tanh", None, 0.3, (1.3955839751549912,)),
        ("tanh", "relu", 0.0, (1.5130272979420223,)),
        ("leaky_relu", "tanh", 0.3, (1.4276060138127042,)),
        ("gelu", None, 0.0, (1.5335805216662155,)),
        ("gelu", "relu", 0.3, ()),
    ],
)
def test_the_crossovers_are_those_of_a_plain_iteration_on_the_whole_grid(
    activation: str, other: str | None, bias_std: float, crossings: tuple[float, ...]
) -> None:
    assert sim.crossovers(activation, other, bias_std) == pytest.approx(crossings, rel=1e-9)


def test_the_crossover_of_gelu_needs_few_values_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain iteration on the whole grid needs 77 million, which takes half a minute."""
    gelu, evaluated = ACTIVATIONS["gelu"], []

    def counted(z: np.ndarray) -> np.ndarray:
        evaluated.append(z.size)
        return gelu.function(z)

    monkeypatch.setitem(ACTIVATIONS, "gelu", replace(gelu, function=counted))
    sim.crossovers.__wrapped__("gelu")
    assert 0 < sum(evaluated) < 5_000_000


def test_the_growth_of_a_length_map_that_diverges_rises_with_the_length() -> None:
    growth = [mean_square_value("gelu", q) / q for q in np.geomspace(1e-6, 1e9, 61)]
    assert all(before <= after * (1 + 1e-12) for before, after in pairwise(growth))
    assert growth[-1] == pytest.approx(0.5, abs=1e-6)


def test_lines_without_a_fixed_point_diverge() -> None:
    assert sim.mean_field("identity", 1.0).q_star == 1.0
    assert sim.mean_field("identity", 1.0, 0.2).q_star == math.inf
    assert sim.mean_field("relu", math.sqrt(2), 0.2).q_star == math.inf


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
