"""The computing environment: read from the libraries, stored with the trace, and unknown where no library tells it."""

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.measuring import provenance as finding
from tests.simulator.small_experiments import mlp

HERE = sim.current_provenance()
BUILT_WITH = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
KNOWN = sim.Provenance(*(f"some {field.name}" for field in fields(sim.Provenance)))
CPUINFO_OF_ARM = (
    "processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n\nprocessor\t: 1\n"
)
CPUINFO_OF_INTEL = (
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
    "model name\t: Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz\n\nprocessor\t: 1\nmodel name\t: another\n"
)


def in_a_new_process(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def found_anew() -> sim.Provenance:
    """Not what was found when this process first asked."""
    return sim.current_provenance.__wrapped__()


def test_the_versions_are_those_that_compute() -> None:
    assert (sim.__version__, np.__version__, platform.machine()) == (
        HERE.simulator,
        HERE.numpy,
        HERE.architecture,
    )
    assert all(isinstance(value, str) and value for value in asdict(HERE).values())


def test_it_is_found_once() -> None:
    assert sim.current_provenance() is sim.current_provenance()


@pytest.mark.skipif("openblas" not in BUILT_WITH["name"], reason="this NumPy multiplies with another library")
def test_the_kernel_is_the_one_that_openblas_runs_and_another_changes_the_bits() -> None:
    """Haswell and Nehalem exist on every processor that NumPy's wheels for x86_64 run well on."""
    code = (
        "import simulator as sim; found = sim.current_provenance();"
        f"print(found.blas_kernel, sim.run({mlp()!r}).loss.tobytes().hex())"
    )
    assert HERE.blas_version[0].isdigit()
    if HERE.architecture == "x86_64":
        said = {kernel: in_a_new_process(code, OPENBLAS_CORETYPE=kernel) for kernel in ("Haswell", "Nehalem")}
        bits = {}
        for kernel, line in said.items():
            name, bits[kernel] = line.split()
            assert name == kernel
        assert bits["Haswell"] != bits["Nehalem"]
    own = in_a_new_process("import simulator as sim; print(sim.current_provenance().blas_kernel)")
    assert own == HERE.blas_kernel


def test_a_library_that_cannot_be_asked_has_an_unknown_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "OPENBLAS_NAMES", ("no_such_{}",))
    found = found_anew()
    assert (found.blas, found.blas_version) == (BUILT_WITH["name"], BUILT_WITH["version"])
    assert found.blas_kernel == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            CPUINFO_OF_INTEL,
            ("Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz", "GenuineIntel family 6 model 85"),
        ),
        (CPUINFO_OF_ARM, ("unknown", "implementer 0x41 part 0xd40")),
    ],
)
def test_the_processor_is_the_first_that_linux_describes(
    text: str, expected: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    monkeypatch.setattr(finding, "CPU_FACTS", tmp_path / "cpuinfo")
    found = found_anew()
    assert (found.processor, found.processor_family) == expected


def test_without_a_description_the_processor_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "CPU_FACTS", tmp_path / "none")
    assert found_anew().processor == "unknown"


@pytest.mark.parametrize("field", [field.name for field in fields(sim.Provenance)])
def test_the_same_bits_are_promised_only_where_all_is_known_and_equal(field: str) -> None:
    assert KNOWN.gives_same_bits_as(KNOWN)
    is_bound_to = field == "processor"  # its name alone decides nothing
    other, unknown = replace(KNOWN, **{field: "another"}), replace(KNOWN, **{field: "unknown"})
    assert KNOWN.gives_same_bits_as(other) is is_bound_to
    assert unknown.gives_same_bits_as(unknown) is is_bound_to


def test_it_survives_json_and_reads_what_another_version_wrote() -> None:
    assert sim.Provenance.from_json(json.loads(json.dumps(HERE.to_json()))) == HERE
    assert sim.Provenance.from_json({"numpy": "3.0", "of_the_future": 1}) == sim.Provenance(numpy="3.0")


def test_a_sentence_names_everything() -> None:
    assert all(value in str(KNOWN) for value in asdict(KNOWN).values())


def test_a_trace_says_what_computed_it() -> None:
    trace = sim.run(mlp(steps=2))
    assert trace.computed_by == HERE
    assert trace.to_json()["computed_by"] == HERE.to_json()


def test_a_file_keeps_what_computed_it_wherever_it_is_read() -> None:
    elsewhere = replace(sim.run(mlp(steps=2)), computed_by=KNOWN)
    assert sim.Trace.from_npz(elsewhere.to_npz()).computed_by == KNOWN
    old = replace(elsewhere, computed_by=None)
    assert sim.Trace.from_npz(old.to_npz()).computed_by is None
    assert old.to_json()["computed_by"] is None
