"""The numbers that a walk shows, of one experiment on its first batch."""

from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.losses import output_gradients
from simulator.equations.passes import BackwardPass, ForwardPass, backward_pass, forward_pass
from simulator.settings.experiment import Experiment
from simulator.tasks import shape_of
from simulator.tasks.task import TaskShape
from simulator.training.loop import Training

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Computed:
    """Every intermediate value by the equations; loss and gradients as training makes them, which is faster and in
    another order of operations: the two differ by rounding.

    targets, d_outputs: as in `forward_pass`. loss: penalty included. gradients: of the parameters, by name, before
    clipping, penalty included; flat_gradient: the same as one row (1, size).
    """

    experiment: Experiment
    task: TaskShape
    targets: Array
    forward: ForwardPass
    d_outputs: Array
    backward: BackwardPass
    loss: float
    gradients: dict[str, Array]
    flat_gradient: Array

    @property
    def parameters(self) -> dict[str, Array]:
        return dict(self.forward.parameters[0])

    @property
    def inputs(self) -> Array:
        return self.forward.inputs

    @classmethod
    def of(cls, experiment: Experiment, parameters: dict[str, Array] | None) -> Self:
        """Of the first batch, with the initial parameters unless others are given; raises ShapeMismatch."""
        training = Training([experiment])
        layout = training.network.layout
        if parameters is not None:
            layout.from_dict(parameters, training.parameters[0])
        training.draw_batch()
        own, targets = layout.to_dict(training.parameters[0]), training.targets[0]
        with np.errstate(all="ignore"):
            forward = forward_pass(experiment, own, training.inputs[0])
            d_outputs = output_gradients(forward.outputs, targets, experiment.reduction)
            backward = backward_pass(forward, d_outputs)
            _, losses, _ = training.compute_gradients()
        return cls(
            experiment=experiment,
            task=shape_of(experiment.task),
            targets=targets,
            forward=forward,
            d_outputs=d_outputs,
            backward=backward,
            loss=float(losses[0]),
            gradients=layout.to_dict(training.gradients[0]),
            flat_gradient=training.gradients,
        )
