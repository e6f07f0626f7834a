import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator as sim
from tests.examples import examples
from tests.simulator.small_experiments import mlp, rnn
from tests.simulator.strategies import experiments

EXPLODING = mlp(steps=40, optimizer={"learning_rate": 1000.0})


@pytest.mark.parametrize("document", [mlp(), rnn(), EXPLODING])
def test_npz_keeps_everything(document: dict[str, Any]) -> None:
    trace = sim.run(document)
    copy = sim.Trace.from_npz(trace.to_npz())
    assert copy.experiment == trace.experiment
    assert copy.layer_names == trace.layer_names
    assert copy.first_nonfinite_step == trace.first_nonfinite_step
    assert copy.seconds == trace.seconds
    for name, column in trace.columns().items():
        np.testing.assert_array_equal(copy.columns()[name], column)
    for name, values in trace.final_parameters.items():
        np.testing.assert_array_equal(copy.final_parameters[name], values)


@pytest.mark.parametrize("document", [mlp(), rnn(), EXPLODING])
def test_json_has_null_where_a_number_is_not_finite(document: dict[str, Any]) -> None:
    trace = sim.run(document)
    text = json.dumps(trace.to_json(), allow_nan=False)
    loaded = json.loads(text)
    assert loaded["steps_done"] == len(loaded["loss"]) == trace.steps_done
    for name, column in trace.columns().items():
        restored = np.array(loaded[name], dtype=float)
        np.testing.assert_array_equal(restored, np.where(np.isfinite(column), column, np.nan))
    assert (loaded["time_gradient_norm"] is None) == (trace.time_gradient_norm is None)


def test_csv_has_one_line_per_step_and_flat_columns() -> None:
    trace = sim.run(rnn())
    rows = list(csv.DictReader(io.StringIO(trace.to_csv())))
    assert len(rows) == 12
    assert [int(row["step"]) for row in rows] == list(range(12))
    np.testing.assert_array_equal([float(row["loss"]) for row in rows], trace.loss)
    norms = [float(row["layer_gradient_norm.readout"]) for row in rows]
    np.testing.assert_array_equal(norms, trace.layer_gradient_norm[:, 1])
    assert trace.time_gradient_norm is not None
    last = [float(row["time_gradient_norm.5"]) for row in rows]
    np.testing.assert_array_equal(last, trace.time_gradient_norm[:, 5])


@examples(30)
@given(experiments(), st.sets(st.sampled_from(["layers", "time", "activations", "clipping"])))
def test_a_trace_has_the_columns_that_its_experiment_records(document: dict[str, Any], off: set[str]) -> None:
    probes = document["probes"] | dict.fromkeys(off, False)
    trace = sim.run(document | {"probes": probes})
    assert list(trace.columns()) == sim.recorded_columns(trace.experiment)
    is_recurrent = trace.experiment.network.kind in sim.RECURRENT_KINDS
    assert (trace.time_gradient_norm is not None) == (is_recurrent and "time" not in off)
    assert (trace.spectral_radius is not None) == (is_recurrent and bool(probes["recurrent_every"]))


@pytest.mark.parametrize("document", [mlp(steps=600), rnn(), EXPLODING])
def test_the_text_in_parts_is_the_same_document(document: dict[str, Any]) -> None:
    trace = sim.run(document)
    assert json.loads("".join(trace.to_json_text())) == trace.to_json()
    rows = list(csv.reader(io.StringIO(trace.to_csv())))
    assert [list(row) for row in trace.csv_rows()] == rows
    assert len(rows) == trace.steps_done + 1


def test_a_long_trace_is_written_in_parts_that_stay_small() -> None:
    short, long = (sim.run(mlp(steps=steps)) for steps in (300, 3000))
    for parts in (
        lambda trace: map(len, trace.to_json_text()),
        lambda trace: (len(str(r)) for r in trace.csv_rows()),
    ):
        assert max(parts(long)) < 1.2 * max(parts(short))
