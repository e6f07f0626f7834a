"""The benchmark's own virtual environment, `.venv-bench`, created at first use."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-bench"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = ("torch==2.13.0", "jax", "keras==3.15.1")
# One thread each; told before any library starts.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


def prepare_environment() -> None:
    """PyTorch, JAX and Keras, and what the simulator needs in the versions of this environment."""
    wanted = "\n".join([*REQUIREMENTS, *_own_requirements()])
    record = FOLDER / ".installed"
    if record.is_file() and record.read_text() == wanted:
        return
    if not PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
        (FOLDER / ".gitignore").write_text("*\n")
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *wanted.split()], check=True)
    record.write_text(wanted)


def _own_requirements() -> list[str]:
    return [f"{name}=={version(name)}" for name in ("numpy", "pydantic")]


def process_environment() -> dict[str, str]:
    """The variables of a measuring process: the project on its path, one thread."""
    return os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)}
