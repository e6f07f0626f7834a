"""Claims as files: hand-written ones, and the records that only the program writes."""

import shutil
from pathlib import Path

import pytest
import yaml

from quizapp.domain.claims.claim import Claim
from quizapp.errors import Invalid
from quizapp.formats.claim_files import read_claims, write_records
from quizapp.formats.content_files import read_bank
from tests.bank import CONTENT

SLUG = "hidden-state-sized-like-the-input"
FILE, RECORD = f"claims/{SLUG}.yaml", f"claims/recorded/{SLUG}.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read_bank(folder)
    return [str(problem) for problem in refused.value.problems]


def claim_in(folder: Path) -> Claim:
    return read_claims(folder, [SLUG])[0]


def test_records_written_and_read_back_are_the_same(folder: Path) -> None:
    claim, text = claim_in(folder), (folder / RECORD).read_text(encoding="utf-8")
    assert write_records(folder, claim) == folder / RECORD
    assert claim_in(folder) == claim
    assert (folder / RECORD).read_text(encoding="utf-8") == text


def test_a_test_that_was_not_recorded_is_refused_with_the_command_that_does_it(folder: Path) -> None:
    (folder / RECORD).unlink()
    said = problems_of(folder)
    assert said[0] == (
        f"{FILE}: tests.0: This test has not been recorded in its present form. Run: "
        f"quizapp content verify --record --claims {SLUG}"
    )


def test_a_test_that_changed_since_it_was_recorded_is_refused(folder: Path) -> None:
    assert claim_in(folder).tests[0].is_recorded
    change(folder / FILE, "width: ", "width: 1")
    assert not claim_in(folder).tests[0].is_recorded
    assert any("has not been recorded in its present form" in said for said in problems_of(folder))


def test_another_verdict_than_the_counts_give_is_refused(folder: Path) -> None:
    verdict = claim_in(folder).measured_verdict
    change(folder / FILE, f"verdict: {verdict}", "verdict: supported")
    assert f"{FILE}: verdict: The recorded counts give the verdict “{verdict}”." in problems_of(folder)


def test_a_record_written_by_hand_into_the_claim_is_refused(folder: Path) -> None:
    first, *_ = yaml.safe_load((folder / RECORD).read_text()).values()
    record = yaml.safe_dump(first, default_flow_style=True, width=10_000).strip()
    change(folder / FILE, "    predicate:\n", f"    recorded: {record}\n    predicate:\n")
    assert f"{FILE}: tests.0.recorded: Records are written by the program; leave this out." in problems_of(
        folder
    )


def test_a_claim_names_a_question_and_scenarios_that_exist(folder: Path) -> None:
    change(folder / FILE, "question: ", "question: no-such-")
    assert any("question: The question “no-such-" in said for said in problems_of(folder))


def test_a_broken_record_is_refused_by_check_and_counts_as_none_for_recording_it_anew(folder: Path) -> None:
    change(folder / RECORD, "as_claimed: ", "as_claimed: 1")
    assert any(said.startswith(f"{RECORD}: ") for said in problems_of(folder))
    assert claim_in(folder).tests[0].recorded is None


def test_a_claim_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(Invalid, match="The claim “no-such” was not found"):
        read_claims(folder, [SLUG, "no-such"])
