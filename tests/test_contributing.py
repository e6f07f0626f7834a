"""CONTRIBUTING names every file to change for a task, a network, a symptom, and a column."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_BESIDE = 3
ROW = re.compile(r"^\| (a \w+) \| (.+) \| (.+) \| `(\w+)` \|$", re.MULTILINE)
OTHER_SOURCES = (".ts", ".html", ".css", ".po")

# What uses the example and is not needed to add another: a fix that the doctor tries.
USERS = {"a network": {"quizapp/domain/experiments/remedies.py"}}


@dataclass(frozen=True)
class Recipe:
    """What is added, the files to touch for it, and an example that is there already."""

    what: str
    own: tuple[str, ...]
    beside: tuple[str, ...]
    example: str

    @property
    def files(self) -> set[str]:
        return {path.replace("<name>", self.example) for path in (*self.own, *self.beside)}


def recipes() -> list[Recipe]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [
        Recipe(what, tuple(re.findall("`(.+?)`", own)), tuple(re.findall("`(.+?)`", beside)), example)
        for what, own, beside, example in ROW.findall(text)
    ]


RECIPES = {recipe.what: recipe for recipe in recipes()}


def test_there_is_a_recipe_for_each() -> None:
    assert set(RECIPES) == {"a task", "a network", "a symptom", "a column"}


@pytest.mark.parametrize("what", RECIPES)
def test_every_file_of_a_recipe_is_there_and_at_most_three_are_beside_its_own(what: str) -> None:
    for path in RECIPES[what].files:
        assert (ROOT / path).is_file(), path
    assert len(RECIPES[what].beside) <= MOST_BESIDE


def names_in_python(path: Path) -> Iterator[str]:
    """Identifiers, parts of imported modules, and strings that are no sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(value=str(text)) if " " not in text:
                yield text
            case (
                ast.Name(id=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)) | ast.Attribute(attr=name)
            ):
                yield name
            case ast.ImportFrom(module=str(module)):
                yield from module.split(".")
                yield from (alias.name for alias in node.names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def files_that_name(name: str) -> set[str]:
    found = set()
    for room in ("simulator", "quizapp"):
        for path in (ROOT / room).rglob("*.*"):
            place = path.relative_to(ROOT).as_posix()
            if place.startswith("quizapp/static/"):
                continue
            if path.suffix == ".py":
                is_named = name in names_in_python(path)
            else:
                text = path.read_text(encoding="utf-8") if path.suffix in OTHER_SOURCES else ""
                is_named = re.search(rf"\b{name}\b", text) is not None
            if is_named:
                found.add(place)
    return found


@pytest.mark.parametrize("what", RECIPES)
def test_the_example_is_named_in_no_other_file(what: str) -> None:
    recipe = RECIPES[what]
    named = files_that_name(recipe.example) - USERS.get(what, set())
    assert named <= recipe.files
    assert named & {path.replace("<name>", recipe.example) for path in recipe.own}


TAKEN_OUT = {
    "a task": r"^.*\blatch\b.*\n",
    "a network": r"^from .*\bgru import .*\n| \| GruSettings",
    "a symptom": r"^.*\bloss_not_improving\b.*\n",
}
WORKS_WITHOUT = """
import json
import simulator as sim

assert sim.__file__.startswith({folder!r})
assert {name!r} not in json.dumps(sim.Experiment.model_json_schema()), "the schema"
assert {name!r} not in sim.SYMPTOMS
assert {name!r} not in sim.RECURRENT_KINDS
for network, task in (("mlp", "regression"), *((kind, "recall") for kind in sim.RECURRENT_KINDS)):
    document = {{"network": {{"kind": network, "width": 4}}, "task": {{"kind": task}}, "steps": 30}}
    sim.diagnose(sim.run(document))
    sim.step_inside(document)
    sim.estimate_cost(document)
    sim.to_keras(document), sim.to_pytorch(document)
"""


@pytest.mark.parametrize("what", TAKEN_OUT)
def test_the_simulator_works_without_what_its_recipe_adds(what: str, tmp_path: Path) -> None:
    """The recipe backwards: its own files are deleted, and its lines in the list of the simulator."""
    recipe, name = RECIPES[what], RECIPES[what].example
    shutil.copytree(ROOT / "simulator", tmp_path / "simulator", ignore=shutil.ignore_patterns("__pycache__"))
    for path in recipe.own:
        (tmp_path / path.replace("<name>", name)).unlink()
    listing = tmp_path / next(path for path in recipe.beside if path.startswith("simulator/"))
    text, count = re.subn(TAKEN_OUT[what], "", listing.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count
    listing.write_text(text, encoding="utf-8")
    code = WORKS_WITHOUT.format(name=name, folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
