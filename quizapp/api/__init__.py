"""The JSON API under /api/v1, on the same services as the pages, described by an OpenAPI document."""

from collections.abc import Iterable

from flask_openapi3 import OpenAPI
from flask_openapi3.models import OPENAPI3_REF_PREFIX
from flask_openapi3.models.schema import Schema
from flask_openapi3.types import SecuritySchemesDict
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

DESCRIPTION = (
    "Practice deep learning interview questions, and run the simulations behind them. "
    "Errors are RFC 9457 problem details. Without a token or cookie you are an anonymous guest, within limits."
)
SECURITY_SCHEMES: SecuritySchemesDict = {"bearer": {"type": "http", "scheme": "bearer"}}


def register(app: OpenAPI) -> None:
    from quizapp.api import (
        attempts,
        authoring,
        claims,
        classes,
        docs,
        exams,
        exports,
        health,
        images,
        imports,
        inside,
        interviews,
        oncall,
        progress,
        questions,
        regrades,
        reviews,
        runs,
        scenarios,
        sessions,
        shipped_updates,
        statistics,
    )
    from quizapp.api.event_schemas import EVENTS
    from quizapp.api.events import start_poller
    from quizapp.api.problems import SavedMeanwhileDetails

    start_poller(app)
    for room in (
        health,
        questions,
        attempts,
        sessions,
        exams,
        exports,
        classes,
        reviews,
        progress,
        interviews,
        scenarios,
        claims,
        runs,
        inside,
        oncall,
        authoring,
        images,
        imports,
        statistics,
        regrades,
        shipped_updates,
    ):
        app.register_api(room.blueprint)
    app.register_blueprint(docs.blueprint)
    documents: list[type[BaseModel]] = [
        *EVENTS.values(),
        SavedMeanwhileDetails,
    ]  # no operation returns them as its response
    app.components_schemas.update(_components(documents))


def _components(models: Iterable[type[BaseModel]]) -> dict[str, Schema]:
    """The schemas of these documents and of all their parts, by name."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in models]
    _, found = models_json_schema(wanted, ref_template=f"{OPENAPI3_REF_PREFIX}/{{model}}")
    return {name: Schema(**schema) for name, schema in found["$defs"].items()}
