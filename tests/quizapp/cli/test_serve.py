"""Starting and stopping the service, also under difficulties."""

import json
import socket
import sqlite3
import stat
import urllib.request
from pathlib import Path

from quizapp.cli.serving import listen
from quizapp.config import Settings, settings_from
from tests.commands import run_command
from tests.serving import start_server

LONG = {"network": {"kind": "mlp", "depth": 10}, "task": {"kind": "regression"}, "steps": 20_000}


def test_ctrl_c_in_the_middle_of_a_run_is_quiet_and_a_second_start_loses_nothing_and_goes_on_with_it(
    tmp_path: Path,
) -> None:
    first = start_server(tmp_path)
    assert first.setup_link
    with urllib.request.urlopen(f"{first.address}/api/v1/ready") as answer:
        assert answer.status == 200
    request = urllib.request.Request(
        f"{first.address}/api/v1/runs",
        json.dumps({"experiments": [LONG | {"seed": seed} for seed in range(4)]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        run = json.load(answer)["id"]
    with urllib.request.urlopen(f"{first.address}/api/v1/runs/{run}/events") as events:
        assert any(line.startswith(b"id: 1.") for line in events)
        assert first.stop() == 0
    assert len(first.lines) == 2, first.output
    with sqlite3.connect(tmp_path / "quizapp.sqlite") as connection:
        assert connection.execute("SELECT status, error FROM runs").fetchall() == [("queued", None)]
    secret = (tmp_path / "secret_key").read_text()
    second = start_server(tmp_path)
    with urllib.request.urlopen(f"{second.address}/api/v1/runs/{run}/events") as events:
        # what the first attempt had shown, and then the second one from its beginning
        assert any(line.startswith(b"id: 2.1\n") for line in events)
    assert second.stop() == 0
    assert (tmp_path / "secret_key").read_text() == secret


def test_the_secret_is_for_its_owner_only(settings: Settings) -> None:
    assert stat.S_IMODE((settings.instance / "secret_key").stat().st_mode) == 0o600


def refused(instance: Path, **environment: str) -> str:
    """What `quizapp serve` ends with, in one line."""
    said = run_command("serve", status=1, QUIZAPP_INSTANCE=str(instance), **{"PORT": "0"} | environment)
    lines = [line for line in said.splitlines() if line]
    assert len(lines) == 1, said
    assert lines[0].startswith("error: ")
    return lines[0]


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert port in refused(tmp_path, PORT=port)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "file/instance" in refused(tmp_path / "file" / "instance")


def test_a_database_of_a_newer_version_is_one_clear_line(settings: Settings) -> None:
    with sqlite3.connect(settings.instance / "quizapp.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "newer version" in refused(settings.instance)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "quizapp.sqlite").write_text("this is no database " * 100)
    assert "quizapp.sqlite" in refused(tmp_path)


def test_no_answer_waits_for_its_own_head_to_be_acknowledged() -> None:
    with listen(settings_from({"HOST": "127.0.0.1", "PORT": "0"})) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
