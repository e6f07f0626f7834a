"""The page that documents the API, made of the OpenAPI document."""

import json
import re
import shlex

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

import quizapp
from quizapp.api.reference import CHINESE, TOKEN, descriptions, reference
from quizapp.http.extensions import db
from quizapp.models import Role
from quizapp.services import api_tokens
from tests.conftest import account_with

SWAGGER_BYTES = 1_800_000  # what the page weighed when Swagger UI drew it


def test_every_text_of_the_document_has_its_chinese_and_no_other(client: FlaskClient) -> None:
    said = set(descriptions(client.get("/api/openapi.json").get_json()))
    translated = yaml.safe_load(CHINESE.read_text(encoding="utf-8"))
    assert said == set(translated)
    for english, chinese in translated.items():
        assert re.search("[一-鿿]", chinese) or not re.search("[a-z]{3} [a-z]{3}", english), english


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_every_operation_and_document_in_our_frame(client: FlaskClient, language: str) -> None:
    document = client.get("/api/openapi.json").get_json()
    page = client.get(f"/api/docs?lang={language}").text
    assert 'class="site-header"' in page
    assert f"Nabla {quizapp.__version__}" in page
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    links = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert links <= set(re.findall(r'id="([^"]+)"', page))
    documents = client.get(f"/api/docs/documents?lang={language}").text
    links = set(re.findall(r'href="(?:/api/docs/documents)?#(schema-[^"]+)"', page + documents))
    assert links <= set(re.findall(r'id="([^"]+)"', documents))
    assert {f"schema-{name}" for name in ("ProblemDetails", "Experiment")} <= links
    assert ("我的作答记录" in page) == (language == "zh")
    assert "<script>" not in page


@pytest.mark.parametrize("address", ["/api/docs", "/api/docs/documents"])
def test_each_page_weighs_a_fifth_of_what_swagger_ui_did(client: FlaskClient, address: str) -> None:
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert len(plain.data) < SWAGGER_BYTES / 5
    assert len(client.get(address, headers={"Accept-Encoding": "br"}).data) < SWAGGER_BYTES / 50


def test_the_title_and_version_of_the_document_are_those_of_the_product(client: FlaskClient) -> None:
    info = client.get("/api/openapi.json").get_json()["info"]
    assert (info["title"], info["version"]) == ("Nabla", quizapp.__version__)


def test_the_curl_lines_with_complete_examples_work(running_app: Flask) -> None:
    bare_client = running_app.test_client(use_cookies=False)
    with running_app.app_context():
        author = account_with(db.session, "curl", Role.INSTRUCTOR)
        token = api_tokens.create_api_token(db.session, author, "curl")
    document = bare_client.get("/api/openapi.json").get_json()
    tried = []
    for group in reference(document, "en", "http://localhost/").groups:
        for operation in group.operations:
            if "{" in operation.path.replace("{slug}", "").replace("{item}", "").replace("{test}", ""):
                continue
            words = shlex.split(operation.curl)
            address = next(word for word in words if word.startswith("http")).removeprefix("http://localhost")
            if (
                "{" in address
                or "%7B" in address
                or any(word in address for word in ("metrics", "inside", "classes", "/update"))
            ):
                continue
            body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
            if body == {} or "-F" in words or operation.path.endswith("/publish"):
                continue  # without a complete example, or there is no draft any more
            named = [words[place + 1] for place, word in enumerate(words) if word == "-H"]
            headers = dict(each.replace(TOKEN, token).split(": ", 1) for each in named)
            answer = bare_client.open(address, method=operation.method, json=body, headers=headers)
            assert answer.status_code < 300, f"{operation.curl}: {answer.text}"
            tried.append(operation.path)
    assert len(tried) > 20
    assert {"/api/v1/exports/questions", "/api/v1/author/statistics"} <= set(tried)
