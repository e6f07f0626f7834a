"""The minutes that are due today, for the header of every page."""

from flask import g

from quizapp.http.extensions import db
from quizapp.http.identity import find_current_learner
from quizapp.presentation.days import whole_minutes
from quizapp.services import reviews


def note_seconds_due(seconds: float) -> None:
    """What a page already knows, or 0 where it must not ask the database, is not worked out again."""
    g.minutes_due = whole_minutes(seconds)


def minutes_due() -> int:
    """0 for everyone without cards, which costs nothing for a visitor who has not practiced."""
    if "minutes_due" not in g:
        learner = find_current_learner()
        has_cards = learner is not None and learner.card_version
        due = reviews.get_today(db.session, learner, makes_plan=False).due if has_cards else None
        note_seconds_due(due.seconds if due else 0.0)
    found: int = g.minutes_due
    return found
