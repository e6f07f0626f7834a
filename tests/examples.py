"""The number of hypothesis examples: in the suite, a few that never change; under `make fuzz`, many new ones."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
IS_FUZZING = TIMES > 1


def examples(count: int, fuzzing: int = 0) -> Any:
    """So many in the suite, and at least `fuzzing` under `make fuzz`. A slow machine draws as many as a quick one."""
    return settings(
        max_examples=max(count * TIMES, fuzzing) if IS_FUZZING else count,
        derandomize=not IS_FUZZING,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
