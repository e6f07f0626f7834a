"""The frames of a run: how many there are, and the same frames again from its finished traces."""

from collections.abc import Iterator, Sequence

import simulator

FRAMES_PER_EXPERIMENT = 50


def steps_between_frames(experiment: simulator.Experiment) -> int:
    return max(1, experiment.steps // FRAMES_PER_EXPERIMENT)


def frames_of(traces: Sequence[simulator.Trace]) -> Iterator[tuple[int, simulator.Frame]]:
    """The frames of the experiments, each with its position, in the order in which they were streamed."""
    streams = {position: _frames_of(trace) for position, trace in enumerate(traces)}
    while streams:
        for position in list(streams):
            frame = next(streams[position], None)
            if frame is None:
                del streams[position]
            else:
                yield position, frame


def _frames_of(trace: simulator.Trace) -> Iterator[simulator.Frame]:
    every, steps = steps_between_frames(trace.experiment), trace.experiment.steps
    columns = trace.columns()
    for start in range(0, trace.steps_done, every):
        end = min(start + every, trace.steps_done)
        rows = {name: column[start:end] for name, column in columns.items()}
        yield simulator.Frame(end, steps, rows, trace if end == trace.steps_done else None)
