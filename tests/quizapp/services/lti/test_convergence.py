"""A small sample of what tests/torture/platforms.py tries: many scores through a platform that fails all the time."""

from datetime import timedelta

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import LtiColumn, LtiScore
from tests.lti_torture import TROUBLE, Sizes, converged
from tests.promises import Tell


def test_every_score_arrives_in_one_column_though_the_platform_drops_repeats_and_errs(
    engine: Engine, figure: Tell
) -> None:
    found = converged(engine, Sizes(learners=12, columns=6, changes=30), TROUBLE, _without_waiting)
    figure(str(found))
    assert (found.scores, found.lost, found.doubled) == (72, 0, 0)
    assert found.zeros > 7


def _without_waiting(session: Session) -> None:
    """As if the pauses were over."""
    with writing(session):
        session.execute(update(LtiScore).values(next_at=now()))
        session.execute(update(LtiColumn).values(next_at=now(), derive_at=now()))
        old = update(LtiColumn).where(LtiColumn.made_at.is_not(None), LtiColumn.checked_at.is_(None))
        session.execute(old.values(made_at=now() - timedelta(minutes=3)))
