"""What a learner's answers say, from one light pass over them: no document is parsed."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from quizapp.domain.progress.answers import Answer, Novelty, with_novelty
from quizapp.domain.progress.calibration import Calibration, calibration_of
from quizapp.domain.progress.matrix import Cell, Matrix, matrix_of
from quizapp.domain.progress.shares import Share
from quizapp.domain.progress.transfer import TransferGap, transfer_gap
from quizapp.domain.scheduling.days import StudyClock
from quizapp.domain.scheduling.due import DayLoad
from quizapp.domain.scheduling.ratings import RIGHT_FROM
from quizapp.models import Attempt, Learner
from quizapp.services.item_facts import ItemFacts
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.services.published_documents import as_text
from quizapp.services.review_preferences import read_preferences
from quizapp.services.reviews import forecast_reviews

FEWEST_ANSWERS = 10  # before anything is said but the answers themselves
DAYS_BACK, DAYS_AHEAD = 28, 14


@dataclass(frozen=True)
class DayOfAnswers:
    day: date
    right: int
    wrong: int

    @property
    def count(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True)
class QuestionProgress:
    """answered: of its items. latest: when one was answered last."""

    slug: str
    share: Share
    answered: int
    item_count: int
    latest: datetime | None


@dataclass(frozen=True)
class Progress:
    """matrix: topic by skill. days: of answers, the last one today; to_come: the reviews from today on."""

    count: int
    since: datetime | None
    since_day: date | None
    seconds: float
    share: Share
    matrix: Matrix[str, str]
    questions: tuple[QuestionProgress, ...]
    calibration: Calibration
    transfer: TransferGap
    days: tuple[DayOfAnswers, ...]
    to_come: tuple[DayLoad, ...]

    @property
    def is_enough(self) -> bool:
        return self.count >= FEWEST_ANSWERS

    @property
    def most_helpful(self) -> Cell | None:
        place = self.matrix.most_helpful
        return self.matrix.cells[place] if place else None


def read_progress(session: Session, learner: Learner | None) -> Progress:
    """Of everything that was answered. What is no longer published counts in the totals, but in no topic."""
    facts = published_bank(session).facts
    rows = _rows(session, learner)
    told = list(with_novelty(_answer(row, facts) for row in rows))
    first_tries = [answer for answer, novelty in told if novelty is not Novelty.AGAIN]
    preferences = read_preferences(session, learner)
    return Progress(
        count=len(rows),
        since=rows[0].created_at if rows else None,
        since_day=preferences.clock.day_of(rows[0].created_at) if rows else None,
        seconds=sum(row.seconds or 0.0 for row in rows),
        share=Share(sum(answer.is_right for answer in first_tries), len(first_tries)),
        matrix=matrix_of(told, {item: (each.topic, each.skill) for item, each in facts.items()}),
        questions=tuple(_by_question(session, told)),
        calibration=calibration_of(told),
        transfer=transfer_gap(told),
        days=tuple(_by_day(told, preferences.clock, preferences.today())),
        to_come=tuple(forecast_reviews(session, learner, DAYS_AHEAD)),
    )


def _rows(session: Session, learner: Learner | None) -> list[Row[Any]]:
    if learner is None:
        return []
    query = (
        select(
            Attempt.item_id,
            as_text(Attempt.variant_parameters).label("numbers"),
            Attempt.created_at,
            func.coalesce(Attempt.first_score, Attempt.score).label("score"),
            Attempt.seconds,
            Attempt.confidence,
            (Attempt.is_second_try & Attempt.first_score.is_(None)).label("is_second_try"),
        )
        .where(Attempt.learner_id == learner.learner_id)
        .order_by(Attempt.attempt_id)
    )
    return list(session.execute(query))


def _answer(row: Row[Any], facts: Mapping[str, ItemFacts]) -> Answer:
    """The score is that of the first try. A second try stored by itself is a program's, and only the first counts."""
    item_id, numbers, moment, score, _, sure, is_second_try = tuple(row)
    known = facts.get(item_id)  # None if it is no longer published
    is_right = score >= (known.right_from if known else RIGHT_FROM)
    confidence = None if sure is None else round(100 * sure)
    concept = known.concept if known else item_id
    return Answer(item_id, concept, numbers, moment, is_right, confidence, is_second_try)


def _by_question(session: Session, told: Iterable[tuple[Answer, Novelty]]) -> Iterable[QuestionProgress]:
    """Each published question, in the order of the bank."""
    bank = published_bank(session)
    counts: dict[str, list[int]] = {slug: [0, 0] for slug in bank.questions}
    answered: dict[str, set[str]] = {slug: set() for slug in bank.questions}
    latest: dict[str, datetime] = {}
    for answer, novelty in told:
        if (known := bank.facts.get(answer.item_id)) is None:
            continue
        answered[known.question].add(answer.item_id)
        latest[known.question] = answer.moment
        if novelty is not Novelty.AGAIN:
            counts[known.question][0] += answer.is_right
            counts[known.question][1] += 1
    for slug, published in bank.questions.items():
        share = Share(*counts[slug])
        yield QuestionProgress(
            slug, share, len(answered[slug]), len(published.question.items), latest.get(slug)
        )


def _by_day(told: Iterable[tuple[Answer, Novelty]], clock: StudyClock, today: date) -> Iterable[DayOfAnswers]:
    """The last days, by the learner's own clock."""
    days = [today - timedelta(days=back) for back in range(DAYS_BACK - 1, -1, -1)]
    begins = [clock.begins(day) for day in days]
    counts = [[0, 0] for _ in days]
    for answer, _ in told:
        if answer.moment >= begins[0]:
            counts[bisect_right(begins, answer.moment) - 1][0 if answer.is_right else 1] += 1
    return (DayOfAnswers(day, right, wrong) for day, (right, wrong) in zip(days, counts, strict=True))


def items_of_cell(bank: PublishedBank, topic: str, skill: str) -> list[ItemFacts]:
    """The published items of a topic that train a skill, in the order of the bank."""
    return [each for each in bank.facts.values() if (each.topic, each.skill) == (topic, skill)]
