"""The changes that plant a cause in the document of a healthy network, more or less severe by seed."""

from random import Random

from quizapp.domain.oncall.families import Document
from quizapp.domain.oncall.numbers import between

_TOO_LOW = {
    "regression": (70.0, 120.0),
    "classification": (40.0, 70.0),
    "recall": (24.0, 34.0),
    "temporal_order": (24.0, 34.0),
}


def nothing(_random: Random, _document: Document) -> None:
    """Any network will do."""


def large_weights(random: Random, document: Document) -> None:
    document["network"]["init"]["gain"] = between(random, 5.0, 9.0)


def small_weights(random: Random, document: Document) -> None:
    document["network"]["init"]["gain"] = between(random, 0.04, 0.2)


def relu(random: Random, document: Document) -> None:
    document["network"].update(activation="relu", init={"scheme": "he", "gain": 1.0})


def tanh(random: Random, document: Document) -> None:
    document["network"].update(activation="tanh", init={"scheme": "xavier", "gain": 1.0})


def high_rate(random: Random, document: Document) -> None:
    document["optimizer"]["learning_rate"] *= between(random, 25.0, 45.0)


def low_rate(random: Random, document: Document) -> None:
    """So low that twenty times as much is enough."""
    low, high = _TOO_LOW[document["task"]["kind"]]
    document["optimizer"]["learning_rate"] /= between(random, low, high)


def scaled_inputs(random: Random, document: Document) -> None:
    way = random.choice(
        ("large", "small", "offset") if document["network"]["activation"] == "relu" else ("small", "offset")
    )
    if way == "large":
        document["task"]["input_scale"] = between(random, 80.0, 300.0)
    elif way == "small":
        document["task"]["input_scale"] = between(random, 0.001, 0.01)
    else:
        document["task"]["input_offset"] = between(random, 20.0, 60.0)


def scaled_targets(random: Random, document: Document) -> None:
    if random.random() < 0.5:
        document["task"]["target_scale"] = between(random, 40.0, 300.0)
    else:
        document["task"]["target_offset"] = between(random, 40.0, 300.0)


def tight_clip(random: Random, document: Document) -> None:
    document["clip"] = {"kind": "norm", "threshold": between(random, 0.001, 0.004)}


def large_biases(random: Random, document: Document) -> None:
    document["network"]["bias_std"] = between(random, 6.0, 15.0)


def narrow(random: Random, document: Document) -> None:
    document["network"]["width"] = document["network"]["width"] // 6


def deep_relu_for_narrow(random: Random, document: Document) -> None:
    relu(random, document)
    document["network"].update(depth=random.choice((9, 10)), width=random.choice((18, 24)))


def sigmoid(random: Random, document: Document) -> None:
    document["network"]["activation"] = "sigmoid"


def many_layers(random: Random, document: Document) -> None:
    document["network"]["depth"] = random.choice((36, 40, 44))


def short_window(random: Random, document: Document) -> None:
    document["truncate"] = random.choice((2, 3))


def summed_loss(random: Random, document: Document) -> None:
    document["reduction"] = "sum"


def closed_forget_gate(random: Random, document: Document) -> None:
    document["network"]["forget_bias"] = -between(random, 4.0, 8.0)


def large_recurrent(random: Random, document: Document) -> None:
    document["network"]["init"]["recurrent_gain"] = between(random, 6.0, 12.0)


def small_recurrent(random: Random, document: Document) -> None:
    document["network"]["init"]["recurrent_gain"] = between(random, 0.05, 0.2)


def much_momentum(random: Random, document: Document) -> None:
    document["optimizer"]["momentum"] = random.choice((0.99, 0.994, 0.997))


def strong_penalty(random: Random, document: Document) -> None:
    kind = random.choice(("l1", "l2"))
    strength = between(random, 0.2, 0.4) if kind == "l1" else between(random, 0.5, 1.2)
    document["penalty"] = {"kind": kind, "strength": strength, "on": "all"}
