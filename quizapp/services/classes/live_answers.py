"""Taking part in a live session: join it, answer once in each round, and find the answers among one’s own attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.bank.variants import VariantSigner
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.classes.live import Phase
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.errors import (
    N_,
    AlreadyAnsweredLive,
    Invalid,
    LiveForMembers,
    LiveRoundClosed,
    LiveSessionEnded,
    NotJoinedLive,
    Problem,
)
from quizapp.models import (
    Account,
    Attempt,
    ClassMember,
    Learner,
    LiveAnswer,
    LiveItem,
    LiveParticipant,
    LiveSession,
)
from quizapp.services.classes.live import asked_live, current_item
from quizapp.services.practice import GradedAttempt, grade_answer, grade_as_stored, graded_attempt
from quizapp.services.question_bank import get_item
from quizapp.services.review_log import record_review
from quizapp.services.submissions import Submission, store_once

LONGEST_NICKNAME = 30


@dataclass(frozen=True)
class Sent:
    """An answer as a form sends it. position, round: what the form was shown for."""

    position: int
    round: int
    answer: Any
    seconds: float | None = None


def find_participant(session: Session, live: LiveSession, learner: Learner | None) -> LiveParticipant | None:
    if learner is None:
        return None
    return session.scalar(
        select(LiveParticipant).filter_by(live_session_id=live.live_session_id, learner_id=learner.learner_id)
    )


def is_member(session: Session, live: LiveSession, account: Account | None) -> bool:
    if account is None:
        return False
    query = select(ClassMember.member_id).filter_by(
        class_id=live.class_id, account_id=account.account_id, left_at=None
    )
    return session.scalar(query) is not None


def check_joining(session: Session, live: LiveSession, account: Account | None, nickname: str) -> str | None:
    """The nickname to join with; None for a member of the class.

    Raises LiveSessionEnded, LiveForMembers, and Invalid naming `nickname`.
    """
    if live.ended_at is not None:
        raise LiveSessionEnded
    if is_member(session, live, account):
        return None
    if not live.study_class.admits_guests:
        raise LiveForMembers
    name = " ".join(nickname.split())
    if not name or len(name) > LONGEST_NICKNAME or not name.isprintable():
        values = {"limit": LONGEST_NICKNAME}
        raise Invalid([Problem("nickname", N_("A nickname has 1 to %(limit)s characters."), values)])
    return name


def join_live(session: Session, live: LiveSession, learner: Learner, nickname: str | None) -> LiveParticipant:
    """Joining again changes nothing. nickname: as `check_joining` gives it."""
    try:
        with writing(session):
            found = find_participant(session, live, learner)
            if found is None:
                found = LiveParticipant(
                    live_session_id=live.live_session_id, learner_id=learner.learner_id, nickname=nickname
                )
                session.add(found)
    except IntegrityError:  # joined by another request meanwhile
        found = find_participant(session, live, learner)
        assert found is not None
    return found


def answer_live(
    session: Session, signer: VariantSigner, live: LiveSession, learner: Learner | None, sent: Sent
) -> LiveAnswer:
    """Store the answer of a round. The same answer again changes nothing.

    Raises NotJoinedLive, LiveRoundClosed, AlreadyAnsweredLive, and Invalid naming `answer` or one of its parts.
    """
    participant = find_participant(session, live, learner)
    if participant is None:
        raise NotJoinedLive
    live_item = _open_item(live, sent)
    asked = asked_live(session, signer, live_item, participant)
    graded = grade_answer(session, asked.drawn.item, sent.answer)
    try:
        with writing(session):
            lock(session, live, is_shared=True)
            _open_item(live, sent)
            if earlier := find_live_answer(session, live_item, participant, sent.round):
                return _same_or_refused(earlier, sent.answer)
            stored = LiveAnswer(
                live_item_id=live_item.live_item_id,
                participant_id=participant.participant_id,
                round=sent.round,
                variant_seed=asked.seed,
                variant_parameters=asked.drawn.record(),
                answer=sent.answer,
                score=graded.score,
                grade=grade_as_stored(graded),
                seconds=sent.seconds,
            )
            session.add(stored)
    except IntegrityError:  # sent twice at the same time
        found = find_live_answer(session, live_item, participant, sent.round)
        assert found is not None
        return _same_or_refused(found, sent.answer)
    return stored


def find_live_answer(
    session: Session, live_item: LiveItem, participant: LiveParticipant, round_number: int
) -> LiveAnswer | None:
    return session.scalar(
        select(LiveAnswer).filter_by(
            live_item_id=live_item.live_item_id,
            participant_id=participant.participant_id,
            round=round_number,
        )
    )


def count_live_answers(session: Session, live_item: LiveItem, round_number: int) -> int:
    query = select(func.count()).select_from(LiveAnswer)
    return session.scalar(query.filter_by(live_item_id=live_item.live_item_id, round=round_number)) or 0


def attempt_of(session: Session, live_item: LiveItem, participant: LiveParticipant) -> GradedAttempt | None:
    """What the participant answered to a revealed exercise, stored as an attempt now if it was not yet."""
    if live_item.revealed_at is None:
        return None
    rounds = _rounds_of(session, live_item, participant.participant_id)
    if not rounds:
        return None
    return _settled(session, live_item, participant.learner_id, rounds)


def attempts_of(session: Session, live: LiveSession, participant: LiveParticipant) -> list[GradedAttempt]:
    """Of all exercises that were revealed and that the participant answered, in their order."""
    found = (attempt_of(session, each, participant) for each in live.items)
    return [each for each in found if each is not None]


def settle_answers(session: Session, live: LiveSession) -> int:
    """Store the revealed answers that are no attempts yet, all in one transaction. Returns of how many exercises."""
    for _ in range(2):
        try:
            with writing(session):
                waiting = _waiting(session, live)
                for (live_item, participant), rounds in waiting.items():
                    _add_attempt(session, live_item, participant.learner_id, rounds)
            return len(waiting)
        except IntegrityError:  # a participant looked meanwhile
            continue
    return 0


def _waiting(session: Session, live: LiveSession) -> dict[tuple[LiveItem, LiveParticipant], list[LiveAnswer]]:
    """The rounds of each participant in each exercise."""
    query = (
        select(LiveItem, LiveParticipant, LiveAnswer)
        .join(LiveAnswer, LiveAnswer.live_item_id == LiveItem.live_item_id)
        .join(LiveParticipant, LiveParticipant.participant_id == LiveAnswer.participant_id)
        .where(
            LiveItem.live_session_id == live.live_session_id,
            LiveItem.revealed_at.is_not(None),
            LiveAnswer.attempt_id.is_(None),
        )
        .order_by(LiveAnswer.participant_id, LiveAnswer.round)
        .execution_options(populate_existing=True)
    )
    found: dict[tuple[LiveItem, LiveParticipant], list[LiveAnswer]] = {}
    for live_item, participant, answer in session.execute(query):
        found.setdefault((live_item, participant), []).append(answer)
    return found


def settle_all(session: Session) -> None:
    """Of the sessions that have ended; what was revealed in others is stored when its participants look at it."""
    query = (
        select(LiveSession)
        .join(LiveItem, LiveItem.live_session_id == LiveSession.live_session_id)
        .join(LiveAnswer, LiveAnswer.live_item_id == LiveItem.live_item_id)
        .where(
            LiveSession.ended_at.is_not(None),
            LiveItem.revealed_at.is_not(None),
            LiveAnswer.attempt_id.is_(None),
        )
        .distinct()
    )
    for live in session.scalars(query).all():
        settle_answers(session, live)


def adopt_live(session: Session, guest: UUID, learner: UUID) -> None:
    """Inside the caller’s transaction: what a guest answered belongs to the account now."""
    mine = select(LiveParticipant.live_session_id).where(LiveParticipant.learner_id == learner)
    session.execute(
        update(LiveParticipant)
        .where(LiveParticipant.learner_id == guest, LiveParticipant.live_session_id.not_in(mine))
        .values(learner_id=learner)
    )


def _open_item(live: LiveSession, sent: Sent) -> LiveItem:
    """Raises LiveRoundClosed unless the round of the form accepts answers."""
    stage, live_item = live.stage.at(now()), current_item(live)
    is_this = (stage.position, stage.round) == (sent.position, sent.round)
    if live_item is None or stage.phase is not Phase.VOTING or not is_this:
        raise LiveRoundClosed
    return live_item


def _same_or_refused(earlier: LiveAnswer, answer: Any) -> LiveAnswer:
    if earlier.answer != answer:
        raise AlreadyAnsweredLive
    return earlier


def _rounds_of(session: Session, live_item: LiveItem, participant_id: int) -> list[LiveAnswer]:
    query = select(LiveAnswer).filter_by(live_item_id=live_item.live_item_id, participant_id=participant_id)
    return list(session.scalars(query.order_by(LiveAnswer.round)))


def _settled(
    session: Session, live_item: LiveItem, learner_id: UUID, rounds: Sequence[LiveAnswer]
) -> GradedAttempt:
    last = rounds[-1]
    if last.attempt_id is not None:
        return graded_attempt(session.get_one(Attempt, last.attempt_id), is_new=False)
    attempt = _attempt_from(live_item, learner_id, rounds)
    learner = session.get_one(Learner, learner_id)
    sent = Submission(learner, live_item.item_id, last.answer, None, attempt.idempotency_key)
    if earlier := store_once(session, sent, attempt, lambda: _link(session, live_item, attempt, rounds)):
        return graded_attempt(earlier, is_new=False)  # stored by another request meanwhile
    return graded_attempt(attempt)


def _add_attempt(
    session: Session, live_item: LiveItem, learner_id: UUID, rounds: Sequence[LiveAnswer]
) -> None:
    """Inside the caller’s transaction."""
    attempt = _attempt_from(live_item, learner_id, rounds)
    session.add(attempt)
    _link(session, live_item, attempt, rounds)


def _attempt_from(live_item: LiveItem, learner_id: UUID, rounds: Sequence[LiveAnswer]) -> Attempt:
    """Two rounds are a first and a second try; an answer after a discussion alone is a second one."""
    first, last = rounds[0], rounds[-1]
    is_second = last.round > 1
    has_both = is_second and first is not last
    return Attempt(
        learner_id=learner_id,
        item_id=live_item.item_id,
        question_version_id=live_item.question_version_id,
        variant_seed=last.variant_seed,
        variant_parameters=last.variant_parameters,
        answer=last.answer,
        score=last.score,
        grade=last.grade,
        seconds=first.seconds,
        idempotency_key=f"live:{live_item.live_item_id}",
        is_second_try=is_second,
        first_answer=first.answer if has_both else None,
        first_score=first.score if has_both else None,
        created_at=first.answered_at,
    )


def _link(session: Session, live_item: LiveItem, attempt: Attempt, rounds: Sequence[LiveAnswer]) -> None:
    """Inside the transaction that stores the attempt: it is a review, and the rounds lead to it."""
    item = get_item(session, live_item.item_id, live_item.question_version.number).item
    learner = session.get_one(Learner, attempt.learner_id)
    circumstances = Circumstances(is_second_try=attempt.is_second_try, seconds=attempt.seconds)
    record_review(session, learner, attempt, item, circumstances)
    for each in rounds:
        each.attempt_id = attempt.attempt_id
