"""What a service for the tour has in its database beside what its commands bring."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.models import QuestionEntry
from quizapp.services.shipped_offers import offer_update
from tests.bank import questions
from tests.browser.lti_stops import connect_platform

INTERVIEW = "exploding-gradient-diagnosis"


def furnish(folder: Path) -> None:
    engine = engine_for(settings_from({"QUIZAPP_INSTANCE": str(folder / "instance")}).database_url)
    with Session(engine, **session_options()) as session:
        _ship_update(session)
        connect_platform(session)
    engine.dispose()


def _ship_update(session: Session) -> None:
    """Offer a shipped version of a question, as if its file had changed after its authors changed it."""
    body = questions()[INTERVIEW].model_dump(mode="json")
    with writing(session):
        entry = session.scalars(select(QuestionEntry).filter_by(slug=INTERVIEW)).one()
        offer_update(session, entry, body | {"title": {"zh": "新的标题", "en": "A new title"}})
