"""When the turn of a run that waits will come: the fair order, played through on paper."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace

NOBODY = "nobody"  # who has a worker that is free


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
    """How many runs are taken before it, and in how many seconds its own turn comes, by estimate."""

    queued_before: int
    seconds: float


def places(
    waiting: Iterable[WaitingRun],
    under_way: Iterable[RunUnderWay],
    served_at: Mapping[str, datetime],
    moment: datetime,
) -> dict[str, Place]:
    """The place of every run that waits, by its id, if nobody else comes.

    It is the turn of whoever has the fewest runs under way, then of whoever was served longest ago; of their runs, the
    oldest. As many runs are computed side by side as are now, but at least one.
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
