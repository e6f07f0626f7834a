"""Taking exams while connections are cut and the server is killed at random. Not in the suite: `make torture`."""

from pathlib import Path

import pytest

from quizapp.config import settings_from
from tests.exam_torture import Trouble, start_whole, taken_exams
from tests.promises import Tell

BROWSERS = 200


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_answer_of_an_exam_is_lost_accepted_late_or_doubled(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, figure: Tell
) -> None:
    url = request.getfixturevalue("postgresql") if database == "postgresql" else None
    settings = settings_from({"QUIZAPP_INSTANCE": str(tmp_path), **({"DATABASE_URL": url} if url else {})})
    found = taken_exams(
        start_whole(tmp_path, url), settings, Trouble(BROWSERS, changes=20, kills=12, pause=2.0)
    )
    figure(f"{database}: {found}")
    assert (found.lost, found.late, found.doubled, found.unfinished) == (0, 0, 0, 0)
