"""Families of recurrent networks (and one of both kinds): each a typical situation with random settings."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.simulator.labeled_runs.drawing import Document, Draw, rate, runs

ANY_SEQUENCE = ("recall", "latch", "sine", "next_word", "temporal_order", "adding")


def healthy_rnns(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.short, ("recall", "sine", "next_word", "latch"))
    kind = draw.one(("adam", "rmsprop"))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(0.7, 1.1)},
            "optimizer": rate(0.005, 0.02, draw, kind),
        },
    )


def large_recurrent_weights(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.long, ("latch", "temporal_order", "recall"))
    document["clip"] = draw.one((None, draw.clip(1.0, 2.0)))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": draw.between(0.05, 0.5), "recurrent_gain": draw.between(1.5, 3.0)},
            "optimizer": rate(0.003, 0.05, draw),
        },
    )


def small_recurrent_weights(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.long, ("latch", "temporal_order", "recall", "adding"))
    kind = draw.one(("sgd", "adam"))
    rates = (0.01, 0.1) if kind == "sgd" else (0.003, 0.02)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(0.3, 0.8)},
            "optimizer": rate(*rates, draw, kind),
        },
    )


def swinging_rnns(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.short, ("temporal_order", "latch", "recall"))
    kind = draw.one(("sgd", "adam"))
    rates = (0.3, 2.0) if kind == "sgd" else (0.05, 0.3)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(0.9, 1.3)},
            "optimizer": rate(*rates, draw, kind),
        },
    )


def relu_rnns(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", (*draw.sizes.short, *draw.sizes.long), ANY_SEQUENCE, activation="relu")
    document["clip"] = draw.one((None, {"kind": "value", "threshold": 0.1}))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(1.0, 2.6)},
            "optimizer": rate(0.01, 0.1, draw),
        },
    )


def identity_rnns(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.short, ("latch", "adding", "recall"), activation="relu")
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 0.5, "recurrent_scheme": "identity", "recurrent_gain": 1.0},
            "optimizer": rate(0.002, 0.01, draw, "adam"),
        },
    )


def _gated(draw: Draw, kind: str, init: Callable[[], Document], **more: Any) -> Iterator[Document]:
    document = draw.recurrent(kind, draw.sizes.short, ANY_SEQUENCE, depth=draw.one((1, 2)), **more)
    kind = draw.one(("adam", "sgd"))
    rates = (0.01, 0.03) if kind == "adam" else (0.05, 0.5)
    yield from runs(draw, document, lambda: {"init": init(), "optimizer": rate(*rates, draw, kind)})


def healthy_lstms(draw: Draw) -> Iterator[Document]:
    yield from _gated(
        draw,
        "lstm",
        lambda: {"recurrent_gain": draw.between(0.8, 1.2)},
        forget_bias=draw.one((0.0, 1.0, 2.0)),
    )


def healthy_grus(draw: Draw) -> Iterator[Document]:
    yield from _gated(draw, "gru", lambda: {"recurrent_gain": draw.between(0.8, 1.2)})


def large_gated_weights(draw: Draw) -> Iterator[Document]:
    kind = draw.one(("lstm", "gru"))
    document = draw.recurrent(kind, draw.sizes.long, ("latch", "temporal_order", "recall"))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": draw.between(0.1, 1.0), "recurrent_gain": draw.between(4.0, 10.0)},
            "optimizer": rate(0.005, 0.1, draw),
        },
    )


def truncated_rnns(draw: Draw) -> Iterator[Document]:
    document = draw.recurrent("rnn", draw.sizes.long, ("recall", "sine", "latch"))
    document["truncate"] = draw.one((6, 10))
    yield from runs(
        draw,
        document,
        lambda: {"init": {"recurrent_gain": draw.between(0.7, 1.5)}, "optimizer": rate(0.02, 0.2, draw)},
    )


def saturating_inputs(draw: Draw) -> Iterator[Document]:
    """Large input weights: the units sit in the flat parts from the start."""
    if draw.one((True, False)):
        document = draw.recurrent(
            draw.one(("rnn", "lstm", "gru")), draw.sizes.short, ("latch", "temporal_order")
        )
        yield from runs(
            draw,
            document,
            lambda: {"init": {"gain": draw.between(8.0, 40.0)}, "optimizer": rate(0.005, 0.05, draw)},
        )
        return
    document = draw.mlp(draw.one(("tanh", "sigmoid")), draw.sizes.shallow)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(5.0, 40.0)}, "optimizer": rate(0.001, 0.02, draw)},
    )


def leaping_rnns(draw: Draw) -> Iterator[Document]:
    """Steps so long that every one of them leads somewhere else."""
    document = draw.recurrent("rnn", draw.sizes.short, ("temporal_order", "latch", "recall"))
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.0, "recurrent_gain": draw.between(1.0, 1.4)},
            "optimizer": rate(1.0, 4.0, draw),
        },
    )
