from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest

import simulator
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import Health
from quizapp.http.extensions import db, limiter
from quizapp.services.health import Census, check_database, take_census

blueprint = api_blueprint("health", "Health")
limiter.exempt(blueprint)

METRICS = {
    "description": "Prometheus text",
    "content": {CONTENT_TYPE_LATEST.split(";")[0]: {"schema": {"type": "string"}}},
}


@blueprint.get("/health", responses=responses({200: Health}))
def health() -> dict[str, str]:
    """The server responds."""
    return _health()


@blueprint.get("/ready", responses=responses({200: Health}))
def ready() -> dict[str, str]:
    """The server and its database respond."""
    check_database(db.session)
    return _health()


@blueprint.get("/metrics", responses=responses({200: METRICS}))
def metrics() -> Response:
    """Counts of the contents of the database and the resources of this process, for Prometheus."""
    return Response(_metrics(take_census(db.session)), content_type=CONTENT_TYPE_LATEST)


def _health() -> dict[str, str]:
    return Health(
        status="ok", version=current_app.config["VERSION"], simulator=simulator.__version__
    ).model_dump()


def _metrics(census: Census) -> bytes:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    for name, value in (
        ("accounts", census.accounts),
        ("learners", census.learners),
        ("attempts", census.attempts),
    ):
        Gauge(f"quizapp_{name}", f"{name.capitalize()} in the database", registry=registry).set(value)
    runs = Gauge("quizapp_runs", "Runs in the database by their status", ["status"], registry=registry)
    for status, count in census.runs.items():
        runs.labels(status.value).set(count)
    return generate_latest(registry)
