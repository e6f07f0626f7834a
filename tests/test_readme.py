"""The commands and examples in the README work."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import quizapp
from tests.commands import run_command
from tests.serving import QUIZAPP

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)


def commands(name: str) -> list[list[str]]:
    lines = [
        line for block in blocks(name, "sh") for line in block.splitlines() if line.startswith("quizapp ")
    ]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But the check of the content, which is tested as it stands here in test_commands.py."""
    monkeypatch.chdir(tmp_path)
    assert len(commands("README.md")) >= 7
    for arguments in commands("README.md"):
        if arguments != ["content", "check"]:
            run_command(*arguments, QUIZAPP_INSTANCE=str(tmp_path / "instance"))


def test_the_command_is_an_installed_program(tmp_path: Path) -> None:
    done = subprocess.run([QUIZAPP, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert quizapp.__version__ in done.stdout


def test_both_languages_show_the_same_commands_and_example() -> None:
    assert commands("README.md") == commands("README.zh.md")
    assert blocks("README.md", "python") == blocks("README.zh.md", "python")


def test_its_example_runs() -> None:
    for source in blocks("README.md", "python"):
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "loss_nan" in done.stdout


@pytest.mark.parametrize("name", READMES)
def test_it_names_the_make_targets_and_variables_that_exist(name: str) -> None:
    text = (ROOT / name).read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    settings = (ROOT / "quizapp" / "config.py").read_text()
    for variable in re.findall(r"`(QUIZAPP_\w+|HOST|PORT|DATABASE_URL)`", text):
        assert f'"{variable}"' in settings, variable


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "content/README.md"])
def test_its_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target
