"""A few generated requests to each operation of the API; `make fuzz` sends thousands."""

from pathlib import Path

from flask.testing import FlaskClient

from tests.quizapp.api.generated_requests import send_generated_requests


def test_a_few_generated_requests_of_each_operation_find_nothing(client: FlaskClient, tmp_path: Path) -> None:
    described = client.get("/api/openapi.json").get_json()["paths"]
    found = send_generated_requests(tmp_path, "examples,fuzzing,stateful", examples=3)
    assert not found.has_failures, found.report
    assert found.operations == sum(len(operations) for operations in described.values())
    assert found.requests > 2 * found.operations
