"""Evaluate the equations of a walk with NumPy, over the arrays that they name."""

import re
from collections import defaultdict
from typing import Any

import numpy as np

import simulator as sim
from simulator.equations.activations import ACTIVATIONS
from simulator.equations.mlp import normalize, normalize_back

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
    axis = {"layer": 1, "batch": 0, "none": 0}[normalization]
    activations = {name: activation.function for name, activation in ACTIVATIONS.items()}
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
        "normalize": lambda m: normalize(m, axis),
        "normalize_backward": lambda d, m: normalize_back(d, m, axis),
        "clip_by_norm": min,
    }
