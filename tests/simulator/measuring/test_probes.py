import numpy as np
import pytest

import simulator as sim
from simulator.measuring.spectra import spectra
from simulator.measuring.trace import COLUMNS
from tests.simulator.small_experiments import mlp, rnn


@pytest.mark.parametrize("document", [mlp(), rnn(network={"depth": 2})])
def test_columns_have_one_row_per_update(document: dict[str, object]) -> None:
    trace = sim.run(document)
    layers = len(trace.layer_names)
    for name, column in trace.columns().items():
        assert column.dtype == np.float64
        assert column.shape[0] == trace.steps_done == 12
        if COLUMNS[name].axis == "layers":
            assert column.shape == (12, layers), name
    assert trace.clip_cosine is not None
    assert trace.clip_cosine.shape == (12,)


def test_layers_are_named_from_the_input_upwards() -> None:
    assert sim.run(mlp()).layer_names == ("hidden_1", "hidden_2", "hidden_3", "output")
    assert sim.run(rnn(network={"depth": 2})).layer_names == ("recurrent_1", "recurrent_2", "readout")


@pytest.mark.parametrize("document", [mlp(dtype="float64"), rnn(dtype="float64", network={"depth": 2})])
def test_layer_and_unit_gradients_are_those_of_the_parameters(document: dict[str, object]) -> None:
    trace = sim.run(document)
    _, gradients = sim.gradients(document)
    total = np.sqrt(sum(np.sum(values**2) for values in gradients.values()))
    np.testing.assert_allclose(trace.gradient_norm[0], total)
    np.testing.assert_allclose((trace.layer_gradient_norm**2).sum(axis=1), trace.gradient_norm**2)
    number = 2
    of_layer = [values for name, values in gradients.items() if name.endswith(str(number))]
    squares = sum(np.atleast_2d(values**2).sum(axis=0) for values in of_layer)
    np.testing.assert_allclose(trace.layer_gradient_norm[0, number - 1], np.sqrt(np.sum(squares)))
    np.testing.assert_allclose(trace.unit_gradient_max[0, number - 1], np.sqrt(np.max(squares)))


def test_weight_norms_are_those_after_the_last_update() -> None:
    trace = sim.run(mlp(dtype="float64"))
    last = trace.final_parameters
    expected = [np.sqrt(np.sum(last[f"W{n}"] ** 2) + np.sum(last[f"b{n}"] ** 2)) for n in (1, 2, 3, 4)]
    np.testing.assert_allclose(trace.weight_norm[-1], expected)


def test_activation_moments_are_those_of_the_hidden_values() -> None:
    document = mlp(dtype="float64", network={"activation": "tanh", "init": {"gain": 3.0}})
    weights = sim.initial_parameters(document)
    hidden = np.tanh(sim.first_batch(document)[0] @ weights["W1"])
    trace = sim.run(document)
    np.testing.assert_allclose(trace.activation_mean[0, 0], hidden.mean())
    np.testing.assert_allclose(trace.activation_std[0, 0], hidden.std())
    np.testing.assert_allclose(trace.activation_saturation[0, 0], np.mean(1 - hidden**2 < 0.1))


def test_a_relu_unit_that_never_fires_is_dead() -> None:
    document = mlp(network={"bias_std": 0.0})
    weights = sim.initial_parameters(document)
    hidden = np.maximum(sim.first_batch(document)[0] @ weights["W1"], 0)
    dead = np.mean((hidden == 0).all(axis=0))
    assert sim.run(document).activation_dead[0, 0] == pytest.approx(dead)
    identity = sim.run(mlp(network={"activation": "identity"}))
    assert not identity.activation_dead.any()


OFF = {
    "layers": False,
    "units": False,
    "time": False,
    "weights": False,
    "updates": False,
    "clipping": False,
    "activations": False,
    "recurrent_every": None,
}
CLIPPED = {"kind": "value", "threshold": 0.01}
SWITCHED = {
    "layers": ["layer_gradient_norm"],
    "units": ["unit_gradient_max"],
    "time": ["time_gradient_norm"],
    "weights": ["weight_norm"],
    "updates": ["update_ratio"],
    "clipping": ["clip_cosine"],
    "activations": ["activation_mean", "activation_std", "activation_saturation", "activation_dead"],
    "recurrent_every": ["spectral_radius", "largest_singular_value"],
}


@pytest.mark.parametrize("document", [mlp(), mlp(clip=CLIPPED), rnn(clip={"kind": "norm", "threshold": 0.1})])
@pytest.mark.parametrize("switch", [*OFF, "all"])
def test_no_result_depends_on_a_probe(document: dict[str, object], switch: str) -> None:
    document = document | {"probes": {"recurrent_every": 3}}
    full = sim.run(document)
    switches = OFF if switch == "all" else {switch: OFF[switch]}
    trace = sim.run(document | {"probes": {"recurrent_every": 3} | switches})
    gone = [name for one in switches for name in SWITCHED[one]]
    assert all(getattr(trace, name) is None for name in gone)
    assert set(full.columns()) - set(trace.columns()) <= set(gone)
    for name, column in trace.columns().items():
        np.testing.assert_array_equal(column, full.columns()[name])
    for name, values in trace.final_parameters.items():
        np.testing.assert_array_equal(values, full.final_parameters[name])


def test_a_trace_without_probes_is_written_read_and_diagnosed() -> None:
    trace = sim.run(rnn(probes=OFF, steps=30, optimizer={"learning_rate": 100.0}))
    copy = sim.Trace.from_npz(trace.to_npz())
    assert copy.columns().keys() == {"loss", "metric", "gradient_norm", "applied_norm"}
    assert trace.to_json()["layer_gradient_norm"] is None
    assert trace.to_csv().startswith("step,loss,metric,gradient_norm,applied_norm\n")
    sim.diagnose(trace)


def test_the_update_ratio_is_that_of_update_and_weight_norms() -> None:
    document = mlp(dtype="float64", optimizer={"kind": "adam"}, steps=1)
    before, trace = sim.initial_parameters(document), sim.run(document)
    assert trace.update_ratio is not None
    for layer in (1, 2, 3, 4):
        names = (f"W{layer}", f"b{layer}")
        weights = np.concatenate([before[name].ravel() for name in names])
        change = np.concatenate([(trace.final_parameters[name] - before[name]).ravel() for name in names])
        expected = np.linalg.norm(change) / np.linalg.norm(weights)
        np.testing.assert_allclose(trace.update_ratio[0, layer - 1], expected, rtol=1e-9)


def test_clipping_by_norm_keeps_the_direction_and_by_value_turns_it_by_a_known_angle() -> None:
    by_norm = sim.run(mlp(clip={"kind": "norm", "threshold": 0.01})).clip_cosine
    np.testing.assert_array_equal(by_norm, 1.0)
    document = mlp(clip=CLIPPED, dtype="float64")
    _, slopes = sim.gradients(document)
    flat = np.concatenate([values.ravel() for values in slopes.values()])
    clipped = flat.clip(-0.01, 0.01)
    expected = flat @ clipped / np.linalg.norm(flat) / np.linalg.norm(clipped)
    by_value = sim.run(document).clip_cosine
    assert by_value is not None
    np.testing.assert_allclose(by_value[0], expected)
    assert expected < 0.95


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_recurrent_matrices_are_measured_at_the_stride(kind: str) -> None:
    document = rnn(network={"kind": kind, "depth": 2}, probes={"recurrent_every": 5}, dtype="float64")
    trace, weights = sim.run(document), sim.initial_parameters(document)
    assert trace.spectral_radius is not None
    assert trace.largest_singular_value is not None
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    assert trace.spectral_radius.shape == (12, 2 * gates) == (12, len(trace.matrix_names))
    is_measured = np.isfinite(trace.spectral_radius).all(axis=1)
    np.testing.assert_array_equal(np.flatnonzero(is_measured), [0, 5, 10])
    blocks = [block for n in (1, 2) for block in np.split(weights[f"W{n}"], gates, axis=1)]
    expected = [np.abs(np.linalg.eigvals(block)).max() for block in blocks]
    np.testing.assert_allclose(trace.spectral_radius[0], expected)
    expected = [np.linalg.norm(block, 2) for block in blocks]
    np.testing.assert_allclose(trace.largest_singular_value[0], expected)
    assert np.all(trace.spectral_radius[0] <= trace.largest_singular_value[0] * (1 + 1e-12))
    if kind == "lstm":
        assert trace.matrix_names[1] == "W1.forget_gate"


def test_matrices_with_numbers_that_are_not_finite_have_no_spectrum() -> None:
    stack = np.array([np.eye(2), [[np.nan, 0], [0, 1]], [[0, 2], [0, 0]]])
    radius, largest = spectra(stack)
    np.testing.assert_allclose(radius, [1.0, np.nan, 0.0], atol=1e-12)
    np.testing.assert_allclose(largest, [1.0, np.nan, 2.0])
