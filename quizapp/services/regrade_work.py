"""What regrades leave to a process in the background."""

from sqlalchemy.orm import Session

from quizapp.services import regrade_application, regrade_previews


def has_work(session: Session) -> bool:
    return regrade_application.has_interrupted(session) or regrade_previews.has_waiting(session)


def do_work(session: Session) -> None:
    """Finish what was begun, then make the previews that wait, as long as there are any."""
    while has_work(session):
        regrade_application.go_on_with_interrupted(session)
        if (leased := regrade_previews.lease(session)) is not None:
            regrade_previews.make_preview(session, leased)
