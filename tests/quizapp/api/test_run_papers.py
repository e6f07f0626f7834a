"""Downloads of a run: scripts in other frameworks, and a notebook."""

import contextlib
import io
import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import simulator
from tests.quizapp.api.test_runs import SICK, wait_for_status


@pytest.fixture
def run(running_client: FlaskClient) -> str:
    found: str = running_client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    wait_for_status(running_client, found, "finished")
    return found


@pytest.mark.parametrize(("framework", "module"), [("pytorch", "import torch"), ("keras", "import keras")])
def test_each_experiment_is_a_script_in_another_framework(
    running_client: FlaskClient, run: str, framework: str, module: str
) -> None:
    for position, has_clipping in enumerate((False, True)):
        answer = running_client.get(
            f"/api/v1/runs/{run}/script.py?framework={framework}&experiment={position}"
        )
        assert module in answer.text
        assert ("clip" in answer.text) == has_clipping
        name = f"mlp-nan-loss-{run[:8]}-{position + 1}-{framework}.py"
        assert name in answer.headers["Content-Disposition"]
        compile(answer.text, "script.py", "exec")
    assert running_client.get(f"/api/v1/runs/{run}/script.py?experiment=2").status_code == 422
    assert running_client.get(f"/api/v1/runs/{run}/script.py?framework=abacus").status_code == 422


def test_the_notebook_gives_the_same_numbers_as_the_run(running_client: FlaskClient, run: str) -> None:
    document = json.loads(running_client.get(f"/api/v1/runs/{run}/notebook.ipynb").text)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    cells = document["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert [cell["cell_type"] for cell in cells] == ["markdown", *["code"] * 5]
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for cell in cells[1:5]:
            exec("".join(cell["source"]), names)
    assert "loss_nan" in said.getvalue()
    recorded = running_client.get(f"/api/v1/runs/{run}/trace.json").get_json()["traces"]
    for trace, column in zip(names["traces"].values(), recorded, strict=True):
        losses = np.array([np.nan if value is None else value for value in column["loss"]])
        finite = np.where(np.isfinite(trace.loss), trace.loss, np.nan)  # JSON has neither NaN nor infinity
        assert np.array_equal(finite, losses, equal_nan=True)
    compile("".join(cells[5]["source"]), "pictures", "exec")


def test_the_runs_page_says_exactly_what_was_run(running_client: FlaskClient, run: str) -> None:
    page = running_client.get(f"/lab/runs/{run}?lang=en").get_data(as_text=True)
    assert f"simulator {simulator.__version__}" in page
    assert "Differences" in page
    assert "clipping" in page
    assert "python -m simulator run experiment.json" in page
    for link in ("notebook.ipynb", "script.py?framework=keras", "trace.npz?experiment=1"):
        assert link in page


def test_the_theorys_prediction_of_a_runs_first_gradient_is_given(
    running_client: FlaskClient, run: str
) -> None:
    prediction = running_client.get(f"/api/v1/runs/{run}/prediction?experiment=1").get_json()
    assert prediction["column"] == "layer_gradient_norm"
    assert len(prediction["relative"]) == 10
    assert prediction["relative"][-1] == 1.0
    assert running_client.get(f"/api/v1/runs/{run}/prediction?experiment=2").status_code == 422


def test_where_the_theory_does_not_hold_it_predicts_nothing(running_client: FlaskClient) -> None:
    lstm = {"network": {"kind": "lstm"}, "task": {"kind": "latch"}, "steps": 1}
    run = running_client.post("/api/v1/runs", json={"experiments": [lstm]}).get_json()["id"]
    prediction = running_client.get(f"/api/v1/runs/{run}/prediction").get_json()
    assert prediction["column"] is None
    assert prediction["relative"] == []
