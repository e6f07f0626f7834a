from typing import Any

from flask import Response

from quizapp.api.export_schemas import LossesShown, LossShown, QuestionExportQuery
from quizapp.api.problems import api_blueprint, responses
from quizapp.bank.questions import Question
from quizapp.errors import Problem
from quizapp.formats.exchange.losses import Loss
from quizapp.http.extensions import db, image_store
from quizapp.presentation.language import current_language, say
from quizapp.services import question_exports

blueprint = api_blueprint("exports", "Exports")


@blueprint.get("/exports/questions", responses=responses({200: LossesShown}, 403))
def export_questions(query: QuestionExportQuery) -> Response | dict[str, Any]:
    """Published questions as a file for another program; with only_losses, what it does not hold. For instructors."""
    questions = _chosen(query)
    images = question_exports.images_of(db.session, image_store(), questions)
    exported = question_exports.export(questions, query.format, current_language(), query.variants, images)
    if query.only_losses:
        return _losses(exported.losses)
    response = Response(exported.data, mimetype=exported.form.mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{exported.form.file_name}"'
    return response


def _losses(losses: tuple[Loss, ...]) -> dict[str, Any]:
    shown = [
        LossShown(
            question=loss.slug,
            item=loss.item or None,
            part=loss.reason.part,
            what=say(Problem("", loss.reason.message, loss.values)),
        )
        for loss in losses
    ]
    return LossesShown(losses=shown).model_dump()


def _chosen(query: QuestionExportQuery) -> list[Question]:
    return question_exports.chosen(db.session, query.topic, query.question)
