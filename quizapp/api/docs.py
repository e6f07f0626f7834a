"""The OpenAPI document, and two pages made of it that load nothing from other servers."""

from typing import cast

from flask import Blueprint, current_app, jsonify, render_template, request
from flask_openapi3 import OpenAPI
from werkzeug.wrappers import Response

from quizapp.api.openapi_document import openapi_document
from quizapp.api.reference import reference
from quizapp.presentation.language import current_language

blueprint = Blueprint("api_docs", __name__, url_prefix="/api", template_folder="templates")


@blueprint.get("/openapi.json")
def document() -> Response:
    return jsonify(openapi_document(cast(OpenAPI, current_app)))


@blueprint.get("/docs")
def page() -> str:
    """All operations."""
    return _page("api/docs.html")


@blueprint.get("/docs/documents")
def documents() -> str:
    """The fields of all documents, to which the page of the operations leads."""
    return _page("api/documents.html")


def _page(template: str) -> str:
    found = openapi_document(cast(OpenAPI, current_app))
    return render_template(
        template,
        reference=reference(found, current_language(), request.host_url),
        version=found["info"]["version"],
    )
