"""The lab's pages: what a scenario is linked with, and what it would cost."""

import json
import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.services import claims, question_bank


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
