"""The claims over JSON, and a live run of a test judged."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from quizapp.domain.claims.claim import RECORDING_SEEDS
from quizapp.domain.claims.verification import run_test
from tests.bank import bank, claims
from tests.quizapp.api.test_runs import wait_for_status

TESTED = "smaller-batch-helps"


def test_the_claims_are_listed_in_the_order_of_their_numbers(client: FlaskClient) -> None:
    listed = client.get("/api/v1/claims?lang=en").get_json()["claims"]
    assert [claim["number"] for claim in listed] == [claim.number for claim in bank().claims]
    assert listed[0]["statement"] == bank().claims[0].statement.en


@pytest.mark.parametrize("verdict", ["supported", "contradicted"])
def test_claims_are_narrowed_to_a_question_and_a_verdict(client: FlaskClient, verdict: str) -> None:
    question = claims()[TESTED].question
    found = client.get(f"/api/v1/claims?question={question}&verdict={verdict}").get_json()["claims"]
    expected = [
        claim.slug for claim in bank().claims if (claim.question, claim.verdict) == (question, verdict)
    ]
    assert [claim["slug"] for claim in found] == expected
    assert client.get("/api/v1/claims?verdict=true").status_code == 422


def test_a_claim_comes_with_its_tests_counts_and_words_in_the_readers_language(client: FlaskClient) -> None:
    for language in ("zh", "en"):
        shown = client.get(f"/api/v1/claims/{TESTED}?lang={language}").get_json()
        assert shown["today"] == claims()[TESTED].today.in_language(language)  # type: ignore[arg-type]
        for test, written in zip(shown["tests"], claims()[TESTED].tests, strict=True):
            record = written.recorded
            assert record is not None
            assert test["recorded"]["as_claimed"] == sum(test["recorded"]["as_claimed_by_seed"])
            assert test["recorded"]["interval"]["low"] == pytest.approx(record.interval.low)
            assert len(test["predicate_in_words"]) == len(written.predicate)
            assert all(
                any("㐀" <= letter <= "鿿" for letter in words) == (language == "zh")
                for words in test["predicate_in_words"]
            )
    assert client.get("/api/v1/claims/no-such").status_code == 404


def finished_run(client: FlaskClient, experiments: list[dict[str, Any]]) -> str:
    asked = client.post("/api/v1/runs", json={"experiments": experiments})
    assert asked.status_code in (200, 202), asked.text
    run: str = asked.get_json()["id"]
    wait_for_status(client, run, "finished")
    return run


def test_a_live_run_of_a_test_is_judged_as_verifying_it_would(running_client: FlaskClient) -> None:
    client = running_client
    token = csrf_token(client)
    client.environ_base["HTTP_X_CSRFTOKEN"] = token
    test = claims()[TESTED].tests[0]
    seed = RECORDING_SEEDS[0]
    experiments = [each.model_dump(mode="json") for each in test.experiments_with(seed)]
    run = finished_run(client, experiments)
    address = f"/api/v1/claims/{TESTED}/tests/{test.id}/outcome"
    judged = client.get(f"{address}?run={run}").get_json()
    assert (judged["seed"], (judged["as_claimed"],)) == (seed, tuple(run_test(test, [seed]).is_as_claimed))
    assert len(judged["conditions"]) == len(test.predicate)
    foreign = finished_run(client, [{**experiments[0], "steps": 3}])
    assert client.get(f"{address}?run={foreign}").status_code == 422
    assert client.get(f"{address}?run=no-such").status_code == 404
    assert client.get(f"/api/v1/claims/{TESTED}/tests/no-such/outcome?run={run}").status_code == 404


def csrf_token(client: FlaskClient) -> str:
    page = client.get("/").text
    return page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]
