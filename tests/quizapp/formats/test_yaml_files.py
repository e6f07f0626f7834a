"""YAML that would multiply while it is read."""

from pathlib import Path

import pytest

from quizapp.errors import Problem
from quizapp.formats import yaml_files
from simulator.command.documents import UnreadableFile
from simulator.command.reading import mapping_in

LEVELS = ["a0: &a0 {x: 1}"] + [
    f"a{level}: &a{level}\n  <<: [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)
]


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A merge of ten merges, eight levels deep: a hundred million fields."""
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(LEVELS) + "\n")
    return path


def test_merges_of_merges_are_refused_before_they_multiply(bomb: Path) -> None:
    problems: list[Problem] = []
    assert yaml_files.parse(bomb, "bomb.yaml", problems) is None
    assert [problem.field for problem in problems] == ["bomb.yaml"]
    assert f"a group has more than {yaml_files.MOST_FIELDS} fields" in str(problems[0])


def test_the_command_line_refuses_them_too(bomb: Path) -> None:
    with pytest.raises(UnreadableFile, match="more than 1000 fields"):
        mapping_in(str(bomb))


def test_a_typed_group_has_no_references() -> None:
    with pytest.raises(ValueError, match="references"):
        yaml_files.load_group("\n".join(LEVELS))
