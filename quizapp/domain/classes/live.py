"""A live session: what is shown now, what those who teach may do next, and how its answers are counted."""

import enum
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from quizapp.domain.progress.shares import Share

GRACE_SECONDS = 2  # for an answer that was under way when the time was up
MOST_SECONDS = 900
MOST_BARS = 6
LAST_ROUND = 2
DISCUSS_FROM, DISCUSS_TO = (
    0.3,
    0.7,
)  # shares of right answers between which a discussion helps most (Mazur 1997)


class Phase(enum.StrEnum):
    """WAITING: nothing was asked yet. VOTING: answers are accepted. REFUTING: a run that shows what is right."""

    WAITING = "waiting"
    VOTING = "voting"
    LOCKED = "locked"
    REVEALED = "revealed"
    REFUTING = "refuting"
    ENDED = "ended"


class Action(enum.StrEnum):
    """REVOTE: a second round, after a discussion and before the answer is shown."""

    ASK = "ask"
    LOCK = "lock"
    REVOTE = "revote"
    REVEAL = "reveal"
    REFUTE = "refute"
    NEXT = "next"
    END = "end"


@dataclass(frozen=True)
class Stage:
    """position: of the exercise, from 1; 0 before the first. closes_at: of the round, with a timer."""

    phase: Phase = Phase.WAITING
    position: int = 0
    round: int = 1
    closes_at: datetime | None = None

    def at(self, moment: datetime) -> "Stage":
        """A round whose time is up is locked, without anybody having done it."""
        is_up = self.closes_at is not None and moment > self.closes_at + timedelta(seconds=GRACE_SECONDS)
        return replace(self, phase=Phase.LOCKED) if self.phase is Phase.VOTING and is_up else self

    @property
    def is_revealed(self) -> bool:
        return self.phase in (Phase.REVEALED, Phase.REFUTING)


def actions_of(stage: Stage, count: int) -> tuple[Action, ...]:
    """What can be done now; the usual one first. A session can be ended at any time."""
    onward = (Action.NEXT,) if stage.position < count else ()
    match stage.phase:
        case Phase.WAITING:
            return (Action.ASK, Action.END)
        case Phase.VOTING:
            return (Action.LOCK, Action.END)
        case Phase.LOCKED:
            again = (Action.REVOTE,) if stage.round < LAST_ROUND else ()
            return (Action.REVEAL, *again, Action.END)
        case Phase.REVEALED:
            return (Action.REFUTE, *onward, Action.END)
        case Phase.REFUTING:
            return (*onward, Action.END, Action.REVEAL, Action.REFUTE)
        case Phase.ENDED:
            return ()


def after(stage: Stage, action: Action, moment: datetime, seconds: int | None) -> Stage:
    """seconds: of a round; None without a timer."""
    closes_at = moment + timedelta(seconds=seconds) if seconds else None
    match action:
        case Action.ASK | Action.NEXT:
            return Stage(Phase.VOTING, stage.position + 1, 1, closes_at)
        case Action.REVOTE:
            return Stage(Phase.VOTING, stage.position, stage.round + 1, closes_at)
        case Action.LOCK:
            return replace(stage, phase=Phase.LOCKED, closes_at=None)
        case Action.REVEAL:
            return replace(stage, phase=Phase.REVEALED, closes_at=None)
        case Action.REFUTE:
            return replace(stage, phase=Phase.REFUTING)
        case Action.END:
            return replace(stage, phase=Phase.ENDED, closes_at=None)


class Vote(NamedTuple):
    """An answer in a round. parts: the outcome of each of its parts, by id."""

    round: int
    answer: Any
    score: float
    parts: Mapping[str, str] = {}


@dataclass(frozen=True)
class Bar:
    """How many gave an answer, in each round. sample: the answer; None for all others together."""

    key: str
    sample: Any
    is_right: bool
    shares: tuple[Share, ...]


def bars_of(
    votes: Sequence[Vote], rounds: int, known: Sequence[Any] = (), right: Any = None, most: int = MOST_BARS
) -> tuple[Bar, ...]:
    """A bar for each known answer, and for what else was answered most often; the rest together.

    known: answers that are shown even if nobody gave them, in their order. right: the one that is right, if there is
    exactly one.
    """
    totals = [sum(vote.round == number for vote in votes) for number in range(1, rounds + 1)]
    keys = list(dict.fromkeys(map(key_of, known)))
    samples = {key_of(each): each for each in known}
    is_right = {key: right is not None and key == key_of(right) for key in keys}
    counts: dict[str, list[int]] = {key: [0] * rounds for key in keys}
    for vote in votes:
        key = key_of(vote.answer)
        samples.setdefault(key, vote.answer)
        is_right.setdefault(key, vote.score >= 1.0)
        counts.setdefault(key, [0] * rounds)[vote.round - 1] += 1
    others = sorted((key for key in counts if key not in keys), key=lambda key: -sum(counts[key]))
    shown = [*keys, *others[: max(0, most - len(keys))]]
    rest = [key for key in others if key not in shown]
    bars = [Bar(key, samples[key], is_right[key], _shares(counts[key], totals)) for key in shown]
    if rest:
        pooled = [sum(counts[key][number] for key in rest) for number in range(rounds)]
        bars.append(Bar("", None, False, _shares(pooled, totals)))
    return tuple(bars)


def bars_of_parts(votes: Sequence[Vote], rounds: int, outcomes: Iterable[str]) -> tuple[Bar, ...]:
    """A bar for each part: how many had one of these outcomes there."""
    wanted = set(outcomes)
    totals = [sum(vote.round == number for vote in votes) for number in range(1, rounds + 1)]
    counts: dict[str, list[int]] = {}
    right: dict[str, bool] = {}
    for vote in votes:
        for part, outcome in vote.parts.items():
            count = counts.setdefault(part, [0] * rounds)
            count[vote.round - 1] += outcome in wanted
            right[part] = outcome in ("right", "missed")
    return tuple(Bar(part, part, right[part], _shares(count, totals)) for part, count in counts.items())


def share_right(votes: Iterable[Vote], round_number: int, right_from: float = 1.0) -> Share:
    scores = [vote.score for vote in votes if vote.round == round_number]
    return Share(sum(score >= right_from for score in scores), len(scores))


def should_discuss(share: Share) -> bool:
    """Whether a discussion and a second round are worth their time."""
    return share.count > 0 and DISCUSS_FROM <= share.value <= DISCUSS_TO


def key_of(answer: Any) -> str:
    """Equal for answers that are the same choice."""
    if isinstance(answer, list) and all(isinstance(each, str) for each in answer):
        answer = sorted(answer)
    if isinstance(answer, str):
        answer = answer.strip().casefold()
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)


def _shares(counts: Sequence[int], totals: Sequence[int]) -> tuple[Share, ...]:
    return tuple(Share(count, total) for count, total in zip(counts, totals, strict=True))
