"""The OpenAPI document as it is served: settings with their words, and without defaults that generators cannot read."""

from functools import lru_cache
from typing import Any

from flask_openapi3 import OpenAPI

from quizapp.api.reference import types_of
from quizapp.presentation.setting_words import SETTINGS
from simulator.paths import join

Json = dict[str, Any]
GROUPS = {  # settings that are groups, with the setting in the group that says what it is about
    "network": "network.kind",
    "network.init": "network.init.scheme",
    "task": "task.kind",
    "optimizer": "optimizer.kind",
    "clip": "clip.kind",
    "penalty": "penalty.kind",
}
PROBES = "Which columns of the trace are recorded."


@lru_cache(maxsize=1)
def openapi_document(app: OpenAPI) -> Json:
    document: Json = app.api_doc
    schemas = document["components"]["schemas"]
    _describe_settings(schemas, schemas["Experiment"], "")
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            _move_default(field)
    return document


def _describe_settings(schemas: Json, schema: Json, place: str) -> None:
    for name, field in schema["properties"].items():
        path = join(place, name) if place else name
        field.setdefault("description", help_of(path))
        for word in types_of(field):
            if word.schema:
                _describe_settings(schemas, schemas[word.schema], path)


def help_of(path: str) -> str:
    """What the setting at this path of an experiment does, in English."""
    return PROBES if path == "probes" else SETTINGS[GROUPS.get(path, path)].help


def _move_default(field: Json) -> None:
    """Generators of clients refuse a default that is an object; the server needs none from them."""
    if isinstance(field.get("default"), dict):
        field["x-default"] = field.pop("default")
