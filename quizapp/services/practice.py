"""Practice: answers, their grades, and the progress of a learner."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, object_session

from quizapp.bank.parametric.drawing import Drawn, redraw
from quizapp.bank.questions import Question
from quizapp.bank.variants import Variant
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.scheduling.ratings import RIGHT_FROM, Circumstances
from quizapp.domain.text import Text
from quizapp.errors import N_, AnswerFirst, AskedInExam, AttemptNotFound, Invalid, Problem, SecondTryFirst
from quizapp.kinds import Item, grade, kind_of, runs_the_simulator
from quizapp.kinds.grade import Grade, MalformedAnswer
from quizapp.models import Attempt, Learner, QuestionVersion
from quizapp.services.exam_locks import exams_asking, items_in_exam, refuse_in_exam
from quizapp.services.published_bank import PublishedItem, PublishedQuestion, published_bank
from quizapp.services.question_bank import get_item, get_question, get_scenario
from quizapp.services.review_log import record_review
from quizapp.services.submissions import Submission, find_earlier_attempt, store_once
from quizapp.services.variants import VariantSource, draw_item, unnamed_variant

_GRADE = TypeAdapter(Grade)
AS_USUAL = Circumstances()


@dataclass(frozen=True)
class GradedAttempt:
    """An attempt with its grade, and its item as it was then, or with the key with which it was regraded."""

    attempt: Attempt
    question: Question
    drawn: Drawn
    grade: Grade
    is_new: bool = True

    @property
    def item(self) -> Item:
        return self.drawn.item

    @property
    def variant(self) -> Variant:
        number, seed = self.attempt.question_version.number, self.attempt.variant_seed
        return Variant(number, seed, self.attempt.variant_name or f"{number}-{seed}")

    @property
    def open_hint(self) -> Text | None:
        """The hint for the second try, as long as that may follow. Nothing else of the grade is shown until then."""
        return None if self.attempt.open_hint is None else self.item.hints[self.attempt.open_hint]

    @property
    def own_share(self) -> float | None:
        """For a free-text answer: the share of its points, after what the learner says of the program's findings."""
        contested, weights_of = self.attempt.contested_points, kind_of(self.item).contestable_parts
        if weights_of is None or not contested:
            return None
        weights = weights_of(self.item)
        found = {part.part_id for part in self.grade.parts if part.outcome == "right"}
        covered = found.symmetric_difference(contested)
        return sum(weights[point] for point in weights if point in covered) / sum(weights.values())


@dataclass(frozen=True)
class ItemStanding:
    """A learner's progress with one item. open_exam: the sitting that asks it now, and keeps it from practice."""

    attempt_count: int = 0
    latest: GradedAttempt | None = None
    open_exam: str | None = None


def submit_answer(
    session: Session,
    learner: Learner,
    item_id: str,
    answer: Any,
    variant: str | None = None,
    seconds: float | None = None,
    idempotency_key: str | None = None,
    source: VariantSource | None = None,
    circumstances: Circumstances = AS_USUAL,
    is_cram: bool = False,
    hints_opened: int = 0,
    waits_for_second_try: bool = False,
    answered_at: datetime | None = None,
) -> GradedAttempt:
    """Grade and store an answer. The same answer again to the same variant, or with the same Idempotency-Key, returns
    the first attempt.

    variant: its name; without one, the learner's current variant. source: the variants of this learner; without it,
    the answer is to a variant that nobody has seen. circumstances: of this answer, which updates its review card unless
    it is for cramming. waits_for_second_try: if the answer is not right and a hint is left, which is then the only
    thing to be shown. answered_at: if not now.

    Raises ItemNotFound, IdempotencyKeyReused, AskedInExam, or Invalid naming `answer` (or one of its parts) or
    `variant`.
    """
    refuse_in_exam(session, learner, item_id)
    named = _named(source, item_id, variant)
    sent = Submission(learner, item_id, answer, named.name if named else None, idempotency_key)
    if earlier := find_earlier_attempt(session, sent, sent.variant_name):
        return graded_attempt(earlier, is_new=False)
    found = get_item(session, item_id, named.version_number if named else None)
    chosen = named or _next_variant(session, source, learner, found)
    drawn = draw_item(found.item, chosen.seed)
    graded = grade_answer(session, drawn.item, answer)
    attempt = Attempt(
        learner_id=learner.learner_id,
        item_id=item_id,
        question_version_id=found.published.version_id,
        variant_seed=chosen.seed,
        variant_name=chosen.name or None,
        variant_parameters=drawn.record(),
        answer=answer,
        score=graded.score,
        grade=grade_as_stored(graded),
        seconds=seconds,
        idempotency_key=idempotency_key,
        confidence=circumstances.confidence,
        used_hint=circumstances.used_hint or bool(hints_opened),
        is_second_try=circumstances.is_second_try,
        open_hint=hint_after(drawn.item, graded, hints_opened) if waits_for_second_try else None,
        created_at=answered_at or now(),
    )
    circumstances = replace(circumstances, used_hint=attempt.used_hint, seconds=seconds)

    def update_card() -> None:
        if not is_cram:
            record_review(session, learner, attempt, found.item, circumstances)

    if earlier := store_once(session, sent, attempt, update_card):
        return graded_attempt(earlier, is_new=False)
    return GradedAttempt(attempt, found.published.question, drawn, graded)


def grade_answer(session: Session, item: Item, answer: Any) -> Grade:
    """Raises Invalid naming `answer` or one of its parts."""
    try:
        return grade(item, answer, _scenario_to_run(session, item))
    except MalformedAnswer as malformed:
        field = f"answer.{malformed.part}" if malformed.part else "answer"
        raise Invalid([Problem(field, malformed.message, malformed.values)]) from None


def grade_as_stored(graded: Grade) -> dict[str, Any]:
    stored: dict[str, Any] = _GRADE.dump_python(graded, mode="json")
    return stored


def hint_after(item: Item, graded: Grade, hints_opened: int) -> int | None:
    """The number of the hint to show with a first try that is not right; None if there is no second try.

    There is none where the answer starts a run that shows what is right, or where the learner judges the answer too.
    """
    kind = kind_of(item)
    if kind.runs_when_answered or kind.contestable_parts is not None or graded.score >= RIGHT_FROM:
        return None
    return hints_opened if hints_opened < len(item.hints) else None


def get_attempt(session: Session, learner: Learner, attempt_id: int) -> GradedAttempt:
    """The learner's own attempt. Raises AttemptNotFound, also for another learner's, or AskedInExam."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.learner_id != learner.learner_id:
        raise AttemptNotFound(attempt=attempt_id)
    refuse_in_exam(session, learner, attempt.item_id)
    return graded_attempt(attempt)


def experiments_of_answer(session: Session, learner: Learner, attempt_id: int) -> Arms:
    """The network of the scenario, and the one that an answer made of it. AttemptNotFound if there is none."""
    graded = get_attempt(session, learner, attempt_id)
    experiments_of = kind_of(graded.item).experiments_of_answer
    if experiments_of is None:
        raise AttemptNotFound(attempt=attempt_id)
    scenario = get_scenario(session, graded.item.scenario.slug)
    return experiments_of(graded.item, graded.attempt.answer, scenario)


def contest_points(
    session: Session, learner: Learner, attempt_id: int, points: Iterable[str]
) -> GradedAttempt:
    """Store the points about which the learner of a free-text answer says otherwise than the program.

    A point that was found is then not covered, and one that was missed, or is unsure, is covered. The score of the
    program stays. Raises AttemptNotFound, also for another learner's, or Invalid for an unknown point.
    """
    with writing(session):
        graded = get_attempt(session, learner, attempt_id)
        judged = {part.part_id for part in graded.grade.parts}
        contested = sorted(set(points))
        if kind_of(graded.item).contestable_parts is None or not judged.issuperset(contested):
            raise Invalid([Problem("point", N_("This key point was not found."))])
        graded.attempt.contested_points = contested
    return graded


def list_attempts(
    session: Session, learner: Learner | None, offset: int = 0, limit: int = 50
) -> list[GradedAttempt]:
    """The learner's attempts, newest first. Those at exercises of an exam that is open come back after it."""
    if learner is None:
        return []
    query = (
        select(Attempt)
        .filter_by(learner_id=learner.learner_id)
        .where(Attempt.item_id.not_in(items_in_exam(session, learner)))
        .options(joinedload(Attempt.question_version))
        .order_by(Attempt.attempt_id.desc())
    )
    return [graded_attempt(attempt) for attempt in session.scalars(query.offset(offset).limit(limit))]


def count_attempts(session: Session, learner: Learner | None) -> int:
    if learner is None:
        return 0
    query = select(func.count()).select_from(Attempt).filter_by(learner_id=learner.learner_id)
    return session.scalar(query.where(Attempt.item_id.not_in(items_in_exam(session, learner)))) or 0


def standings(
    session: Session, learner: Learner | None, questions: Iterable[Question]
) -> dict[str, ItemStanding]:
    """The learner's progress with each item of these questions; without its grade while it is asked in an exam."""
    counts = attempt_counts(session, learner, questions)
    if learner is None:
        return {item: ItemStanding() for item in counts}
    asked = exams_asking(session, learner)
    newest = Attempt.attempt_id.in_(_newest(learner, counts.keys() - asked.keys()))
    query = select(Attempt).where(newest).options(joinedload(Attempt.question_version))
    latest = {attempt.item_id: graded_attempt(attempt) for attempt in session.scalars(query)}
    return {item: ItemStanding(count, latest.get(item), asked.get(item)) for item, count in counts.items()}


def latest_scores(
    session: Session, learner: Learner | None, questions: Iterable[Question]
) -> dict[str, float]:
    """Of each answered item of these questions, the score of the last attempt; of none that an exam asks now.

    For lists: no attempt is read, and no item drawn.
    """
    if learner is None:
        return {}
    items = {item.id for question in questions for item in question.items}
    newest = _newest(learner, items - exams_asking(session, learner).keys())
    query = select(Attempt.item_id, Attempt.score).where(Attempt.attempt_id.in_(newest))
    return dict(session.execute(query).all())


def _newest(learner: Learner, items: Collection[str]) -> Select[int]:
    """The learner's last attempt at each of these items."""
    mine = select(func.max(Attempt.attempt_id)).where(Attempt.learner_id == learner.learner_id)
    return mine.where(Attempt.item_id.in_(items)).group_by(Attempt.item_id)


def attempt_counts(
    session: Session, learner: Learner | None, questions: Iterable[Question]
) -> dict[str, int]:
    """How often the learner has answered each item of these questions."""
    counts = {item.id: 0 for question in questions for item in question.items}
    if learner is not None:
        query = (
            select(Attempt.item_id, func.count())
            .where(Attempt.learner_id == learner.learner_id, Attempt.item_id.in_(counts))
            .group_by(Attempt.item_id)
        )
        counts.update(dict(session.execute(query).all()))
    return counts


def last_first_tries(session: Session, learner: Learner | None) -> dict[str, tuple[int, float]]:
    """Of each answered item: the number of the last attempt, and the score of its first try."""
    if learner is None:
        return {}
    mine = select(func.max(Attempt.attempt_id)).where(Attempt.learner_id == learner.learner_id)
    query = select(Attempt.item_id, Attempt.attempt_id, Attempt.score_of_first_try).where(
        Attempt.attempt_id.in_(mine.group_by(Attempt.item_id))
    )
    return {item_id: (number, score) for item_id, number, score in session.execute(query)}


def latest_question(session: Session, learner: Learner | None) -> str | None:
    """The slug of the question the learner answered last."""
    attempts = list_attempts(session, learner, limit=1)
    return attempts[0].question.slug if attempts else None


def read_model_answer(session: Session, learner: Learner | None, slug: str) -> PublishedQuestion:
    """The question with its answer, for a learner who has answered at least one of its items."""
    published = get_question(session, slug)
    if not any(attempt_counts(session, learner, [published.question]).values()):
        raise AnswerFirst
    if waits_for_second_try(session, learner, published.question):
        raise SecondTryFirst
    if not items_in_exam(session, learner).isdisjoint(item.id for item in published.question.items):
        raise AskedInExam
    return published


def waits_for_second_try(session: Session, learner: Learner | None, question: Question) -> bool:
    """Whether a second try at one of the items may follow, which the model answer would spoil."""
    if learner is None:
        return False
    newest = _newest(learner, [item.id for item in question.items])
    query = select(Attempt.attempt_id).where(Attempt.attempt_id.in_(newest), Attempt.open_hint.is_not(None))
    return session.scalar(query.limit(1)) is not None


def _named(source: VariantSource | None, item_id: str, name: str | None) -> Variant | None:
    if name is None:
        return None
    if source is None:
        raise ValueError("a variant can be read only with its source")
    return source.read(item_id, name)


def _next_variant(
    session: Session, source: VariantSource | None, learner: Learner, found: PublishedItem
) -> Variant:
    """The learner's current variant."""
    if source is None:
        return unnamed_variant(found.published.version_number)
    query = select(func.count()).select_from(Attempt)
    mine = query.filter_by(learner_id=learner.learner_id, item_id=found.item.id)
    return source.current(found.published.version_number, found.item.id, session.scalar(mine) or 0)


def graded_attempt(attempt: Attempt, is_new: bool = True) -> GradedAttempt:
    question = _question_then(attempt, attempt.question_version)
    keyed = question
    if attempt.graded_version_id is not None and attempt.graded_version is not None:
        keyed = _question_then(attempt, attempt.graded_version)
    item = next(item for item in keyed.items if item.id == attempt.item_id)
    drawn = redraw(item, attempt.variant_parameters)
    graded = _GRADE.validate_python(attempt.grade) if attempt.grade else grade(drawn.item, attempt.answer)
    return GradedAttempt(attempt, question, drawn, graded, is_new)


def _question_then(attempt: Attempt, version: QuestionVersion) -> Question:
    """In a version; that of today is in the bank and need not be parsed again."""
    session = object_session(attempt)
    if session is not None:
        today = published_bank(session).versions.get(version.question_version_id)
        if today is not None:
            return today.question
    return Question.from_publication(version.body)


def _scenario_to_run(session: Session, item: Item) -> Scenario | None:
    return get_scenario(session, item.scenario.slug) if runs_the_simulator(item) else None
