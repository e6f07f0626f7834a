"""Evidence, as a person writes, verifies, and checks it, on a small folder of its own."""

from pathlib import Path

import pytest

from quizapp.bank.checking.evidence_problems import coverage, problems_of_coverage, problems_of_evidence
from quizapp.errors import Problem
from quizapp.formats.content_files import read_documents
from quizapp.formats.evidence_files import read_evidence
from tests.commands import run_command

SCENARIO = """
slug: too-large
title: {zh: 过大, en: Too large}
story: {zh: 两个网络。, en: Two networks.}
baseline:
  label: {zh: 大, en: large}
  experiment: &large
    network: {kind: mlp, depth: 10, init: {scheme: he, gain: 1.5}}
    task: {kind: regression}
    optimizer: {learning_rate: 0.1}
    steps: 10
treated:
  label: {zh: 裁剪, en: clipped}
  experiment: {<<: *large, clip: {kind: norm, threshold: 1.0}}
knobs:
  - id: gain
    label: {zh: 尺度, en: Scale}
    help: {zh: 初始权重的尺度。, en: The scale of the initial weights.}
    sets: [baseline.network.init.gain, treated.network.init.gain]
    minimum: 0.5
    maximum: 1.5
    step: 0.5
charts: [loss]
look_for:
  zh: 基线溢出，实验组保持有限。
  en: |
    The baseline overflows, and the
    modified network stays finite.
try_next: {zh: 把尺度调到 0.5：两个网络都稳定。, en: "Set the scale to 0.5: both networks are stable."}
"""
EVIDENCE = """
- id: overflows-unless-clipped
  says: [{zh: 基线溢出，实验组保持有限, en: "The baseline overflows, and the modified network stays finite"}]
  when:
    - {of: baseline, measure: weights_nonfinite}
    - {of: treated, measure: finite}
  share: 1.0
- id: small-scale
  says: [{zh: 两个网络都稳定, en: both networks are stable}]
  knobs: {gain: 0.5}
  when: [{of: baseline, measure: finite}, {of: treated, measure: finite}]
"""
NAME = "scenarios/too-large"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for room, text in (("scenarios", SCENARIO), ("evidence/scenarios", EVIDENCE)):
        (tmp_path / room).mkdir(parents=True)
        (tmp_path / room / "too-large.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def verify(folder: Path, *arguments: str, status: int = 0) -> str:
    command = ("content", "verify", str(folder), "--jobs", "1", *arguments)
    return run_command(*command, status=status, QUIZAPP_INSTANCE=str(folder / "instance"))


def problems(folder: Path) -> list[str]:
    found: list[Problem] = []
    written = read_evidence(folder, found)
    found += problems_of_evidence(read_documents(folder), written)
    return list(map(str, found))


def edit(folder: Path, room: str, old: str, new: str) -> None:
    path = folder / room / "too-large.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_evidence_is_recorded_then_left_alone_until_its_run_changes(folder: Path) -> None:
    assert all("has not been recorded in its present form" in problem for problem in problems(folder))
    assert len(problems(folder)) == 2
    assert verify(folder, "--record", "--evidence", NAME).count("20/20") == 2
    assert problems(folder) == []
    assert "Nothing has changed" in verify(folder)
    edit(folder, "scenarios", "depth: 10", "depth: 11")
    assert len(problems(folder)) == 2


def test_a_sentence_that_is_edited_loses_its_evidence(folder: Path) -> None:
    verify(folder, "--record", "--evidence", NAME)
    edit(folder, "scenarios", "modified network stays finite", "modified network mostly stays finite")
    [problem] = problems(folder)
    assert problem.startswith("evidence/scenarios/too-large.yaml: 0.says.0.en: This excerpt does not stand")


def test_a_sentence_that_contradicts_its_run_fails(folder: Path) -> None:
    edit(
        folder,
        "evidence/scenarios",
        "{of: treated, measure: finite}\n  share",
        "{of: treated, measure: weights_nonfinite}\n  share",
    )
    said = verify(folder, "--record", "--evidence", NAME, status=1)
    assert "overflows-unless-clipped: the conditions hold in 0 of 20 seeds, not in 20 to 20" in said
    [problem] = problems(folder)
    assert "0.when: The run does not bear this out: the conditions hold in 0 of 20 seeds" in problem


def test_a_record_of_tuning_seeds_or_of_too_few_does_not_count(folder: Path) -> None:
    assert "A record needs at least" in verify(
        folder, "--record", "--evidence", NAME, "--seeds", "0-19", status=2
    )
    verify(folder, "--record", "--evidence", NAME)
    edit(folder, "evidence/recorded/scenarios", "first_seed: 2000", "first_seed: 0")
    assert len(problems(folder)) == 2


def test_fresh_seeds_fail_only_if_chance_does_not_explain_it(folder: Path) -> None:
    assert "5/5" in verify(folder, "--evidence", NAME, "--seeds", "0-4")
    edit(folder, "evidence/scenarios", "knobs: {gain: 0.5}", "knobs: {gain: 1.5}")
    assert "small-scale: the conditions hold in 0 of 5 seeds" in verify(
        folder, "--evidence", NAME, "--seeds", "0-4", status=1
    )


def test_what_an_entry_names_must_exist(folder: Path) -> None:
    edit(folder, "evidence/scenarios", "knobs: {gain: 0.5}", "knobs: {scale: 0.5}")
    assert any("1.knobs.scale: Unknown control" in problem for problem in problems(folder))
    edit(folder, "evidence/scenarios", "knobs: {scale: 0.5}", "scenario: nowhere")
    assert any("1.scenario: The scenario “nowhere” was not found" in problem for problem in problems(folder))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a, says: [{zh: 稳定, en: stable}]}", "Give exactly one of when, claim, derived, and cited."),
        ("{id: a, says: [{zh: 稳定, en: stable}], derived: x, cited: y}", "Give exactly one of"),
        (
            "{id: a, says: [{zh: 稳定, en: stable}], derived: x, knobs: {gain: 1}}",
            "Only evidence with conditions",
        ),
        (
            "{id: a, says: [{zh: 稳定, en: stable}], claim: some-claim}",
            "Name the claim and the id of one of its tests.",
        ),
        (
            "{id: a, says: [{zh: 稳定, en: stable}], claim: some-claim, test: t}",
            "The claim “some-claim” was not found.",
        ),
    ],
)
def test_an_entry_rests_on_one_thing(folder: Path, entry: str, message: str) -> None:
    (folder / "evidence/scenarios/too-large.yaml").write_text(f"- {entry}\n", encoding="utf-8")
    assert any(message in problem for problem in problems(folder))


def test_every_sentence_about_what_a_network_does_needs_evidence(folder: Path) -> None:
    (folder / "evidence/scenarios/too-large.yaml").write_text(
        "- {id: small, says: [{zh: 两个网络都稳定, en: both networks are stable}], derived: as an example}\n",
        encoding="utf-8",
    )
    covered = coverage(read_documents(folder), read_evidence(folder, []))
    said = list(map(str, problems_of_coverage(covered)))
    assert [problem.partition(": This says")[0] for problem in said] == [
        "scenarios/too-large.yaml: look_for.zh",
        "scenarios/too-large.yaml: look_for.en",
    ]
