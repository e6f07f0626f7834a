from pathlib import Path

import pytest

from quizapp.domain.scenarios import Scenario
from quizapp.formats.content_files import read_bank


@pytest.fixture(scope="session")
def every_scenario() -> list[Scenario]:
    return list(read_bank(Path(__file__).parents[3] / "content").scenarios)
