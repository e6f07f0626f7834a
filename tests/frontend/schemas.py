"""Write the schemas from which `npm run types` generates the types of the browser code: the OpenAPI document of the
API, with the JSON documents in pages among its components. Usage: schemas.py FILE
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from flask_openapi3 import OpenAPI
from flask_openapi3.models import OPENAPI3_REF_PREFIX
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from quizapp import create_app
from quizapp.config import settings_from
from quizapp.services.runner import NoRunner
from quizapp.web.lab.run_presenter import LabConfig

IN_PAGES: list[tuple[type[BaseModel], JsonSchemaMode]] = [(LabConfig, "serialization")]


def schemas() -> dict[str, Any]:
    with TemporaryDirectory() as instance:
        app = cast(OpenAPI, create_app(settings_from({"QUIZAPP_INSTANCE": instance}), NoRunner()))
        document: dict[str, Any] = app.api_doc
    _, in_pages = models_json_schema(IN_PAGES, ref_template=f"{OPENAPI3_REF_PREFIX}/{{model}}")
    document["components"]["schemas"] |= in_pages["$defs"]
    return document


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(schemas(), indent=1))
