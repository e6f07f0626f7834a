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


def test_a_gradient_that_grows_after_the_first_update_is_dated_there() -> None:
    """Most of the first five updates are beyond the limit, but not the first: the initial weights are not to blame."""
    violent = merged(
        RECALL,
        {
            "network": {"width": 24, "init": {"gain": 0.5, "recurrent_gain": 0.5}},
            "task": {"kind": "recall", "length": 20, "delay": 2},
            "optimizer": {"kind": "rmsprop", "learning_rate": 0.3},
            "steps": 40,
        },
    )
    trace = sim.run(violent)
    assert trace.time_gradient_norm is not None
    ratios = trace.time_gradient_norm[:, 0] / trace.time_gradient_norm[:, -1]
    assert ratios[0] < 0.1
    assert ratios[1] > 100.0
    found = {symptom.code: symptom for symptom in sim.diagnose(trace)}
    growth = found["gradient_growth"]
    assert (growth.first_step, growth.follows) == (1, "rate_too_high")
    assert growth.values["ratio"] == pytest.approx(ratios[1])
    assert found["rate_too_high"].first_step == 0


def test_a_cut_of_truncated_backpropagation_is_no_vanishing_gradient() -> None:
    cut = merged(RECALL, {"truncate": 5, "optimizer": {"learning_rate": 1e-5}})
    assert "gradient_vanishing" not in codes(cut)


def test_the_names_of_one_explosion_lead_back_to_one_cause() -> None:
    found = codes(EXPLODING)
    assert set(found) == {"gradient_growth", "rate_too_high", "weights_nan", "loss_nan"}
    assert found["gradient_growth"].follows is None
    for code in ("rate_too_high", "weights_nan", "loss_nan"):
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


def test_a_short_explosion_is_found_where_it_grows_and_the_dead_units_follow_from_it() -> None:
    """For a few updates the gradient grows; then the weights overflow, or all units are inactive."""
    short = {
        "network": {"kind": "mlp", "depth": 5, "width": 32, "init": {"gain": 2.0}},
        "task": {"kind": "classification"},
        "optimizer": {"learning_rate": 1.0},
        "steps": 40,
    }
    for trace in sim.run_many([short | {"seed": seed} for seed in range(10)]):
        found = {symptom.code: symptom for symptom in sim.diagnose(trace)}
        growth = found["gradient_growth"]
        assert growth.first_step < 5
        assert "gradient_vanishing" not in found
        if dead := found.get("dead_units"):
            assert dead.first_step >= growth.first_step
            assert dead.follows == "gradient_growth"
            if stuck := found.get("loss_not_improving"):
                assert stuck.first_step >= dead.first_step


@pytest.mark.parametrize("batch_size", [1, 2, 4])
def test_a_network_that_learned_nothing_is_not_healthy_because_its_batches_are_small(batch_size: int) -> None:
    """The losses of single samples are skewed: half of them are below a quarter of their mean."""
    idle = {
        "network": {"kind": "mlp", "depth": 8, "width": 8, "activation": "sigmoid", "init": {"gain": 0.7}},
        "task": {"kind": "regression"},
        "batch_size": batch_size,
        "steps": 60,
    }
    traces = sim.run_many([idle | {"seed": seed} for seed in range(10)])
    assert all(sim.outcome_of(trace).level > 0.8 for trace in traces)
    assert all("loss_not_improving" in {found.code for found in sim.diagnose(trace)} for trace in traces)


def test_a_loss_far_above_that_of_a_constant_follows_from_the_rate_and_not_from_a_vanishing_gradient() -> (
    None
):
    network = {"kind": "rnn", "depth": 2, "width": 24, "init": {"gain": 0.58, "recurrent_gain": 0.58}}
    document = {
        "network": network,
        "task": {"kind": "recall", "length": 16, "delay": 2},
        "optimizer": {"learning_rate": 25.0},
        "clip": {"kind": "norm", "threshold": 0.25},
        "batch_size": 32,
        "steps": 60,
    }
    found = codes(document)
    assert found["loss_not_improving"].values["level"] > 2.0
    assert "gradient_vanishing" not in found
    assert "updates_clipped" not in found
    code = "loss_not_improving"
    while (follows := found[code].follows) is not None:
        code = follows
    assert code == "rate_too_high"


def test_updates_shortened_by_clipping_keep_a_loss_from_falling() -> None:
    clipped = merged(
        SMALL, {"clip": {"kind": "norm", "threshold": 0.01}, "optimizer": {"learning_rate": 0.02}}
    )
    found = codes(clipped)
    assert found["loss_not_improving"].follows == "updates_clipped"
    assert found["updates_clipped"].values["share"] == 1.0
    assert codes(merged(clipped, {"optimizer": {"kind": "adam", "learning_rate": 0.01}})) == {}


@pytest.mark.parametrize(
    ("scaling", "variant"),
    [
        ({"target_scale": 1000.0}, "targets"),
        ({"target_offset": 100.0}, "targets"),
        ({"input_scale": 100.0}, "inputs"),
        ({"input_offset": 30.0}, "inputs"),
    ],
)
def test_data_out_of_proportion_are_the_first_cause_of_what_they_break(
    scaling: dict[str, float], variant: str
) -> None:
    scaled = merged(SMALL, {"task": {"kind": "regression", **scaling}, "steps": 40})
    found = codes(scaled)
    assert variant in found["scale_mismatch"].evidence.lower()
    assert [code for code, one in found.items() if one.follows is None] == ["scale_mismatch"]
    assert "scale_mismatch" not in codes(SMALL)


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


@pytest.mark.parametrize(
    ("activation", "changes"),
    [
        ("relu", {"network": {"depth": 12, "init": {"gain": 100.0}}}),
        ("relu", {"network": {"depth": 12, "init": {"gain": 5.0}}}),
        ("tanh", {"network": {"depth": 12, "init": {"gain": 100.0}}, "optimizer": {"learning_rate": 1.0}}),
        ("relu", {"task": {"target_scale": 1e8}, "optimizer": {"learning_rate": 0.1}}),
    ],
)
def test_no_evidence_quotes_a_number_that_is_not_finite(activation: str, changes: dict[str, Any]) -> None:
    plain = {
        "network": {"kind": "mlp", "depth": 3, "width": 8, "activation": activation},
        "task": {"kind": "regression", "features": 4, "samples": 64},
        "optimizer": {"learning_rate": 0.0001},
        "steps": 25,
        "batch_size": 8,
    }
    found = sim.diagnose(sim.run(merged(plain, changes)))
    assert found
    for symptom in found:
        assert not {"nan", "inf", "-0"} & set(symptom.evidence.replace(";", " ").replace(".", " ").split())
