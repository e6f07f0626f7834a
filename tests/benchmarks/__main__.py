"""`python -m tests.benchmarks`: measure, print the table, keep it in bench-results/training.json."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.diagnosis import diagnosed, diagnosis_lines, diagnosis_promises
from tests.benchmarks.editor import editor_promises
from tests.benchmarks.environment import REQUIREMENTS, ROOT, prepare_environment
from tests.benchmarks.lab import lab_lines, measure_lab
from tests.benchmarks.measuring import (
    Measured,
    measure,
    measure_agreement,
    measure_cost,
    measure_growth,
    measure_plans,
)
from tests.benchmarks.memory import LEARNERS, QUICK_LEARNERS, memory
from tests.benchmarks.promised import (
    agreement_promises,
    cost_promises,
    lab_promises,
    plan_promises,
    speed_promises,
)
from tests.benchmarks.regrades import ATTEMPTS, QUICK_ATTEMPTS, regrade_promises
from tests.benchmarks.table import agreement_lines, cost_lines, document, growth_lines, table
from tests.benchmarks.theory import theory
from tests.benchmarks.workloads import WORKLOADS, write_peer_file
from tests.promises import Promise

# what needs no other library
DIAGNOSIS, THEORY, COST, PLANS, LAB, MEMORY, REGRADES, EDITOR = ALONE = (
    "diagnosis",
    "theory",
    "cost",
    "plans",
    "lab",
    "memory",
    "regrades",
    "editor",
)
RESULTS = ROOT / "bench-results" / "training.json"


def main() -> int:
    """Tables of what was measured, then one line for each promise. 1 if one that decides is broken."""
    options = _parser().parse_args()
    alone = [] if options.agreement else [name for name in options.only if name in ALONE]
    options.only = [name for name in options.only if name not in ALONE]
    promises = [promise for name in alone for promise in _measure_alone(name, options)]
    if options.only or options.agreement:
        promises += _measure_training(options)
    sys.stdout.write("\npromises\n" + "".join(f"{promise.line}\n" for promise in promises))
    return int(any(promise.decides and not promise.is_kept for promise in promises))


def _measure_alone(name: str, options: argparse.Namespace) -> Iterable[Promise]:
    if name == DIAGNOSIS:
        _say("training the labeled runs …")
        verdicts = diagnosed()
        sys.stdout.write(f"{diagnosis_lines(verdicts)}\n\n")
        return diagnosis_promises(verdicts)
    if name == THEORY:
        _say("building wide networks …")
        return theory()
    if name == COST:
        _say("comparing estimated with measured costs …")
        comparison = measure_cost()
        sys.stdout.write(f"{cost_lines(comparison)}\n\n")
        return cost_promises(comparison)
    if name == PLANS:
        _say("timing batches of runs …")
        return plan_promises(measure_plans())
    if name == MEMORY:
        _say("practicing with synthetic learners …")
        measured = list(memory(QUICK_LEARNERS if options.quick else LEARNERS))
        sys.stdout.write("\n\n".join(lines for lines, _ in measured) + "\n")
        return [promise for _, promises in measured for promise in promises]
    if name == EDITOR:
        return list(editor_promises())
    if name == REGRADES:
        _say("regrading attempts …")
        return list(regrade_promises(QUICK_ATTEMPTS if options.quick else ATTEMPTS))
    _say("measuring the lab in Chromium …")
    times = measure_lab(1 if options.quick else 3, _say, every=4 if options.quick else 1)
    sys.stdout.write(f"{lab_lines(times)}\n\n")
    return lab_promises(times)


def _measure_training(options: argparse.Namespace) -> list[Promise]:
    rounds, cold_rounds = (3, 1) if options.quick else (11, 3)
    _say(f"preparing .venv-bench ({', '.join(REQUIREMENTS)}) …")
    prepare_environment()
    if options.agreement:
        return _report_agreement()
    started, results = datetime.now(UTC), {}
    load_before = os.getloadavg()
    with tempfile.TemporaryDirectory() as folder:
        for workload in options.only:
            _say(f"measuring {WORKLOADS[workload].title} …")
            peer_file = Path(folder) / f"{workload}.npz"
            write_peer_file(WORKLOADS[workload], peer_file)
            results[workload] = measure(workload, peer_file, rounds, 0 if options.no_cold else cold_rounds)
    growth = {}
    if options.only == list(WORKLOADS):
        _say("measuring growth, probes and memory …")
        growth = measure_growth()
    machine = {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_average": {"before": load_before, "after": os.getloadavg()},
        "python": platform.python_version(),
    }
    _report(results, growth, machine, started, rounds)
    promises = [*speed_promises(results)]
    return promises + _report_agreement() if options.only == list(WORKLOADS) else promises


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="3 rounds instead of 11, one cold start instead of 3"
    )
    parser.add_argument("--no-cold", action="store_true", help="leave the cold starts out")
    parser.add_argument(
        "--agreement",
        action="store_true",
        help="measure no time: only compare gradients with PyTorch's, and losses with those of written scripts",
    )
    parser.add_argument(
        "--only",
        type=_workloads,
        default=[*ALONE, *WORKLOADS],
        metavar="NAMES",
        help=f"of {','.join([*ALONE, *WORKLOADS])}",
    )
    return parser


def _workloads(names: str) -> list[str]:
    chosen = names.split(",")
    known = [*ALONE, *WORKLOADS]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(known)}")
    return chosen


def _report(
    results: dict[str, Measured], growth: dict, machine: dict, started: datetime, rounds: int
) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    content = {
        "started": started.isoformat(),
        "machine": machine,
        "rounds": rounds,
        "workloads": document(results),
        "growth": growth,
    }
    RESULTS.write_text(json.dumps(content, indent=1))
    load = machine["load_average"]
    sys.stdout.write(
        f"{machine['processor']}, {machine['cores']} cores, load {load['before'][0]:.1f} before, "
        f"{load['after'][0]:.1f} after; one pinned thread each, float32, {rounds} interleaved rounds\n"
        f"{table(results)}\n\n{growth_lines(growth)}\n"
    )
    _say(f"kept in {RESULTS.relative_to(ROOT)}")


def _report_agreement() -> list[Promise]:
    _say("comparing gradients and losses with PyTorch and Keras …")
    rows = measure_agreement()
    sys.stdout.write(f"{agreement_lines(rows)}\n")
    return [*agreement_promises(rows)]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.machine()
    )


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
