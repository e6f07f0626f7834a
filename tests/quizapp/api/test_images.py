"""Images of questions over the API."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models import Account
from quizapp.services import api_tokens
from tests.images import image_file
from tests.quizapp.web.test_authoring import question_document

IMAGES = "/api/v1/author/questions/my-question/images"
WORDS = {"description.zh": "一条损失曲线", "description.en": "A loss curve"}


@pytest.fixture
def author(session: Session, instructor: Account) -> dict[str, str]:
    token = api_tokens.create_api_token(session, instructor, "images")
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


@pytest.fixture
def question(bare_client: FlaskClient, author: dict[str, str]) -> dict[str, Any]:
    document = question_document()
    made = bare_client.post("/api/v1/author/questions", json={"document": document}, headers=author)
    assert made.status_code == 201, made.text
    return document


def upload(
    client: FlaskClient, headers: dict[str, str], data: bytes | None = None, **given: str
) -> TestResponse:
    file = (io.BytesIO(image_file() if data is None else data), "curve.png")
    return client.post(IMAGES, data=WORDS | given | {"file": file}, headers=headers)


def test_an_image_is_uploaded_described_shown_and_removed(
    bare_client: FlaskClient, author: dict[str, str], question: dict[str, Any]
) -> None:
    added = upload(bare_client, author)
    assert added.status_code == 201, added.text
    name = added.json["name"]
    assert added.json["written"]["en"] == f"![A loss curve](image:{name})"
    (listed,) = bare_client.get(IMAGES, headers=author).json["images"]
    assert (listed["width"], listed["height"], listed["places"]) == (320, 200, [])
    assert listed["descriptions"] == {"zh": "一条损失曲线", "en": "A loss curve"}
    file = bare_client.get(f"{IMAGES}/{name}", headers=author)
    assert (file.mimetype, len(file.data)) == ("image/png", listed["size_bytes"])

    assert bare_client.put(f"{IMAGES}/{name}", data=WORDS, headers=author).status_code == 204
    refused = bare_client.put(f"{IMAGES}/{name}", data=WORDS | {"description.zh": ""}, headers=author)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "description.zh")

    question["prompt"]["en"] += added.json["written"]["en"]
    address = IMAGES.removesuffix("/images")
    tag = bare_client.get(address, headers=author).headers["ETag"]
    saved = bare_client.put(
        f"{address}/document", json={"document": question}, headers=author | {"If-Match": tag}
    )
    assert saved.status_code == 200, saved.text
    in_use = bare_client.delete(f"{IMAGES}/{name}", headers=author)
    assert (in_use.status_code, in_use.json["errors"][0]["field"]) == (422, "image")
    question["prompt"]["en"] = "Without"
    tag = bare_client.get(address, headers=author).headers["ETag"]
    bare_client.put(f"{address}/document", json={"document": question}, headers=author | {"If-Match": tag})
    assert bare_client.delete(f"{IMAGES}/{name}", headers=author).status_code == 204
    assert bare_client.get(IMAGES, headers=author).json["images"] == []
    assert bare_client.get(f"{IMAGES}/{name}", headers=author).status_code == 404


@pytest.mark.parametrize(
    ("data", "given", "field"),
    [
        (None, {"description.zh": " "}, "description.zh"),
        (None, {"description.en": "x" * 500}, "description.en"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "file"),
        (b"", {}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    bare_client: FlaskClient,
    author: dict[str, str],
    question: dict[str, Any],
    data: bytes | None,
    given: dict[str, str],
    field: str,
) -> None:
    refused = upload(bare_client, author, data, **given)
    assert refused.status_code == 422, refused.text
    assert [each["field"] for each in refused.json["errors"]] == [field]


def test_only_instructors_have_to_do_with_images(
    bare_client: FlaskClient, session: Session, learner_account: Account, question: dict[str, Any]
) -> None:
    token = api_tokens.create_api_token(session, learner_account, "images")
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {token}"}, 403)):
        assert bare_client.get(IMAGES, headers=headers).status_code == status
        assert upload(bare_client, headers).status_code == status
