"""Which of several saves of one answer counts, in whatever order they arrive.

Each page that a learner types into is a *device*, and numbers its saves of each answer. A save that arrives late or
twice changes nothing. Between devices, what was typed last counts; what it replaced is set aside, not lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Outcome = Literal["stored", "repeated", "superseded"]


@dataclass(frozen=True)
class Standing:
    """What is stored of an answer. revision: 0 before the first save. sequences: the last number of each device."""

    revision: int = 0
    device: str | None = None
    typed_at: datetime | None = None
    sequences: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Save:
    """sequence: counts the saves of this answer by this device, from 1. seen: the revision that the device had been
    shown. typed_at: by the clock of the server.
    """

    device: str
    sequence: int
    seen: int
    typed_at: datetime


def judge_save(standing: Standing, save: Save) -> Outcome:
    """stored: it is the answer now. repeated: it, or a later one of this device, came before. superseded: another
    device stored what was typed later.
    """
    if save.sequence <= (standing.sequences or {}).get(save.device, 0):
        return "repeated"
    is_after_what_it_saw = save.device == standing.device or save.seen >= standing.revision
    if is_after_what_it_saw or standing.typed_at is None or save.typed_at >= standing.typed_at:
        return "stored"
    return "superseded"


def is_blank(answer: Any) -> bool:
    """Whether nothing was filled in."""
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, dict):
        return all(is_blank(value) for value in answer.values())
    if isinstance(answer, list):
        return all(is_blank(value) for value in answer)
    return answer is None
