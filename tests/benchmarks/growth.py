"""The growth of the simulator's own time and memory: `python -m tests.benchmarks.growth` prints them as JSON.

Time per unit of T, of updates and of runs should stay the same; the default probes should take at most a
quarter of a run; memory at most 1.5 times the arrays that backpropagation must keep.
"""

import os

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import json
import sys
import tracemalloc
from collections.abc import Callable
from statistics import median

import simulator as sim
from tests.benchmarks.workloads import WORKLOADS

ROUNDS = 5
NO_PROBES = dict.fromkeys(("layers", "units", "time", "weights", "updates", "clipping", "activations"), False)
# Per unit, sample and time step: hidden states, and in gated layers the gates and cells (or s W_n) beside them; and,
# since weight gradients are one product over layers or time, the gradient of every pre-activation, where no gate gives
# it room.
KEPT_PER_UNIT = {"mlp": 2, "rnn": 2, "lstm": 6, "gru": 5}
RNN = {"network": {"kind": "rnn", "width": 32}, "batch_size": 32}


def _seconds(experiments: list[dict]) -> float:
    return sim.run_many(experiments)[0].seconds


def _rnn(length: int = 20, steps: int = 50, runs: int = 1) -> list[dict]:
    task = {"kind": "temporal_order", "length": length}
    return [RNN | {"task": task, "steps": steps, "seed": seed} for seed in range(runs)]


def _growth(sizes: list[int], experiments_of: Callable[[int], list[dict]]) -> dict[int, float]:
    """Seconds per unit of size, in turns, over that of the first size."""
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(ROUNDS):
        for size in sizes:
            taken[size].append(_seconds(experiments_of(size)) / size)
    return {size: median(taken[size]) / median(taken[sizes[0]]) for size in sizes}


def _probe_share(workload: str) -> float:
    """Share of a run that the default probes take."""
    plan = WORKLOADS[workload].experiment | {"steps": 30}
    shares = []
    for _ in range(ROUNDS):
        without = _seconds([plan | {"probes": NO_PROBES}])
        shares.append(1 - without / _seconds([plan]))
    return median(shares)


def _memory_ratio(kind: str) -> float:
    """Peak bytes of a wide run over the bytes that backpropagation must keep: values, weights, gradients."""
    network = {"kind": kind, "width": 128} | ({"depth": 50} if kind == "mlp" else {})
    task = {"kind": "regression"} if kind == "mlp" else {"kind": "temporal_order", "length": 100}
    plan = sim.Experiment.model_validate({"network": network, "task": task, "batch_size": 512, "steps": 2})
    parameters = sum(values.nbytes for values in sim.initial_parameters(plan).values())
    inputs, targets = sim.first_batch(plan)
    values = (50 if kind == "mlp" else 100) * 512 * 128 * 4 * KEPT_PER_UNIT[kind]
    tracemalloc.start()
    sim.run(plan)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (values + 2 * parameters + inputs.nbytes + targets.nbytes)


def main() -> None:
    """One JSON document on stdout: by heading, ratios by size or by network."""
    networks = [name for name in WORKLOADS if name != "many"]
    document = {
        "time per time step, by T": _growth([50, 100, 200, 400], lambda size: _rnn(length=size, steps=20)),
        "time per update, by updates": _growth([50, 100, 200, 400], lambda size: _rnn(steps=size)),
        "time per run, by runs": _growth([8, 16, 32, 64], lambda size: _rnn(steps=5, runs=size)),
        "share of the default probes, limit 0.25": {name: _probe_share(name) for name in networks},
        "peak memory over what must be kept, limit 1.5": {name: _memory_ratio(name) for name in networks},
    }
    sys.stdout.write(json.dumps(document))


if __name__ == "__main__":
    main()
