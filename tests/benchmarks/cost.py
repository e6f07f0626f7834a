"""The accuracy of `estimate_cost` on random experiments: `python -m tests.benchmarks.cost` prints it as JSON.

The seconds of an experiment are its start and its updates, each the fastest of several, in seconds of the processor:
what it would take on an idle core. The bytes are the peak of tracemalloc over the whole run.
"""

import os

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import argparse
import json
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from time import process_time

import simulator as sim
from simulator.training.loop import Training
from tests.simulator.experiments import Document
from tests.simulator.sized_experiments import sized_experiment

FIRST_SEED = 20_000
SECONDS_EACH, FEWEST, MOST = 0.2, 3, 30  # of an experiment's repetitions
NEAR = 1.5  # an estimate within this factor, up or down, is near enough to admit a run by
WORST = 8


@dataclass(frozen=True)
class Taken:
    """start: seconds of building, of what the first update has to itself, and of the trace; update: on average."""

    document: Document
    start: float
    update: float

    @property
    def seconds(self) -> float:
        return self.start + self.document["steps"] * self.update


def measured(seeds: range) -> Iterator[Taken]:
    """What experiments take; those that blow up before their end are left out."""
    for seed in seeds:
        document = sized_experiment(seed)
        taken = _measure(document)
        if taken is not None:
            yield taken


def _measure(document: Document) -> Taken | None:
    experiment = sim.Experiment.model_validate(document)
    stride = experiment.probes.recurrent_every or experiment.steps
    fastest: dict[str, float] = {}
    repetitions, begun = 0, process_time()
    while repetitions < FEWEST or (process_time() - begun < SECONDS_EACH and repetitions < MOST):
        started = process_time()
        training = Training([experiment])
        _keep(fastest, "building", started)
        while not training.is_finished:
            row, started = training.step, process_time()
            training.update()
            _keep(fastest, "first" if row == 0 else "at stride" if row % stride == 0 else "plain", started)
        if not training.is_alive.all():
            return None
        started = process_time()
        training.trace(0)
        _keep(fastest, "trace", started)
        repetitions += 1
    at_stride = fastest.get(
        "at stride", fastest["first"] if experiment.probes.recurrent_every else fastest["plain"]
    )
    plain = fastest.get("plain", at_stride)
    rows = len(range(0, experiment.steps, stride))
    update = (rows * at_stride + (experiment.steps - rows) * plain) / experiment.steps
    first = max(fastest["first"] - at_stride, 0.0)
    return Taken(document, fastest["building"] + first + fastest["trace"], update)


def _keep(fastest: dict[str, float], name: str, started: float) -> None:
    fastest[name] = min(fastest.get(name, float("inf")), process_time() - started)


def peak_bytes(document: Document) -> int:
    """The most that one run allocates."""
    experiment = sim.Experiment.model_validate(document)
    tracemalloc.start()
    sim.run(experiment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def comparison(count: int) -> dict:
    """Estimated over measured: shares within NEAR, medians and the worst, for seconds and for bytes."""
    rows = list(measured(range(FIRST_SEED, FIRST_SEED + count)))
    ratios = {"seconds": [], "bytes": []}
    for taken in rows:
        cost = sim.estimate_cost(taken.document)
        ratios["seconds"].append(cost.seconds / taken.seconds)
        ratios["bytes"].append(cost.bytes / peak_bytes(taken.document))
    return {
        name: {
            "experiments": len(found),
            "share": sum(1 / NEAR <= ratio <= NEAR for ratio in found) / len(found),
            "median": median(found),
            "worst": [
                [ratio, _short(taken.document)]
                for ratio, taken in sorted(
                    zip(found, rows, strict=True), key=lambda pair: -max(pair[0], 1 / pair[0])
                )[:WORST]
            ],
        }
        for name, found in ratios.items()
    }


def _short(document: Document) -> str:
    network, task = document["network"], document["task"]
    kind = " ".join(str(network[key]) for key in ("kind", "activation", "normalization") if key in network)
    return (
        f"{kind} {network['depth']} x {network['width']}, {document['dtype']}, {document['optimizer']['kind']}, "
        f"{task['kind']} {task.get('length', '')}, batch {document['batch_size']}, {document['steps']} steps"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cost", description=__doc__)
    parser.add_argument("--count", type=int, default=320, help="of random experiments")
    parser.add_argument(
        "--fit", action="store_true", help="fit the factors of simulator.cost.work to other experiments"
    )
    options = parser.parse_args()
    if options.fit:
        from tests.benchmarks.cost_factors import fitted_factors

        answer: object = fitted_factors(list(measured(range(options.count))))
    else:
        answer = comparison(options.count)
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    main()
