from typing import Any

from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import (
    ApplyBody,
    AuthoredQuestionPath,
    DifferenceList,
    DifferenceShown,
    DifferencesQuery,
    EntriesQuery,
    RegradeBody,
    RegradeEntryShown,
    RegradeList,
    RegradePath,
    RegradeShown,
    RegradeSummary,
    RegradeWithEntries,
    UndoBody,
    VersionList,
    VersionShown,
)
from quizapp.api.schemas import LanguageQuery
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.models import Account, Regrade
from quizapp.presentation.version_differences import differences_between
from quizapp.services import question_versions, regrades
from quizapp.services.regrade_application import apply_regrade, undo_regrade
from quizapp.services.regrades import PER_PAGE, EntryShown, Scope, summary_of

blueprint = api_blueprint("regrades", "Versions and regrades")
QUESTION = "/author/questions/<slug>"


@blueprint.get(f"{QUESTION}/versions", responses=responses({200: VersionList}, 403))
def list_versions(path: AuthoredQuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """The versions of a question. Only for instructors, like everything here."""
    found = question_versions.list_versions(db.session, require_account(), path.slug)
    return VersionList(versions=[VersionShown(**vars(each)) for each in found]).model_dump(mode="json")


@blueprint.get(f"{QUESTION}/differences", responses=responses({200: DifferenceList}, 403))
def compare_versions(path: AuthoredQuestionPath, query: DifferencesQuery) -> dict[str, Any]:
    """The fields in which two versions of a question differ."""
    before, after = (
        question_versions.get_version(db.session, require_account(), path.slug, number).body
        for number in (query.before, query.after)
    )
    found = [
        DifferenceShown(field=each.name, before=each.before, after=each.after)
        for each in differences_between(before, after)
    ]
    return DifferenceList(differences=found).model_dump(mode="json")


@blueprint.get(f"{QUESTION}/regrades", responses=responses({200: RegradeList}, 403))
def list_regrades(path: AuthoredQuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """The regrades of a question, newest first."""
    found = regrades.list_regrades(db.session, require_account(), path.slug)
    return RegradeList(regrades=[_shown(each) for each in found]).model_dump(mode="json")


@blueprint.post(f"{QUESTION}/regrades", responses=responses({201: RegradeShown}, 403))
def preview_regrade(
    path: AuthoredQuestionPath, query: LanguageQuery, body: RegradeBody
) -> tuple[dict[str, Any], int]:
    """Work out every score that would change. No attempt is changed before the preview is applied."""
    made = regrades.preview_regrade(db.session, require_account(), path.slug, Scope(**body.model_dump()))
    return _shown(made).model_dump(mode="json"), 201


@blueprint.get(f"{QUESTION}/regrades/<int:regrade>", responses=responses({200: RegradeWithEntries}, 403))
def get_regrade(path: RegradePath, query: EntriesQuery) -> dict[str, Any]:
    """A regrade with the attempts that it changes or leaves out."""
    found = regrades.get_regrade(db.session, require_account(), path.slug, path.regrade)
    entries = regrades.list_entries(db.session, found, query.which, query.page)
    return RegradeWithEntries(
        **vars(_shown(found)),
        entries=[_entry(each) for each in entries],
        page_count=max(1, -(-summary_of(found).count(query.which) // PER_PAGE)),
    ).model_dump(mode="json")


@blueprint.post(
    f"{QUESTION}/regrades/<int:regrade>/apply", responses=responses({200: RegradeShown}, 403, 409)
)
def apply(path: RegradePath, query: LanguageQuery, body: ApplyBody) -> dict[str, Any]:
    """Change exactly what the preview showed. 409 if some of it has changed since; then nothing is changed."""
    done = apply_regrade(
        db.session, require_account(), path.slug, path.regrade, body.digest, body.cause, body.reason
    )
    return _shown(done).model_dump(mode="json")


@blueprint.post(f"{QUESTION}/regrades/<int:regrade>/undo", responses=responses({200: RegradeShown}, 403, 409))
def undo(path: RegradePath, query: LanguageQuery, body: UndoBody) -> dict[str, Any]:
    """Restore what was before a regrade. 409 if it is not applied, or a later one changed the same attempts."""
    undone = undo_regrade(db.session, require_account(), path.slug, path.regrade, body.reason)
    return _shown(undone).model_dump(mode="json")


def _shown(regrade: Regrade) -> RegradeShown:
    return RegradeShown(
        id=regrade.regrade_id,
        state="undone" if regrade.undone_at else "applied" if regrade.applied_at else "preview",
        target=regrade.target.number,
        item=regrade.item_id,
        digest=regrade.digest,
        summary=RegradeSummary(**vars(summary_of(regrade))),
        created_at=regrade.created_at,
        cause=regrade.cause,
        reason=regrade.reason,
        applied_at=regrade.applied_at,
        applied_by=_name(regrade.applied_by),
        undo_reason=regrade.undo_reason,
        undone_at=regrade.undone_at,
        undone_by=_name(regrade.undone_by),
        set_aside=regrade.set_aside,
    )


def _name(account: Account | None) -> str | None:
    return account.display_name if account else None


def _entry(entry: EntryShown) -> RegradeEntryShown:
    return RegradeEntryShown(
        attempt=entry.attempt_id,
        item=entry.item_id,
        learner=entry.learner,
        answer=entry.answer,
        before=entry.score_before,
        after=entry.score_after,
        problem=entry.problem,
    )
