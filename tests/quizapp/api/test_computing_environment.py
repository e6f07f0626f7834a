"""Every result states its computing environment, in both languages."""

import csv
import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import simulator
from quizapp.db.sessions import writing
from quizapp.http.extensions import db
from quizapp.models import Run, RunTrace
from quizapp.presentation.language import speaking
from quizapp.presentation.provenance import environment_rows
from tests.quizapp.api.test_runs import SICK, wait_for_status

COMPARISON = 2  # the cell after the heading and the installation
HERE = simulator.current_provenance()
HEADINGS = {"en": "Computing environment", "zh": "计算环境"}
NOTES = {"en": "the numbers agree within rounding error", "zh": "结果在舍入误差内一致"}
MISSING = {"en": "The computing environment was not recorded.", "zh": "未记录计算环境。"}


@pytest.fixture
def run(running_client: FlaskClient) -> str:
    found: str = running_client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    wait_for_status(running_client, found, "finished")
    return found


def forget(client: FlaskClient, run: str) -> None:
    """As if it had been stored before this was kept."""
    with client.application.app_context(), writing(db.session):
        db.session.get_one(Run, run).computed_by = None
        for stored in db.session.scalars(select(RunTrace).filter_by(run_id=run)):
            trace = simulator.Trace.from_npz(stored.body)
            stored.body = replace(trace, computed_by=None).to_npz()


def test_the_run_its_traces_and_its_table_say_what_computed_them(
    running_client: FlaskClient, run: str
) -> None:
    client = running_client
    assert client.get(f"/api/v1/runs/{run}").get_json()["computed_by"] == HERE.to_json()
    traces = client.get(f"/api/v1/runs/{run}/trace.json").get_json()["traces"]
    assert [trace["computed_by"] for trace in traces] == [HERE.to_json()] * 2
    stored = simulator.Trace.from_npz(client.get(f"/api/v1/runs/{run}/trace.npz").data)
    assert stored.computed_by == HERE
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/runs/{run}/trace.csv").text)))
    assert {row["computed_by"] for row in rows} == {str(HERE)}
    assert [float(row["loss"]) for row in rows] == pytest.approx(stored.loss, nan_ok=True)
    assert list(rows[0])[-1] == "computed_by"  # what reads by position is not disturbed


def test_a_survey_says_what_computed_it(running_client: FlaskClient) -> None:
    experiment = {"network": {"kind": "mlp"}, "task": {"kind": "regression"}, "steps": 3}
    asked = running_client.post("/api/v1/runs", json={"experiments": [experiment], "detail": "outcomes"})
    survey = asked.get_json()["id"]
    wait_for_status(running_client, survey, "finished")
    shown = running_client.get(f"/api/v1/runs/{survey}/outcomes").get_json()
    assert shown["computed_by"] == HERE.to_json()
    assert "Computing environment" in running_client.get(f"/lab/runs/{survey}?lang=en").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_and_what_is_taken_along_name_it_in_the_readers_language(
    running_client: FlaskClient, run: str, language: str
) -> None:
    page = running_client.get(f"/lab/runs/{run}?lang={language}").text
    script = running_client.get(f"/api/v1/runs/{run}/script.py?lang={language}").text
    cells = json.loads(running_client.get(f"/api/v1/runs/{run}/notebook.ipynb?lang={language}").text)["cells"]
    heading = "".join(cells[0]["source"])
    for text in (page, script, heading):
        assert HEADINGS[language] in text
        assert HERE.blas_kernel in text
        assert HERE.numpy in text
    assert NOTES[language] in page
    assert NOTES[language] in heading
    compile(script, "script.py", "exec")


def test_the_notebook_compares_what_computed_the_run_with_what_runs_it(
    running_client: FlaskClient, run: str
) -> None:
    cells = json.loads(running_client.get(f"/api/v1/runs/{run}/notebook.ipynb").text)["cells"]
    comparison = cells[COMPARISON]
    assert f"here: {HERE}" in said_by(comparison)
    assert "same bits expected: True" in said_by(comparison)
    elsewhere = [line.replace(HERE.blas_kernel, "Another") for line in comparison["source"]]
    assert "same bits expected: False" in said_by({"source": elsewhere})


def said_by(cell: dict[str, Any]) -> str:
    with redirect_stdout(io.StringIO()) as said:
        exec("".join(cell["source"]), {})
    return said.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_a_run_from_before_it_is_said_that_it_was_not_recorded(
    running_client: FlaskClient, run: str, language: str
) -> None:
    forget(running_client, run)
    client, address = running_client, f"/api/v1/runs/{run}"
    assert client.get(address).get_json()["computed_by"] is None
    assert client.get(f"{address}/trace.json").get_json()["traces"][0]["computed_by"] is None
    assert client.get(f"{address}/trace.csv").text.splitlines()[1].endswith(",not recorded")
    assert MISSING[language] in client.get(f"/lab/runs/{run}?lang={language}").text
    assert MISSING[language] in client.get(f"{address}/script.py?lang={language}").text
    cells = client.get(f"{address}/notebook.ipynb?lang={language}").get_json(force=True)["cells"]
    assert MISSING[language] in "".join(cells[0]["source"])
    assert "run:  was not recorded" in said_by(cells[COMPARISON])


def test_what_cannot_be_told_is_said_to_be_unknown(client: FlaskClient) -> None:
    apple = simulator.Provenance(simulator="0.2.0", numpy="2.4.6", blas="accelerate", architecture="arm64")
    with client.application.test_request_context():
        with speaking("en"):
            assert dict(environment_rows(apple)) == {
                "Simulator": "0.2.0",
                "NumPy": "2.4.6, instructions unknown",
                "BLAS": "accelerate, kernel unknown",
                "Processor": "unknown, arm64",
            }
        with speaking("zh"):
            assert dict(environment_rows(apple))["BLAS"] == "accelerate，内核未知"
