"""Undoing a regrade restores every value of every table, and with them what is worked out from scores: the gradebook,
the summary of a practice session, the result of an exam, and second tries.
"""

from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.classes.rules import AssignmentRules, PracticeWork
from quizapp.domain.exams.rules import FixedSet
from quizapp.models import Attempt, ExamSitting, Role
from quizapp.services import learners, practice, practice_sessions, second_tries
from quizapp.services.classes import gradebook
from quizapp.services.exam_grading import grade_sitting
from quizapp.services.exam_sittings import submit_sitting
from quizapp.services.regrade_application import undo_regrade
from tests.classes import assign, begin, in_hours, join, open_class, source_of
from tests.conftest import account_with
from tests.exams import begin as begin_exam
from tests.exams import rules, save
from tests.regrading import answer, choice_in, give_key_to, hash_of_all, options_of, publish, regrade


def test_every_table_is_restored_and_what_follows_from_scores(both: Session) -> None:
    session, author = both, account_with(both, "ines", Role.INSTRUCTOR)
    choice = choice_in(session)
    key, other, _ = options_of(choice)
    seat = open_class(session, author)
    ann = join(session, seat, "ann")
    work = PracticeWork(selection=FixedSet(items=(choice.id,)))
    assignment = assign(session, seat, AssignmentRules(work=work), due_at=in_hours(24))
    name = begin(session, ann, seat, assignment).public_id
    learner = learners.learner_of_account(session, ann)
    variant = practice_sessions.variant_of_item(session, learner, name, 1, source_of(ann)).variant.name
    practice.submit_answer(session, learner, choice.id, other, variant=variant, source=source_of(ann))
    practice_sessions.touch_session(session, learner, name)
    tried, twice = answer(session, choice, other, waits_for_second_try=True)
    second_tries.submit_second_try(session, tried, twice.attempt_id, key)
    sitting = begin_exam(session, tried, rules(choice.id))
    save(session, tried, sitting, 1, other)
    submit_sitting(session, tried, sitting.public_id)
    grade_sitting(session, sitting)
    slug = publish(session, author, choice, give_key_to(other))

    def told() -> tuple[Any, ...]:
        session.expire_all()
        rows = gradebook.read_gradebook(session, seat).rows
        row = next(row for row in rows if row.member.account_id == ann.account_id)
        opened = practice_sessions.get_session(session, learner, name)
        return (
            row.standings[0].score,
            opened.entry(1).score,
            session.get_one(ExamSitting, sitting.sitting_id).score,
            session.get_one(Attempt, twice.attempt_id).first_score,
        )

    before, values = hash_of_all(session), told()
    done = regrade(session, author, slug)
    after = told()
    assert (values, after) == ((0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, None))
    assert hash_of_all(session) != before
    undo_regrade(session, author, slug, done.regrade_id, "It was right.")
    assert hash_of_all(session) == before
    assert told() == values
