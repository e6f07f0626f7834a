"""The turns of a mock interview: what was typed, what was sent, and what is asked next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.bank.interview_course import ROLES, Next, Role, Said, TurnKind, exercise_for, next_in_question
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, InterviewAttemptNotFound, Invalid, Problem, QuizError
from quizapp.kinds.points import LONGEST
from quizapp.models import Attempt, InterviewTurn, Learner, MockInterview, QuestionVersion, Run
from quizapp.services import claims, runs
from quizapp.services.admission import RunLimits
from quizapp.services.interview_clock import end, get_interview, has_just_ended, seconds_used
from quizapp.services.practice import submit_answer
from quizapp.services.runner import Runner
from quizapp.services.variants import VariantSource

LONGEST_SCRATCH = 8000
TALK = ("opening", "follow_up", "show_me")  # answered in words


@dataclass(frozen=True)
class Desk:
    """What the interviewer needs to run a network and to draw an exercise, for whoever sent the request."""

    source: VariantSource
    runner: Runner
    limits: RunLimits
    requester: str | None = None


@dataclass(frozen=True)
class Room:
    """An interview as it is now. turn: the one that waits for an answer; None once it has ended."""

    interview: MockInterview
    questions: tuple[Question, ...]  # of the turns, in their order
    turn: InterviewTurn | None
    seconds_left: float
    is_running: bool

    @property
    def role(self) -> Role:
        return ROLES[self.interview.role]

    @property
    def question(self) -> Question:
        return self.questions[-1]

    @property
    def question_number(self) -> int:
        return sum(turn.kind == "opening" for turn in self.interview.turns)


def get_room(session: Session, learner: Learner | None, public_id: str, desk: Desk) -> Room:
    """The interview with the question that waits for an answer. Raises InterviewAttemptNotFound."""
    interview = get_interview(session, learner, public_id)
    if interview.ending is None and learner is not None:
        _ask_next(session, learner, interview, desk)
    return room_of(interview)


def room_of(interview: MockInterview) -> Room:
    questions = tuple(question_of(turn) for turn in interview.turns)
    open_turn = interview.turns[-1] if interview.ending is None else None
    used = seconds_used(interview)
    return Room(
        interview, questions, open_turn, 60.0 * interview.minutes - used, interview.clock_since is not None
    )


def question_of(turn: InterviewTurn) -> Question:
    return Question.from_publication(turn.question_version.body)


def said_in(turns: Iterable[InterviewTurn]) -> list[Said]:
    return [Said(cast(TurnKind, turn.kind), turn.answer, turn.about) for turn in turns]


def keep_answer(
    session: Session,
    learner: Learner | None,
    public_id: str,
    position: int,
    answer: str | None,
    scratch: str | None,
    base: str | None = None,
) -> Room:
    """Store what is typed so far. For a turn that is over, nothing changes.

    base: what was stored when the learner began to type; if another browser stored something else since, that stays,
    and the caller finds it in the room.
    """
    interview = get_interview(session, learner, public_id)
    with writing(session):
        session.refresh(interview)
        if scratch is not None:
            interview.scratch = scratch[:LONGEST_SCRATCH]
        turn = interview.turns[-1]
        is_open = turn.sent_seconds is None or has_just_ended(interview)
        is_based = base is None or turn.answer in (base, answer)
        if answer is not None and turn.position == position and turn.kind in TALK and is_open and is_based:
            turn.answer = answer[:LONGEST]
    return room_of(interview)


def send_answer(
    session: Session,
    learner: Learner,
    public_id: str,
    position: int,
    answer: Any,
    desk: Desk,
    *,
    is_skipped: bool = False,
) -> Room:
    """Answer the turn at this position, and ask the next. For a turn that is over, nothing changes.

    answer: a text, the answer to an exercise, or how sure the learner is in percent. Raises InterviewAttemptNotFound,
    or Invalid naming `answer`.
    """
    interview = get_interview(session, learner, public_id)
    turn = interview.turns[-1]
    if interview.ending is not None or turn.position != position or turn.sent_seconds is not None:
        return get_room(session, learner, public_id, desk)
    attempt_id = None
    if turn.kind == "exercise" and not is_skipped:
        attempt_id = _submit_exercise(session, learner, interview, turn, answer, desk)
    confidence = _confidence(answer) if turn.kind == "confidence" and not is_skipped else None
    with writing(session):
        session.refresh(interview)
        turn = interview.turns[-1]
        if turn.position == position and turn.sent_seconds is None:
            turn.sent_seconds = seconds_used(interview)
            turn.is_skipped = is_skipped
            turn.attempt_id = attempt_id
            if turn.kind in TALK and isinstance(answer, str):
                turn.answer = answer[:LONGEST].strip()
            if turn.kind == "confidence":
                interview.confidence = confidence
                end(interview, "done")
            elif interview.waits_for_run is not None:
                interview.waits_for_run, interview.clock_since = None, now()
    return get_room(session, learner, public_id, desk)


def _confidence(answer: Any) -> int:
    try:
        sure = int(answer)
    except (TypeError, ValueError):
        sure = -1
    if not 0 <= sure <= 100:
        raise Invalid([Problem("answer", N_("Enter a whole number from 0 to 100."))])
    return sure


def _submit_exercise(
    session: Session,
    learner: Learner,
    interview: MockInterview,
    turn: InterviewTurn,
    answer: Any,
    desk: Desk,
) -> int:
    graded = submit_answer(
        session,
        learner,
        turn.about["item"],
        answer,
        variant=turn.about["variant"],
        seconds=max(0.0, seconds_used(interview) - turn.asked_seconds),
        source=desk.source,
    )
    return graded.attempt.attempt_id


def _ask_next(session: Session, learner: Learner, interview: MockInterview, desk: Desk) -> None:
    """Ask the next question, unless the last one waits for its answer."""
    last = interview.turns[-1]
    if last.sent_seconds is None:
        return
    following, version_id = _following(session, interview, last)
    about = dict(following.about)
    run_waits = False
    if following.kind == "exercise":
        item = _exercise(session, learner, interview, version_id)
        if item is None:
            raise InterviewAttemptNotFound
        number = session.get_one(QuestionVersion, version_id).number
        about |= {"item": item.id, "variant": desk.source.fresh(number, item.id).name}
    elif following.kind == "show_me":
        run = _request(session, learner, about, desk)
        about["run"], run_waits = (run.run_id, not run.status.is_over) if run else (None, False)
    try:
        with writing(session):
            session.refresh(interview)
            if interview.ending is not None or interview.turns[-1].position != last.position:
                return
            interview.turns.append(
                _turn(interview, Next(following.kind, about), version_id, seconds_used(interview))
            )
            if run_waits:
                interview.clock_seconds, interview.clock_since = seconds_used(interview), None
                interview.waits_for_run = str(about["run"])
    except IntegrityError:  # another tab asked it
        session.refresh(interview)


def _following(session: Session, interview: MockInterview, last: InterviewTurn) -> tuple[Next, int]:
    """What comes after the last turn, and the version of the question that it belongs to."""
    version_id = last.question_version_id
    turns = [turn for turn in interview.turns if turn.question_version_id == version_id]
    share = (seconds_used(interview) - turns[0].asked_seconds) / (
        60.0 * interview.minutes / len(interview.plan)
    )
    role, every_claim = ROLES[interview.role], list(claims.claims_by_slug(session).values())
    following = next_in_question(role, question_of(last), said_in(turns), every_claim, share)
    if following is not None:
        return following, version_id
    asked = [turn.question_version_id for turn in interview.turns if turn.kind == "opening"]
    if len(asked) < len(interview.plan):
        return Next("opening"), interview.plan[len(asked)]
    return Next("confidence"), version_id


def _exercise(
    session: Session, learner: Learner, interview: MockInterview, version_id: int
) -> AuthoredItem | None:
    turns = [turn for turn in interview.turns if turn.question_version_id == version_id]
    question = question_of(turns[0])
    counted = (
        select(Attempt.item_id, func.count())
        .where(
            Attempt.learner_id == learner.learner_id,
            Attempt.item_id.in_([item.id for item in question.items]),
        )
        .group_by(Attempt.item_id)
    )
    answered = dict(session.execute(counted).all())
    return exercise_for(ROLES[interview.role], question, said_in(turns), answered)


def _request(session: Session, learner: Learner, about: dict[str, Any], desk: Desk) -> Run | None:
    """The run of the claim's test. None if it cannot be computed now; it is then offered as a link."""
    _, test = claims.get_claim_test(session, about["claim"], about["test"])
    about["seed"] = test.typical_seed
    try:
        return runs.request_run(
            session,
            desk.runner,
            desk.limits,
            test.experiments_with(test.typical_seed),
            learner,
            requester=desk.requester,
        ).run
    except QuizError:
        session.rollback()
        return None


def _turn(interview: MockInterview, following: Next, version_id: int, seconds: float) -> InterviewTurn:
    return InterviewTurn(
        interview_id=interview.interview_id,
        position=len(interview.turns),
        kind=following.kind,
        question_version_id=version_id,
        about=dict(following.about),
        asked_seconds=seconds,
    )
