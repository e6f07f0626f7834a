"""From a run of the lab to a published scenario and a published claim, with real runs over seeds."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from quizapp.bank.checking.evidence_problems import problems_of_evidence
from quizapp.bank.checking.picture_problems import problems_of_pictures
from quizapp.db.sessions import writing
from quizapp.errors import Problem
from quizapp.formats.content_files import read_bank
from quizapp.formats.evidence_files import read_evidence
from quizapp.http.extensions import db
from quizapp.models import (
    Account,
    AuthoredEntry,
    ClaimEntry,
    ItemIdentity,
    QuestionEntry,
    QuestionVersion,
    Role,
    ScenarioEntry,
)
from quizapp.services import question_bank
from tests.bank import CONTENT, bank
from tests.conftest import account_with
from tests.quizapp.web.test_accounts import enter, send
from tests.quizapp.web.test_authoring import form_of as form_of_question
from tests.quizapp.web.test_authoring import question_document, submit, text_of
from tests.waiting import wait_for

ENGLISH = {"Accept-Language": "en"}
TINY: dict[str, Any] = {
    "network": {"kind": "mlp", "depth": 6, "width": 8, "init": {"scheme": "he", "gain": 8.0}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 1.0},
    "steps": 30,
}
CLIPPED = TINY | {"clip": {"kind": "norm", "threshold": 0.1}}
BOTH = {"zh": "文字。", "en": "Words."}
SCENARIO = "/author/scenarios/tiny-clipped"
CLAIM = "/author/claims/tiny-overflows"


def both(place: str, **texts: str) -> dict[str, str]:
    return {f"{place}.{language}": text for language, text in (BOTH | texts).items()}


@pytest.fixture
def desk(running_app: Flask, running_client: FlaskClient) -> Iterator[FlaskClient]:
    """Signed in as an instructor, where runs are computed. Removes what was made."""
    with running_app.app_context():
        if db.session.scalar(select(Account).filter_by(name="mia")) is None:
            account_with(db.session, "mia", Role.INSTRUCTOR)
    enter(running_client, "mia")
    yield running_client
    shipped = {each.slug for each in bank().scenarios} | {each.slug for each in bank().claims}
    with running_app.app_context(), writing(db.session):
        for table in (ScenarioEntry, ClaimEntry):
            db.session.execute(delete(table).where(table.slug.not_in(shipped)))
        db.session.execute(delete(AuthoredEntry))
        made = select(QuestionEntry.question_id).filter_by(slug="of-tiny-networks").scalar_subquery()
        for table in (ItemIdentity, QuestionVersion, QuestionEntry):
            db.session.execute(delete(table).where(table.question_id == made))


def run_of(client: FlaskClient, *experiments: dict[str, Any]) -> str:
    answer = client.post(
        "/api/v1/runs", json={"experiments": list(experiments)}, headers={"X-CSRF-Token": token_of(client)}
    )
    assert answer.status_code in (200, 202), answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").get_data(as_text=True))
    assert found
    return found[1]


def form_of(page: str) -> dict[str, str]:
    return form_of_question(page.replace('<form id="making"', '<form id="question-form"'))


def page_of(client: FlaskClient, address: str) -> str:
    return text_of(client.get(address, headers=ENGLISH, follow_redirects=True))


def press(client: FlaskClient, address: str, action: str, **typed: str) -> TestResponse:
    """Press a button of the form, with what it has and what is typed."""
    return client.post(
        address, data=form_of(page_of(client, address)) | typed | {"action": action}, headers=ENGLISH
    )


def checked(client: FlaskClient, address: str, *counts: str) -> str:
    """The page once the counts over seeds are there."""

    def look() -> str | None:
        page = page_of(client, address)
        assert "was stopped" not in page
        return (
            page
            if all(count in page for count in counts) and 'hx-trigger="load delay:1s"' not in page
            else None
        )

    return wait_for(look)


def make_scenario(client: FlaskClient) -> None:
    run = run_of(client, TINY, CLIPPED)
    assert f"/author/scenarios/new?run={run}" in page_of(client, f"/lab/runs/{run}")
    answer = send(
        client,
        "/author/scenarios/new",
        page=f"/author/scenarios/new?run={run}",
        run=run,
        slug="tiny-clipped",
        group="fixes",
        **both("title", en="Clipping a tiny network"),
    )
    assert answer.location == SCENARIO, text_of(answer)
    press(client, SCENARIO, "add:knobs")
    press(client, SCENARIO, "add:look_for")
    press(client, SCENARIO, "add:look_for.0.when")
    typed = {
        **both("story"),
        **both("try_next"),
        "knobs.0.sets": "baseline.network.init.gain, treated.network.init.gain",
        **both("knobs.0.label", en="Gain"),
        **both("knobs.0.help"),
        "knobs.0.minimum": "1",
        "knobs.0.maximum": "10",
        **both("look_for.0.text", en="The baseline overflows."),
        "look_for.0.when.0.of": "baseline",
        "look_for.0.when.0.measure": "loss_nonfinite",
    }
    assert press(client, SCENARIO, "save", **typed).status_code == 302


def test_a_run_becomes_a_scenario_whose_sentences_are_checked_over_seeds(
    desk: FlaskClient, running_app: Flask
) -> None:
    make_scenario(desk)
    too_early = press(desk, SCENARIO, "publish")
    assert too_early.status_code == 422
    assert "not been run over seeds" in text_of(too_early)
    assert press(desk, SCENARIO, "check").status_code == 302
    page = checked(desk, SCENARIO, "20 of 20 seeds", "✓ holds")
    assert "seeds 2000 to 2019" in page
    run = re.search(r'href="(/lab/runs/\w+)">The run</a>', page)
    assert run
    assert "20 of 20 seeds" in page_of(desk, run[1])
    assert desk.get(f"/api/v1{run[1].removeprefix('/lab')}").get_json()["detail"] == "tallies"
    assert press(desk, SCENARIO, "publish").status_code == 302

    lab = page_of(desk, "/lab?group=fixes")
    assert "Clipping a tiny network" in lab
    assert "by mia" in lab
    scenario = page_of(desk, "/lab/tiny-clipped?gain=2")
    assert "The baseline overflows." in scenario
    shown = desk.get("/api/v1/scenarios/tiny-clipped").get_json()
    assert [knob["id"] for knob in shown["knobs"]] == ["gain"]
    with running_app.app_context():
        picture = question_bank.get_scenario(db.session, "tiny-clipped").picture
        assert picture is not None
        assert picture.baseline.stop is not None
        question_bank.load_bank(db.session, bank())  # as at the next start
    assert desk.get("/lab/tiny-clipped").status_code == 200

    document = question_document() | {"slug": "of-tiny-networks"}
    document["items"][0]["id"] = "of-tiny-networks-1"
    document["items"][0]["scenario"] = {"slug": "tiny-clipped", "knobs": {"gain": 2}}
    assert submit(desk, "/author/new", document, "publish").status_code == 302
    in_use = desk.post(f"{SCENARIO}/state", data=form_of(page_of(desk, SCENARIO)) | {"action": "retire"})
    assert in_use.status_code == 422
    assert "of-tiny-networks" in text_of(in_use)
    press(desk, SCENARIO, "save", **{"knobs.0.maximum": "9", "knobs.0.minimum": "3"})
    breaking = press(desk, SCENARIO, "publish")
    assert "question “of-tiny-networks” would not work" in text_of(breaking)


def test_what_is_exported_fits_into_the_content_folder(desk: FlaskClient, tmp_path: Path) -> None:
    make_scenario(desk)
    press(desk, SCENARIO, "check")
    make_claim(desk, run_of(desk, TINY, CLIPPED))
    press(desk, CLAIM, "check", seeds="100", scenarios="mlp-nan-loss")
    checked(desk, SCENARIO, "20 of 20 seeds")
    checked(desk, CLAIM, "100 of 100 seeds")
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    for address in (SCENARIO, CLAIM):
        assert press(desk, address, "publish").status_code == 302
        with zipfile.ZipFile(io.BytesIO(desk.get(f"{address}/export").data)) as archive:
            archive.extractall(folder)
    read = read_bank(folder)
    assert "tiny-overflows" in {claim.slug for claim in read.claims}
    made = [scenario for scenario in read.scenarios if scenario.slug == "tiny-clipped"]
    assert not list(problems_of_pictures(made))
    problems: list[Problem] = []
    evidence = read_evidence(folder, problems, ["scenarios/tiny-clipped"])
    assert len(evidence[0].entries) == 1
    assert not problems
    assert not list(problems_of_evidence(read, evidence))


def test_what_the_seeds_do_not_bear_out_is_not_published(desk: FlaskClient) -> None:
    make_scenario(desk)
    wrong = {
        "look_for.0.when.0.measure": "finite",
        **both("look_for.0.text", en="The baseline stays finite."),
    }
    press(desk, SCENARIO, "check", **wrong)
    checked(desk, SCENARIO, "0 of 20 seeds", "does not hold")
    refused = press(desk, SCENARIO, "publish")
    assert "hold in 0 of 20 seeds" in text_of(refused)
    press(desk, SCENARIO, "remove:look_for.0.when.0")
    assert "write why no run is needed" in text_of(press(desk, SCENARIO, "publish"))
    press(desk, SCENARIO, "save", **{"look_for.0.reason": "the settings"})
    assert press(desk, SCENARIO, "publish").status_code == 302
    assert "tiny-clipped" in page_of(desk, "/lab?group=fixes")
    desk.post(f"{SCENARIO}/state", data=form_of(page_of(desk, SCENARIO)) | {"action": "retire"})
    assert desk.get("/lab/tiny-clipped").status_code == 404
    assert press(desk, SCENARIO, "publish").status_code == 302
    assert desk.get("/lab/tiny-clipped").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"knobs.0.maximum": "3"}, "starts at 8"),
        ({"knobs.0.minimum": "-1"}, "or more"),
        ({"look_for.0.when.0.measure": "time_growth", "look_for.0.when.0.above": "1"}, "cannot be measured"),
        ({"title.zh": ""}, "required"),
    ],
)
def test_a_scenario_that_could_not_run_is_refused(
    desk: FlaskClient, typed: dict[str, str], said: str
) -> None:
    make_scenario(desk)
    answer = press(desk, SCENARIO, "publish", **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_one_network_is_compared_with_itself_after_a_change(desk: FlaskClient) -> None:
    run = run_of(desk, TINY)
    address = f"/author/scenarios/new?run={run}"
    fields = {"run": run, "slug": "tiny-clipped", "group": "fixes", **both("title")}
    assert send(desk, "/author/scenarios/new?lang=en", page=address, **fields).status_code == 422
    made = send(desk, "/author/scenarios/new", page=address, **fields, change="clip-norm")
    assert made.location == SCENARIO
    assert "by norm, 1" in page_of(desk, SCENARIO)
    other = run_of(desk, TINY | {"steps": 20}, CLIPPED | {"steps": 20})
    send(
        desk,
        "/author/scenarios/new",
        page=f"/author/scenarios/new?run={other}",
        run=other,
        into="tiny-clipped",
    )
    assert "by norm, 0.1" in page_of(desk, SCENARIO)


def test_somebody_elses_save_is_not_overwritten(desk: FlaskClient) -> None:
    make_scenario(desk)
    mine = form_of(page_of(desk, SCENARIO))
    press(desk, SCENARIO, "save", **both("title", en="Theirs"))
    answer = desk.post(SCENARIO, data=mine | both("title", en="Mine") | {"action": "save"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "mia saved this" in text_of(answer)
    assert "Mine" in text_of(answer)
    assert "Theirs" in page_of(desk, SCENARIO)


def make_claim(client: FlaskClient, run: str) -> None:
    fields = {"question": "what-is-an-rnn", "slug": "tiny-overflows", "networks": f"/lab/runs/{run}"}
    answer = send(client, "/author/claims/new", **fields, **both("statement", en="Large weights overflow."))
    assert answer.location == CLAIM, text_of(answer)
    press(client, CLAIM, "add:tests.0.predicate")
    press(client, CLAIM, "add:tests")
    press(client, CLAIM, "add:tests.1.predicate")
    typed = {
        **both("source_says"),
        **both("today"),
        **both("tests.0.title", en="Large weights"),
        "tests.0.predicate.0.of": "baseline",
        "tests.0.predicate.0.measure": "loss_nonfinite",
        **both("tests.1.title", en="The control"),
        "tests.1.networks": f"/lab/runs/{run}",
        "tests.1.about": "condition",
        "tests.1.predicate.0.of": "treated",
        "tests.1.predicate.0.measure": "finite",
    }
    assert press(client, CLAIM, "save", **typed).status_code == 302


def test_a_claim_gets_its_verdict_from_its_tests_over_fresh_seeds(desk: FlaskClient) -> None:
    make_claim(desk, run_of(desk, TINY, CLIPPED))
    too_early = press(desk, CLAIM, "publish", verdict="contradicted")
    assert too_early.status_code == 422
    assert "not been run over seeds" in text_of(too_early)
    assert press(desk, CLAIM, "check", seeds="7").status_code == 422
    press(desk, CLAIM, "check", seeds="100")
    page = checked(desk, CLAIM, "100 of 100 seeds")
    assert "chip-supported" in page.split('id="verdict"')[1].split("</p>")[0]
    answer = press(desk, CLAIM, "publish", verdict="contradicted")
    assert answer.location == "/claims/tiny-overflows"
    shown = desk.get("/api/v1/claims/tiny-overflows").get_json()
    assert shown["verdict"] == "supported"
    record = shown["tests"][0]["recorded"]
    assert (record["as_claimed"], record["seeds"], record["first_seed"]) == (100, 100, 2000)
    assert record["computed_by"]["blas"]
    public = page_of(desk, "/claims/tiny-overflows")
    assert "by mia" in public
    assert "not part of the verdict" in public
    assert "tiny-overflows" in page_of(desk, "/claims")

    stricter = {"tests.0.predicate.0.measure": "finite"}
    press(desk, CLAIM, "check", seeds="100", **stricter)
    page = checked(desk, CLAIM, "0 of 100 seeds", "seeds 2100 to 2199")  # none that were seen before
    assert "contradicted" in page.split('id="verdict"')[1].split("</p>")[0]
    assert desk.get("/api/v1/claims/tiny-overflows").get_json()["verdict"] == "supported"  # until published
    assert press(desk, CLAIM, "publish", note="The other way round").status_code == 302
    assert desk.get("/api/v1/claims/tiny-overflows").get_json()["verdict"] == "contradicted"
    assert "The other way round" in page_of(desk, CLAIM)

    assert "under one BLAS kernel only" in public
    desk.post(f"{CLAIM}/versions/1/restore", data={"csrf_token": token_of(desk)})
    assert form_of(page_of(desk, CLAIM))["tests.0.predicate.0.measure"] == "loss_nonfinite"
    assert desk.get("/api/v1/claims/tiny-overflows").get_json()["verdict"] == "contradicted"
    gone = desk.post(f"{CLAIM}/versions/9/restore", data={"csrf_token": token_of(desk)})
    assert gone.status_code == 404


def test_what_people_say_and_what_to_try_are_kept_as_typed(desk: FlaskClient) -> None:
    make_claim(desk, run_of(desk, TINY, CLIPPED))
    press(desk, CLAIM, "add:spoken")
    said = {
        **both("spoken.0.statement", en="Large weights always overflow."),
        "spoken.0.test": "test-1",
        "spoken.0.subject": "large weights\n权重大",
        "spoken.0.predicates": "overflow* | 溢出 + always | 总是\nexplode*",
    }
    assert press(desk, CLAIM, "save", **said).status_code == 302
    kept = form_of(page_of(desk, CLAIM))
    assert {name: kept[name].replace("\r\n", "\n") for name in said} == said
    assert "Spoken" not in page_of(desk, f"{CLAIM}?check=yes")
    make_scenario(desk)
    assert press(desk, SCENARIO, "save", suggestions="{gain: 2}").status_code == 302
    assert form_of(page_of(desk, SCENARIO))["suggestions"] == "{gain: 2}"
    assert "Unknown control" in text_of(press(desk, SCENARIO, "publish", suggestions="{nothing: 2}"))


def test_a_claim_can_name_a_question_that_is_not_published_yet(desk: FlaskClient) -> None:
    answer = send(desk, "/author/new", slug="of-tiny-networks", topic="rnn", **both("title", en="Tiny"))
    assert answer.status_code == 302, text_of(answer)
    make_claim(desk, run_of(desk, TINY, CLIPPED))
    assert "of-tiny-networks" in page_of(desk, CLAIM)
    press(desk, CLAIM, "check", seeds="100", question="of-tiny-networks", number="0.a1")
    checked(desk, CLAIM, "100 of 100 seeds")
    assert press(desk, CLAIM, "publish").location == "/claims/tiny-overflows"
    assert "Large weights overflow." in page_of(desk, "/claims/tiny-overflows")
    assert "Other claims" in page_of(desk, "/claims")


def test_only_networks_that_exist_can_be_tested(desk: FlaskClient) -> None:
    make_claim(desk, run_of(desk, TINY, CLIPPED))
    answer = press(
        desk, CLAIM, "save", **{"tests.0.networks": "no-such-scenario"}, **both("today", en="Kept.")
    )
    assert answer.status_code == 422
    assert "address of a run" in text_of(answer)
    assert "Kept." in text_of(answer)
