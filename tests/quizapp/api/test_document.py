"""The OpenAPI document, and its page."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from quizapp import create_app
from quizapp.config import Settings
from quizapp.services.runner import NoRunner

METRICS_TOKEN = "a token of the operator alone"

CONTRACT = {
    "/api/v1/questions": {"get"},
    "/api/v1/questions/{slug}": {"get"},
    "/api/v1/items/{item}/variants": {"post"},
    "/api/v1/items/{item}/attempts": {"post"},
    "/api/v1/attempts": {"get"},
    "/api/v1/attempts/{attempt}/second_try": {"post"},
    "/api/v1/attempts/{attempt}/answer": {"post"},
    "/api/v1/sessions": {"get", "post"},
    "/api/v1/sessions/{session}": {"get"},
    "/api/v1/sessions/{session}/next": {"post"},
    "/api/v1/sessions/{session}/finish": {"post"},
    "/api/v1/reviews/due": {"get"},
    "/api/v1/reviews/{card}": {"post"},
    "/api/v1/reviews/forecast": {"get"},
    "/api/v1/reviews/plan": {"get"},
    "/api/v1/reviews/preferences": {"get", "put"},
    "/api/v1/reviews/readiness": {"get"},
    "/api/v1/reviews/leeches": {"get"},
    "/api/v1/reviews/log": {"get"},
    "/api/v1/reviews/log/{review}/undo": {"post"},
    "/api/v1/reviews/log/{review}/rating": {"put"},
    "/api/v1/exams": {"get", "post"},
    "/api/v1/exams/{exam}": {"get"},
    "/api/v1/classes": {"get", "post"},
    "/api/v1/classes/join": {"post"},
    "/api/v1/classes/{class_id}": {"get"},
    "/api/v1/classes/{class_id}/members": {"get", "post"},
    "/api/v1/classes/{class_id}/assignments": {"get", "post"},
    "/api/v1/classes/{class_id}/assignments/{assignment_id}/attempts": {"post"},
    "/api/v1/classes/{class_id}/gradebook": {"get"},
    "/api/v1/exams/{exam}/sittings": {"post"},
    "/api/v1/exams/sittings/{sitting}": {"get"},
    "/api/v1/exams/sittings/{sitting}/answers/{position}": {"put"},
    "/api/v1/exams/sittings/{sitting}/submit": {"post"},
    "/api/v1/exams/sittings/{sitting}/result": {"get"},
    "/api/v1/scenarios": {"get"},
    "/api/v1/scenarios/{slug}": {"get"},
    "/api/v1/runs": {"post"},
    "/api/v1/runs/{run}": {"get", "delete"},
    "/api/v1/runs/{run}/events": {"get"},
    "/api/v1/runs/{run}/trace": {"get"},
    "/api/v1/runs/{run}/trace.json": {"get"},
    "/api/v1/runs/{run}/trace.csv": {"get"},
    "/api/v1/runs/{run}/trace.npz": {"get"},
    "/api/v1/on-call/cases": {"get", "post"},
    "/api/v1/on-call/cases/{case}": {"get"},
    "/api/v1/on-call/cases/{case}/measurements": {"get", "post"},
    "/api/v1/on-call/cases/{case}/answer": {"post"},
    "/api/v1/on-call/cases/{case}/result": {"get"},
    "/api/v1/health": {"get"},
    "/api/v1/ready": {"get"},
    "/api/v1/metrics": {"get"},
}


def test_the_document_holds_the_contract(client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").get_json()["paths"]
    for path, methods in CONTRACT.items():
        assert methods <= set(paths[path]), path


def test_every_setting_of_an_experiment_is_described_and_no_default_is_an_object(client: FlaskClient) -> None:
    """Generators of clients refuse an object as the default of a field, and drop every schema that contains it."""
    schemas = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    settings = [name for name in schemas if name == "Experiment" or name.endswith(("Settings", "Init"))]
    assert len(settings) > 15
    for name, schema in schemas.items():
        for field, described in schema.get("properties", {}).items():
            assert not isinstance(described.get("default"), dict), f"{name}.{field}"
            assert described.get("description") or name not in settings, f"{name}.{field}"
    page = client.get("/api/docs/documents?lang=zh").text
    assert "每次更新使用的样本数" in page or "样本数" in page


def test_the_metrics_count_what_happened(settings: Settings) -> None:
    client = create_app(replace(settings, metrics_token=METRICS_TOKEN), NoRunner()).test_client()
    allowed = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    before = client.get("/api/v1/metrics", headers=allowed).text
    assert "quizapp_attempts 0.0" in before
    assert 'quizapp_runs{status="failed"} 0.0' in before
    assert "process_resident_memory_bytes" in before
    question = client.get("/api/v1/questions/exploding-gradient-diagnosis").get_json()
    item = next(item for item in question["items"] if item["kind"] == "single_choice")
    client.post(f"/api/v1/items/{item['id']}/attempts", json={"answer": item["parts"][0]["id"]})
    assert "quizapp_attempts 1.0" in client.get("/api/v1/metrics", headers=allowed).text


@pytest.mark.parametrize("token", ["", METRICS_TOKEN])
def test_the_metrics_are_for_the_operator_alone(settings: Settings, token: str) -> None:
    client = create_app(replace(settings, metrics_token=token), NoRunner()).test_client()
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}):
        assert client.get("/api/v1/metrics", headers=headers).status_code == 404


def test_the_docs_page_needs_no_other_server(client: FlaskClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://github.com", "")
