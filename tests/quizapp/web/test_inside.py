"""The page “Look inside”: it contains every stage, with its equation and its matrices."""

import html
import re
from itertools import cycle

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import simulator
from quizapp.domain.experiments.inside import look_inside
from quizapp.services import question_bank
from quizapp.web.inside.graph import graph_of
from quizapp.web.inside.stages import NAME
from quizapp.web.inside.tables import cells_of, number

EXPERIMENT = {"network": {"kind": "lstm", "width": 4}, "task": {"kind": "next_word"}, "steps": 5}


def page_of(client: FlaskClient, query: str) -> str:
    answer = client.get(f"/lab/inside?{query}")
    assert answer.status_code == 200, query
    return html.unescape(answer.get_data(as_text=True))


def test_every_scenario_can_be_stepped_into(client: FlaskClient, session: Session) -> None:
    for scenario, language in zip(question_bank.list_scenarios(session), cycle(("zh", "en")), strict=False):
        page = page_of(client, f"scenario={scenario.slug}&experiment=1&lang={language}")
        assert "math-error" not in page
        assert page.count('class="inside-stage inside-') == page.count("data-title") > 10


def test_a_page_shows_the_numbers_of_the_walk(client: FlaskClient, session: Session) -> None:
    page = page_of(client, "scenario=lstm-shapes&experiment=0&sample=1&lang=en&when=after&language=en")
    experiment = question_bank.get_scenario(session, "lstm-shapes").baseline.experiment
    walk = look_inside(experiment, "after", 1).walk
    weights = walk.arrays["W1"].values
    assert f"{weights[0, 0]:.2f}".replace("-", "−") in page
    assert "(batch, features) = (4, 24)" in page
    assert "(width, width) = (6, 6)" in page
    assert "12 of 24 along features" in page
    for word in walk.words:
        assert word in page


def test_shapes_are_told_in_the_readers_language(client: FlaskClient) -> None:
    assert "(样本, 门 × 宽度) = (4, 12)" in page_of(client, "scenario=lstm-shapes&experiment=1&lang=zh")
    assert "(batch, gates × width) = (4, 12)" in page_of(client, "scenario=lstm-shapes&experiment=1&lang=en")


def test_knobs_in_the_address_are_turned(client: FlaskClient) -> None:
    assert "width 8 → <strong>6" in page_of(client, "scenario=lstm-shapes&lang=en")
    assert "width 20 → <strong>6" in page_of(client, "scenario=lstm-shapes&lang=en&width=20")
    assert client.get("/lab/inside?scenario=lstm-shapes&width=900").status_code == 422


def test_no_knob_has_the_name_of_something_else_in_the_address(session: Session) -> None:
    knobs = {knob.id for scenario in question_bank.list_scenarios(session) for knob in scenario.knobs}
    assert not knobs & {"scenario", "run", "experiment", "when", "sample", "lang"}


def test_a_run_has_a_page_for_each_of_its_experiments(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [EXPERIMENT, EXPERIMENT | {"seed": 1}]})
    first, second = (
        page_of(running_client, f"run={run.get_json()['id']}&experiment={position}") for position in (0, 1)
    )
    assert first != second
    assert f"/lab/inside?run={run.get_json()['id']}" in running_client.get(
        f"/lab/runs/{run.get_json()['id']}"
    ).get_data(as_text=True)


def test_a_training_that_blew_up_is_shown_as_what_it_is(running_client: FlaskClient) -> None:
    wild = {"network": {"kind": "mlp", "init": {"gain": 100.0}}, "task": {"kind": "regression"}, "steps": 50}
    document = wild | {"optimizer": {"learning_rate": 100.0}}
    run = running_client.post("/api/v1/runs", json={"experiments": [document]}).get_json()["id"]
    page = page_of(running_client, f"run={run}&when=after&lang=en")
    assert "Training diverged" in page
    assert ">NaN<" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("scenario=none", 404),
        ("run=none", 404),
        ("scenario=lstm-shapes&experiment=2", 422),
        ("scenario=lstm-shapes&experiment=x", 422),
        ("scenario=lstm-shapes&sample=4", 422),
    ],
)
def test_what_does_not_exist_is_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/lab/inside?{query}").status_code == status


def test_a_scenario_leads_inside_and_so_does_an_answered_item(client: FlaskClient) -> None:
    assert "/lab/inside?scenario=lstm-shapes" in client.get("/lab/lstm-shapes").get_data(as_text=True)


def test_numbers_are_short_and_keep_their_sign() -> None:
    cells, scale = cells_of(np.array([[0.0, -0.00012], [0.00003, 0.0001]]))
    assert scale == "× 10⁻⁴"
    assert [[cell.text for cell in row] for row in cells] == [["0", "−1.20"], ["0.30", "1.00"]]
    assert [[cell.level for cell in row] for row in cells] == [["z", "n5"], ["p2", "p5"]]
    assert number(-1234567.0) == "−1.2×10⁶"
    assert number(0.5) == "0.5"


@pytest.mark.parametrize("kind", ["mlp", "rnn", "lstm", "gru"])
def test_everything_in_the_graph_comes_to_be_in_a_stage_of_the_walk(kind: str) -> None:
    task = {"kind": "regression"} if kind == "mlp" else {"kind": "next_word"}
    document = {"network": {"kind": kind, "width": 3, "depth": 2}, "task": task, "batch_size": 4}
    walk = simulator.step_inside(document)
    graph = graph_of(walk)
    stages = walk.stages
    for box in graph.boxes:
        assert stages[box.stage].direction == "forward"
        assert box.back_stage is None or stages[box.back_stage].direction == "backward" or box.words
    for arrow in graph.arrows:
        assert arrow.back_stage is None or stages[arrow.back_stage].direction == "backward"
    assert [dot.stage for dot in graph.dots] == [flow.stage for flow in walk.flow]
    assert all(box.x >= 0 and box.x + box.width <= graph.width for box in graph.boxes)
    assert all(0 <= dot.y <= graph.height for dot in graph.dots)


def test_names_in_expressions_are_found_whole() -> None:
    assert NAME.findall("x[0] @ U1 + s1[-1] @ W1.T") == ["x[0]", "U1", "s1[-1]", "W1.T"]
    assert re.fullmatch(NAME, "d_z1_rz[11]")
