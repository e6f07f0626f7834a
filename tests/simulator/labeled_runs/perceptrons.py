"""Families of MLPs: each a typical situation with random settings."""

from collections.abc import Iterator

from tests.simulator.labeled_runs.drawing import Document, Draw, rate, runs


def healthy_perceptrons(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "leaky_relu", "gelu")), draw.sizes.shallow)
    yield from runs(draw, document, lambda: {"init": {"gain": 1.4142}, "optimizer": rate(0.02, 0.1, draw)})


def scaled_targets(draw: Draw) -> Iterator[Document]:
    """The same problem in other units: the rate follows, and the network starts as small as before."""
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    scale = draw.one(draw.sizes.scales)
    document["task"] = {"kind": "regression", "features": 6, "samples": 512, "target_scale": scale}
    yield from runs(draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.005, 0.05, draw)})


def summed_losses(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh", "gelu")), draw.sizes.shallow) | {"reduction": "sum"}
    one = 1.0 / document["batch_size"]
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.02 * one, 0.1 * one, draw)},
    )


def large_relu_weights(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "leaky_relu", "gelu")), draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(1.7, 3.0)}, "optimizer": rate(0.02, 0.2, draw)},
    )


def large_relu_weights_hardly_trained(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "leaky_relu")), draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(2.0, 3.2)}, "optimizer": rate(1e-12, 1e-9, draw)},
    )


def clipped_relu_explosions(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("relu", draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": draw.between(1.5, 2.2)},
            "optimizer": rate(0.01, 0.05, draw),
            "clip": draw.clip(0.5, 3.0),
        },
    )


def large_tanh_weights(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("tanh", draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(2.0, 7.0)}, "optimizer": rate(0.005, 0.1, draw)},
    )


def healthy_tanh(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(
        "tanh",
        draw.sizes.deep,
        normalization=draw.one(("none", "layer", "batch")),
        residual=draw.one((True, False)),
    )
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.9, 1.4)}, "optimizer": rate(0.01, 0.08, draw)},
    )


def deep_sigmoids(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("sigmoid", draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.8, 8.0)}, "optimizer": rate(0.01, 0.5, draw)},
    )


def shallow_sigmoids(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("sigmoid", draw.sizes.shallow[:1])
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": draw.between(2.0, 5.0)},
            "optimizer": rate(0.01, 0.05, draw, "adam"),
        },
    )


def small_weights(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh", "gelu")), draw.sizes.deep)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.2, 0.7)}, "optimizer": rate(0.01, 0.1, draw)},
    )


def violent_first_updates(draw: Draw) -> Iterator[Document]:
    """Large clipped steps, or Adam's: many units of a ReLU net die."""
    document = draw.mlp("relu", (*draw.sizes.shallow, draw.sizes.deep[0]))
    kind = draw.one(("sgd", "adam"))
    rates = (1.0, 5.0) if kind == "sgd" else (0.1, 1.0)
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.4142},
            "optimizer": rate(*rates, draw, kind),
            "clip": draw.clip(1.0, 5.0),
        },
    )


def adaptive_optimizers(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh", "gelu", "sigmoid")), draw.sizes.shallow)
    kind = draw.one(("adam", "rmsprop"))
    yield from runs(
        draw, document, lambda: {"init": {"gain": 1.4}, "optimizer": rate(0.003, 0.03, draw, kind)}
    )


def high_rates(draw: Draw) -> Iterator[Document]:
    """At the edge: some learn, some swing, some break."""
    document = draw.mlp(draw.one(("relu", "tanh", "gelu")), draw.sizes.shallow)
    yield from runs(draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.2, 2.0, draw)})


def swinging_tanh(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("tanh", draw.sizes.shallow)
    kind = draw.one(("sgd", "adam"))
    rates = (0.5, 3.0) if kind == "sgd" else (0.1, 1.0)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(1.0, 2.0)}, "optimizer": rate(*rates, draw, kind)},
    )


def noise_and_small_batches(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    document["batch_size"] = draw.sizes.small_batch
    if document["task"]["kind"] == "regression":
        document["task"]["noise"] = draw.one((0.0, 0.5, 1.0))
    else:
        document["task"]["label_noise"] = draw.one((0.0, 0.2, 0.4))
    yield from runs(draw, document, lambda: {"init": {"gain": 1.3}, "optimizer": rate(0.01, 0.05, draw)})


def hardly_trained(draw: Draw) -> Iterator[Document]:
    """Nothing wrong but the rate: the loss stays, and with small batches it is noisy."""
    document = draw.mlp(draw.one(("relu", "tanh", "sigmoid")), draw.sizes.shallow)
    document["batch_size"] = draw.one((draw.sizes.small_batch, *draw.sizes.batches))
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.7, 1.3)}, "optimizer": rate(1e-6, 1e-4, draw)},
    )


def penalized(draw: Draw) -> Iterator[Document]:
    document = draw.mlp(draw.one(("relu", "tanh")), draw.sizes.shallow)
    document["penalty"] = {"kind": draw.one(("l1", "l2")), "on": "all"}
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.3},
            "optimizer": rate(0.02, 0.08, draw),
            "penalty": document["penalty"] | {"strength": draw.between(1e-5, 3e-3)},
        },
    )


def dead_from_the_start(draw: Draw) -> Iterator[Document]:
    """Biases much larger than the pre-activations: about half of the units never change side."""
    document = draw.mlp("relu", (*draw.sizes.shallow, draw.sizes.deep[0]), bias_std=draw.one((1.0, 3.0, 6.0)))
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.05, 0.8)}, "optimizer": rate(0.0005, 0.02, draw)},
    )


def normalized(draw: Draw) -> Iterator[Document]:
    kind = draw.one(("layer", "batch"))
    document = draw.mlp(draw.one(("relu", "tanh", "sigmoid")), draw.sizes.deep, normalization=kind)
    yield from runs(
        draw,
        document,
        lambda: {"init": {"gain": draw.between(0.5, 4.0)}, "optimizer": rate(0.01, 0.3, draw)},
    )


def bouncing_relus(draw: Draw) -> Iterator[Document]:
    """Clipped steps that are far too long, from one side of the valley to the other."""
    document = draw.mlp("relu", draw.sizes.shallow)
    document["task"] = {"kind": "regression", "features": 8, "samples": 512}
    yield from runs(
        draw,
        document,
        lambda: {
            "init": {"gain": 1.4142},
            "optimizer": rate(0.5, 4.0, draw),
            "clip": draw.clip(2.0, 8.0),
        },
    )


def dying_relus(draw: Draw) -> Iterator[Document]:
    document = draw.mlp("relu", draw.sizes.deep[:2])
    yield from runs(
        draw, document, lambda: {"init": {"gain": 1.4142}, "optimizer": rate(0.2, 2.0, draw, "adam")}
    )
