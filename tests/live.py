"""Live sessions with participants, for tests."""

from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.classes.live import Action
from quizapp.domain.exams.rules import FixedSet
from quizapp.kinds import right_answer, wrong_answers
from quizapp.models import Account, LiveAnswer, LiveSession
from quizapp.services import learners
from quizapp.services.classes import live, live_answers, live_steps
from quizapp.services.classes.live_answers import Sent
from quizapp.services.classes.membership import Seat
from tests.exams import SIGNER
from tests.quizapp.services.answering import quick_items


def open_live(session: Session, seat: Seat, count: int = 2, **others: Any) -> LiveSession:
    return open_live_of(session, seat, quick_items(session)[:count], **others)


def open_live_of(session: Session, seat: Seat, items: list[str], **others: Any) -> LiveSession:
    return live.create_live(session, seat, "Friday", FixedSet(items=tuple(items)), **others)


def step(session: Session, seat: Seat, of: LiveSession, *actions: Action | str) -> None:
    for action in actions:
        before = of.revision
        live_steps.act(session, seat, of.public_id, str(action), before)
        assert of.revision == before + 1, action


def take_part(session: Session, of: LiveSession, account: Account) -> None:
    live_answers.join_live(session, of, learners.learner_of_account(session, account), None)


def vote(session: Session, of: LiveSession, account: Account, *, right: bool) -> LiveAnswer:
    learner = learners.learner_of_account(session, account)
    live_item = live.current_item(of)
    assert live_item is not None
    item = live.asked_live(session, SIGNER, live_item).drawn.item
    given = right_answer(item) if right else next(iter(wrong_answers(item)))
    return live_answers.answer_live(session, SIGNER, of, learner, Sent(of.position, of.round, given, 12.0))
