"""The architecture rules: which rooms may import which, and where things belong."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.kinds import KINDS
from quizapp.kinds.kind import Kind

ROOT = Path(__file__).parent.parent
# The rooms of quizapp, floor by floor: a room imports only from the floors below its own.
FLOORS = (
    ("errors",),
    ("config", "db", "domain"),
    ("kinds",),
    ("bank",),
    ("models", "formats"),
    ("services", "presentation"),
    ("runners", "http"),
    ("web", "api"),
    ("__init__",),
    ("cli",),
)
# The rooms inside a room, likewise.
FLOORS_INSIDE = {
    "domain": (
        ("text", "messages", "authorship"),
        ("references", "one_language"),
        ("claims",),
        ("exams", "experiments", "progress", "scheduling"),
        ("classes", "lti", "oncall", "statistics"),
    ),
    "bank": (
        ("formulas", "formula_child", "formula_process", "parametric", "interviews", "terms", "variants"),
        ("images", "questions", "unreadable_formulas", "stated_claims", "spans"),
        ("bank", "interview_course"),
        ("evidence",),
        ("checking",),
        ("making",),
    ),
    "web": (
        ("cards", "errors", "forms", "refused_forms"),
        ("accounts", "inside", "lab"),
        ("claims", "offline", "oncall"),
        ("practice",),
        ("authoring", "exams", "work"),
        ("classes", "help", "making"),
        ("live",),
        ("lti",),
        ("__init__",),
    ),
}
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The rooms of the simulator from the bottom: a room imports only from those before it, and from what lies loose.
SIMULATOR_ROOMS = (
    "tasks",
    "settings",
    "equations",
    "kernels",
    "measuring",
    "training",
    "symptoms",
    "views",
    "cost",
    "scripts",
    "command",
)
LOOSE_IN_SIMULATOR = {
    "__init__",
    "__main__",
    "blas_threads",
    "errors",
    "field_types",
    "markup",
    "paths",
    "version",
}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
LONGEST_FILE = 400


def python_files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "quizapp").parts[0].removesuffix(".py")


def rooms_imported(path: Path) -> Iterator[str]:
    """The rooms of quizapp that a file imports from."""
    for name in imports_of(path):
        first, _, rest = name.partition(".")
        if first == "quizapp":
            room = rest.partition(".")[0]
            yield room if room in FLOOR_OF else "__init__"


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in python_files("quizapp")} == set(FLOOR_OF)


@pytest.mark.parametrize("room", FLOOR_OF)
def test_imports_only_go_downward(room: str) -> None:
    for path in python_files("quizapp"):
        if room_of(path) == room:
            for imported in rooms_imported(path):
                is_below = FLOOR_OF[imported] < FLOOR_OF[room] or imported == room
                assert is_below, f"{path.relative_to(ROOT)} imports from {imported}"


@pytest.mark.parametrize("room", FLOORS_INSIDE)
def test_inside_a_room_imports_only_go_downward_too(room: str) -> None:
    floor_of = {inner: floor for floor, inners in enumerate(FLOORS_INSIDE[room]) for inner in inners}
    for path in python_files(f"quizapp/{room}"):
        own = path.relative_to(ROOT / "quizapp" / room).parts[0].removesuffix(".py")
        for name in imports_of(path):
            if name.startswith(f"quizapp.{room}."):
                inner = name.split(".")[2]
                is_below = inner == own or floor_of[inner] < floor_of[own]
                assert is_below, f"{path.relative_to(ROOT)} imports {name}"


def kinds_imported(path: Path) -> set[str]:
    """The kinds of answer whose folders a file imports from."""
    parts = [name.split(".") for name in imports_of(path) if name.startswith("quizapp.kinds.")]
    return {part[2] for part in parts} & {folder.name for folder in folders_of_kinds()}


def folders_of_kinds() -> list[Path]:
    return [path.parent for path in sorted((ROOT / "quizapp" / "kinds").glob("*/__init__.py"))]


def test_a_kind_of_answer_knows_no_other() -> None:
    for folder in folders_of_kinds():
        for path in python_files(str(folder.relative_to(ROOT))):
            assert kinds_imported(path) <= {folder.name}, path.relative_to(ROOT)


def test_only_the_list_of_kinds_names_them() -> None:
    """Adding a kind touches its folder, the one list, and the README of the content."""
    the_list = ROOT / "quizapp" / "kinds" / "__init__.py"
    written = [
        path for suffix in ("py", "html", "ts", "css") for path in (ROOT / "quizapp").rglob(f"*.{suffix}")
    ]
    outside = [
        path
        for path in (*written, ROOT / "hatch_build.py", ROOT / "catalogs.py")
        if path != the_list and path.parent not in folders_of_kinds() and "dist" not in path.parts
        if path.name
        not in (
            "moodle_xml.py",
            "moodle_writer.py",
            "qti1_kinds.py",
        )  # kinds of other programs, some named like ours
    ]
    keyboard = re.compile(r"""inputmode=["{ ]*'numeric'""")  # of a field; no kind of answer
    for path in outside:
        named = re.compile("|".join(name for kind in KINDS for name in _names_of(kind, path.suffix)))
        found = named.search(keyboard.sub("", path.read_text(encoding="utf-8")))
        assert not found, f"{path.relative_to(ROOT)} names {found and found[0]}"


def _names_of(kind: Kind[Any], suffix: str) -> Iterator[str]:
    """Find its id: alone where no other word is like it, else between quotes or in a path; and in code its model."""
    yield rf"\b{kind.id}\b" if "_" in kind.id else rf"['\"/.]{kind.id}['\"/.]"
    if suffix == ".py":
        yield rf"\b{kind.model.__name__}\b"


def test_domain_knows_neither_flask_nor_sqlalchemy() -> None:
    for path in python_files("quizapp/domain", "quizapp/kinds", "quizapp/bank"):
        for name in imports_of(path):
            assert not name.lower().startswith(("flask", "sqlalchemy", "werkzeug")), (
                f"{path.name} imports {name}"
            )


def test_services_know_no_request() -> None:
    for path in python_files("quizapp/services", "quizapp/models", "quizapp/runners"):
        for name in imports_of(path):
            assert not name.lower().startswith(("flask", "werkzeug")), f"{path.name} imports {name}"


def test_routes_hold_no_queries_and_catch_no_errors() -> None:
    """Services query; `refused_forms` and the error handlers turn errors into answers, each in one place."""
    for path in python_files("quizapp/web", "quizapp/api"):
        text = path.read_text()
        for name in imports_of(path):
            assert not name.startswith("sqlalchemy") or path.parent.name == "api", (
                f"{path.name} imports {name}"
            )
        if "Blueprint(" in text:
            tries = [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Try)]
            assert not tries, f"{path.relative_to(ROOT)}, line {tries[0]}: a route catches errors"
            assert not re.search(r"\b(select|session\.(scalars?|execute|get|query))\(", text), path


def test_the_simulator_has_its_rooms_and_little_lies_loose() -> None:
    folder = ROOT / "simulator"
    assert {path.stem for path in folder.glob("*.py")} == LOOSE_IN_SIMULATOR
    assert {path.parent.name for path in folder.glob("*/__init__.py")} == set(SIMULATOR_ROOMS)


@pytest.mark.parametrize("room", SIMULATOR_ROOMS)
def test_a_room_of_the_simulator_imports_only_from_those_below(room: str) -> None:
    below = {*SIMULATOR_ROOMS[: SIMULATOR_ROOMS.index(room) + 1], *LOOSE_IN_SIMULATOR} - {
        "__init__",
        "__main__",
    }
    for path in python_files(f"simulator/{room}"):
        for name in imports_of(path):
            package, _, inside = name.partition(".")
            if package == "simulator":
                is_root = not inside and room == "command"  # the command uses the public API
                assert is_root or inside.partition(".")[0] in below, (
                    f"{path.relative_to(ROOT)} imports {name}"
                )


def test_simulator_stands_alone() -> None:
    allowed = {"simulator", "numpy", "pydantic", "pydantic_core"}
    only_in_the_command = {"yaml", "rich"}
    import sys

    for path in python_files("simulator"):
        for name in imports_of(path):
            root = name.split(".")[0]
            is_allowed = root in allowed or root in sys.stdlib_module_names
            assert is_allowed or (path.parent.name == "command" and root in only_in_the_command), (
                f"{path} imports {name}"
            )


def test_quizapp_imports_simulator_only_from_its_root() -> None:
    """The command `quizapp simulate` also uses the command room, and every room the dotted paths, which are no part
    of the library.
    """
    for path in python_files("quizapp"):
        for name in imports_of(path):
            is_command = path.parent.name == "cli" and name.startswith("simulator.command.")
            is_allowed = is_command or name.startswith("simulator.paths.")
            assert is_allowed or not name.startswith("simulator."), f"{path.relative_to(ROOT)} imports {name}"


def test_the_form_engine_knows_no_page() -> None:
    for path in python_files("quizapp/web/forms"):
        for name in imports_of(path):
            assert not name.lower().startswith("flask"), f"{path.name} imports {name}"
            own = name.startswith(("quizapp.web.forms.", "quizapp.formats."))
            assert own or not name.startswith("quizapp."), f"{path.name} imports {name}"


@pytest.mark.parametrize(
    ("what", "pattern", "homes"),
    [
        # Besides the paths: the number of a claim, the id of an event, the name of a message.
        (
            "a dotted path",
            r"""(split|partition)\(["']\.["']|["']\.["']\.join""",
            {"simulator/paths.py", "quizapp/domain/claims/claim.py", "quizapp/api/events.py"}
            | {"quizapp/presentation/symptoms.py"},
        ),
        # As a form, and as words in the reference of the API.
        (
            "a JSON Schema",
            r"""["'](anyOf|oneOf)["']""",
            {"quizapp/web/forms/schemas.py", "quizapp/api/reference.py"},
        ),
    ],
)
def test_one_module_takes_apart(what: str, pattern: str, homes: set[str]) -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in python_files("quizapp", "simulator")
        if re.search(pattern, path.read_text())
    }
    assert found == homes, what


def test_a_learner_has_no_day_of_the_calendar() -> None:
    """A day of study begins hours after midnight: what counts days of the calendar is wrong every night."""
    for path in python_files("quizapp", "simulator", "tests"):
        if "cli" not in path.parts:  # it dates what it measured
            assert not re.search(r"\b(?:now\([^)]*\)\.date\(\)|date\.today\(\))", path.read_text()), path


def test_no_module_has_a_vague_name() -> None:
    for path in python_files("quizapp", "simulator", "migrations", "tests"):
        assert path.stem not in VAGUE_NAMES, path


def test_files_can_be_read_in_one_sitting() -> None:
    for path in python_files("quizapp", "simulator", "tests"):
        assert len(path.read_text().splitlines()) <= LONGEST_FILE, path


def test_content_holds_no_python() -> None:
    assert not list((ROOT / "content").rglob("*.py"))


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in sorted((ROOT / "quizapp").rglob("*.html")):
        text = path.read_text()
        assert "style=" not in text, path
        assert "onclick=" not in text, path
        for start in [i for i in range(len(text)) if text.startswith("<script", i)]:
            tag = text[start : text.index(">", start)]
            assert "src=" in tag or "application/json" in tag, f"{path}: {tag}"
