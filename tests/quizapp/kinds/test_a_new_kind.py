"""Adding a kind of exercise only changes its folder, the list of kinds, and the README of the content."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from quizapp.config import REPOSITORY, Settings

HERE = Path(__file__).parent / "fourteenth"
COPIED = ("quizapp", "simulator", "content", "migrations")


def copy_of_the_product(folder: Path) -> Path:
    for name in COPIED:
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def add_to_the_list(kinds: Path) -> None:
    text = kinds.read_text(encoding="utf-8")
    text = text.replace("\nKINDS:", "from quizapp.kinds.yes_no import YES_NO\n\nKINDS:", 1)
    text = text.replace("    FIX_IT,\n)", "    FIX_IT,\n    YES_NO,\n)", 1)
    kinds.write_text(text, encoding="utf-8")


def test_a_fourteenth_kind_is_listed_written_published_answered_and_graded(
    tmp_path: Path, settings: Settings
) -> None:
    product = copy_of_the_product(tmp_path / "product")
    shutil.copytree(HERE / "yes_no", product / "quizapp" / "kinds" / "yes_no")
    add_to_the_list(product / "quizapp" / "kinds" / "__init__.py")
    walk = subprocess.run(
        [sys.executable, HERE / "walk.py", settings.instance],
        env={**os.environ, "PYTHONPATH": str(product)},
        cwd=product,
        capture_output=True,
        text=True,
        check=False,
    )
    assert walk.returncode == 0, walk.stderr
