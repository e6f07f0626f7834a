"""“Look inside” over JSON."""

from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import simulator
from quizapp.domain.experiments.inside import made_small

LSTM = {"network": {"kind": "lstm", "width": 32}, "task": {"kind": "next_word"}, "steps": 20}


def test_an_experiment_is_walked_through_at_a_size_that_can_be_read(client: FlaskClient) -> None:
    answer = client.post("/api/v1/inside", json={"experiment": LSTM, "sample": 2})
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.get_json()
    assert {"setting": "network.width", "was": 32, "now": 3} in shown["made_small"]
    assert [axis["name"] for axis in shown["arrays"]["z1[0]"]["axes"]] == ["batch", "gates_x_width"]
    assert shown["arrays"]["z1[0]"]["axes"][1]["labels"] == [*"iiifffgggooo"]
    assert shown["words"] == list(simulator.step_inside(shown["experiment"], sample=2).words)
    walk = simulator.step_inside(shown["experiment"])
    assert shown["loss"] == walk.loss
    np.testing.assert_array_equal(shown["arrays"]["d_W1"]["values"], walk.arrays["d_W1"].values)


def test_after_training_the_weights_are_those_the_small_network_ends_with(client: FlaskClient) -> None:
    shown = client.post("/api/v1/inside", json={"experiment": LSTM, "when": "after"}).get_json()
    trained = simulator.run(made_small(simulator.Experiment.model_validate(LSTM))).final_parameters
    np.testing.assert_array_equal(shown["arrays"]["W1"]["values"], trained["W1"])


def test_a_run_can_be_stepped_into_before_it_is_finished(running_client: FlaskClient) -> None:
    mlp = {"network": {"kind": "mlp", "depth": 3}, "task": {"kind": "regression"}}
    run = running_client.post("/api/v1/runs", json={"experiments": [mlp, LSTM]}).get_json()["id"]
    first = running_client.get(f"/api/v1/runs/{run}/inside").get_json()
    assert first["stages"][0]["lines"][0]["expression"] == "x @ W1 + b1"
    second = running_client.get(f"/api/v1/runs/{run}/inside?experiment=1&when=after&sample=1").get_json()
    assert second["experiment"]["network"]["kind"] == "lstm"
    assert second["when"] == "after"
    assert second["sample"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "experiment"),
        ({"experiment": LSTM, "when": "during"}, "when"),
        ({"experiment": LSTM, "sample": 4}, "sample"),
        ({"experiment": {"network": {"kind": "mlp", "depth": 0}, "task": {"kind": "sine"}}}, "depth"),
    ],
)
def test_what_cannot_be_stepped_into_is_a_problem_that_names_the_field(
    client: FlaskClient, body: dict[str, Any], field: str
) -> None:
    answer = client.post("/api/v1/inside", json=body)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert field in answer.get_json()["errors"][0]["field"]


def test_a_run_that_does_not_exist_has_no_inside(running_client: FlaskClient) -> None:
    assert running_client.get("/api/v1/runs/none/inside").status_code == 404
    run = running_client.post("/api/v1/runs", json={"experiments": [LSTM]}).get_json()["id"]
    assert running_client.get(f"/api/v1/runs/{run}/inside?experiment=1").status_code == 422
