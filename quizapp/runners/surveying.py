"""Compute a survey: many experiments in stacks, keeping only the outcome of each."""

import math
from collections.abc import Iterator

import simulator
from quizapp.domain.experiments.costs import costs_of

SECONDS_PER_CHUNK = 0.4  # estimated; after each chunk, the page shows more, and a cancelled run stops


def survey(
    experiments: list[simulator.Experiment],
) -> Iterator[tuple[list[tuple[str, dict[str, object]]], dict[int, simulator.Trace]]]:
    """One event for each chunk, with its outcomes. Traces are not kept, since any cell can be run again by itself."""
    for chunk in chunks_of(experiments):
        traces = simulator.run_many([experiments[position] for position in chunk])
        outcomes = [_shown(position, trace) for position, trace in zip(chunk, traces, strict=True)]
        yield [("outcomes", {"outcomes": outcomes})], {}


def chunks_of(experiments: list[simulator.Experiment]) -> list[list[int]]:
    """Positions that train together, in chunks; the stacks take turns, so that the chart fills evenly."""
    seconds = [cost.seconds for cost in costs_of(experiments)]
    pieces: list[tuple[int, int, list[int]]] = []
    for number, stack in enumerate(simulator.stacks_of(experiments)):
        size = max(1, int(SECONDS_PER_CHUNK / max(seconds[position] for position in stack)))
        pieces += [
            (turn, number, stack[start : start + size])
            for turn, start in enumerate(range(0, len(stack), size))
        ]
    return [positions for _, _, positions in sorted(pieces)]


def _shown(position: int, trace: simulator.Trace) -> dict[str, object]:
    outcome = simulator.outcome_of(trace)
    return {
        "experiment": position,
        "code": outcome.code,
        "level": outcome.level if math.isfinite(outcome.level) else None,
        "first_nonfinite_step": outcome.first_nonfinite_step,
    }
