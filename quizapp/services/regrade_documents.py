"""Versions and regrades as plain documents: the API answers with them, and the command prints them."""

from sqlalchemy.orm import Session

from quizapp.models import Account, Regrade, RegradeStage
from quizapp.services.question_versions import VersionListed
from quizapp.services.regrade_application import is_outdated
from quizapp.services.regrades import PER_PAGE, EntryShown, Which, how_far, list_entries, summary_of
from simulator.paths import Document


def version_document(version: VersionListed) -> Document:
    return {**vars(version), "origin": str(version.origin)}


def regrade_document(session: Session, regrade: Regrade) -> Document:
    """A regrade, and how far it is."""
    done, total = how_far(session, regrade)
    return {
        "id": regrade.regrade_id,
        "state": _state(regrade),
        "done": done,
        "total": total,
        "target": regrade.target.number,
        "item": regrade.item_id,
        "digest": regrade.digest,
        "summary": vars(summary_of(regrade)),
        "created_at": regrade.created_at,
        "cause": regrade.cause,
        "reason": regrade.reason,
        "applied_at": regrade.applied_at,
        "applied_by": _name(regrade.applied_by),
        "undo_reason": regrade.undo_reason,
        "undone_at": regrade.undone_at,
        "undone_by": _name(regrade.undone_by),
        "set_aside": regrade.set_aside,
    }


def entries_document(session: Session, regrade: Regrade, which: Which, page: int) -> Document:
    """A regrade with one page of the attempts that it changes or leaves out."""
    return {
        **regrade_document(session, regrade),
        "entries": [_entry(each) for each in list_entries(session, regrade, which, page)],
        "page_count": max(1, -(-summary_of(regrade).count(which) // PER_PAGE)),
    }


def _state(regrade: Regrade) -> str:
    if regrade.stage is not None:
        return "applying" if regrade.stage == RegradeStage.CHECKING else regrade.stage
    if is_outdated(regrade):
        return "outdated"
    return "undone" if regrade.undone_at else "applied" if regrade.applied_at else "preview"


def _name(account: Account | None) -> str | None:
    return account.display_name if account else None


def _entry(entry: EntryShown) -> Document:
    return {
        "attempt": entry.attempt_id,
        "item": entry.item_id,
        "learner": entry.learner,
        "answer": entry.answer,
        "before": entry.score_before,
        "after": entry.score_after,
        "problem": entry.problem,
    }
