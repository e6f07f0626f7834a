"""Logs of the program, of its libraries, and of requests: JSON lines if nobody reads them on a terminal."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from quizapp import create_app
from quizapp.config import Settings
from quizapp.services.runner import NoRunner

PROGRAM = """
import logging, warnings
import structlog
from quizapp.cli.logs import set_up_logs
set_up_logs()
structlog.get_logger().info("own", count=1)
logging.getLogger("celery.worker").error("of %s", "Celery")
warnings.warn("of Python")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("other").exception("failed")
"""


def test_libraries_and_warnings_are_logged_as_json_lines_too() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["info", "error", "warning", "error"]
    assert [line["event"] for line in lines[:2]] == ["own", "of Celery"]
    assert "of Python" in lines[2]["event"]
    assert "ZeroDivisionError" in lines[3]["exception"]


def test_requests_are_logged_by_their_route_if_wanted(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    create_app(settings, NoRunner()).test_client().get("/setup/a-secret-token")
    assert "request" not in "".join(capsys.readouterr())
    logged = create_app(replace(settings, log_requests=True), NoRunner()).test_client()
    logged.get("/setup/a-secret-token")
    said = "".join(capsys.readouterr())  # a command that ran in this process before logs to the other stream
    assert "/setup/<token>" in said
    assert "status=403" in said
    assert "a-secret-token" not in said
