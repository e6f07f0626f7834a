"""Simulations over JSON, computed by a real pool."""

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import simulator
from quizapp import create_app
from quizapp.config import Settings
from quizapp.services.runner import NoRunner
from tests.waiting import wait_for

SMALL = {"network": {"kind": "mlp", "depth": 2, "width": 8}, "task": {"kind": "regression"}, "steps": 30}
LONG = {
    "network": {"kind": "rnn", "width": 64},
    "task": {"kind": "temporal_order", "length": 60},
    "steps": 4000,
}
SICK = "mlp-nan-loss"


def events_of(text: str) -> list[tuple[str | None, str, dict[str, Any]]]:
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields and fields["event"] != "standing":
            found.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return found


def wait_for_status(client: FlaskClient, run: str, status: str) -> dict[str, Any]:
    """The run's document, once it says so."""

    def look() -> dict[str, Any] | None:
        shown: dict[str, Any] = client.get(f"/api/v1/runs/{run}").get_json()
        return shown if shown["status"] == status else None

    return wait_for(look)


def test_a_scenario_is_computed_and_followed_live(running_client: FlaskClient) -> None:
    accepted = running_client.post("/api/v1/runs", json={"scenario": SICK})
    assert accepted.status_code == 202
    run = accepted.get_json()["id"]
    events = events_of(running_client.get(f"/api/v1/runs/{run}/events").text)
    assert events[-1][1:] == ("end", {"status": "finished", "error": None})
    results = {data["experiment"]: data for _, event, data in events if event == "result"}
    codes = {symptom["code"]: symptom["first_step"] for symptom in results[0]["symptoms"]}
    assert "loss_nan" in codes
    assert results[0]["first_nonfinite_step"] is not None
    assert results[1]["first_nonfinite_step"] is None
    frames = [data for _, event, data in events if event == "frame" and data["experiment"] == 1]
    losses = [loss for frame in frames for loss in frame["rows"]["loss"]]
    assert len(losses) == results[1]["steps_done"]


def test_what_a_page_shows_is_what_the_simulator_computes(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [SMALL]}).get_json()["id"]
    wait_for_status(running_client, run, "finished")
    expected = simulator.run(simulator.Experiment.model_validate(SMALL))
    recorded = np.load(io.BytesIO(running_client.get(f"/api/v1/runs/{run}/trace.npz").data))
    np.testing.assert_array_equal(recorded["loss"], expected.loss)
    listed = running_client.get(f"/api/v1/runs/{run}/trace").get_json()["traces"][0]
    np.testing.assert_allclose(listed["loss"], expected.loss, rtol=1e-6)
    rows = running_client.get(f"/api/v1/runs/{run}/trace.csv").text.splitlines()
    assert len(rows) == 1 + len(expected.loss)


def test_the_same_request_is_one_computation(running_client: FlaskClient) -> None:
    first = running_client.post("/api/v1/runs", json={"experiments": [SMALL]})
    again = running_client.post("/api/v1/runs", json={"experiments": [dict(reversed(SMALL.items()))]})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.get_json()["id"] == again.get_json()["id"]


def test_what_it_costs_is_said_in_the_same_words_before_and_after(running_client: FlaskClient) -> None:
    body = {"experiments": [SMALL, SMALL | {"seed": 1}]}
    told = running_client.post("/api/v1/costs", json=body).get_json()
    cost = running_client.post("/api/v1/runs", json=body).get_json()["cost"]
    one = simulator.estimate_cost(simulator.Experiment.model_validate(SMALL))
    assert (cost["flops"], cost["bytes"]) == (told["flops"], told["bytes"]) == (2 * one.flops, 2 * one.bytes)
    assert cost["seconds"] == pytest.approx(told["seconds"])


def test_a_result_that_is_there_is_known_before_it_is_asked_for(running_client: FlaskClient) -> None:
    body = {"experiments": [SMALL | {"seed": 6}]}
    assert running_client.post("/api/v1/costs", json=body).get_json()["run"] is None
    run = running_client.post("/api/v1/runs", json=body).get_json()["id"]
    wait_for_status(running_client, run, "finished")
    assert running_client.post("/api/v1/costs", json=body).get_json()["run"] == run
    other = {"experiments": [SMALL | {"seed": 7}]}
    assert running_client.post("/api/v1/costs", json=other).get_json()["run"] is None
    outcomes = body | {"detail": "outcomes"}
    assert running_client.post("/api/v1/costs", json=outcomes).get_json()["run"] is None


def test_only_the_events_of_a_finished_run_may_be_kept_by_a_browser(running_client: FlaskClient) -> None:
    def kept(run: str) -> bool:
        answer = running_client.get(f"/api/v1/runs/{run}/events/so-far")
        return answer.cache_control.max_age is not None and answer.cache_control.private

    long = running_client.post("/api/v1/runs", json={"experiments": [LONG | {"seed": 8}]}).get_json()["id"]
    wait_for_status(running_client, long, "running")
    assert not kept(long)
    running_client.delete(f"/api/v1/runs/{long}")
    assert not kept(long)
    small = running_client.post("/api/v1/runs", json={"experiments": [SMALL | {"seed": 8}]}).get_json()["id"]
    wait_for_status(running_client, small, "finished")
    assert kept(small)


def test_events_resume_after_the_last_one_seen(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    whole = events_of(running_client.get(f"/api/v1/runs/{run}/events").text)
    middle = len(whole) // 2
    rest = running_client.get(
        f"/api/v1/runs/{run}/events", headers={"Last-Event-ID": str(whole[middle][0])}
    ).text
    assert events_of(rest) == whole[middle + 1 :]
    assert events_of(running_client.get(f"/api/v1/runs/{run}/events").text) == whole


def test_a_run_is_cancelled_while_it_is_computed(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [LONG]}).get_json()["id"]
    wait_for_status(running_client, run, "running")
    assert running_client.delete(f"/api/v1/runs/{run}").get_json()["status"] == "cancelled"
    assert events_of(running_client.get(f"/api/v1/runs/{run}/events").text)[-1][2]["status"] == "cancelled"
    assert running_client.get(f"/api/v1/runs/{run}/trace").status_code == 409
    other = running_client.post("/api/v1/runs", json={"experiments": [SMALL]}).get_json()["id"]
    wait_for_status(running_client, other, "finished")


def test_a_cancelled_run_can_be_asked_for_again(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [SMALL | {"seed": 9}]}).get_json()["id"]
    running_client.delete(f"/api/v1/runs/{run}")
    running_client.post("/api/v1/runs", json={"experiments": [SMALL | {"seed": 9}]})
    wait_for_status(running_client, run, "finished")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "scenario"),
        ({"scenario": SICK, "experiments": [SMALL]}, "scenario"),
        ({"scenario": SICK, "knobs": {"colour": 3}}, "knobs.colour"),
        ({"experiments": []}, "experiments"),
        (
            {"experiments": [{"network": {"kind": "transformer"}, "task": {"kind": "regression"}}]},
            "experiments.0.network.kind",
        ),
        ({"experiments": [SMALL | {"steps": 0}]}, "experiments.0.steps"),
        ({"experiments": [SMALL | {"learning_rate": 1}]}, "experiments.0.learning_rate"),
    ],
)
def test_a_bad_request_names_its_field(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    refused = client.post("/api/v1/runs", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["errors"][0]["field"] == field


def test_what_would_take_too_long_is_refused_with_what_would_fit(settings: Settings) -> None:
    client = create_app(replace(settings, run_seconds_limit=1), NoRunner()).test_client()
    huge = LONG | {"network": {"kind": "rnn", "width": 1024}, "steps": 20000}
    refused = client.post("/api/v1/runs", json={"experiments": [huge]})
    assert refused.status_code == 413
    problem = refused.get_json()
    field, value = problem["nearest"]["field"], problem["nearest"]["value"]
    assert field in ("steps", "batch_size", "network.width", "task.length")
    assert str(value) in problem["detail"]
    chinese = client.post("/api/v1/runs?lang=zh", json={"experiments": [huge]}).get_json()["detail"]
    assert "即可运行" in chinese


def test_an_unknown_run_or_scenario_is_404(client: FlaskClient) -> None:
    for path in ("runs/none", "runs/none/events", "runs/none/trace.csv", "scenarios/none"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    assert client.post("/api/v1/runs", json={"scenario": "none"}).status_code == 404


def test_a_recurrent_run_is_unrolled_before_and_after_training(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"scenario": "unrolled-sentence"}).get_json()["id"]
    wait_for_status(running_client, run, "finished")
    after = running_client.get(f"/api/v1/runs/{run}/unrolled").get_json()["experiments"][1]["after"]
    assert len(after["words"]) == 5
    assert len(after["states"][0]) == 6  # one more: the zeros before the first word
    assert not any(after["states"][0][0])
