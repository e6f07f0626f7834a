"""The free lab without a script: the form of all settings, sent as a browser sends it by itself."""

import html
import json
import re

import pytest
from flask.testing import FlaskClient

SMALL = {"network": {"kind": "rnn", "width": 4}, "task": {"kind": "adding", "length": 12}, "steps": 5}


def fields_in(page: str) -> dict[str, str]:
    """What a browser would send of the form of all settings."""
    form = re.search(r'<form[^>]*id="lab-settings".*?</form>', page, flags=re.S)
    assert form
    found = dict(re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*? value="([^"]*)"', form[0]))
    for name, inside in re.findall(r'<select[^>]*\bname="([^"]+)".*?>(.*?)</select>', form[0], flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        assert chosen, name
        found[name] = chosen[1]
    return {name: html.unescape(value) for name, value in found.items()}


def opened(client: FlaskClient, address: str = "/lab/new") -> dict[str, str]:
    return fields_in(client.get(address).get_data(as_text=True))


def test_the_form_as_it_is_runs(running_client: FlaskClient) -> None:
    answer = running_client.post("/lab/new", data={**opened(running_client), "run": "1"})
    assert answer.status_code == 303
    assert "/lab/runs/" in answer.headers["Location"]


def test_an_impossible_pair_is_refused_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient,
) -> None:
    typed = {**opened(client), "treated.network.kind": "mlp", "baseline.steps": "many", "baseline.seed": "77"}
    answer = client.post("/lab/new?lang=en", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    sent = fields_in(page)
    assert sent["baseline.steps"] == "many"
    assert sent["baseline.seed"] == "77"
    for field in ("treated.task.kind", "baseline.steps"):
        error = re.search(rf'id="set-{re.escape(field)}-error" data-setting-error\s*>([^<]+)<', page)
        assert error, field
    assert 'id="set-treated.steps-error" data-setting-error hidden' in page


def test_another_network_brings_its_own_fields(client: FlaskClient) -> None:
    typed = opened(client)
    assert "treated.network.forget_bias" not in typed
    page = client.post("/lab/settings", data={**typed, "treated.network.kind": "lstm"}).get_data(as_text=True)
    assert 'name="treated.network.forget_bias"' in page
    assert 'name="baseline.network.forget_bias"' not in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_setting_is_explained_in_the_readers_language(client: FlaskClient, language: str) -> None:
    page = client.get(f"/lab/new?lang={language}").get_data(as_text=True)
    helps = re.findall(r'class="setting-help"[^>]*>([^<]+)<', page)
    assert len(helps) > 30
    assert all(bool(re.search(r"[一-鿿]", sentence)) == (language == "zh") for sentence in helps)


def test_a_run_and_a_scenario_are_taken_to_the_free_lab(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [SMALL, {**SMALL, "seed": 9}]}).get_json()[
        "id"
    ]
    assert f"/lab/new?from={run}" in running_client.get(f"/lab/runs/{run}").get_data(as_text=True)
    taken = opened(running_client, f"/lab/new?from={run}")
    assert (taken["baseline.network.width"], taken["treated.seed"]) == ("4", "9")
    assert running_client.post("/lab/new", data=taken).headers["Location"].endswith(run)
    assert opened(running_client, "/lab/new?scenario=mlp-nan-loss")["baseline.network.kind"] == "mlp"


def imported(client: FlaskClient, text: str) -> tuple[int, str]:
    token = opened(client)["csrf_token"]
    answer = client.post("/lab/new?lang=en", data={"csrf_token": token, "document": text})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_pasted_experiment_fills_in_the_form(client: FlaskClient) -> None:
    status, page = imported(client, json.dumps([SMALL, {**SMALL, "clip": {"kind": "value"}}]))
    assert status == 200
    assert fields_in(page)["treated.clip.kind"] == "value"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"network": {"kind": "rnn"},}', "line 1, column"),
        ("[]", "a list of two"),
        (json.dumps({**SMALL, "network": {"kind": "rnn", "dept": 3}}), "network.dept:"),
        (json.dumps([SMALL, {**SMALL, "steps": 0}]), "experiments.1.steps:"),
    ],
)
def test_a_pasted_document_is_refused_by_the_name_of_its_field(
    client: FlaskClient, text: str, named: str
) -> None:
    status, page = imported(client, text)
    assert status == 422
    assert named in page
    assert html.escape(text, quote=False).replace('"', "&#34;") in page


def test_the_index_and_the_scenarios_lead_to_it(client: FlaskClient) -> None:
    assert 'href="/lab/new"' in client.get("/lab").get_data(as_text=True)
    page = client.get("/lab/mlp-nan-loss").get_data(as_text=True)
    assert 'href="/lab/new?scenario=mlp-nan-loss"' in page
    assert 'data-source="/lab/mlp-nan-loss/settings"' in page
    form = client.get("/lab/mlp-nan-loss/settings").get_data(as_text=True)
    assert 'action="/lab/new"' in form
    assert fields_in(form)["baseline.network.kind"] == "mlp"


def test_a_run_of_ones_own_has_its_settings_as_they_were(running_client: FlaskClient) -> None:
    typed = {**opened(running_client), "treated.seed": "77", "run": "1"}
    page = running_client.post("/lab/new", data=typed).headers["Location"]
    assert f'data-source="{page}/settings"' in running_client.get(page).get_data(as_text=True)
    assert opened(running_client, f"{page}/settings")["treated.seed"] == "77"
