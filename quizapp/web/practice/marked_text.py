"""Presenter of an answer with its marked parts, which may overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from quizapp.services.interview_reports import Mark

_ORDER = {"wrong": 0, "half": 1, "said": 2}


@dataclass(frozen=True)
class Segment:
    """A part of the answer: the mark by which it is drawn, and those that end with it."""

    text: str
    mark: Mark | None
    ending: tuple[Mark, ...] = ()


def segments_of(answer: str, marks: Iterable[Mark]) -> list[Segment]:
    """The whole answer in order. Where marks overlap, the graver one is drawn."""
    found = list(marks)
    bounds = sorted({0, len(answer), *(place for mark in found for place in (mark.start, mark.end))})
    last_end = {mark.id: max(other.end for other in found if other.id == mark.id) for mark in found}
    segments = []
    for start, end in pairwise(bounds):
        covering = [mark for mark in found if mark.start <= start and end <= mark.end]
        drawn = min(covering, key=lambda mark: _ORDER[mark.look], default=None)
        ending = {mark.id: mark for mark in found if mark.end == end == last_end[mark.id]}
        segments.append(Segment(answer[start:end], drawn, tuple(ending.values())))
    return segments
