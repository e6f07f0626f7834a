"""Reading the equations of a walk as what they are: NumPy over the arrays that they name."""

import re
from collections import defaultdict
from typing import Any

import numpy as np

import simulator as sim
from simulator.activations import ACTIVATIONS
from simulator.kernels.normalization import EPSILON

NAME = re.compile(r"^([A-Za-z_]\w*?)\[(-?\d+)\]$")


def evaluate(walk: sim.Walk, expression: str, normalization: str = "none") -> np.ndarray:
    """The value of an expression of a line."""
    names: dict[str, Any] = defaultdict(dict)
    for name, array in walk.arrays.items():
        if found := NAME.match(name):
            names[found[1]][int(found[2])] = array.values
        else:
            names[name] = array.values
    outputs = next(a.axes[-1].size for name, a in walk.arrays.items() if name in ("c", "y") or name == "V")
    return np.asarray(eval(expression, functions(outputs, normalization), dict(names)))


def functions(outputs: int, normalization: str) -> dict[str, Any]:
    axis = {"layer": 1, "batch": 0, "none": None}[normalization]
    activations = {name: activation_of(name) for name in ACTIVATIONS}
    return activations | {
        "softmax": lambda o: np.exp(o) / np.exp(o).sum(axis=-1, keepdims=True),
        "one_hot": lambda target: np.eye(outputs)[target],
        "cross_entropy": lambda o, target: np.log(np.exp(o).sum(axis=-1)) - o[np.arange(len(o)), target],
        "squared_error": lambda o, target: ((o - target) ** 2).mean(axis=-1),
        "mean": lambda *parts: np.mean(parts),
        "total": lambda d: d.sum(axis=0),
        "concatenate": lambda *parts: np.concatenate(parts, axis=-1),
        "sign": np.sign,
        "norm": lambda *parts: np.sqrt(sum(float((part**2).sum()) for part in parts)),
        "normalize": lambda m: (m - m.mean(axis=axis, keepdims=True)) * inverse_deviation(m, axis),
        "normalize_backward": lambda d, m: normalize_backward(d, m, axis),
        "clip_by_norm": min,
    }


def activation_of(name: str) -> Any:
    def apply(drive: np.ndarray) -> np.ndarray:
        out = np.zeros_like(drive)
        ACTIVATIONS[name].apply(drive.copy(), out)
        return out

    return apply


def inverse_deviation(m: np.ndarray, axis: int | None) -> np.ndarray:
    return np.asarray(1.0 / np.sqrt(m.var(axis=axis, keepdims=True) + EPSILON))


def normalize_backward(d: np.ndarray, m: np.ndarray, axis: int | None) -> np.ndarray:
    inverse = inverse_deviation(m, axis)
    x = (m - m.mean(axis=axis, keepdims=True)) * inverse
    centred = d - d.mean(axis=axis, keepdims=True) - x * (d * x).mean(axis=axis, keepdims=True)
    return np.asarray(centred * inverse)
