"""What must not look like a symptom, and how symptoms of one cause are tied together."""

from typing import Any

import pytest

import simulator as sim
from simulator.symptoms.consequences import with_causes
from tests.simulator.small_experiments import merged

SMALL = {
    "network": {"kind": "mlp", "depth": 3, "width": 24, "activation": "relu"},
    "task": {"kind": "regression", "samples": 256},
    "batch_size": 32,
    "optimizer": {"learning_rate": 0.05},
    "steps": 150,
}
RECALL = {
    "network": {"kind": "rnn", "width": 16, "init": {"recurrent_gain": 0.7}},
    "task": {"kind": "recall", "length": 40, "delay": 1},
    "batch_size": 24,
    "optimizer": {"kind": "adam", "learning_rate": 0.01},
    "steps": 150,
}
EXPLODING = merged(SMALL, {"network": {"kind": "mlp", "depth": 10, "init": {"gain": 2.2}}})


def codes(document: dict[str, Any]) -> dict[str, sim.Symptom]:
    return {symptom.code: symptom for symptom in sim.diagnose(sim.run(document))}


@pytest.mark.parametrize("scale", [1.0, 10.0, 1000.0])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_diagnosis_does_not_depend_on_the_units_of_the_loss(scale: float, reduction: str) -> None:
    """The rate of a sum is divided by the batch; for large targets Adam, whose steps have no units."""
    rate = 0.01 / (32 if reduction == "sum" else 1)
    document = merged(
        SMALL,
        {"task": {"kind": "regression", "target_scale": scale}, "reduction": reduction}
        | {"optimizer": {"kind": "adam", "learning_rate": 0.01} if scale > 1 else {"learning_rate": rate}},
    )
    assert not {"gradient_above_one", "gradient_growth", "loss_unstable", "loss_nan"} & set(codes(document))


def test_what_noise_leaves_is_no_lack_of_progress() -> None:
    task = {"kind": "regression", "noise": 2.0, "samples": 4096}
    noisy = merged(SMALL, {"task": task, "batch_size": 256})
    trace = sim.run(noisy)
    assert trace.loss[-20:].mean() > 0.8
    assert "loss_not_improving" not in codes(noisy)


def test_a_penalty_larger_than_the_loss_is_no_lack_of_progress() -> None:
    penalized = merged(SMALL, {"penalty": {"kind": "l2", "strength": 2e-3}, "steps": 300})
    assert sim.run(penalized).loss[0] > 1.0
    assert codes(penalized) == {}


def test_a_network_that_merely_stands_still_does_not_swing() -> None:
    """Batches of 8 differ by far more than a quarter of the loss, whatever the updates do."""
    still = merged(SMALL, {"batch_size": 8, "optimizer": {"learning_rate": 1e-6}})
    assert set(codes(still)) == {"loss_not_improving"}


def test_gradients_that_vanish_in_a_network_that_learns_are_no_symptom() -> None:
    trace = sim.run(RECALL)
    assert trace.time_gradient_norm is not None
    assert trace.time_gradient_norm[0, 0] / trace.time_gradient_norm[0, -1] < 1e-3
    assert sim.diagnose(trace) == []
    assert "gradient_vanishing" in codes(RECALL | {"optimizer": {"learning_rate": 1e-5}})


def test_the_number_shown_for_a_vanishing_gradient_is_one_that_vanishes() -> None:
    """Most of five updates are beyond the threshold where this one's symptom begins, but not the first of them."""
    weights = {"scheme": "normal", "gain": 1.0, "recurrent_scheme": "normal", "recurrent_gain": 0.95}
    swinging = {
        "network": {"kind": "rnn", "width": 50, "init": weights},
        "task": {"kind": "temporal_order", "length": 20},
        "optimizer": {"learning_rate": 0.3},
        "batch_size": 20,
        "steps": 200,
    }
    trace = sim.run(swinging)
    symptom = next(each for each in sim.diagnose(trace) if each.code == "gradient_vanishing")
    assert trace.time_gradient_norm is not None
    first, last = trace.time_gradient_norm[symptom.first_step, [0, -1]]
    assert first / last > symptom.threshold  # else this says nothing
    assert symptom.values["ratio"] < symptom.threshold


def test_a_cut_of_truncated_backpropagation_is_no_vanishing_gradient() -> None:
    cut = merged(RECALL, {"truncate": 5, "optimizer": {"learning_rate": 1e-5}})
    assert "gradient_vanishing" not in codes(cut)


def test_the_names_of_one_explosion_lead_back_to_one_cause() -> None:
    found = codes(EXPLODING)
    assert set(found) == {"gradient_growth", "weights_nan", "loss_nan"}
    assert found["gradient_growth"].follows is None
    for code in ("weights_nan", "loss_nan"):
        while found[code].follows is not None:
            assert f"It follows from {found[code].follows}" in found[code].evidence
            code = found[code].follows
        assert code == "gradient_growth"


@pytest.mark.parametrize(
    "document",
    [
        EXPLODING,
        merged(SMALL, {"network": {"activation": "tanh", "depth": 18, "init": {"gain": 6.0}}}),
        merged(SMALL, {"network": {"activation": "sigmoid", "depth": 12, "init": {"gain": 1.0}}}),
        merged(SMALL, {"optimizer": {"kind": "adam", "learning_rate": 1.0}, "network": {"depth": 8}}),
        merged(RECALL, {"network": {"init": {"recurrent_gain": 2.5}}, "optimizer": {"learning_rate": 1e-3}}),
    ],
)
def test_a_symptom_follows_only_from_one_that_is_there_and_never_from_itself(
    document: dict[str, Any],
) -> None:
    found = codes(document)
    assert found
    for symptom in found.values():
        seen = {symptom.code}
        while symptom.follows is not None:
            symptom = found[symptom.follows]
            assert symptom.code not in seen
            seen.add(symptom.code)


def symptom(code: str, first_step: int) -> sim.Symptom:
    return sim.Symptom(code, first_step, "Here it is.", 0.0, "a test")


def test_of_two_that_begin_in_one_update_the_one_that_trouble_reaches_later_follows() -> None:
    codes = ("loss_nan", "weights_nan", "dead_units", "saturation", "gradient_growth")
    ordered = with_causes([symptom(code, 3) for code in codes], sim.SYMPTOMS)
    assert [(one.code, one.follows) for one in ordered] == [
        ("gradient_growth", None),
        ("saturation", "gradient_growth"),
        ("dead_units", "saturation"),
        ("loss_nan", "gradient_growth"),
        ("weights_nan", "loss_nan"),
    ]


def test_nothing_follows_from_what_comes_after_it_but_a_loss_that_should_have_fallen() -> None:
    codes = ("saturation", "loss_not_improving")
    ordered = with_causes(
        [*(symptom(code, 3) for code in codes), symptom("gradient_growth", 9)], sim.SYMPTOMS
    )
    assert {one.code: one.follows for one in ordered} == {
        "saturation": None,
        "loss_not_improving": "gradient_growth",
        "gradient_growth": None,
    }
