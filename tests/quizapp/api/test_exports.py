"""The export of questions over the API, for instructors."""

from flask.testing import FlaskClient

from quizapp.models import Account
from tests.quizapp.web.test_accounts import enter

ADDRESS = "/api/v1/exports/questions"


def test_an_instructor_gets_the_file_and_what_it_lacks(client: FlaskClient, instructor: Account) -> None:
    enter(client, "ines")
    asked = {"format": "aiken", "topic": "lstm-shapes", "variants": 1, "lang": "zh"}
    file = client.get(ADDRESS, query_string=asked)
    assert file.status_code == 200
    assert "ANSWER: " in file.get_data(as_text=True)
    losses = client.get(ADDRESS, query_string={**asked, "only_losses": True}).get_json()["losses"]
    left_out = [loss for loss in losses if loss["part"] == "exercise" and loss["item"]]
    assert "这种格式只有单选题，因此未写入这道小题。" in {loss["what"] for loss in left_out}
    of_one = {"format": "yaml", "question": losses[0]["question"], "only_losses": True}
    one = client.get(ADDRESS, query_string=of_one)
    assert [loss["part"] for loss in one.get_json()["losses"]] == ["scenarios"]


def test_nobody_else_does_and_wrong_values_are_named(
    client: FlaskClient, learner_account: Account, instructor: Account
) -> None:
    assert client.get(ADDRESS, query_string={"format": "gift"}).status_code == 401
    enter(client, "lea")
    assert client.get(ADDRESS, query_string={"format": "gift"}).status_code == 403
    enter(client, "ines")
    refused = client.get(ADDRESS, query_string={"format": "doc", "variants": 0})
    assert refused.status_code == 422
    assert {error["field"] for error in refused.get_json()["errors"]} == {"format", "variants"}
    assert client.get(ADDRESS, query_string={"format": "csv", "question": "no-such"}).status_code == 404
