"""The networks of the on-call room as they are before anything is wrong with them, drawn by seed.

Sizes and rates vary from case to case; each learns its task within its updates on nearly every seed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any

from quizapp.domain.oncall.numbers import between
from quizapp.errors import N_

Document = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """title, report: what is known in the morning. The report has the sizes of the task and the number of updates."""

    title: str
    report: str


@dataclass(frozen=True)
class Family:
    """usual_rates: between which the learning rate of these networks lies when nothing is wrong."""

    slug: str
    name: str
    draw: Callable[[Random], Document]
    stories: tuple[Story, ...]
    usual_rates: tuple[float, float]
    is_recurrent: bool = False
    is_gated: bool = False


def _perceptron(random: Random, rate: float) -> Document:
    activation = random.choice(("relu", "tanh"))
    return {
        "network": {
            "kind": "mlp",
            "depth": random.choice((4, 5, 6)),
            "width": random.choice((20, 24, 28)),
            "activation": activation,
            "init": {"scheme": "he" if activation == "relu" else "xavier", "gain": 1.0},
        },
        "optimizer": {"kind": "sgd", "learning_rate": rate},
        "batch_size": random.choice((32, 40, 48)),
        "steps": random.choice((140, 150, 160)),
    }


def _forecast(random: Random) -> Document:
    task = {"kind": "regression", "features": random.choice((4, 5, 6))}
    document = _perceptron(random, between(random, 0.02, 0.03)) | {"task": task}
    document["network"]["depth"] = random.choice((3, 4, 5))
    return document


def _sorting(random: Random) -> Document:
    task = {"kind": "classification", "features": 8, "classes": random.choice((3, 4)), "clusters": 2}
    return _perceptron(random, between(random, 0.05, 0.1)) | {"task": task}


def _recurrent(random: Random, kind: str, width: int, rate: float) -> Document:
    init = {"scheme": "xavier", "gain": 1.0, "recurrent_scheme": "orthogonal", "recurrent_gain": 1.0}
    return {
        "network": {"kind": kind, "width": width, "init": init},
        "optimizer": {"kind": "sgd", "learning_rate": rate},
        "batch_size": 32,
        "steps": random.choice((160, 170, 180)),
    }


def _recall(random: Random) -> Document:
    delay = random.choice((4, 5))
    task = {"kind": "recall", "length": random.choice((9, 10, 11)), "symbols": 3, "delay": delay}
    return _recurrent(random, "rnn", random.choice((16, 18)), between(random, 0.09, 0.13)) | {"task": task}


def _order(random: Random) -> Document:
    task = {"kind": "temporal_order", "length": random.choice((10, 11))}
    document = _recurrent(random, "lstm", random.choice((10, 12)), between(random, 0.9, 1.2))
    document["steps"] = random.choice((140, 150))
    document["network"]["forget_bias"] = 1.0
    return document | {"task": task, "clip": {"kind": "norm", "threshold": 1.0}}


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        family.slug: family
        for family in (
            Family(
                "forecast",
                N_("MLP, regression"),
                _forecast,
                (
                    Story(
                        N_("A forecast that says nothing"),
                        N_(
                            "A multilayer perceptron predicts the load of a power grid from "
                            "%(features)s readings. After "
                            "%(updates)s updates, its error is no better than that of always predicting the mean."
                        ),
                    ),
                    Story(
                        N_("The thermostat has no idea"),
                        N_(
                            "A multilayer perceptron predicts the temperature of a furnace from "
                            "%(features)s readings. "
                            "After %(updates)s updates, the mean of the last month would be a better prediction."
                        ),
                    ),
                    Story(
                        N_("Prices out of thin air"),
                        N_(
                            "A multilayer perceptron predicts a price from %(features)s numbers. After %(updates)s "
                            "updates, a single fixed price would be no worse."
                        ),
                    ),
                ),
                (0.01, 0.06),
            ),
            Family(
                "sorting",
                N_("MLP, classification"),
                _sorting,
                (
                    Story(
                        N_("Every part in the wrong bin"),
                        N_(
                            "A multilayer perceptron sorts parts into %(classes)s bins by %(features)s measurements. "
                            "After %(updates)s updates, it is hardly better than a coin with %(classes)s sides."
                        ),
                    ),
                    Story(
                        N_("The sorter that guesses"),
                        N_(
                            "A multilayer perceptron tells %(classes)s kinds of signals apart by "
                            "%(features)s numbers. "
                            "After %(updates)s updates, it still guesses."
                        ),
                    ),
                    Story(
                        N_("Four in the morning, one class in use"),
                        N_(
                            "A multilayer perceptron assigns messages to %(classes)s teams by %(features)s numbers. "
                            "After %(updates)s updates, the teams return most of what they get."
                        ),
                    ),
                ),
                (0.025, 0.2),
            ),
            Family(
                "recall",
                N_("RNN, short memory"),
                _recall,
                (
                    Story(
                        N_("It forgets what it was just told"),
                        N_(
                            "An RNN reads %(length)s symbols and must name the one shown %(delay)s time "
                            "steps before the "
                            "last. After %(updates)s updates, it is right about one time in %(symbols)s."
                        ),
                    ),
                    Story(
                        N_("The echo that never comes"),
                        N_(
                            "An RNN must repeat one of %(symbols)s symbols, %(delay)s time steps late, at the end of "
                            "%(length)s symbols. After %(updates)s updates, its answers might as well "
                            "be drawn by lot."
                        ),
                    ),
                ),
                (0.045, 0.26),
                is_recurrent=True,
            ),
            Family(
                "order",
                N_("LSTM, order of two signals"),
                _order,
                (
                    Story(
                        N_("Which alarm came first?"),
                        N_(
                            "An LSTM reads %(length)s symbols, two of which are alarms, and must say at "
                            "the end which came "
                            "in which order. After %(updates)s updates, it is right about one time in four."
                        ),
                    ),
                    Story(
                        N_("The log that lost its order"),
                        N_(
                            "An LSTM reads %(length)s log entries and must say at the end in which "
                            "order the two important "
                            "ones came: four possible answers. After %(updates)s updates, it guesses."
                        ),
                    ),
                ),
                (0.4, 2.4),
                is_recurrent=True,
                is_gated=True,
            ),
        )
    }
)
