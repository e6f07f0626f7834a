"""`quizapp content import` with files of other programs."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from quizapp.config import Settings
from tests.commands import environment_of, run_command

Run = Callable[..., str]


@pytest.fixture
def quizapp(settings: Settings) -> Run:
    return partial(run_command, **environment_of(settings))


def test_a_dry_run_says_what_would_be_made_and_what_is_lost(quizapp: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.gift"
    file.write_text("::Gates::Which one?{~%50%this =that}\n", encoding="utf-8")
    document = json.loads(quizapp("content", "import", str(file), "--dry-run", "--json"))
    (question,) = document["questions"]
    assert question["title"] == "Gates"
    assert question["items"][0]["kind"] == "single_choice"
    assert {"scenario", "chinese", "explanation"} <= set(question["lacks"])
    (loss,) = document["losses"]
    assert loss["where"] == "Gates"
    assert "50 percent" in loss["what"]


def test_its_status_says_whether_something_was_left_out_or_refused(quizapp: Run, tmp_path: Path) -> None:
    broken, refused = tmp_path / "broken.gift", tmp_path / "refused.xml"
    broken.write_text("What {=is this\n", encoding="utf-8")
    refused.write_text('<!DOCTYPE a [<!ENTITY b "c">]><quiz/>', encoding="utf-8")
    assert "not closed" in quizapp("content", "import", str(broken), "--dry-run", status=1)
    assert "entities" in quizapp("content", "import", str(refused), "--dry-run", "--json", status=2)


def test_without_dry_run_drafts_are_made_in_a_topic(quizapp: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.txt"
    file.write_text("What is a gate?\nA) factors\nB) a loss\nANSWER: A\n", encoding="utf-8")
    assert "--topic" in quizapp("content", "import", str(file), status=2)
    assert "what-is-a-gate: draft" in quizapp("content", "import", str(file), "--topic", "rnn")
    assert "what-is-a-gate-2: draft" in quizapp("content", "import", str(file), "--topic", "rnn")


def test_export_for_other_programs_says_what_is_lost(quizapp: Run, tmp_path: Path) -> None:
    said = quizapp("content", "export", "what-is-an-rnn", "--format", "gift", "--to", str(tmp_path))
    assert "lost: what-is-an-rnn: Only one of the two languages is written." in said
    again = json.loads(quizapp("content", "import", str(tmp_path / "questions.gift"), "--dry-run", "--json"))
    assert again["questions"]


def test_losses_of_an_export_are_also_a_report(quizapp: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    words = (
        "--format",
        "apkg",
        "--topic",
        "rnn",
        "--variants",
        "1",
        "--to",
        str(tmp_path),
        "--report",
        str(report),
    )
    said = quizapp("content", "export", *words)
    assert (tmp_path / "questions.apkg").read_bytes().startswith(b"PK")
    losses = json.loads(report.read_text(encoding="utf-8"))["losses"]
    assert {"question", "exercise", "part", "what"} == set(losses[0])
    assert said.count("lost: ") == len(losses)
