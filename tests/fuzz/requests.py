"""Thousands of generated requests. Not in the suite: `make fuzz`."""

import random
from pathlib import Path

import pytest

from tests.examples import TIMES
from tests.promises import Tell
from tests.quizapp.api.generated_requests import send_generated_requests

pytestmark = pytest.mark.hypothesis  # by which `make fuzz` chooses


def test_generated_requests_find_nothing_in_the_api(tmp_path: Path, figure: Tell) -> None:
    seed = random.randrange(2**31)
    found = send_generated_requests(tmp_path, "examples,coverage,fuzzing,stateful", 3 * TIMES, seed)
    figure(f"{found.requests} requests to {found.operations} operations, seed {seed}")
    assert not found.has_failures, found.report
