"""A sure sample of `tests/torture/exams.py`: a few browsers, and one kill of the server."""

from flask import Flask

from quizapp.config import Settings
from tests.exam_torture import Trouble, taken_exams
from tests.forked_serving import start_forked


def test_an_exam_outlives_lost_connections_and_a_killed_server(app: Flask, settings: Settings) -> None:
    trouble = Trouble(browsers=4, changes=6, kills=1, pause=0.02)
    found = taken_exams(start_forked(app, restarts=trouble.kills), settings, trouble)
    assert (found.lost, found.late, found.doubled, found.unfinished) == (0, 0, 0, 0)
    assert found.sittings == 4
    assert found.kills == 1
    assert found.saves >= 4
    assert found.attempts >= 4
