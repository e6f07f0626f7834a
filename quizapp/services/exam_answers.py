"""Save the answers of a sitting while it is open, each field as it is typed, from any device."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.exams.saves import Outcome, Save, Standing, judge_save
from quizapp.errors import N_, ExamSubmitted, ExerciseNotInExam, Invalid, Problem, SavedTooLate
from quizapp.models import ExamAnswer, ExamSitting, Learner
from quizapp.services.exam_sittings import lock_sitting

LONGEST_ANSWER = 20_000  # characters as JSON
LONGEST_DEVICE = 40
MOST_DEVICES = 40  # remembered for one answer
MOST_SET_ASIDE = 5


UNCHANGED = object()  # an answer that the device has not changed


@dataclass(frozen=True)
class Typed:
    """What a device sends: all that is not acknowledged yet, so that nothing is missing if an earlier save got lost.

    answer: UNCHANGED if only the flag or the seconds are sent. seconds_left: until the end when it was typed, by the
    clock that the server has given the device, the same at each repetition however long it is under way; or else
    age_seconds: how long ago it was typed. is_flagged, seconds: None to leave them as they are.
    """

    answer: Any
    device: str
    sequence: int
    seen: int
    age_seconds: float = 0.0
    seconds_left: float | None = None
    is_flagged: bool | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Saved:
    outcome: Outcome
    answer: ExamAnswer
    sitting: ExamSitting
    moment: datetime

    @property
    def seconds_left(self) -> float:
        return self.sitting.clock.seconds_left(self.moment)


def save_answer(
    session: Session, learner: Learner | None, sitting_id: str, position: int, typed: Typed
) -> Saved:
    """Store what was typed, unless something typed later is stored.

    Raises SittingNotFound, ExerciseNotInExam, ExamSubmitted or SavedTooLate once the sitting has ended, and Invalid for
    an answer that is too long.
    """
    _refuse_too_long(typed)
    with writing(session):
        sitting = lock_sitting(session, learner, sitting_id)
        moment = now()
        if sitting.submitted_at is not None:
            raise ExamSubmitted
        if sitting.ended_at is not None or not sitting.clock.accepts(moment):
            raise SavedTooLate(seconds=f"{sitting.clock.seconds_late(moment):.1f}")
        answer = _answer_at(session, sitting, position)
        save = _save_of(typed, sitting, moment)
        standing = Standing(answer.revision, answer.device, answer.typed_at, answer.sequences)
        outcome = judge_save(standing, save)
        if outcome != "repeated":
            _note(answer, save, typed, sitting, moment)
        if typed.answer is UNCHANGED:
            pass
        elif outcome == "stored":
            _store(answer, save, typed, moment)
        elif outcome == "superseded" and typed.answer != answer.answer:
            _set_aside(answer, typed.answer, typed.device, save.typed_at)
    return Saved(outcome, answer, sitting, moment)


def restored(answer: ExamAnswer, number: int) -> Typed:
    """A version that was set aside, as if it were typed again now; the first one if there is none with this number."""
    if not answer.set_aside:
        return Typed(UNCHANGED, f"restored-{token_hex(8)}", 1, answer.revision)
    chosen = answer.set_aside[number if 0 <= number < len(answer.set_aside) else 0]
    return Typed(chosen["answer"], f"restored-{token_hex(8)}", 1, 0)


def seconds_of(answer: ExamAnswer) -> float:
    """With the exercise in focus, on all devices."""
    return sum(answer.seconds_by.values())


def _answer_at(session: Session, sitting: ExamSitting, position: int) -> ExamAnswer:
    query = select(ExamAnswer).filter_by(sitting_id=sitting.sitting_id, position=position).with_for_update()
    answer = session.scalar(query.execution_options(populate_existing=True))
    if answer is None:
        raise ExerciseNotInExam(position=position)
    return answer


def _save_of(typed: Typed, sitting: ExamSitting, moment: datetime) -> Save:
    """Nothing was typed before the start, or in the future."""
    if typed.seconds_left is not None:
        typed_at = sitting.closes_at - timedelta(seconds=typed.seconds_left)
    else:
        typed_at = moment - timedelta(seconds=max(0.0, typed.age_seconds))
    return Save(typed.device, typed.sequence, typed.seen, min(max(typed_at, sitting.started_at), moment))


def _note(answer: ExamAnswer, save: Save, typed: Typed, sitting: ExamSitting, moment: datetime) -> None:
    """What a save brings whether or not its answer counts."""
    answer.sequences = _with(answer.sequences, save.device, save.sequence)
    if typed.is_flagged is not None:
        answer.is_flagged = typed.is_flagged
    if typed.seconds is not None:
        longest = (moment - sitting.started_at).total_seconds()
        seconds = min(max(0.0, typed.seconds), longest)
        answer.seconds_by = _with(answer.seconds_by, save.device, round(seconds, 1))


def _store(answer: ExamAnswer, save: Save, typed: Typed, moment: datetime) -> None:
    if typed.answer != answer.answer:
        is_unseen = answer.device != save.device and save.seen < answer.revision
        if is_unseen and answer.answer is not None and answer.typed_at is not None:
            _set_aside(answer, answer.answer, answer.device or "", answer.typed_at)
        answer.revision += 1
        answer.answer = typed.answer
        answer.device = save.device
    answer.typed_at = max(save.typed_at, answer.typed_at or save.typed_at)
    answer.saved_at = moment


def _set_aside(answer: ExamAnswer, content: Any, device: str, typed_at: datetime) -> None:
    entry = {"answer": content, "device": device, "typed_at": typed_at.isoformat()}
    others = [each for each in answer.set_aside if each["answer"] != content]
    answer.set_aside = [entry, *others][:MOST_SET_ASIDE]


def _with(known: Mapping[str, Any], device: str, value: Any) -> dict[str, Any]:
    """The devices in the order in which they were last heard of; the first ones are forgotten."""
    others = {name: each for name, each in known.items() if name != device}
    return dict(list({**others, device: value}.items())[-MOST_DEVICES:])


def _refuse_too_long(typed: Typed) -> None:
    if not 0 < len(typed.device) <= LONGEST_DEVICE:
        values = {"limit": LONGEST_DEVICE}
        raise Invalid([Problem("device", N_("The name of a device has 1 to %(limit)s characters."), values)])
    if typed.answer is not UNCHANGED and len(json.dumps(typed.answer, ensure_ascii=False)) > LONGEST_ANSWER:
        values = {"limit": LONGEST_ANSWER}
        raise Invalid([Problem("answer", N_("An answer has at most %(limit)s characters."), values)])
