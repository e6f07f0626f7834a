"""Calibration: how sure a learner was, against how often right."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.progress.answers import Answer, Novelty
from quizapp.domain.progress.shares import Share

FEWEST_ANSWERS = 8  # at a step, before something is said about it


@dataclass(frozen=True)
class Step:
    """The answers at which the learner was this sure, in percent."""

    confidence: int
    share: Share

    @property
    def is_too_sure(self) -> bool:
        return self.share.count >= FEWEST_ANSWERS and self.share.interval.high < self.confidence / 100

    @property
    def is_not_sure_enough(self) -> bool:
        return self.share.count >= FEWEST_ANSWERS and self.share.interval.low > self.confidence / 100


@dataclass(frozen=True)
class Calibration:
    """steps: the surest last."""

    steps: tuple[Step, ...]

    @property
    def count(self) -> int:
        return sum(step.share.count for step in self.steps)

    @property
    def most_deceptive(self) -> Step | None:
        """The step at which the learner is too sure, and furthest from the truth."""
        found = [step for step in self.steps if step.is_too_sure]
        return max(found, key=lambda step: step.confidence / 100 - step.share.value, default=None)

    @property
    def most_modest(self) -> Step | None:
        found = [step for step in self.steps if step.is_not_sure_enough]
        return max(found, key=lambda step: step.share.value - step.confidence / 100, default=None)

    def step_to_say_instead(self, step: Step) -> int:
        """The confidence, among those offered, that is closest to what the learner gets right."""
        return min(
            (each.confidence for each in self.steps),
            key=lambda confidence: abs(confidence / 100 - step.share.value),
        )


def calibration_of(answers: Iterable[tuple[Answer, Novelty]]) -> Calibration:
    """Of the first tries at which the learner said how sure."""
    counts: dict[int, list[int]] = {}
    for answer, novelty in answers:
        if answer.confidence is not None and novelty is not Novelty.AGAIN:
            found = counts.setdefault(answer.confidence, [0, 0])
            found[0] += answer.is_right
            found[1] += 1
    return Calibration(tuple(Step(confidence, Share(*counts[confidence])) for confidence in sorted(counts)))
