"""What follows from the scores of attempts: the ratings of reviews with their cards, and the results of exams.

All inside the transaction that changes the scores. A card is replayed from its log, which gives the same state again
when the ratings are as before.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby, islice
from math import isclose
from typing import Any, TypeVar, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.ratings import USUAL_SECONDS, Circumstances, rate
from quizapp.models import Attempt, ExamAnswer, ExamSitting, Learner, ReviewCard, ReviewEntry
from quizapp.services.review_log import memory_after

AT_ONCE = 500
T = TypeVar("T")
Followed = dict[str, Any]
_CARDS = cast(Table, ReviewCard.__table__)


class Followers:
    """Collects the cards and sittings to work out again, until `finish`."""

    def __init__(self, session: Session, levels: Mapping[str, int]) -> None:
        """levels: of the items."""
        self._session = session
        self._levels = levels
        self._cards: set[int] = set()
        self._sittings: set[int] = set()

    def follow(self, attempt_ids: Collection[int]) -> dict[int, Followed]:
        """Rate the reviews of these attempts by their new scores, and note these in exams; returns what changed."""
        found: dict[int, Followed] = {}
        for attempt_id, change in self._rate(attempt_ids):
            found.setdefault(attempt_id, {})["review"] = change
        for attempt_id, change in self._note_in_exams(attempt_ids):
            found.setdefault(attempt_id, {})["exam_answer"] = change
        return found

    def take_back(self, followed: Iterable[Followed]) -> None:
        """Restore what followed, except for what has been changed since."""
        changes = list(followed)
        reviews = [change["review"]["number"] for change in changes if "review" in change]
        query = select(ReviewEntry).where(ReviewEntry.review_id.in_(reviews))
        entries = {
            entry.review_id: entry
            for entry in self._session.scalars(query.execution_options(populate_existing=True))
        }
        for change in changes:
            if (review := change.get("review")) and (entry := entries.get(review["number"])):
                self._restore_rating(entry, review)
            if answer := change.get("exam_answer"):
                self._sittings.add(answer["sitting"])
                self._session.execute(
                    update(ExamAnswer)
                    .where(ExamAnswer.answer_id == answer["number"], ExamAnswer.score == answer["after"])
                    .values(score=answer["before"])
                )

    def replay(self, cards: Iterable[int]) -> None:
        """Replay these cards too."""
        self._cards.update(cards)

    def finish(self, results: Mapping[str, Any] | None = None) -> dict[str, list[float]]:
        """Replay the cards, and work out the results of exams: by sitting, before and after.

        results: what an earlier `finish` returned, to be restored to the last bit.
        """
        self._replay_cards()
        return dict(self._results(results or {}))

    def _rate(self, attempt_ids: Collection[int]) -> Iterator[tuple[int, Followed]]:
        query = (
            select(
                ReviewEntry,
                ReviewCard.seconds,
                Attempt.item_id,
                Attempt.score,
                Attempt.used_hint,
                Attempt.is_second_try,
                Attempt.seconds,
            )
            .join(ReviewCard, ReviewCard.card_id == ReviewEntry.card_id)
            .join(Attempt, Attempt.attempt_id == ReviewEntry.attempt_id)
            .where(ReviewEntry.attempt_id.in_(attempt_ids))
            .order_by(ReviewEntry.review_id)
            .execution_options(populate_existing=True)
        )
        for entry, usual, item_id, score, used_hint, is_second, seconds in self._session.execute(query).all():
            known = usual or USUAL_SECONDS[self._levels.get(item_id, 1)]
            new = int(rate(score, Circumstances(used_hint, is_second, seconds), known))
            if new == entry.graded_rating or entry.attempt_id is None:
                continue
            is_corrected = entry.rating != entry.graded_rating
            before = [entry.graded_rating, entry.rating]
            entry.graded_rating = new
            if not is_corrected:
                entry.rating = new
            self._cards.add(entry.card_id)
            after = [entry.graded_rating, entry.rating]
            yield entry.attempt_id, {"number": entry.review_id, "before": before, "after": after}
        self._session.flush()

    def _restore_rating(self, entry: ReviewEntry, change: Followed) -> None:
        if entry.graded_rating != change["after"][0]:
            return
        if entry.rating == change["after"][1]:
            entry.rating = change["before"][1]
        entry.graded_rating = change["before"][0]
        self._cards.add(entry.card_id)

    def _note_in_exams(self, attempt_ids: Collection[int]) -> Iterator[tuple[int, Followed]]:
        query = (
            select(ExamAnswer, Attempt.score)
            .join(Attempt, Attempt.attempt_id == ExamAnswer.attempt_id)
            .where(ExamAnswer.attempt_id.in_(attempt_ids))
            .execution_options(populate_existing=True)
        )
        for answer, score in self._session.execute(query).all():
            if answer.score == score or answer.attempt_id is None:
                continue
            yield (
                answer.attempt_id,
                {
                    "number": answer.answer_id,
                    "sitting": answer.sitting_id,
                    "before": answer.score,
                    "after": score,
                },
            )
            answer.score = score
            self._sittings.add(answer.sitting_id)
        self._session.flush()

    def _replay_cards(self) -> None:
        self._session.flush()
        learners: set[Any] = set()
        for cards in _in_parts(sorted(self._cards)):
            owners = select(ReviewCard.learner_id).where(ReviewCard.card_id.in_(cards))
            learners.update(self._session.scalars(owners.distinct()))
        versions: dict[Any, int] = {}
        for some in _in_parts(sorted(learners, key=str)):
            mine = Learner.learner_id.in_(some)
            self._session.execute(
                update(Learner)
                .where(mine)
                .values(card_version=Learner.card_version + 1)
                .execution_options(synchronize_session=False)
            )
            versions |= dict(
                self._session.execute(select(Learner.learner_id, Learner.card_version).where(mine)).all()
            )
        for cards in _in_parts(sorted(self._cards)):
            self._replay(cards, versions)

    def _replay(self, cards: list[int], versions: Mapping[Any, int]) -> None:
        table = ReviewEntry.__table__.c
        query = (
            select(
                table.card_id,
                ReviewCard.learner_id,
                table.rating,
                table.day,
                table.due_before,
                table.seconds,
                table.undone_at,
            )
            .join(ReviewCard, ReviewCard.card_id == table.card_id)
            .where(table.card_id.in_(cards))
            .order_by(table.card_id, table.position, table.review_id)
        )
        rows = [
            {"of_card": card_id, **memory_after(entries), "version": versions[entries[0].learner_id]}
            for card_id, entries in (
                (card_id, list(log))
                for card_id, log in groupby(self._session.execute(query), key=lambda row: row.card_id)
            )
        ]
        changed = update(_CARDS).where(_CARDS.c.card_id == bindparam("of_card"))
        self._session.connection().execute(changed, rows)

    def _results(self, known: Mapping[str, Any]) -> Iterator[tuple[str, list[float]]]:
        for sitting_id in sorted(self._sittings):
            sitting = self._session.get(ExamSitting, sitting_id, populate_existing=True)
            if sitting is None or sitting.graded_at is None or sitting.score is None:
                continue
            before = sitting.score
            noted = known.get(str(sitting_id))
            query = select(ExamAnswer.score).filter_by(sitting_id=sitting_id)
            scores = list(self._session.scalars(query.order_by(ExamAnswer.position)))
            sitting.score = sum(score or 0.0 for score in scores) / len(scores)
            if noted and isclose(sitting.score, noted[0], abs_tol=1e-9):
                sitting.score = noted[0]
            yield str(sitting_id), [before, sitting.score]
        self._session.flush()


def _in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part
