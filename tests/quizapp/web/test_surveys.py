"""The panels of a run: the fixes, the seeds, the outcome map. Computed for real, by the pool."""

import re

import pytest
from flask.testing import FlaskClient

import simulator
from quizapp.domain.experiments.surveys import plan_remedies
from tests.waiting import wait_for

SMALL = {
    "network": {"kind": "mlp", "depth": 6, "width": 8, "init": {"scheme": "he", "gain": 1.6}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 0.05},
    "steps": 60,
}


@pytest.fixture
def run(running_client: FlaskClient) -> str:
    answer = running_client.post("/api/v1/runs", json={"experiments": [SMALL, SMALL | {"seed": 1}]})
    found: str = answer.get_json()["id"]
    return found


def asked(client: FlaskClient, address: str, **fields: str) -> str:
    """Send the panel's own form, and read the page it leads to until the survey is over."""
    page = client.get(address).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = client.post(address, data={"csrf_token": token[1], **fields})
    assert answer.status_code == 303
    return answered(client, answer.headers["Location"])


def answered(client: FlaskClient, address: str) -> str:
    def look() -> str | None:
        page = client.get(address).get_data(as_text=True)
        if 'data-state="finished"' in page:
            return page
        assert 'data-state="running"' in page
        return None

    return wait_for(look)


def test_every_remedy_is_ranked_or_named_with_its_reason(running_client: FlaskClient, run: str) -> None:
    page = asked(running_client, f"/lab/runs/{run}/doctor?lang=en")
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert "No change" in rows
    assert "Clip by norm at 1" in rows
    assert len(rows) == len(plan_remedies(simulator.Experiment.model_validate(SMALL)).treatments)
    assert "An LSTM with forget-gate bias 1 (MLPs do not process sequences)" in page
    cured = [int(count) for count in re.findall(r'<td class="number">(\d)/8</td>', page)]
    assert cured == sorted(cured, reverse=True)


def test_the_best_remedies_can_be_trained_for_longer(running_client: FlaskClient, run: str) -> None:
    too_early = running_client.get(f"/lab/runs/{run}/doctor?final=1&lang=en").get_data(as_text=True)
    assert "Try every fix" in too_early
    names = re.compile(r'<th scope="row">([^<]+)</th>')
    first = names.findall(asked(running_client, f"/lab/runs/{run}/doctor?lang=en"))
    final = names.findall(asked(running_client, f"/lab/runs/{run}/doctor?final=1&lang=en", final="1"))
    best = [name for name in first if name != "No change"][:5]
    assert sorted(final) == sorted(["No change", *best])


@pytest.mark.parametrize(
    ("language", "left_out"),
    [("en", r"Not tried: [^·]+ \([^()]+\) · "), ("zh", r"未尝试：[^·]+[^ ]（[^（）]+） · ")],
)
def test_fixes_that_do_not_apply_are_listed_with_their_reasons(
    running_client: FlaskClient, run: str, language: str, left_out: str
) -> None:
    page = running_client.get(f"/lab/runs/{run}/doctor?lang={language}").get_data(as_text=True)
    assert re.search(left_out, page)
    assert "0/0" not in page


def test_a_remedy_is_run_side_by_side_with_its_network(running_client: FlaskClient, run: str) -> None:
    page = running_client.get(f"/lab/runs/{run}/doctor").get_data(as_text=True)  # before any survey
    tried = plan_remedies(simulator.Experiment.model_validate(SMALL)).treatments
    assert page.count('name="remedy"') == len(tried) - 1  # the unchanged network is none
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    fields = {"csrf_token": token[1], "arm": "1", "remedy": "clip-norm"}
    answer = running_client.post(f"/lab/runs/{run}/beside", data=fields)
    beside = answer.headers["Location"].rsplit("/", 1)[1]
    sick, treated = running_client.get(f"/api/v1/runs/{beside}").get_json()["experiments"]
    assert (sick["clip"], sick["seed"]) == (None, 1)
    assert treated == sick | {"clip": {"kind": "norm", "threshold": 1.0}}
    assert (
        running_client.post(f"/lab/runs/{run}/beside", data=fields | {"remedy": "prayer"}).status_code == 422
    )


def test_the_seeds_say_how_many_and_how_sure(running_client: FlaskClient, run: str) -> None:
    page = asked(running_client, f"/lab/runs/{run}/seeds?lang=en")
    assert len(re.findall(r'<li class="dot dot-(?!unknown)', page)) == 40
    assert len(re.findall(r"learns in \d+ of 20 runs", page)) == 2
    assert "of 20 cases." in page


def test_a_map_has_a_cell_for_each_pair_of_values_and_the_border(
    running_client: FlaskClient, run: str
) -> None:
    page = asked(running_client, f"/lab/runs/{run}/map?lang=en&x=network.init.gain&y=optimizer.learning_rate")
    cells = re.findall(r'<button class="cell dot-(\w+)" name="cell" value="(\d+)"', page)
    assert len(cells) == 144
    assert {"healthy", "nan"} <= {code for code, _ in cells}
    assert 'class="map-border"' in page
    survey = re.search(r'action="/lab/runs/(\w+)/cell"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert survey
    assert token
    opened = running_client.post(f"/lab/runs/{survey[1]}/cell", data={"csrf_token": token[1], "cell": "17"})
    experiment = running_client.get(f"/api/v1{opened.headers['Location'].removeprefix('/lab')}").get_json()[
        "experiments"
    ][0]
    assert experiment["probes"]["activations"]
    assert running_client.get(f"/lab/runs/{survey[1]}").status_code == 200


def test_the_same_map_is_computed_once(running_client: FlaskClient, run: str) -> None:
    address = f"/lab/runs/{run}/map?x=network.init.gain&y=optimizer.learning_rate"
    asked(running_client, address)
    assert 'data-state="finished"' in running_client.get(address).get_data(as_text=True)


def test_a_setting_that_is_none_of_the_networks_falls_back(running_client: FlaskClient, run: str) -> None:
    assert running_client.get(f"/lab/runs/{run}/map?x=nonsense&arm=9").status_code == 200
    assert running_client.get(f"/lab/runs/{run}/map?x=batch_size&y=batch_size").status_code == 422


def test_outcomes_come_over_json_and_as_events(running_client: FlaskClient) -> None:
    body = {"experiments": [SMALL | {"seed": seed} for seed in range(12)], "detail": "outcomes"}
    survey = running_client.post("/api/v1/runs", json=body).get_json()["id"]
    events = running_client.get(f"/api/v1/runs/{survey}/events").text
    assert "event: outcomes" in events
    outcomes = running_client.get(f"/api/v1/runs/{survey}/outcomes").get_json()["outcomes"]
    assert [outcome["experiment"] for outcome in outcomes] == list(range(12))
    assert running_client.post("/api/v1/runs", json=body | {"detail": "frames"}).status_code == 422


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("zh", "层归一化（层归一化要求每层至少有 2 个单元）"),
        ("en", "Layer normalization (Layer normalization needs at least 2 units per layer)"),
    ],
)
def test_a_fix_that_makes_no_valid_experiment_says_why_in_the_readers_language(
    running_client: FlaskClient, language: str, reason: str
) -> None:
    narrow = SMALL | {"network": {"kind": "mlp", "width": 1}}
    run = running_client.post("/api/v1/runs", json={"experiments": [narrow]}).get_json()["id"]
    page = running_client.get(f"/lab/runs/{run}/doctor?lang={language}").get_data(as_text=True)
    assert reason in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = running_client.post(
        f"/lab/runs/{run}/beside", data={"csrf_token": token[1], "remedy": "layer-norm"}
    )
    assert answer.status_code == 422


LONG = SMALL | {"network": SMALL["network"] | {"width": 64}, "steps": 4000}


def test_a_batch_of_runs_can_be_stopped_by_its_owner_and_started_again(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"experiments": [LONG]}).get_json()["id"]
    running_client.delete(f"/api/v1/runs/{run}")
    address = f"/lab/runs/{run}/seeds?lang=en"
    page = running_client.get(address).get_data(as_text=True)
    assert re.search(r"at most \d+ s, longer while the server is busy", page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    running_client.post(address, data={"csrf_token": token[1]})
    page = running_client.get(address).get_data(as_text=True)
    stop = re.search(r'action="(/lab/runs/\w+/stop)"', page)
    assert stop
    survey = stop[1].split("/")[3]

    def left() -> float | None:
        shown = running_client.get(f"/api/v1/runs/{survey}").get_json()
        found: float | None = shown["seconds_left"]
        return found

    assert wait_for(left) > 0
    assert "s left" in running_client.get(address).get_data(as_text=True)
    stranger = running_client.application.test_client()
    assert f"{survey}/stop" not in stranger.get(address).get_data(as_text=True)
    answer = running_client.post(stop[1], data={"csrf_token": token[1], "back": address})
    assert answer.headers["Location"].endswith(address)
    page = running_client.get(address).get_data(as_text=True)
    assert 'data-state="failed"' in page
    assert "Run 20 seeds" in page
    assert running_client.get(f"/api/v1/runs/{survey}").get_json()["seconds_left"] is None
