"""Starting and stopping the service, also where something stands in its way."""

import json
import os
import socket
import sqlite3
import stat
import urllib.request
from pathlib import Path

from quizapp.cli.serving import listen
from quizapp.config import settings_from
from tests.serving import start_server


def test_a_second_start_loses_nothing_and_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    first = start_server(tmp_path)
    assert first.setup_link
    with urllib.request.urlopen(f"{first.address}/api/v1/ready") as answer:
        assert answer.status == 200
    assert first.stop() == 0
    assert "Traceback" not in first.output
    database = (tmp_path / "quizapp.sqlite").read_bytes()
    secret = (tmp_path / "secret_key").read_text()
    second = start_server(tmp_path)
    assert second.stop() == 0
    assert (tmp_path / "secret_key").read_text() == secret
    assert len((tmp_path / "quizapp.sqlite").read_bytes()) >= len(database)


def test_ctrl_c_in_the_middle_of_a_run_is_quiet_and_the_next_server_goes_on_with_it(tmp_path: Path) -> None:
    server = start_server(tmp_path)
    experiment = {"network": {"kind": "mlp", "depth": 10}, "task": {"kind": "regression"}, "steps": 20000}
    request = urllib.request.Request(
        f"{server.address}/api/v1/runs",
        json.dumps({"experiments": [experiment]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        run = json.load(answer)["id"]
    with urllib.request.urlopen(f"{server.address}/api/v1/runs/{run}/events") as events:
        assert any(line.startswith(b"id: 1.") for line in events)
        assert server.stop() == 0
    assert len(server.lines) == 2, server.output
    with sqlite3.connect(tmp_path / "quizapp.sqlite") as connection:
        assert connection.execute("SELECT status, error FROM runs").fetchall() == [("queued", None)]
    again = start_server(tmp_path)
    with urllib.request.urlopen(f"{again.address}/api/v1/runs/{run}/events") as events:
        # what the first attempt had shown, and then the second one from its beginning
        assert any(line.startswith(b"id: 2.1\n") for line in events)
    assert again.stop() == 0


def test_the_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    start_server(tmp_path).stop()
    assert stat.S_IMODE(os.stat(tmp_path / "secret_key").st_mode) == 0o600


def refused(server_output: str) -> str:
    lines = [line for line in server_output.splitlines() if line]
    assert len(lines) == 1, server_output
    assert lines[0].startswith("error: ")
    return lines[0]


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        server = start_server(tmp_path, PORT=str(port))
    assert server.wait() == 1
    assert str(port) in refused(server.output)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    server = start_server(tmp_path / "file" / "instance")
    assert server.wait() == 1
    assert "file/instance" in refused(server.output)


def test_a_database_of_a_newer_version_is_one_clear_line(tmp_path: Path) -> None:
    start_server(tmp_path).stop()
    with sqlite3.connect(tmp_path / "quizapp.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    server = start_server(tmp_path)
    assert server.wait() == 1
    assert "newer version" in refused(server.output)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "quizapp.sqlite").write_text("this is no database " * 100)
    server = start_server(tmp_path)
    assert server.wait() == 1
    assert "quizapp.sqlite" in refused(server.output)


def test_no_answer_waits_for_its_own_head_to_be_acknowledged() -> None:
    with listen(settings_from({"HOST": "127.0.0.1", "PORT": "0"})) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
