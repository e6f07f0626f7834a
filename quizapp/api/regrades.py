from typing import Any

from flask import Response

from quizapp.api.author_schemas import AuthoredQuestionShown, IfMatchHeader
from quizapp.api.etags import based_on, question_shown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.regrade_schemas import (
    ApplyBody,
    AuthoredQuestionPath,
    DifferenceList,
    DifferenceShown,
    DifferencesQuery,
    EntriesQuery,
    RegradeBody,
    RegradeList,
    RegradePath,
    RegradeShown,
    RegradeWithEntries,
    UndoBody,
    VersionDocument,
    VersionList,
    VersionPath,
    VersionShown,
)
from quizapp.api.schemas import LanguageQuery
from quizapp.http.extensions import db, limiter, regrader, runs_per_minute
from quizapp.http.identity import require_account
from quizapp.models import Regrade
from quizapp.presentation.version_differences import differences_between
from quizapp.services import question_versions, regrade_previews, regrades
from quizapp.services.regrade_application import SECONDS_AT_ONCE, apply_regrade, undo_regrade
from quizapp.services.regrade_documents import entries_document, regrade_document, version_document
from quizapp.services.regrade_work import has_work
from quizapp.services.regrades import Scope

blueprint = api_blueprint("regrades", "Versions and regrades")
QUESTION = "/author/questions/<slug>"


@blueprint.get(f"{QUESTION}/versions", responses=responses({200: VersionList}, 403))
def list_versions(path: AuthoredQuestionPath, query: LanguageQuery) -> dict[str, Any]:
    """The versions of a question. Only for instructors, like everything here."""
    found = question_versions.list_versions(db.session, require_account(), path.slug)
    return VersionList(versions=[VersionShown(**version_document(each)) for each in found]).model_dump(
        mode="json"
    )


@blueprint.get(f"{QUESTION}/versions/<int:number>", responses=responses({200: VersionDocument}, 403))
def get_version(path: VersionPath, query: LanguageQuery) -> Response:
    """The texts of a version as it was published."""
    found = question_versions.get_version(db.session, require_account(), path.slug, path.number)
    shown = VersionDocument(slug=path.slug, number=path.number, document=found.body)
    return Response(shown.model_dump_json(), mimetype="application/json")  # jsonify would sort the fields


@blueprint.post(
    f"{QUESTION}/versions/<int:number>/restore",
    responses=responses({200: AuthoredQuestionShown}, 403, 412, 428),
)
def restore_version(path: VersionPath, header: IfMatchHeader, query: LanguageQuery) -> Response:
    """Make a draft of an earlier version, in place of a draft that there may be. With If-Match."""
    question_versions.restore_version(
        db.session, require_account(), path.slug, path.number, based_on=based_on(header)
    )
    return question_shown(path.slug)


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


@blueprint.post(f"{QUESTION}/regrades", responses=responses({202: RegradeShown}, 403))
@limiter.limit(runs_per_minute)
def preview_regrade(
    path: AuthoredQuestionPath, query: LanguageQuery, body: RegradeBody
) -> tuple[dict[str, Any], int]:
    """Have every score worked out that would change, in the background. No attempt is changed before that is applied.

    It takes the place of your earlier preview of this question.
    """
    asked = regrade_previews.request_preview(
        db.session, require_account(), path.slug, Scope(**body.model_dump())
    )
    regrader().notify()
    return _shown(asked).model_dump(mode="json"), 202


@blueprint.delete(f"{QUESTION}/regrades/<int:regrade>", responses=responses({204: None}, 403, 409))
def cancel_preview(path: RegradePath, query: LanguageQuery) -> tuple[str, int]:
    """Stop making a preview of yours, or throw it away. 409 if it is applied."""
    regrade_previews.cancel_preview(db.session, require_account(), path.slug, path.regrade)
    return "", 204


@blueprint.get(f"{QUESTION}/regrades/<int:regrade>", responses=responses({200: RegradeWithEntries}, 403))
def get_regrade(path: RegradePath, query: EntriesQuery) -> dict[str, Any]:
    """A regrade with the attempts that it changes or leaves out."""
    found = regrades.get_regrade(db.session, require_account(), path.slug, path.regrade)
    if has_work(db.session):  # the process that did it may be gone
        regrader().notify()
    document = entries_document(db.session, found, query.which, query.page)
    return RegradeWithEntries(**document).model_dump(mode="json")


@blueprint.post(
    f"{QUESTION}/regrades/<int:regrade>/apply",
    responses=responses({200: RegradeShown, 202: RegradeShown}, 403, 409),
)
def apply(path: RegradePath, query: LanguageQuery, body: ApplyBody) -> tuple[dict[str, Any], int]:
    """Change exactly what the preview showed. 409 if some of it has changed since; then nothing is changed.

    202 if there is so much that it goes on in the background.
    """
    wish = body.digest, body.cause, body.reason
    done = apply_regrade(
        db.session, require_account(), path.slug, path.regrade, *wish, seconds=SECONDS_AT_ONCE
    )
    return _as_far_as_done(done)


@blueprint.post(
    f"{QUESTION}/regrades/<int:regrade>/undo",
    responses=responses({200: RegradeShown, 202: RegradeShown}, 403, 409),
)
def undo(path: RegradePath, query: LanguageQuery, body: UndoBody) -> tuple[dict[str, Any], int]:
    """Restore what was before a regrade. 409 if it is not applied, or a later one changed the same attempts.

    202 if there is so much that it goes on in the background.
    """
    undone = undo_regrade(
        db.session, require_account(), path.slug, path.regrade, body.reason, seconds=SECONDS_AT_ONCE
    )
    return _as_far_as_done(undone)


def _as_far_as_done(regrade: Regrade) -> tuple[dict[str, Any], int]:
    if regrade.stage is not None:
        regrader().notify()
    return _shown(regrade).model_dump(mode="json"), 200 if regrade.stage is None else 202


def _shown(regrade: Regrade) -> RegradeShown:
    return RegradeShown(**regrade_document(db.session, regrade))
