"""Pages of claims name what computed each record, or say that it was not recorded; in both languages."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import writing
from quizapp.formats.claim_files import with_records
from quizapp.models import ClaimEntry
from quizapp.services.claims import get_claim
from tests.quizapp.domain.claims.constructed import record

SLUG = "one-sample-is-sgd"
ELSEWHERE = simulator.Provenance(
    simulator="0.2.0",
    numpy="2.3.0",
    numpy_simd="AVX2",
    blas="OpenBLAS",
    blas_version="0.3.30",
    blas_kernel="Haswell",
    architecture="x86_64",
    processor="A processor",
    processor_family="Maker family 1 model 2",
)
SAID = {
    "en": ("OpenBLAS 0.3.30, Haswell kernel", "A processor (Maker family 1 model 2), x86_64"),
    "zh": ("OpenBLAS 0.3.30，Haswell 内核", "A processor（Maker family 1 model 2），x86_64"),
}
MISSING = {"en": "The computing environment was not recorded.", "zh": "未记录计算环境。"}


def record_by(session: Session, provenance: simulator.Provenance | None) -> None:
    claim = get_claim(session, SLUG)
    records = {test.id: record(97, by=provenance, fingerprint=test.fingerprint) for test in claim.tests}
    with writing(session):
        entry = session.get_one(ClaimEntry, SLUG)
        entry.body = with_records(claim, records).model_dump(mode="json")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_claim_names_what_computed_its_record(client: FlaskClient, session: Session, language: str) -> None:
    record_by(session, ELSEWHERE)
    page = client.get(f"/claims/{SLUG}?lang={language}").text
    assert all(said in page for said in SAID[language])
    assert MISSING[language] not in page
    assert page.count("data-seed=") == 100
    shown = client.get(f"/api/v1/claims/{SLUG}").get_json()["tests"][0]["recorded"]
    assert shown["computed_by"] == ELSEWHERE.to_json()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_old_record_is_shown_and_said_to_have_no_environment(
    client: FlaskClient, session: Session, language: str
) -> None:
    record_by(session, None)
    page = client.get(f"/claims/{SLUG}?lang={language}").text
    assert MISSING[language] in page
    assert "97<span>/100</span>" in page
    shown = client.get(f"/api/v1/claims/{SLUG}").get_json()["tests"][0]["recorded"]
    assert shown["computed_by"] is None


@pytest.mark.parametrize(("language", "kernel"), [("en", "another kernel"), ("zh", "another 内核")])
def test_a_claim_recorded_under_two_kernels_shows_both_counts(
    client: FlaskClient, session: Session, language: str, kernel: str
) -> None:
    record_by(session, ELSEWHERE)
    page = client.get(f"/claims/{SLUG}?lang={language}").text
    assert "kernel-counts" not in page
    [test] = get_claim(session, SLUG).tests
    assert test.recorded is not None
    other = replace(ELSEWHERE, blas_kernel="another")
    both = test.recorded.with_run(record(91, by=other, fingerprint=test.fingerprint))
    with writing(session):
        entry = session.get_one(ClaimEntry, SLUG)
        entry.body = with_records(get_claim(session, SLUG), {test.id: both}).model_dump(mode="json")
    page = client.get(f"/claims/{SLUG}?lang={language}").text
    assert re.search(rf"<li><span>{kernel}</span> .*91<span>/100", page)
    assert re.search(r"<li><span>Haswell.*</span> .*97<span>/100", page)
    shown = client.get(f"/api/v1/claims/{SLUG}").get_json()["tests"][0]["recorded"]
    assert [run["as_claimed"] for run in shown["other_kernels"]] == [91]


def test_a_record_written_before_the_field_existed_is_read(client: FlaskClient, session: Session) -> None:
    record_by(session, ELSEWHERE)
    with writing(session):
        entry = session.get_one(ClaimEntry, SLUG)
        tests = [
            {**test, "recorded": {k: v for k, v in test["recorded"].items() if k != "computed_by"}}
            for test in entry.body["tests"]
        ]
        entry.body = {**entry.body, "tests": tests}
    assert MISSING["en"] in client.get(f"/claims/{SLUG}?lang=en").text
