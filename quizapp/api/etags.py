"""Revisions of questions as ETags: each answer about a question carries it, and each change of it names it."""

from flask import Response, jsonify, make_response
from werkzeug.http import parse_etags

from quizapp.api.author_schemas import AuthoredQuestionShown, IfMatchHeader
from quizapp.errors import NoPrecondition
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.services import authoring, question_checking
from quizapp.services.author_documents import question_document


def with_etag(answer: Response, revision: str, status: int = 200) -> Response:
    response = make_response(answer, status)
    response.set_etag(revision)
    return response


def based_on(header: IfMatchHeader) -> str | None:
    """The revision that the header If-Match names; None for any. Raises NoPrecondition."""
    sent = parse_etags(header.if_match)
    if sent.star_tag:
        return None
    tags = sent.as_set(include_weak=True)
    if not tags:
        raise NoPrecondition
    return min(tags).partition(":")[0]  # compression adds its name after a colon


def question_shown(slug: str, status: int = 200) -> Response:
    """The state of a question as it is now."""
    authored = authoring.get_authored_question(db.session, require_account(), slug)
    check = question_checking.get_check(db.session, require_account(), slug)
    answer = jsonify(AuthoredQuestionShown(**question_document(authored, check)).model_dump(mode="json"))
    return with_etag(answer, authored.revision, status)
