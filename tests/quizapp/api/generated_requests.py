"""Requests that schemathesis makes up from the OpenAPI document of a server of their own."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.serving import start_server

# Whatever experiments are made up, none of those that are admitted takes long.
LIMITS = {"QUIZAPP_RUN_SECONDS_LIMIT": "1", "QUIZAPP_SURVEY_SECONDS_LIMIT": "1"}


@dataclass(frozen=True)
class Found:
    has_failures: bool
    operations: int
    requests: int
    report: str


def send_generated_requests(folder: Path, phases: str, examples: int, seed: int = 20260101) -> Found:
    """phases: of examples, coverage, fuzzing, stateful. examples: for each operation, in those that draw."""
    server = start_server(folder, **LIMITS)
    try:
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                f"--config-file={Path(__file__).with_name('schemathesis.toml')}",
                "run",
                f"--phases={phases}",
                f"--max-examples={examples}",
                f"--seed={seed}",
                f"{server.address}/api/openapi.json",
            ],
            cwd=folder,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.stop()
    counts = [re.search(text, done.stdout) for text in (r"Tested: (\d+)", r"(\d+) generated")]
    operations, requests = (int(found[1]) if found else 0 for found in counts)
    return Found(done.returncode != 0, operations, requests, done.stdout[-8000:] + done.stderr[-2000:])
