"""Inputs or targets whose scale or offset does not fit the weights, which expect numbers of about one."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import has_learned
from simulator.symptoms.symptom import N_, Sign, SymptomKind
from simulator.training.running import first_batch

Array: TypeAlias = NDArray[Any]

LARGEST: Final = 5.0  # root mean square
SMALLEST: Final = 0.2
LARGEST_OFFSET: Final = 5.0  # standard deviations
FEWEST_SAMPLES: Final = 32
SOURCE: Final = (
    "within a factor of five of one (this project's choice); LeCun et al. 1998, section 4.3, scale inputs to variance "
    "one and mean zero"
)


def _detect(trace: Trace) -> Sign | None:
    """Only in a network that did not learn: with a suitable rate, a network also learns large targets."""
    if has_learned(trace):
        return None
    samples = getattr(trace.experiment.task, "samples", FEWEST_SAMPLES)
    batch_size = max(trace.experiment.batch_size, min(FEWEST_SAMPLES, samples))
    inputs, targets = first_batch(trace.experiment.model_copy(update={"batch_size": batch_size}))
    for name, numbers in (("inputs", inputs), ("targets", targets)):
        if np.issubdtype(numbers.dtype, np.integer):  # classes
            continue
        sign = _sign(name, numbers.astype(np.float64).reshape(-1, numbers.shape[-1]))
        if sign is not None:
            return sign
    return None


def _sign(name: str, numbers: Array) -> Sign | None:
    """numbers: (samples, features)."""
    if np.isin(numbers, (0.0, 1.0)).all():  # one-hot vectors
        return None
    size = float(np.sqrt(np.mean(numbers**2)))
    offset = float(np.sqrt(np.mean(numbers.mean(axis=0) ** 2)))
    deviation = float(np.sqrt(np.mean(numbers.var(axis=0))))
    if not SMALLEST <= size <= LARGEST:
        limit = LARGEST if size > LARGEST else SMALLEST
        return Sign(0, limit, SOURCE, {"size": size}, name)
    if offset > LARGEST_OFFSET * deviation:
        values = {"offset": offset, "deviation": deviation}
        return Sign(0, LARGEST_OFFSET, SOURCE, values, f"{name}_offset")
    return None


SYMPTOM: Final = SymptomKind(
    code="scale_mismatch",
    name=N_("Scale of the data"),
    detect=_detect,
    evidence={
        "inputs": N_("The inputs have a root mean square of {size}; initial weights suit inputs of about 1."),
        "targets": N_(
            "The targets have a root mean square of {size}; the outputs of the initial network are about 1."
        ),
        "inputs_offset": N_(
            "The inputs have a mean of {offset} and a standard deviation of only {deviation}."
        ),
        "targets_offset": N_(
            "The targets have a mean of {offset} and a standard deviation of only {deviation}."
        ),
    },
    spread=0,
)
