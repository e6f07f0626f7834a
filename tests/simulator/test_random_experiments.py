"""The promises of a trace, for random experiments."""

import csv
import io
import json
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import simulator as sim
from tests.examples import examples
from tests.simulator.equality import assert_same, assert_same_numbers, assert_same_parameters
from tests.simulator.experiments import length_of
from tests.simulator.strategies import experiments

RECURRENT = ("rnn", "lstm", "gru")
SWITCHES = ("layers", "units", "time", "weights", "updates", "clipping", "activations")


@examples(30)
@given(experiments(), st.integers(1, 9))
def test_streaming_gives_the_rows_of_the_run(document: dict[str, Any], every: int) -> None:
    frames, trace = list(sim.stream(document, every=every)), sim.run(document)
    assert frames[-1].trace is not None
    assert_same(frames[-1].trace, trace)
    for name, column in trace.columns().items():
        np.testing.assert_array_equal(np.concatenate([frame.rows[name] for frame in frames]), column)


@examples(30)
@given(experiments(), st.sets(st.sampled_from(SWITCHES)), st.sampled_from([None, 1, 3]))
def test_probes_never_change_a_result(document: dict[str, Any], off: set[str], every: int | None) -> None:
    trace = sim.run(document)
    switched = sim.run(document | {"probes": dict.fromkeys(off, False) | {"recurrent_every": every}})
    matrices = ("spectral_radius", "largest_singular_value")
    for name in set(switched.columns()) - set(matrices):
        np.testing.assert_array_equal(switched.columns()[name], trace.columns()[name], err_msg=name)
    assert switched.first_nonfinite_step == trace.first_nonfinite_step
    assert_same_parameters(switched, trace)


@examples(30)
@given(experiments(*RECURRENT))
def test_a_window_as_long_as_the_sequence_is_full_backpropagation(document: dict[str, Any]) -> None:
    window = length_of(document["task"])
    full, windowed = (sim.run(document | {"truncate": one}) for one in (None, window))
    assert_same_numbers(full, windowed)


@examples(30)
@given(experiments())
def test_a_trace_survives_npz_json_and_csv(document: dict[str, Any]) -> None:
    trace = sim.run(document)
    copy = sim.Trace.from_npz(trace.to_npz())
    assert_same(copy, trace)
    assert copy.seconds == trace.seconds
    plain = json.loads(json.dumps(trace.to_json(), allow_nan=False))
    assert sim.Experiment.model_validate(plain["experiment"]) == trace.experiment
    assert plain["first_nonfinite_step"] == trace.first_nonfinite_step
    rows = list(csv.reader(io.StringIO(trace.to_csv())))
    header, numbers = rows[0][1:], np.array(rows[1:], float)[:, 1:]
    assert [int(row[0]) for row in rows[1:]] == list(range(trace.steps_done))
    for name, column in trace.columns().items():
        finite = np.where(np.isfinite(column), column, np.nan)
        np.testing.assert_array_equal(np.array(plain[name], float), finite)
        places = [place for place, title in enumerate(header) if title.partition(".")[0] == name]
        np.testing.assert_array_equal(numbers[:, places], column.reshape(trace.steps_done, -1))


@examples(40)
@given(experiments(), st.sampled_from([1e-3, 0.1, 5.0, 1e6]))
def test_clipping_by_norm_keeps_the_direction_and_bounds_the_norm(
    document: dict[str, Any], threshold: float
) -> None:
    before, after, trace = one_step(document, {"kind": "norm", "threshold": threshold})
    norms = np.linalg.norm(before), np.linalg.norm(after)
    rounding = 1e-14  # of a difference of weights
    np.testing.assert_allclose(before @ after, norms[0] * norms[1], rtol=1e-12, atol=rounding * norms[0])
    np.testing.assert_allclose(norms[1], min(norms[0], threshold), rtol=1e-10, atol=rounding)
    np.testing.assert_allclose(trace.applied_norm[0], norms[1], rtol=1e-10, atol=rounding)
    assert trace.clip_cosine == np.ones(1)


@examples(40)
@given(experiments(), st.sampled_from([1e-3, 0.1, 5.0, 1e6]))
def test_clipping_by_value_bounds_each_component_and_changes_no_other(
    document: dict[str, Any], threshold: float
) -> None:
    before, after, trace = one_step(document, {"kind": "value", "threshold": threshold})
    np.testing.assert_allclose(after, before.clip(-threshold, threshold), rtol=1e-9, atol=1e-14)
    assert trace.clip_cosine is not None
    assume(before.any())  # a dead network has no direction
    cosine = before @ after / np.linalg.norm(before) / np.linalg.norm(after)
    np.testing.assert_allclose(trace.clip_cosine[0], cosine, rtol=1e-9)


def one_step(document: dict[str, Any], clip: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, sim.Trace]:
    """The gradient before clipping, and what reaches an optimizer that subtracts what it gets."""
    document = document | {"dtype": "float64", "steps": 1, "clip": clip, "optimizer": {"learning_rate": 1.0}}
    start, (_, slopes) = sim.initial_parameters(document), sim.gradients(document)
    trace = sim.run(document)
    before = np.concatenate([values.ravel() for values in slopes.values()])
    after = np.concatenate([(start[name] - trace.final_parameters[name]).ravel() for name in slopes])
    return before, after, trace
