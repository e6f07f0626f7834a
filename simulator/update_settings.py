"""What an experiment says about an update: the optimizer, clipping and penalties."""

from typing import Literal

from simulator.field_types import LearningRate, Momentum, Settings, Strength, Threshold


class SgdSettings(Settings):
    """Stochastic gradient descent: velocity = momentum * velocity + g; w = w - learning_rate * velocity."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: LearningRate = 0.01
    momentum: Momentum = 0.0


class ClipSettings(Settings):
    """Clipping before the update: of the global norm (rescales), or of every component (bounds)."""

    kind: Literal["norm", "value"]
    threshold: Threshold = 1.0


class PenaltySettings(Settings):
    """A penalty on weight matrices, added to the loss: strength * sum |w| (l1) or strength * sum w^2 (l2)."""

    kind: Literal["l1", "l2"]
    strength: Strength = 1e-4
    on: Literal["recurrent", "all"] = "all"
