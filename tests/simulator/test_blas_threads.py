"""The same bits whichever of NumPy and the simulator is imported first."""

import os
import subprocess
import sys

PROGRAM = """
import {first}
import {second}
import hashlib, simulator
trace = simulator.run({{"network": {{"kind": "mlp", "width": 256}}, "task": {{"kind": "regression"}}, "steps": 5}})
print(hashlib.sha256(trace.loss.tobytes() + trace.gradient_norm.tobytes()).hexdigest())
"""


def run(first: str, second: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first, second=second)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_order_of_imports_does_not_change_a_bit() -> None:
    assert run("numpy", "simulator") == run("simulator", "numpy")
