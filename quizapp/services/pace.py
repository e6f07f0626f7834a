"""How long exercises take a learner."""

from dataclasses import dataclass
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.domain.scheduling.ratings import USUAL_SECONDS
from quizapp.models import Attempt, Learner
from quizapp.services.concepts import PublishedConcept
from quizapp.services.published_bank import PublishedBank, published_bank

ANSWERS_UNTIL_KNOWN = 10  # of a kind
ANSWERS_READ = 300
LONGEST_SECONDS = 900.0  # beyond that, someone was away


@dataclass(frozen=True)
class Pace:
    """factors: by kind, the learner's usual time as a multiple of everybody's, in tenths: what is planned with it need
    not be planned anew after each answer.
    """

    factors: dict[str, float]

    def seconds(self, item: AuthoredItem) -> float:
        return USUAL_SECONDS[item.level] * self.factors.get(item.kind, 1.0)

    def seconds_of(self, concept: PublishedConcept, bank: PublishedBank) -> float:
        """The mean of its exercises, if it has some."""
        if not self.factors or not concept.item_ids:
            return concept.seconds
        items = [bank.items[item_id].item for item_id in concept.item_ids]
        return sum(self.seconds(item) for item in items) / len(items)


def pace_of(session: Session, learner: Learner | None) -> Pace:
    """From the learner's own last answers, for the kinds with enough of them."""
    if learner is None:
        return Pace({})
    query = (
        select(Attempt.item_id, Attempt.seconds)
        .where(Attempt.learner_id == learner.learner_id, Attempt.seconds.is_not(None))
        .order_by(Attempt.attempt_id.desc())
        .limit(ANSWERS_READ)
    )
    known, ratios = published_bank(session).items, dict[str, list[float]]()
    for item_id, seconds in session.execute(query):
        if seconds is not None and item_id in known and seconds <= LONGEST_SECONDS:
            item = known[item_id].item
            ratios.setdefault(item.kind, []).append(seconds / USUAL_SECONDS[item.level])
    return Pace(
        {
            kind: max(0.1, round(median(some), 1))
            for kind, some in ratios.items()
            if len(some) >= ANSWERS_UNTIL_KNOWN
        }
    )
