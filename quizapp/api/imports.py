"""Bringing in a file of another program: first a dry run, then drafts of all its questions, or of none."""

from typing import Any

from quizapp.api.import_schemas import ImportForm, ImportShown
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import LanguageQuery
from quizapp.formats.exchange.dry_runs import dry_run_document, losses_document
from quizapp.formats.exchange.reading import read_drafts
from quizapp.http.extensions import db, image_keeper, limiter, runs_per_minute
from quizapp.http.identity import require_account
from quizapp.presentation.language import say
from quizapp.services import imports
from quizapp.services.question_addresses import ADDRESSES_IN_USE

blueprint = api_blueprint("imports", "Imports", takes_files=True)


@blueprint.post("/author/imports", responses=responses({200: ImportShown, 201: ImportShown}, 403))
@limiter.limit(runs_per_minute)
def import_file(query: LanguageQuery, form: ImportForm) -> tuple[dict[str, Any], int]:
    """Say what would come of a file; without dry_run, make drafts of all its questions. For instructors."""
    read = read_drafts((form.file.filename or "")[:120], form.file.read())
    if form.dry_run:
        document = dry_run_document(read.drafts, read.losses, say)
        return ImportShown(is_complete=read.is_complete, **document).model_dump(exclude_none=True), 200
    made = imports.make_drafts(
        db.session,
        require_account(),
        read.drafts,
        form.topic or "",
        ADDRESSES_IN_USE,
        image_keeper(),
        read.images,
    )
    return ImportShown(
        is_complete=read.is_complete,
        drafts=[{"slug": each.slug, "title": each.title} for each in made],
        losses=losses_document(read.losses, say),
    ).model_dump(exclude_none=True), 201
