"""Families that are easily misjudged: tiny batches, short explosions, high rates, badly scaled data, tight clipping.

And others of the same kinds that learn. Half of each are recurrent.
"""

from collections.abc import Iterator

from tests.simulator.labeled_runs.drawing import Document, Draw, rate, runs


def idle_perceptrons_with_tiny_batches(draw: Draw) -> Iterator[Document]:
    """They learn nothing, but the loss of a few samples is often low."""
    document = draw.mlp(draw.one(("sigmoid", "tanh")), draw.sizes.deep) | {"batch_size": draw.tiny()}
    document["task"] = {"kind": "regression", "features": 8, "samples": 512}
    gain = (0.5, 1.0) if document["network"]["activation"] == "sigmoid" else (0.1, 0.4)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(*gain)}, "optimizer": rate(0.001, 0.01, draw)},
    )


def idle_sequences_with_tiny_batches(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(draw.one(("rnn", "lstm", "gru")), draw.sizes.long, ("recall", "sine", "latch"))
    document["batch_size"] = draw.tiny()
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 0.5, "recurrent_gain": draw.between(0.2, 0.6)},
            "optimizer": rate(1e-4, 1e-3, draw),
        },
    )


def short_explosions(draw: Draw) -> Iterator[Document]:
    """A few updates in which the gradient grows, after which all units are inactive."""
    document = draw.mlp("relu", draw.sizes.shallow)
    document["task"] = {"kind": "classification", "features": 8, "classes": 4, "samples": 512}
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(1.8, 2.4)}, "optimizer": rate(0.7, 5.0, draw)},
    )


def short_explosions_over_time(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(
        "rnn", draw.sizes.short, ("recall", "temporal_order", "latch"), activation="relu"
    )
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(1.0, 1.6)},
            "optimizer": rate(0.3, 3.0, draw),
        },
    )


def leaping_perceptrons(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("tanh", "relu", "gelu")), draw.sizes.shallow)
    kind = draw.one(("sgd", "rmsprop", "adam"))
    rates = (2.0, 20.0) if kind == "sgd" else (0.3, 2.0)
    clip = draw.one((None, {"kind": "norm", "threshold": 1.0}))
    yield from runs(
        draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(*rates, draw, kind), "clip": clip}
    )


def leaping_sequences(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(
        draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("recall", "temporal_order")
    )
    kind = draw.one(("sgd", "rmsprop"))
    rates = (8.0, 40.0) if kind == "sgd" else (0.2, 1.0)
    clip = {"kind": "norm", "threshold": 0.25} if kind == "sgd" else None
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 0.6, "recurrent_gain": draw.between(0.5, 0.9)},
            "optimizer": rate(*rates, draw, kind),
            "clip": clip,
        },
    )


def _scales(draw: Draw) -> Document:
    """Of one run: some scales and offsets are learned after all, so the runs of a stack differ in them."""
    part, kind = draw.one(("input", "target")), draw.one(("scale", "offset"))
    sizes = (20.0, 3000.0) if part == "target" else (10.0, 100.0)
    return {f"{part}_{kind}": draw.between(*sizes)}


def badly_scaled_data(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    task = {"kind": "regression", "features": 8, "samples": 512}
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.01, 0.1, draw), "task": task | _scales(draw)},
    )


def badly_scaled_sequences(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("sine",))
    kind = draw.one(("sgd", "adam"))
    rates = (0.1, 0.4) if kind == "sgd" else (0.01, 0.03)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"recurrent_gain": draw.between(0.8, 1.1)},
            "optimizer": rate(*rates, draw, kind),
            "task": document["task"] | _scales(draw),
        },
    )


def tightly_clipped_perceptrons(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.3},
            "optimizer": rate(0.01, 0.05, draw),
            "clip": draw.clip(0.005, 0.05),
        },
    )


def tightly_clipped_sequences(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("sine", "next_word"))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"recurrent_gain": 0.9},
            "optimizer": rate(0.1, 0.5, draw),
            "clip": draw.clip(0.01, 0.05),
        },
    )


def learning_with_tiny_batches(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh", "gelu")), draw.sizes.shallow) | {"batch_size": draw.tiny()}
    document["task"] = {"kind": "classification", "features": 8, "classes": 2, "clusters": 1, "samples": 512}
    yield from runs(draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.02, 0.06, draw)})


def learning_sequences_with_tiny_batches(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent(draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("next_word", "recall"))
    document["batch_size"] = draw.tiny()
    if document["task"]["kind"] == "recall":
        document["task"] |= {"symbols": 2, "delay": 1}
    yield from runs(draw, document, lambda: {"optimizer": rate(0.01, 0.03, draw, "adam")})


def learning_clipped_perceptrons(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.1, 0.3, draw), "clip": draw.clip(0.3, 1.0)},
    )


def learning_scaled_sequences(draw: Draw) -> Iterator[Document]:
    """Adam's updates do not depend on the scale of the loss."""
    document = draw.recurrent(draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("sine",))
    document["task"] |= {"target_scale": draw.one(draw.sizes.scales), "input_scale": draw.between(0.5, 3.0)}
    yield from runs(draw, document, lambda: {"optimizer": rate(0.02, 0.05, draw, "adam")})


def learning_scaled_perceptrons(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    document["task"] = {
        "kind": "classification",
        "features": 8,
        "classes": 3,
        "samples": 512,
        "input_scale": draw.between(0.5, 3.0),
        "input_offset": draw.between(0.1, 2.0),
    }
    yield from runs(
        draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.005, 0.02, draw, "adam")}
    )


SICK = (
    idle_perceptrons_with_tiny_batches,
    idle_sequences_with_tiny_batches,
    short_explosions,
    short_explosions_over_time,
    leaping_perceptrons,
    leaping_sequences,
    badly_scaled_data,
    badly_scaled_sequences,
    tightly_clipped_perceptrons,
    tightly_clipped_sequences,
)
LEARNING = (
    learning_with_tiny_batches,
    learning_sequences_with_tiny_batches,
    learning_clipped_perceptrons,
    learning_scaled_sequences,
    learning_scaled_perceptrons,
)
