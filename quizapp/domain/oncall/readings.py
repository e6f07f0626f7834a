"""The readings of measurements: from the hidden experiment, or its trained trace, to evidence."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator
from quizapp.domain.oncall.evidence import Chart, Evidence, Rule, Series, bars, finite, line

Array = NDArray[Any]
BINS = 24
TINY = 1e-300


def guess_loss(experiment: simulator.Experiment) -> float:
    """The loss of the best constant prediction, for one sample."""
    task = experiment.task
    if task.kind == "regression":
        return float(task.target_scale**2)
    classes = {"classification": "classes", "recall": "symbols"}.get(task.kind)
    return math.log(getattr(task, classes) if classes else 4)


def loss(trace: simulator.Trace) -> Evidence:
    guess, last = guess_loss(trace.experiment), trace.loss[-1]
    facts = {"first": trace.loss[0] / guess, "last": last / guess, "updates": float(trace.steps_done)}
    is_cut = trace.first_nonfinite_step is not None
    chart = Chart(
        x="update", scale="log", series=(line("loss", trace.loss),), rules=(Rule(name="guess", value=guess),)
    )
    return _evidence("loss", "cut" if is_cut else "", facts, chart)


def terms(experiment: simulator.Experiment) -> Evidence:
    """The loss of the first batch, term by term: of one sample, of the batch, and of the penalty."""
    with np.errstate(all="ignore"):
        whole, _ = simulator.gradients(experiment)
        data, _ = simulator.gradients(experiment.replace("penalty", None))
        mean, _ = simulator.gradients(experiment.replace("penalty", None).replace("reduction", "mean"))
    facts = {"mean": mean, "data": data, "penalty": max(0.0, whole - data), "factor": data / max(mean, TINY)}
    chart = Chart(
        kind="bars",
        x="term",
        scale="log",
        series=(bars("term", [mean, data, max(0.0, whole - data)]),),
        ticks=("sample", "batch", "penalty"),
    )
    return _evidence("terms", "", facts, chart)


def gradient(trace: simulator.Trace) -> Evidence:
    kept = np.where(trace.gradient_norm > 0, trace.applied_norm / trace.gradient_norm, 1.0)
    clipped = kept < 1.0 - 1e-6
    finite_norms = trace.gradient_norm[np.isfinite(trace.gradient_norm)]
    facts = {
        "first": trace.gradient_norm[0],
        "largest": finite_norms.max() if finite_norms.size else math.inf,
        "share": float(clipped.mean()),
        "kept": float(np.median(kept[np.isfinite(kept)])) if np.isfinite(kept).any() else math.inf,
    }
    series = [line("before", trace.gradient_norm)]
    if clipped.any():
        series.append(line("after", trace.applied_norm))
    chart = Chart(x="update", scale="log", series=tuple(series))
    return _evidence("gradient", "clipped" if clipped.any() else "", facts, chart)


def layers(trace: simulator.Trace) -> Evidence:
    """The gradient norm of each layer at the first update."""
    assert trace.layer_gradient_norm is not None
    norms = trace.layer_gradient_norm[0]
    hidden = norms[:-1]
    facts = {
        "first": hidden[0],
        "last": hidden[-1],
        "ratio": hidden[0] / max(hidden[-1], TINY),
        "layers": float(len(hidden)),
        "factor": _factor(hidden),
    }
    chart = Chart(x="layer", scale="log", series=(line("gradient", norms, 1),))
    return _evidence("layers", "", facts, chart)


def times(trace: simulator.Trace) -> Evidence:
    """The gradient norm at each time step, at the first update."""
    assert trace.time_gradient_norm is not None
    norms = trace.time_gradient_norm[0]
    zeros = int((norms == 0.0).sum())
    some = norms[norms > 0]
    facts = {
        "first": norms[0],
        "last": norms[-1],
        "zeros": float(zeros),
        "length": float(len(norms)),
        "factor": _factor(some[::-1]),
    }
    chart = Chart(x="time", scale="log", series=(line("gradient", np.where(norms > 0, norms, 0.0)),))
    return _evidence("times", "cut" if zeros else "", facts, chart)


def activations(trace: simulator.Trace) -> Evidence:
    """The spread of the values, saturated pairs, and dead units: of each layer at the first update, or of the only one
    during training.
    """
    assert trace.activation_std is not None
    assert trace.activation_saturation is not None
    assert trace.activation_dead is not None
    columns = trace.activation_std, trace.activation_saturation, trace.activation_dead
    std, saturated, dead = (column[0][:-1] for column in columns)
    facts = {
        "saturated": saturated.max(),
        "dead": dead.max(),
        "first": std[0],
        "last": std[-1],
        "layers": float(len(std)),
    }
    if len(std) == 1:
        over_time = [column[:, 0] for column in columns]
        facts["last"] = over_time[0][-1]
        spread = Chart(x="update", scale="log", series=(line("std", over_time[0]),))
        shares = Chart(x="update", series=(line("saturated", over_time[1]), line("dead", over_time[2])))
        return _evidence("activations", "single", facts, spread, shares)
    spread = Chart(kind="dots", x="layer", scale="log", series=(line("std", std, 1),))
    shares = Chart(kind="dots", x="layer", series=(line("saturated", saturated, 1), line("dead", dead, 1)))
    return _evidence("activations", "", facts, spread, shares)


def weights(experiment: simulator.Experiment) -> Evidence:
    """The initial weights of each hidden layer as a gain, std times the square root of the fan-in; and the biases."""
    parameters = simulator.initial_parameters(experiment)
    matrices = [values for name, values in parameters.items() if name[0] == _letter(experiment)][
        : experiment.network.depth
    ]
    biases = [values for name, values in parameters.items() if name[0] == "b"][: experiment.network.depth]
    gains = [float(values.std() * values.shape[0] ** 0.5) for values in matrices]
    offsets = [_spread_of_biases(experiment, values) for values in biases]
    histogram = _histogram(
        "weights", np.concatenate([values.ravel() * values.shape[0] ** 0.5 for values in matrices])
    )
    facts = {"gain": float(np.median(gains)), "bias": float(np.median(offsets))}
    layers_ = Chart(kind="dots", x="layer", series=(line("gain", gains, 1), line("bias", offsets, 1)))
    return _evidence("weights", "", facts, histogram, layers_)


def _letter(experiment: simulator.Experiment) -> str:
    return "W" if experiment.network.kind == "mlp" else "U"


def _spread_of_biases(experiment: simulator.Experiment, values: Array) -> float:
    """Their spread around the mean of each gate, which is not drawn."""
    gates = 1 if experiment.network.kind == "mlp" else len(type(experiment.network).gates)
    return float(np.sqrt(np.mean([part.std() ** 2 for part in np.split(values, gates)])))


def radius(experiment: simulator.Experiment) -> Evidence:
    """The spectral radius of each recurrent matrix, before the first update."""
    network = experiment.network
    gates: tuple[str, ...] = getattr(network, "gates", ("state",))
    whole = simulator.initial_parameters(experiment)["W1"]
    radii = [float(np.abs(np.linalg.eigvals(part)).max()) for part in np.split(whole, len(gates), axis=1)]
    facts = {"radius": float(np.median(radii)), "matrices": float(len(gates))}
    chart = Chart(
        kind="bars",
        x="matrix",
        scale="log",
        series=(bars("radius", radii),),
        ticks=gates,
        rules=(Rule(name="one", value=1.0),),
    )
    return _evidence("radius", "gates" if len(gates) > 1 else "", facts, chart)


def data(experiment: simulator.Experiment) -> Evidence:
    """The inputs and targets of the first batch."""
    inputs, targets = simulator.first_batch(experiment)
    facts = {"input_mean": float(inputs.mean()), "input_std": float(inputs.std(axis=0).mean())}
    charts = [_histogram("inputs", inputs.ravel())]
    if np.issubdtype(targets.dtype, np.integer):
        counts = np.bincount(targets.ravel())
        charts.append(
            Chart(
                kind="bars",
                x="class",
                series=(bars("targets", counts.tolist()),),
                ticks=tuple(map(str, range(len(counts)))),
            )
        )
        return _evidence("data", "classes", facts, *charts)
    facts |= {"target_mean": float(targets.mean()), "target_std": float(targets.std())}
    return _evidence("data", "", facts, *charts, _histogram("targets", targets.ravel()))


def reach(trace: simulator.Trace) -> Evidence:
    """The length of each update divided by the length of the gradient that it applies."""
    assert trace.update_ratio is not None
    assert trace.weight_norm is not None
    initial = simulator.initial_parameters(trace.experiment)
    before = np.vstack([_layer_norms(trace, initial), trace.weight_norm[:-1]])
    with np.errstate(all="ignore"):
        moved = np.sqrt(np.sum((trace.update_ratio * before) ** 2, axis=1))
        ratio = moved / trace.applied_norm
    known = ratio[np.isfinite(ratio) & (ratio > 0)]
    first = float(known[0]) if known.size else math.inf
    facts = {"first": first, "typical": float(np.median(known)) if known.size else math.inf}
    facts["growth"] = float(np.median(known[known.size // 2 :])) / first if known.size else 1.0
    chart = Chart(x="update", scale="log", series=(line("reach", np.where(ratio > 0, ratio, np.nan)),))
    return _evidence("reach", "grows" if facts["growth"] > 2 else "", facts, chart)


def _layer_norms(trace: simulator.Trace, parameters: dict[str, Array]) -> Array:
    """The norm of the parameters of each layer, in the order of the trace."""
    squares = np.zeros(len(trace.layer_names))
    for name, values in parameters.items():
        number = name.lstrip("UWbVc")
        place = int(number) - 1 if number else len(squares) - 1
        squares[place] += float(np.sum(values.astype(np.float64) ** 2))
    return np.sqrt(squares)


def other_run(measurement: str, trace: simulator.Trace, other: simulator.Trace) -> Evidence:
    """The same network trained in another way, beside the run as it was."""
    guess, outcome = guess_loss(other.experiment), simulator.outcome_of(other)
    per_sample = other.experiment.batch_size if other.experiment.reduction == "sum" else 1
    facts = {
        "last": other.loss[-1] / guess / per_sample,
        "level": outcome.level,
        "updates": float(other.experiment.steps),
    }
    variant = {"healthy": "learns", "nan": "cut"}.get(outcome.code, "")
    chart = Chart(
        x="update",
        scale="log",
        series=(line("other", other.loss), line("as_it_was", trace.loss)),
        rules=(Rule(name="guess", value=guess),),
    )
    return _evidence(measurement, variant, facts, chart)


def gates(experiment: simulator.Experiment) -> Evidence:
    """The mean of each gate over the units at each time step of a sequence, before the first update."""
    unrolled = simulator.unroll(experiment)
    names = [name for name in unrolled.gates if name != "candidate"]
    means = {name: unrolled.gates[name][0].mean(axis=-1) for name in names}
    facts = {name: float(values.mean()) for name, values in means.items()}
    chart = Chart(x="time", series=tuple(line(name, values) for name, values in means.items()))
    return _evidence("gates", "", facts, chart)


def _factor(values: Array) -> float:
    """The factor from one value to the next, on average."""
    if len(values) < 2 or values[0] <= 0 or values[-1] <= 0 or not np.isfinite(values[[0, -1]]).all():
        return math.inf if len(values) and not np.isfinite(values).all() else 1.0
    return float((values[-1] / values[0]) ** (1 / (len(values) - 1)))


def _histogram(name: str, values: Array) -> Chart:
    counts, edges = np.histogram(values.astype(np.float64), bins=BINS)
    middle = (edges[:-1] + edges[1:]) / 2
    points = tuple((float(f"{x:.4g}"), float(count)) for x, count in zip(middle, counts, strict=True))
    return Chart(kind="bars", x=f"value_of_{name}", series=(Series(name=name, points=points),))


def _evidence(measurement: str, variant: str, facts: dict[str, Any], *charts: Chart) -> Evidence:
    known = {name: finite(float(value)) for name, value in facts.items()}
    return Evidence(measurement=measurement, variant=variant, facts=known, charts=charts)
