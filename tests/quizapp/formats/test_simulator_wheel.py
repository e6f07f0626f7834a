"""The simulator as a wheel of its own, which the service hands out."""

import subprocess
import sys
from pathlib import Path

from flask.testing import FlaskClient

import simulator
from quizapp.formats.simulator_wheel import wheel, wheel_name

PROGRAM = """import simulator as sim
from importlib.metadata import metadata
experiment = sim.Experiment(network={"kind": "mlp"}, task={"kind": "regression"}, steps=2)
print(sim.__file__, metadata("nabla-simulator")["Version"], len(sim.run(experiment).loss))"""


def test_the_wheel_of_the_service_can_be_installed_and_used_alone(
    client: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / wheel_name()
    file.write_bytes(client.get(f"/simulator/{wheel_name()}").data)
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--target", str(target), str(file)], check=True)
    assert not (target / "quizapp").exists()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True, text=True, check=True, cwd=tmp_path, env={"PYTHONPATH": str(target)},
    )  # fmt: skip
    place, version, updates = ran.stdout.split()
    assert Path(place).is_relative_to(target)
    assert (version, updates) == (simulator.__version__, "2")


def test_the_wheel_states_what_it_needs_and_is_always_the_same(client: FlaskClient) -> None:
    first = wheel()
    wheel.cache_clear()
    assert wheel() == first
    assert b"quizapp-" not in first
    assert client.get("/simulator/nabla_simulator-0.0.1-py3-none-any.whl").status_code == 404
    page = client.get("/api/docs").text
    assert f"pip install http://localhost/simulator/{wheel_name()}" in page
