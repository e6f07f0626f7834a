"""The measurement settings of an experiment: the columns of its trace. They never change a result."""

from typing import Annotated

from pydantic import Field

from simulator.field_types import MAX_STEPS, Settings

Stride = Annotated[int, Field(ge=1, le=MAX_STEPS)]


class ProbeSettings(Settings):
    """Which measurements a run records; a column of a probe that is off is None in the trace (see `Trace`).

    recurrent_every: the spectra of the recurrent matrices before every so many updates, including the first; off by
    default, since its cost grows as the cube of the width.
    """

    layers: bool = True
    units: bool = True
    time: bool = True
    weights: bool = True
    updates: bool = True
    clipping: bool = True
    activations: bool = True
    recurrent_every: Stride | None = None
