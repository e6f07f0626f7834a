"""Executing one run: train its experiments side by side, and record what a page is to see as it happens."""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy.orm import Session

import simulator
from quizapp.services.run_work import begin_run, finish_run, record_frames

FRAMES_PER_EXPERIMENT = 50
SECONDS_BETWEEN_COMMITS = 0.05


def execute_run(session: Session, run_id: str, attempt_number: int) -> None:
    """Does nothing if the run is no longer to be done; stops early once it is cancelled."""
    experiments = begin_run(session, run_id, attempt_number)
    if experiments is None:
        return
    sequence = 1
    waiting: list[tuple[str, str]] = []
    last_commit = 0.0
    traces: dict[int, simulator.Trace] = {}
    for position, frame in _side_by_side(experiments):
        waiting.append(("frame", _json({"experiment": position, **frame.to_json()})))
        if frame.trace is not None:
            traces[position] = frame.trace
            waiting.append(("result", _json({"experiment": position, **_result(frame.trace)})))
        if time.monotonic() - last_commit >= SECONDS_BETWEEN_COMMITS:
            if not record_frames(session, run_id, attempt_number, sequence, waiting):
                return
            sequence += len(waiting)
            waiting, last_commit = [], time.monotonic()
    if waiting:
        record_frames(session, run_id, attempt_number, sequence, waiting)
    finish_run(session, run_id, attempt_number, [traces[position] for position in sorted(traces)])


def _side_by_side(experiments: list[simulator.Experiment]) -> Iterator[tuple[int, simulator.Frame]]:
    """The frames of all experiments in turn, so that their curves grow together."""
    streams = {
        position: simulator.stream(experiment, every=max(1, experiment.steps // FRAMES_PER_EXPERIMENT))
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


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
