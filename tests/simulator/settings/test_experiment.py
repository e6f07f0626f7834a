import json
import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import simulator as sim
from tests.simulator.small_experiments import experiment, mlp, rnn

SMALLEST_MLP: dict[str, Any] = {"network": {"kind": "mlp"}, "task": {"kind": "regression"}}
SMALLEST_RNN: dict[str, Any] = {"network": {"kind": "rnn"}, "task": {"kind": "temporal_order"}}


def problems_of(document: dict[str, Any]) -> dict[str, sim.Problem]:
    with pytest.raises(sim.InvalidExperiment) as caught:
        sim.Experiment.model_validate(document)
    return {problem.field: problem for problem in caught.value.problems}


def test_everything_but_the_two_kinds_has_a_default() -> None:
    mlp_defaults = experiment(SMALLEST_MLP).model_dump()
    assert mlp_defaults["network"]["depth"] == 10
    assert mlp_defaults["network"]["init"] == {"scheme": "normal", "gain": 1.4142}
    assert mlp_defaults["optimizer"] == {"kind": "sgd", "learning_rate": 0.01, "momentum": 0.0}
    assert experiment(SMALLEST_RNN).network.depth == 1


@pytest.mark.parametrize(
    "document", [SMALLEST_MLP, SMALLEST_RNN, mlp(clip={"kind": "norm"}), rnn(truncate=3)]
)
def test_an_experiment_survives_json(document: dict[str, Any]) -> None:
    original = experiment(document)
    assert sim.Experiment.model_validate_json(original.model_dump_json()) == original
    assert sim.Experiment(**json.loads(original.model_dump_json())) == original
    assert hash(original) == hash(experiment(document))


@pytest.mark.parametrize(
    "build",
    [
        lambda document: sim.Experiment(**document),
        sim.Experiment.model_validate,
        lambda document: sim.Experiment.model_validate_json(json.dumps(document)),
        sim.run,
        sim.stream,
        sim.estimate_cost,
    ],
)
def test_every_way_in_raises_invalid_experiment(build: Any) -> None:
    with pytest.raises(sim.InvalidExperiment, match=r"network\.depth"):
        build(mlp(network={"depth": 0}))


@pytest.mark.parametrize(
    ("document", "field", "code"),
    [
        (SMALLEST_MLP | {"network": {"kind": "transformer"}}, "network.kind", "not_available"),
        (SMALLEST_MLP | {"network": {}}, "network.kind", "missing"),
        (SMALLEST_MLP | {"task": {"kind": "cosine"}}, "task.kind", "not_available"),
        (SMALLEST_MLP | {"task": {"kind": "sine"}}, "task.kind", "task_does_not_fit_network"),
        (rnn(task={"kind": "classification"}), "task.kind", "task_does_not_fit_network"),
        (mlp(task={"kind": "classification", "samples": 3}), "task.samples", "fewer_samples_than_classes"),
        (mlp(task={"kind": "classification", "samples": 5}), "batch_size", "batch_larger_than_data"),
        (rnn(task={"kind": "adding", "length": 11}), "task.length", "greater_than_equal"),
        (rnn(task={"kind": "latch", "length": 3}), "task.signal_steps", "signal_too_long"),
        (rnn(task={"kind": "sine", "longest_period": 4.0}), "task.longest_period", "periods_out_of_order"),
        ({"task": {"kind": "regression"}}, "network", "missing"),
        (mlp(network={"depth": 201}), "network.depth", "less_than_equal"),
        (mlp(network={"width": 4096}), "network.width", "less_than_equal"),
        (mlp(network={"depth": "3"}), "network.depth", "int_type"),
        (mlp(network={"depth": True}), "network.depth", "int_type"),
        (mlp(network={"dpth": 3}), "network.dpth", "extra_forbidden"),
        (mlp(network={"activation": "swish"}), "network.activation", "literal_error"),
        (mlp(network={"normalization": "group"}), "network.normalization", "literal_error"),
        (mlp(network={"normalization": "batch"}, batch_size=1), "batch_size", "one_sample_to_normalize"),
        (
            mlp(network={"normalization": "layer", "width": 1}),
            "network.normalization",
            "one_unit_to_normalize",
        ),
        (mlp(network={"init": {"recurrent_gain": 1.0}}), "network.init.recurrent_gain", "extra_forbidden"),
        (mlp(network={"init": {"scheme": "identity"}}), "network.init.scheme", "identity_not_square"),
        (rnn(network={"init": {"scheme": "identity"}}), "network.init.scheme", "identity_not_square"),
        (rnn(network={"activation": "gelu"}), "network.activation", "literal_error"),
        (rnn(network={"kind": "lstm", "activation": "relu"}), "network.activation", "literal_error"),
        (rnn(network={"kind": "gru", "activation": "relu"}), "network.activation", "literal_error"),
        (rnn(network={"kind": "gru", "forget_bias": 1.0}), "network.forget_bias", "extra_forbidden"),
        (rnn(network={"kind": "lstm", "depth": 0}), "network.depth", "greater_than_equal"),
        (rnn(network={"residual": True}), "network.residual", "extra_forbidden"),
        (mlp(task={"kind": "temporal_order"}), "task.kind", "task_does_not_fit_network"),
        (rnn(task={"kind": "regression"}), "task.kind", "task_does_not_fit_network"),
        (rnn(task={"delay": 6}), "task.delay", "delay_too_long"),
        (mlp(truncate=2), "truncate", "no_time_to_truncate"),
        (rnn(truncate=7), "truncate", "window_too_long"),
        (mlp(batch_size=33), "batch_size", "batch_larger_than_data"),
        (mlp(penalty={"kind": "l2", "on": "recurrent"}), "penalty.on", "no_recurrent_weights"),
        (mlp(optimizer={"kind": "lion"}), "optimizer.kind", "not_available"),
        (mlp(optimizer={"kind": "adam", "momentum": 0.9}), "optimizer.momentum", "extra_forbidden"),
        (mlp(optimizer={"kind": "adam", "beta_2": 1.0}), "optimizer.beta_2", "less_than"),
        (mlp(optimizer={"learning_rate": float("inf")}), "optimizer.learning_rate", "finite_number"),
        (mlp(optimizer={"learning_rate": float("nan")}), "optimizer.learning_rate", "finite_number"),
        (mlp(clip={"kind": "norm", "threshold": 0.0}), "clip.threshold", "greater_than"),
        (mlp(steps=20_001), "steps", "less_than_equal"),
        (mlp(seed=-1), "seed", "greater_than_equal"),
    ],
)
def test_a_fault_is_named_by_its_field_and_code(document: dict[str, Any], field: str, code: str) -> None:
    assert problems_of(document)[field].code == code


def test_all_faults_are_reported_at_once() -> None:
    found = problems_of(mlp(network={"depth": 0, "width": -1}, steps=0))
    assert set(found) == {"network.depth", "network.width", "steps"}
    found = problems_of(mlp(network={"init": {"scheme": "identity"}}, truncate=2, batch_size=33))
    assert set(found) == {"network.init.scheme", "truncate", "batch_size"}


def test_a_refused_kind_is_answered_with_what_there_is() -> None:
    message = str(problems_of(SMALLEST_MLP | {"network": {"kind": "lstn"}})["network.kind"])
    assert "'mlp'" in message
    assert "'rnn'" in message
    assert "temporal_order" in str(problems_of(rnn(task={"kind": "regression"}))["task.kind"])


def test_a_problem_carries_the_numbers_of_its_sentence() -> None:
    problem = problems_of(rnn(truncate=7))["truncate"]
    assert problem.context == {"window": 7, "length": 6}
    assert problem.message == "A window of 7 time steps is longer than the sequence of length 6"


class Pair(BaseModel):
    baseline: sim.Experiment
    treated: sim.Experiment


def test_inside_another_model_pydantics_own_locations_survive() -> None:
    with pytest.raises(ValidationError) as caught:
        Pair.model_validate(
            {"baseline": mlp(network={"depth": 0}), "treated": rnn(truncate=7)},
        )
    locations = [error["loc"] for error in caught.value.errors()]
    assert locations == [("baseline", "network", "mlp", "depth"), ("treated", "truncate")]


def test_an_experiment_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        experiment(mlp()).steps = 3


def test_the_schema_knows_each_kind_and_its_own_fields() -> None:
    schema = sim.Experiment.model_json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]["network"]["discriminator"]["mapping"]) == {"mlp", "rnn", "lstm", "gru"}
    assert "residual" not in schema["$defs"]["RnnSettings"]["properties"]


def test_the_error_survives_the_way_from_a_worker_process() -> None:
    with pytest.raises(sim.InvalidExperiment) as caught:
        sim.run(mlp(steps=0))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.problems == caught.value.problems
    assert str(copy) == str(caught.value)
