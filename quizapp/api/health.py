import hmac
from typing import Any

from flask import Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest

import simulator
from quizapp.api.problems import api_blueprint, responses
from quizapp.api.schemas import Health, Readiness
from quizapp.errors import NotFound
from quizapp.http.extensions import db, has_own_workers, limiter, settings
from quizapp.http.identity import bearer_token
from quizapp.services.health import Census, check_database, take_census
from quizapp.services.workers import list_workers

blueprint = api_blueprint("health", "Health", knows_accounts=False)
limiter.exempt(blueprint)

METRICS = {
    "description": "Prometheus text",
    "content": {CONTENT_TYPE_LATEST.split(";")[0]: {"schema": {"type": "string"}}},
}


@blueprint.get("/health", responses=responses({200: Health}))
def health() -> dict[str, str]:
    """The server responds."""
    return _health()


@blueprint.get("/ready", responses=responses({200: Readiness}))
def ready() -> dict[str, Any]:
    """The server responds, and its database can be read and written."""
    check_database(db.session)
    return Readiness(**_health(), workers=_live_workers()).model_dump()


@blueprint.get("/metrics", responses=responses({200: METRICS}))
def metrics() -> Response:
    """Counts of the contents of the database and the resources of this process, for Prometheus.

    Only with the bearer token that the operator has set as QUIZAPP_METRICS_TOKEN.
    """
    wanted = settings().metrics_token
    if not wanted or not hmac.compare_digest(wanted.encode(), (bearer_token(request) or "").encode()):
        raise NotFound
    return Response(_metrics(take_census(db.session)), content_type=CONTENT_TYPE_LATEST)


def _health() -> dict[str, str]:
    return Health(
        status="ok", version=current_app.config["VERSION"], simulator=simulator.__version__
    ).model_dump()


def _live_workers() -> int | None:
    if has_own_workers():
        return None
    return sum(entry.processes > 0 for entry in list_workers(db.session))


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
    oldest = "Seconds since the oldest waiting run was requested"
    Gauge("quizapp_queue_seconds", oldest, registry=registry).set(census.queue_seconds)
    Gauge("quizapp_workers", "Separate workers that are alive", registry=registry).set(census.workers)
    return generate_latest(registry)
