"""What a page’s script saves while someone types."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest

from quizapp.http.extensions import db
from quizapp.http.identity import drafting_learner
from quizapp.services import drafts

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/drafts")
def save() -> tuple[str, int]:
    sent = request.get_json(silent=True)
    if (
        not isinstance(sent, Mapping)
        or not _are_fields(sent.get("fields"))
        or not _is_text(sent.get("place"))
    ):
        raise BadRequest
    learner = drafting_learner()
    if learner is not None:
        drafts.save_draft(db.session, learner, sent["place"], sent["fields"])
    return "", 204


def _are_fields(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(field, list) and len(field) == 2 and all(map(_is_text, field)) for field in found
    )


def _is_text(found: Any) -> bool:
    return isinstance(found, str)
