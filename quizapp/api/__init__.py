"""The JSON API under /api/v1, over the same services as the pages, described by its own OpenAPI document."""

from flask_openapi3 import OpenAPI
from flask_openapi3.types import SecuritySchemesDict

DESCRIPTION = (
    "Practise deep-learning interview questions and run the simulations behind them. "
    "Errors are RFC 9457 problem details. Without a token or cookie you are an anonymous guest, within limits."
)
SECURITY_SCHEMES: SecuritySchemesDict = {"bearer": {"type": "http", "scheme": "bearer"}}


def register(app: OpenAPI) -> None:
    from quizapp.api import attempts, claims, docs, health, inside, questions, runs, scenarios
    from quizapp.api.events import start_poller

    start_poller(app)
    for room in (health, questions, attempts, scenarios, claims, runs, inside):
        app.register_api(room.blueprint)
    app.register_blueprint(docs.blueprint)
