"""The update settings of an experiment: optimizer, clipping, and penalties."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from simulator.field_types import Epsilon, LearningRate, Momentum, Settings, Strength, Threshold


class SgdSettings(Settings):
    """Stochastic gradient descent: velocity = momentum * velocity + g; w = w - learning_rate * velocity."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: LearningRate = 0.01
    momentum: Momentum = 0.0


class AdamSettings(Settings):
    """Running mean of gradients divided by the root of the running mean of their squares: see `optimizers.Adam`."""

    kind: Literal["adam"]
    learning_rate: LearningRate = 0.001
    beta_1: Momentum = 0.9
    beta_2: Momentum = 0.999
    epsilon: Epsilon = 1e-8


class RmspropSettings(Settings):
    """Gradients divided by the root of the running mean of their squares: see `optimizers.Rmsprop`."""

    kind: Literal["rmsprop"]
    learning_rate: LearningRate = 0.001
    decay: Momentum = 0.9
    epsilon: Epsilon = 1e-8


AnyOptimizerSettings = SgdSettings | AdamSettings | RmspropSettings


def _plain_descent_unless_named(value: Any) -> Any:
    return {"kind": "sgd", **value} if isinstance(value, dict) else value


OptimizerSettings = Annotated[
    Annotated[AnyOptimizerSettings, Field(discriminator="kind")],
    BeforeValidator(_plain_descent_unless_named),
]


class ClipSettings(Settings):
    """Clipping before the update: by global norm (rescales all), or by value (limits every component)."""

    kind: Literal["norm", "value"]
    threshold: Threshold = 1.0


class PenaltySettings(Settings):
    """A penalty on weight matrices, added to the loss: strength * sum |w| (l1) or strength * sum w^2 (l2)."""

    kind: Literal["l1", "l2"]
    strength: Strength = 1e-4
    on: Literal["recurrent", "all"] = "all"
