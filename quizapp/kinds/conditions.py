"""Conditions on the networks of an item, for the kinds graded by running them."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.domain.claims.readings import Reading
from quizapp.domain.experiments.knobs import Arms
from quizapp.errors import N_, Problem


def problems_of_readings(readings: Sequence[tuple[str, Reading]], arms: Arms) -> Iterator[Problem]:
    """The conditions, each with its field, whose measure the networks do not have."""
    for field, reading in readings:
        looked_at = {"baseline": arms[:1], "treated": arms[1:]}.get(reading.of, arms)
        for experiment in looked_at:
            if not reading.definition.exists_for(experiment.network):
                message = N_("“%(measure)s” cannot be measured in this network (%(kind)s).")
                values = {"measure": reading.measure, "kind": experiment.network.kind}
                yield Problem(f"{field}.measure", message, values)
                break


def in_json(value: Any) -> Any:
    """The measured value; null if it is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
