"""The lab's pages: what a scenario is linked with, and what it would cost."""

import html
import json
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.presentation.recorded_chart import recorded_chart
from quizapp.services import claims, question_bank
from tests.bank import scenarios
from tests.quizapp.http.test_templates import with_cookies_of

SCENARIOS = scenarios()
LONG = {
    "task": {"kind": "temporal_order", "length": 60},
    "network": {"kind": "rnn", "width": 64},
    "seed": 7,
    "steps": 2000,
}  # it is stopped at once


def test_a_scenario_names_the_claims_it_bears_on(client: FlaskClient, session: Session) -> None:
    everything = claims.list_claims(session)
    for scenario in question_bank.list_scenarios(session):
        page = client.get(f"/lab/{scenario.slug}").get_data(as_text=True)
        for claim in everything:
            assert (f'href="/claims/{claim.slug}"' in page) == (scenario.slug in claim.scenarios)


def test_a_symptom_leads_to_a_claim_that_exists(client: FlaskClient, session: Session) -> None:
    page = client.get("/lab/mlp-nan-loss").get_data(as_text=True)
    blocks = re.findall(r"data-messages>(.*?)</script>", page, flags=re.S)
    named = {k: v for block in blocks for k, v in json.loads(block).items() if k.startswith("claim_of.")}
    assert len(named) == 6
    assert set(named.values()) <= {claim.slug for claim in claims.list_claims(session)}


def test_the_cost_of_any_setting_is_told_before_it_is_run(client: FlaskClient) -> None:
    def cost(**knobs: float) -> dict[str, float]:
        answer = client.post("/api/v1/costs", json={"scenario": "mlp-growth-over-layers", "knobs": knobs})
        told: dict[str, float] = answer.get_json()
        return told

    shallow, deep = cost(depth=4), cost(depth=30)
    assert all(deep[name] > shallow[name] > 0 for name in ("flops", "bytes", "seconds"))
    assert (
        client.post("/api/v1/costs", json={"scenario": "mlp-nan-loss", "knobs": {"gain": 9}}).status_code
        == 422
    )


def test_knobs_that_a_browser_sent_by_itself_are_kept(client: FlaskClient) -> None:
    page = client.get("/lab/penalty-costs-memory?kind=%22l1%22&length=12&run=1").get_data(as_text=True)
    assert re.search(r"<option[^>]*l1[^>]* selected", page)


def test_what_to_try_next_is_a_link_that_sets_the_controls(client: FlaskClient) -> None:
    page = client.get("/lab/rnn-oscillation?lang=en").text
    links = re.findall(r'<li><a href="([^"]+)" data-suggestion>', page)
    assert len(links) == len(SCENARIOS["rnn-oscillation"].suggestions)
    tried = client.get(html.unescape(links[0])).text  # clipping by value at 0.05
    assert re.search(r'<option value="&#34;value&#34;" selected>', tried)
    assert re.search(r'name="clip-threshold"[^>]* value="0.05"', tried)
    assert "data-knob-error hidden" in tried


def test_a_slider_shows_where_it_starts_also_after_it_was_moved(client: FlaskClient) -> None:
    ticks = re.compile(r'class="knob-start".*?x1="([\d.]+)%"')
    at_first = ticks.findall(client.get("/lab/rnn-oscillation").text)
    moved = ticks.findall(client.get("/lab/rnn-oscillation?learning-rate=0.1").text)
    assert at_first == moved
    assert len(at_first) == 3
    assert at_first[0] == "59.6"  # 0.3 between 0.005 and 0.5


def test_before_a_run_the_first_chart_has_the_level_of_a_constant_prediction_and_no_other_is_framed(
    client: FlaskClient, session: Session
) -> None:
    scenario = question_bank.get_scenario(session, "lstm-forget-gate")
    chart = recorded_chart(scenario)
    assert chart is not None
    assert chart.constant == 50.0  # of two classes of the same size, on an axis from 0 to 1
    page = client.get("/lab/lstm-forget-gate?guess=1&lang=en").text
    assert "constant prediction" in page
    assert "data-not-run" in page


def test_a_run_whose_start_got_no_answer_is_stopped_by_who_started_it(
    running_app: Flask, running_client: FlaskClient
) -> None:
    client = running_client
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/lab/mlp-nan-loss").text)
    assert token
    asked: dict[str, Any] = {
        "json": {"experiments": [LONG]},
        "headers": {"X-CSRFToken": token[1]},
    }
    lost = with_cookies_of(client, running_app).post("/api/v1/runs", **asked)  # its cookie does not arrive
    again = client.post("/api/v1/runs", **asked)
    assert again.get_json()["id"] == lost.get_json()["id"]
    stopped = client.delete(f"/api/v1/runs/{again.get_json()['id']}", headers=asked["headers"])
    assert stopped.status_code < 300, stopped.text
