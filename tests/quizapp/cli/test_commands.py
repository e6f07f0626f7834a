"""The command `quizapp` as typed in a terminal."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml

from quizapp.bank.questions import Question
from quizapp.config import Settings
from quizapp.formats.content_files import question_path, write_question
from simulator.command.arguments import main
from tests.bank import bank
from tests.commands import environment_of, run_command
from tests.quizapp.web.test_authoring import question_document
from tests.samples import WHOLE, sample

Run = Callable[..., str]


@pytest.fixture
def quizapp(settings: Settings) -> Run:
    return partial(run_command, **environment_of(settings))


def test_help_names_every_command(quizapp: Run) -> None:
    said = quizapp("--help")
    for command in ("serve", "content", "simulate", "user", "db", "routes"):
        assert command in said


def test_the_content_is_checked_and_a_question_without_claims_is_named_but_no_problem(
    quizapp: Run, settings: Settings, tmp_path: Path
) -> None:
    """In the suite, test_proving.py runs the networks of a sample."""
    folder = shutil.copytree(settings.content, tmp_path / "content")
    question = Question.model_validate(question_document() | {"prompt": {"zh": "为什么？", "en": "Why?"}})
    (folder / question_path(question)).write_text(write_question(question))
    said = quizapp("content", "check", *(() if WHOLE else ("--quick",)), str(folder))
    assert f"{len(list(folder.glob('questions/*/*.yaml')))} questions" in said
    assert "1 questions name no claim that they rely on: my-question" in said
    assert "the correct option is the longest in" in said
    assert "no problems found" in said


def test_a_formula_that_does_not_render_and_printed_keys_are_named_with_their_files_and_fields(
    quizapp: Run, settings: Settings, tmp_path: Path
) -> None:
    folder = shutil.copytree(settings.content, tmp_path / "content")
    file = folder / "questions/rnn/what-is-an-rnn.yaml"
    document = yaml.safe_load(file.read_text())
    document["prompt"]["en"] = "Which method is called detach?"
    document["items"][0]["prompt"]["zh"] = r"$\frac{1$"
    file.write_text(yaml.safe_dump(document, allow_unicode=True))
    (folder / "printed-keys.yaml").unlink()
    said = quizapp("content", "check", "--quick", str(folder), status=1)
    assert "questions/rnn/what-is-an-rnn.yaml: items.0.prompt.zh" in said
    assert "questions/rnn/what-is-an-rnn.yaml: prompt.en: This prints what the exercise" in said
    assert "This prints what the exercise “initial-hidden-state” asks for" in said
    assert all(".yaml: " in line for line in said.splitlines() if line.startswith("error"))


def test_what_two_questions_share_is_named_in_both_files(
    quizapp: Run, settings: Settings, tmp_path: Path
) -> None:
    folder = shutil.copytree(settings.content, tmp_path / "content")
    first, second = sorted(folder.glob("questions/rnn/*.yaml"))[:2]
    document = yaml.safe_load(first.read_text())
    document["items"][0]["id"] = yaml.safe_load(second.read_text())["items"][0]["id"]
    document["number"] = "Q31"
    first.write_text(yaml.safe_dump(document, allow_unicode=True))
    said = quizapp("content", "check", "--quick", str(folder), status=1)
    for path, field in ((first, "items.0.id"), (second, "items.0.id"), (first, "number")):
        assert f"error: {path.relative_to(folder)}: {field}: " in said


def test_a_broken_content_folder_fails_with_file_and_field(quizapp: Run, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("- {slug: x y}")
    said = quizapp("content", "check", str(tmp_path), status=1)
    assert "topics.yaml: 0.slug" in said
    assert "topics.yaml: 0.title" in said


def test_a_broken_list_of_terms_fails_with_file_and_field(
    quizapp: Run, settings: Settings, tmp_path: Path
) -> None:
    folder = shutil.copytree(settings.content, tmp_path / "content")
    (folder / "terms.yaml").write_text("interface: [{en: run}]\ndeep_learning: []")
    assert "terms.yaml: interface.0.zh" in quizapp("content", "check", "--quick", str(folder), status=1)


def test_what_is_exported_is_imported_unchanged(quizapp: Run, tmp_path: Path) -> None:
    written = quizapp("content", "export", "--to", str(tmp_path / "out")).split()
    assert len(written) >= 5
    some = sample(written, 3)
    assert quizapp("content", "import", *some).count("unchanged") == len(some)
    path = next(Path(name) for name in written if "number: Q31" in Path(name).read_text())
    path.write_text(path.read_text().replace("number: Q31", "number: Q99"))
    assert "published version 2" in quizapp("content", "import", str(path))
    assert "number: Q99" in quizapp("content", "export", path.stem)


def test_an_import_of_several_files_is_all_or_nothing_and_names_every_fault(
    quizapp: Run, tmp_path: Path
) -> None:
    paths = [Path(name) for name in quizapp("content", "export", "--to", str(tmp_path)).split()[:4]]
    sound, wrong_field, no_yaml, not_utf8 = paths
    sound.write_text(re.sub(r"(?m)^number: .*$", "number: Q98", sound.read_text()))
    wrong_field.write_text(wrong_field.read_text().replace("topic:", "topics:", 1))
    no_yaml.write_text("slug: [")
    not_utf8.write_bytes("title: 标题".encode("gbk"))
    said = quizapp("content", "import", *map(str, paths), status=1)
    for path in (wrong_field, no_yaml, not_utf8):
        assert str(path) in said
    assert "not in UTF-8" in said
    assert "(line " in said
    assert "number: Q98" not in quizapp("content", "export", sound.stem)


def test_several_questions_printed_at_once_are_imported(quizapp: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    slugs = sample([question.slug for question in bank().questions], 2)
    file.write_text(quizapp("content", "export", *slugs))
    assert quizapp("content", "import", str(file)).count("unchanged") == len(slugs)


def test_a_scenario_is_simulated_on_the_terminal(quizapp: Run) -> None:
    said = quizapp("simulate", "mlp-nan-loss")
    assert "baseline" in said
    assert "loss_nan" in said
    assert "knobs.nothing" in quizapp("simulate", "mlp-nan-loss", "--set", "nothing=1", status=1)


def test_a_scenario_looks_the_same_from_both_commands(
    quizapp: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = quizapp("simulate", "mlp-nan-loss", "--csv", str(tmp_path / "numbers.csv"))
    assert main(["run", "mlp-nan-loss"]) == 0
    of_the_library = capsys.readouterr().out
    assert _words(said) == _words(of_the_library)
    assert (tmp_path / "numbers-treated.csv").exists()
    missing = str(tmp_path / "nowhere" / "numbers.csv")
    assert "nowhere" in quizapp("simulate", "mlp-nan-loss", "--csv", missing, status=1)


def _words(printed: str) -> list[str]:
    """What is said, however wide the terminal is; without the seconds it took."""
    lines = [line for line in printed.splitlines() if "updates in" not in line]
    return sorted(re.findall(r"[\w.]+", " ".join(lines)))


def test_accounts_are_made_and_given_roles(quizapp: Run) -> None:
    quizapp("user", "add", "ada", "--role", "instructor", "--password", "a long password")
    assert "name: This name is already taken" in quizapp(
        "user", "add", "ada", "--password", "a long password", status=1
    )
    quizapp("user", "role", "ada", "admin")
    assert "ada\tadmin" in quizapp("user", "list")


def test_a_backup_is_restored(quizapp: Run, tmp_path: Path) -> None:
    quizapp("db", "backup", str(tmp_path / "backup.sqlite"))
    quizapp("user", "add", "late", "--password", "a long password")
    quizapp("db", "restore", "--yes", str(tmp_path / "backup.sqlite"))
    assert "late" not in quizapp("user", "list")
    assert "integrity: ok" in quizapp("db", "check")
    (tmp_path / "other.txt").write_text("no database")
    assert "error:" in quizapp("db", "restore", "--yes", str(tmp_path / "other.txt"), status=1)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("DATABASE_URL", "mysql://x"), ("QUIZAPP_THREADS", "-1")]
)
def test_a_bad_setting_is_named(quizapp: Run, name: str, value: str) -> None:
    assert name in quizapp("db", "check", status=1, **{name: value})
