"""The OpenAPI document, and a page to try it out that loads nothing from other servers."""

from pathlib import Path
from typing import cast

import flask_openapi3_swagger
from flask import Blueprint, current_app, jsonify, render_template
from flask_openapi3 import OpenAPI
from werkzeug.wrappers import Response

blueprint = Blueprint(
    "api_docs",
    __name__,
    url_prefix="/api",
    template_folder="templates",
    static_folder=str(Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"),
    static_url_path="/swagger",
)


@blueprint.get("/openapi.json")
def document() -> Response:
    return jsonify(cast(OpenAPI, current_app).api_doc)


@blueprint.get("/docs")
def page() -> str:
    return render_template("api/docs.html")
