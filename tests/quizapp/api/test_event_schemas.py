"""The events of a run match the OpenAPI document."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp import create_app
from quizapp.api.event_schemas import EVENTS
from quizapp.config import Settings
from tests.quizapp.api.test_runs import SICK, SMALL, wait_for_status
from tests.quizapp.services.test_run_work import Bell


@pytest.fixture
def unattended(settings: Settings) -> Flask:
    """An application whose runs wait for ever."""
    return create_app(settings, Bell())


def names_of_fitting_events(stream: str) -> list[str]:
    """The names of a stream's events, each of which fits its schema."""
    names = []
    for event in stream.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.splitlines())
        EVENTS[fields["event"]].model_validate_json(fields["data"], strict=True)
        names.append(fields["event"])
    return names


def test_the_document_describes_every_event(client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").get_json()["components"]["schemas"]
    for model in EVENTS.values():
        assert set(described[model.__name__]["properties"]) == set(model.model_fields)


def test_the_events_of_a_run_are_as_described(running_client: FlaskClient) -> None:
    run = running_client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    names = names_of_fitting_events(running_client.get(f"/api/v1/runs/{run}/events").text)
    assert set(names) >= {"frame", "result", "end"}
    so_far = running_client.get(f"/api/v1/runs/{run}/events/so-far").get_json()["events"]
    for event in so_far:
        EVENTS[event["event"]].model_validate_json(event["data"], strict=True)


def test_the_events_of_a_survey_are_as_described(running_client: FlaskClient) -> None:
    body = {"experiments": [SMALL, SMALL | {"seed": 1}], "detail": "outcomes"}
    run = running_client.post("/api/v1/runs", json=body).get_json()["id"]
    wait_for_status(running_client, run, "finished")
    names = names_of_fitting_events(running_client.get(f"/api/v1/runs/{run}/events").text)
    assert set(names) == {"outcomes", "end"}


def test_where_a_run_stands_and_how_it_ends_is_as_described(unattended: Flask) -> None:
    client = unattended.test_client()
    run = client.post("/api/v1/runs", json={"experiments": [SMALL]}).get_json()["id"]
    stream = client.get(f"/api/v1/runs/{run}/events", buffered=False).response
    first = next(iter(stream))
    assert names_of_fitting_events(first if isinstance(first, str) else first.decode()) == ["standing"]
    client.delete(f"/api/v1/runs/{run}")
    assert names_of_fitting_events(client.get(f"/api/v1/runs/{run}/events").text) == ["end"]
