"""A sure sample of `tests/torture/exams.py`: a few browsers, and one kill of the server."""

from pathlib import Path

from tests.exam_torture import Trouble, taken_exams


def test_an_exam_outlives_lost_connections_and_a_killed_server(tmp_path: Path) -> None:
    found = taken_exams(tmp_path, None, Trouble(browsers=6, changes=8, kills=1, pause=0.02))
    assert (found.lost, found.late, found.doubled, found.unfinished) == (0, 0, 0, 0)
    assert found.sittings == 6
    assert found.kills == 1
    assert found.saves >= 6
