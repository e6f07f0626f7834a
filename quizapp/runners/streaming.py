"""Stream a run: its experiments train side by side, frame by frame."""

import math
from collections.abc import Iterator
from dataclasses import asdict

import simulator
from quizapp.domain.experiments.frames import steps_between_frames


def train_by_frames(
    experiments: list[simulator.Experiment],
) -> Iterator[tuple[list[tuple[str, dict[str, object]]], dict[int, simulator.Trace]]]:
    """An event for every frame; with the last frame of an experiment, also its result and trace."""
    for position, frame in _side_by_side(experiments):
        events: list[tuple[str, dict[str, object]]] = [("frame", {"experiment": position, **frame.to_json()})]
        if frame.trace is None:
            yield events, {}
        else:
            yield (
                [*events, ("result", {"experiment": position, **_result(frame.trace)})],
                {position: frame.trace},
            )


def _side_by_side(experiments: list[simulator.Experiment]) -> Iterator[tuple[int, simulator.Frame]]:
    """The frames of all experiments in turn, so that their curves grow together."""
    streams = {
        position: simulator.stream(experiment, every=steps_between_frames(experiment))
        for position, experiment in enumerate(experiments)
    }
    while streams:
        for position in list(streams):
            frame = next(streams[position], None)
            if frame is None:
                del streams[position]
            else:
                yield position, frame


def _result(trace: simulator.Trace) -> dict[str, object]:
    return {
        "first_nonfinite_step": trace.first_nonfinite_step,
        "steps_done": trace.steps_done,
        "seconds": round(trace.seconds, 4),
        "layer_names": list(trace.layer_names),
        "symptoms": [_symptom(symptom) for symptom in simulator.diagnose(trace)],
    }


def _symptom(symptom: simulator.Symptom) -> dict[str, object]:
    finite = {name: value if math.isfinite(value) else None for name, value in symptom.values.items()}
    return {**asdict(symptom), "values": finite}
