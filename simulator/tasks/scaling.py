"""The scale and offset of a task's numbers: as drawn, they suit a network with the usual initial weights.

Settings that keep their defaults are left out of an experiment's document, so that the document of an experiment from
before there were such settings, and with it the id of its run, stays as it was.
"""

from typing import Annotated, Any, Final, Protocol, TypeAlias

from numpy.typing import NDArray
from pydantic import Field

Array: TypeAlias = NDArray[Any]

LARGEST: Final = 1e8

InputScale = Annotated[float, Field(gt=0.0, le=LARGEST, exclude_if=lambda value: value == 1.0)]
InputOffset = Annotated[float, Field(ge=-LARGEST, le=LARGEST, exclude_if=lambda value: value == 0.0)]
TargetScale = InputScale
TargetOffset = InputOffset


class ScaledTask(Protocol):
    """The settings of a task that has numbers as inputs, and perhaps as targets."""

    @property
    def input_scale(self) -> float: ...
    @property
    def input_offset(self) -> float: ...


def scaled_inputs(task: ScaledTask, inputs: Array) -> Array:
    """input_scale * x + input_offset; the same array if they change nothing."""
    return _scaled(inputs, task.input_scale, task.input_offset)


def scaled_targets(task: Any, targets: Array) -> Array:
    """target_scale * y + target_offset; the same array if they change nothing."""
    return _scaled(targets, task.target_scale, task.target_offset)


def _scaled(values: Array, scale: float, offset: float) -> Array:
    if scale != 1.0:
        values = scale * values
    return values if offset == 0.0 else values + offset


def scaling_lines(task: Any, inputs: str, targets: str = "", *, indent: int = 4) -> dict[str, str]:
    """The value `scaling` of a script: lines that scale the arrays of these names; empty if nothing is to be scaled."""
    lines = ""
    for name, scale, offset in (
        (inputs, task.input_scale, task.input_offset),
        (targets, getattr(task, "target_scale", 1.0), getattr(task, "target_offset", 0.0)),
    ):
        if name and (scale, offset) != (1.0, 0.0):
            lines += f"\n{' ' * indent}{name} = {scale} * {name} + {offset}"
    return {"scaling": lines}
