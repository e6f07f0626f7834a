"""`quizapp content verify`, as a person types it, on a small folder of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import simulator
from tests.commands import run_command

CLAIM = """
slug: clipping-keeps-it-finite
number: "1.1"
question: a-question
statement: {zh: …, en: …}
source_says: {zh: …, en: …}
verdict: supported
today: {zh: …, en: …}
tests:
  - id: clipped
    title: {zh: …, en: …}
    baseline: &sick
      network: {kind: mlp, depth: 10, init: {scheme: he, gain: 1.5}}
      task: {kind: regression}
      optimizer: {learning_rate: 0.1}
      steps: 10
    treated: {<<: *sick, clip: {kind: norm, threshold: 1.0}}
    predicate:
      - {of: baseline, measure: weights_nonfinite}
      - {of: treated, measure: finite}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "clipping-keeps-it-finite.yaml").write_text(CLAIM, encoding="utf-8")
    return tmp_path


def verify(folder: Path, *arguments: str, status: int = 0) -> str:
    command = ("content", "verify", str(folder), "--jobs", "1", *arguments)
    return run_command(*command, status=status, QUIZAPP_INSTANCE=str(folder / "instance"))


def record_of(folder: Path) -> Path:
    return folder / "claims" / "recorded" / "clipping-keeps-it-finite.yaml"


def test_tuning_on_other_seeds_writes_nothing(folder: Path) -> None:
    assert "5/5" in verify(folder, "--seeds", "0-4")
    assert not record_of(folder).exists()


def test_only_the_recording_seeds_are_recorded(folder: Path) -> None:
    for seeds in ("0-99", "2000-2050"):
        said = verify(folder, "--seeds", seeds, "--record", status=2)
        assert "A record needs at least 100 and at most" in " ".join(said.split())
    assert "is not a range of seeds" in verify(folder, "--seeds", "4-0", status=2)


def test_a_test_is_recorded_then_left_alone_until_it_changes(folder: Path) -> None:
    assert "no record of this version of the test; add --record" in verify(folder, status=1)
    assert "100/100" in verify(folder, "--record")
    assert "as_claimed: 100\n  seeds: 100\n  first_seed: 2000\n" in record_of(folder).read_text()
    assert "Nothing has changed" in verify(folder)
    path = folder / "claims" / "clipping-keeps-it-finite.yaml"
    path.write_text(CLAIM.replace("steps: 10", "steps: 11"), encoding="utf-8")
    assert "no record of this version" in verify(folder, status=1)


def test_a_recorded_verdict_that_no_longer_holds_fails_with_both_counts(folder: Path) -> None:
    verify(folder, "--record")
    path = record_of(folder)
    text = path.read_text().replace("as_claimed: 100", "as_claimed: 1")
    path.write_text(text.replace("+" * 100, "'+" + "-" * 99 + "'"))
    said = verify(folder, "--all", status=1)
    assert (
        "error: clipping-keeps-it-finite: clipped: recorded 1 of 100 (contradicts), now 100 of 100 (supports)"
        in said
    )


def test_recorded_under_one_kernel_and_verified_under_another_a_clear_verdict_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = simulator.current_provenance()
    verify(folder, "--record")
    record = yaml.safe_load(record_of(folder).read_text(encoding="utf-8"))["clipped"]
    assert simulator.Provenance(**record["computed_by"]) == here
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")  # which no processor of today would choose
    said = " ".join(verify(folder, "--all").split())
    assert f"1 of 1 records: computed by {here}." in said
    if here.blas == "OpenBLAS" and here.architecture == "x86_64":
        assert f"Computed by {replace(here, blas_kernel='Nehalem')}." in said


def test_recording_under_another_kernel_adds_its_run_and_again_replaces_it(folder: Path) -> None:
    verify(folder, "--record")
    here = simulator.current_provenance().blas_kernel
    path = record_of(folder)
    path.write_text(path.read_text().replace(f"blas_kernel: {here}", "blas_kernel: another"))
    for _ in range(2):
        verify(folder, "--all", "--record")
        kept = yaml.safe_load(path.read_text(encoding="utf-8"))["clipped"]
        assert kept["computed_by"]["blas_kernel"] == "another"
        assert [run["computed_by"]["blas_kernel"] for run in kept["other_kernels"]] == [here]
    [run] = kept["other_kernels"]
    run["as_claimed"], run["by_seed"] = 1, "+" + "-" * 99
    path.write_text(yaml.safe_dump({"clipped": kept}), encoding="utf-8")
    said = verify(folder, "--all", status=1)
    assert "recorded 1 of 100 (contradicts), now 100 of 100 (supports)" in said


def test_the_help_states_the_rule(tmp_path: Path) -> None:
    said = " ".join(verify(tmp_path, "--help").split())
    for part in ("p < 0.01", "McNemar’s exact test", "Fisher’s exact test", "fewer than 100 seeds"):
        assert part in said


def test_a_verdict_that_the_counts_do_not_give_fails_when_they_are_recorded(folder: Path) -> None:
    path = folder / "claims" / "clipping-keeps-it-finite.yaml"
    path.write_text(CLAIM.replace("verdict: supported", "verdict: contradicted"), encoding="utf-8")
    said = verify(folder, "--record", status=1)
    assert "clipping-keeps-it-finite: verdict: contradicted, but the counts give supported" in said
    assert record_of(folder).exists()


def test_an_unknown_claim_is_named(folder: Path) -> None:
    assert "The claim “no-such” was not found." in verify(folder, "--claims", "no-such", status=1)
