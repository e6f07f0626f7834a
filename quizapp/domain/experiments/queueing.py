"""Estimate when a waiting run will start, by simulating the fair order of the queue."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace

NOBODY = "nobody"  # who occupies no worker


@dataclass(frozen=True)
class WaitingRun:
    run_id: str
    owner: str
    asked_at: datetime
    seconds: float


@dataclass(frozen=True)
class RunUnderWay:
    owner: str
    seconds_left: float


@dataclass(frozen=True)
class Place:
    """The number of runs before it, and the estimated seconds until it starts; None if nobody is there to start it."""

    queued_before: int
    seconds: float | None


def places(
    waiting: Iterable[WaitingRun],
    under_way: Iterable[RunUnderWay],
    served_at: Mapping[str, datetime],
    moment: datetime,
) -> dict[str, Place]:
    """The queue position of every waiting run, by its id, if no new runs arrive.

    The owner with the fewest active runs is next, then the one served longest ago; of their runs, the oldest. It
    assumes as many parallel runs as now, but at least one.
    """
    queues: dict[str, deque[WaitingRun]] = {}
    for run in sorted(waiting, key=lambda run: run.asked_at):
        queues.setdefault(run.owner, deque()).append(run)
    free_at = [(run.seconds_left, run.owner) for run in under_way] or [(0.0, NOBODY)]
    busy = Counter(owner for _, owner in free_at)
    heapify(free_at)
    served = dict(served_at)
    found: dict[str, Place] = {}
    while queues:
        seconds, leaving = free_at[0]
        busy[leaving] -= 1
        owner = min(
            queues, key=lambda each: (busy[each], each in served, served.get(each), queues[each][0].asked_at)
        )
        run = queues[owner].popleft()
        if not queues[owner]:
            del queues[owner]
        busy[owner] += 1
        served[owner] = moment + timedelta(seconds=seconds, microseconds=len(found))
        found[run.run_id] = Place(len(found), seconds)
        heapreplace(free_at, (seconds + run.seconds, owner))
    return found
