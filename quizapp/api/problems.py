"""Convert errors to responses: problem details as defined in RFC 9457."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_openapi3 import APIBlueprint, Tag
from flask_openapi3.types import ResponseDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from quizapp.bank.checking.validation import problems_in
from quizapp.errors import BeyondLimit, Invalid, NotSignedIn, QuizError, TokenOnlyReads
from quizapp.http.errors import title_and_detail_of
from quizapp.http.identity import current_account, has_authorization, may_write
from quizapp.presentation.language import say
from quizapp.services.revisions import SavedMeanwhile

MEDIA_TYPE = "application/problem+json"
EVERYWHERE = (400, 401, 404, 405, 413, 414, 415, 422, 429, 500, 503)


class FieldProblem(BaseModel):
    field: str = Field(description="Dotted name of the field, such as experiments.0.network.depth")
    message: str


class NearestFit(BaseModel):
    field: str = Field(description="Dotted name of a setting of the experiments, such as network.depth")
    value: int


class ProblemDetails(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
    nearest: NearestFit | None = Field(
        default=None, description="For a run beyond a limit: a setting that would fit"
    )


class SavedVersion(BaseModel):
    """A question as somebody saved it."""

    revision: str = Field(description="Its ETag, without the quotation marks")
    author: str | None
    at: datetime | None
    document: dict[str, Any]


class SavedMeanwhileDetails(ProblemDetails):
    """The answer to a change of something that is no longer as it was read."""

    theirs: SavedVersion = Field(description="What is stored now")
    base: dict[str, Any] | None = Field(
        description="What was read under the ETag that you sent; null if it is not kept any more"
    )


def responses(success: ResponseDict, *more: int) -> ResponseDict:
    """The documented responses of an operation: its result, and its possible problems."""
    problem = {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    meanwhile = {
        "description": "Somebody saved it meanwhile",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/SavedMeanwhileDetails"}}},
    }
    found: ResponseDict = {**success, **dict.fromkeys((*EVERYWHERE, *more), problem)}
    return {status: meanwhile if status == 412 else each for status, each in found.items()}


def api_blueprint(
    name: str, tag: str, *, knows_accounts: bool = True, takes_files: bool = False
) -> APIBlueprint:
    """Routes under /api/v1 that refuse an unknown token, and a body that is not JSON unless they take files."""
    blueprint = APIBlueprint(f"api_{name}", __name__, url_prefix="/api/v1", abp_tags=[Tag(name=tag)])
    if knows_accounts:
        blueprint.before_request(_refuse_unknown_token)
    if not takes_files:
        blueprint.before_request(_read_json)
    return blueprint


def answer_quiz_error(error: QuizError) -> Response:
    problems = error.problems if isinstance(error, Invalid) else ()
    errors = [FieldProblem(field=problem.field, message=say(problem)) for problem in problems]
    if isinstance(error, SavedMeanwhile):
        return _saved_meanwhile(error)
    fit = error.nearest if isinstance(error, BeyondLimit) else None
    nearest = NearestFit(field=fit.field, value=fit.value) if fit else None
    return _problem(error.status, gettext(error.title), say(error), errors, nearest)


def answer_http_error(error: HTTPException) -> Response:
    return _problem(*title_and_detail_of(error))


def answer_validation_error(error: ValidationError) -> Response:
    """flask-openapi3 calls this when a request does not fit its models."""
    document = request.get_json(silent=True) if request.method in ("POST", "PUT", "PATCH") else None
    return answer_quiz_error(Invalid(problems_in(error, document if isinstance(document, dict) else None)))


def _refuse_unknown_token() -> None:
    if has_authorization(request) and current_account() is None:
        raise NotSignedIn
    if request.method not in ("GET", "HEAD", "OPTIONS") and not may_write():
        raise TokenOnlyReads


def _read_json() -> None:
    """Distinguish a body that is not JSON (415 or 400) from one with wrong values (422)."""
    if request.method in ("POST", "PUT", "PATCH") and request.get_data():
        request.get_json()


def _saved_meanwhile(error: SavedMeanwhile) -> Response:
    theirs = error.theirs
    document = SavedMeanwhileDetails(
        title=gettext(error.title),
        status=412,
        detail=say(error),
        theirs=SavedVersion(
            revision=theirs.revision, author=theirs.author, at=theirs.at, document=theirs.body
        ),
        base=error.base,
    )
    return Response(document.model_dump_json(), 412, mimetype=MEDIA_TYPE)


def _problem(
    status: int,
    title: str,
    detail: str,
    errors: Iterable[FieldProblem] = (),
    nearest: NearestFit | None = None,
) -> Response:
    document = ProblemDetails(title=title, status=status, detail=detail, errors=list(errors), nearest=nearest)
    return Response(document.model_dump_json(), status, mimetype=MEDIA_TYPE)
