"""Small experiments that the tests build on."""

from typing import Any

import simulator as sim


def mlp(**changes: Any) -> dict[str, Any]:
    """A tiny perceptron on regression; keyword arguments replace or extend top-level fields."""
    document: dict[str, Any] = {
        "network": {"kind": "mlp", "depth": 3, "width": 5},
        "task": {"kind": "regression", "features": 4, "samples": 32},
        "batch_size": 6,
        "steps": 12,
    }
    return merged(document, changes)


def rnn(**changes: Any) -> dict[str, Any]:
    """A tiny recurrent network on recall; keyword arguments replace or extend top-level fields."""
    document: dict[str, Any] = {
        "network": {"kind": "rnn", "width": 4},
        "task": {"kind": "recall", "length": 6, "symbols": 3, "delay": 2},
        "batch_size": 5,
        "steps": 12,
    }
    return merged(document, changes)


def merged(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The document with changes, one level of mappings being merged."""
    result = dict(document)
    for name, value in changes.items():
        old = result.get(name)
        is_same_kind = isinstance(value, dict) and value.get("kind") in (None, (old or {}).get("kind"))
        result[name] = {**old, **value} if isinstance(old, dict) and is_same_kind else value
    return result


def experiment(document: dict[str, Any]) -> sim.Experiment:
    return sim.Experiment.model_validate(document)
