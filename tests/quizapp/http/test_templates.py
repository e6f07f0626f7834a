"""Templates: translated when they are compiled, with parts that are rendered once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment, nodes
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import REPOSITORY, Settings
from quizapp.db.sessions import writing
from quizapp.http.fragments import KeptFragments
from quizapp.models import ClaimEntry, Origin, QuestionEntry, ScenarioEntry
from quizapp.services.publication import publish_version
from quizapp.services.runner import NoRunner
from tests.bank import bank

QUESTION = "/questions/exploding-gradient-diagnosis"
QUERIES = {  # of somebody who has been here before
    "/": 5,
    QUESTION: 7,
    "/lab": 4,
    "/lab/mlp-nan-loss": 4,
    "/claims": 2,
    "/claims/clip-before-the-update": 4,
    "/topics/exploding-gradients": 4,
    "/api/v1/questions": 1,
    QUESTION.replace("/", "/api/v1/", 1): 4,
}
PERSONAL = {"csrf_token", "current_account", "request", "session", "g", "entry", "flashes"}
OF_THE_PERSON = re.compile(r'(?:name="(?:csrf_token|variant)" value|csrf-token" content)="[^"]*"')


@pytest.mark.parametrize("address", QUERIES)
def test_the_number_of_queries_of_a_page_does_not_grow(
    client: FlaskClient, engine: Engine, address: str
) -> None:
    client.get(QUESTION)
    assert client.get(address).status_code == 200
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= QUERIES[address], "\n".join(asked)


def test_each_language_has_its_own_templates(client: FlaskClient) -> None:
    for _ in range(2):
        for language, word in (("en", "Questions"), ("zh", "题目"), ("en", "Questions")):
            page = client.get(f"/?lang={language}").text
            assert f">{word}</a>" in page
            assert page.count("Nabla") > 1


@pytest.mark.parametrize("address", ["/", QUESTION, "/lab", "/lab/mlp-nan-loss", "/claims", "/sign-in"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_made_of_kept_parts_is_the_page_made_anew(
    settings: Settings, address: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for another person, who has other variants."""
    place = f"{address}?lang={language}"
    client = create_app(settings, NoRunner()).test_client()
    client.get(QUESTION)  # which gives it a cookie
    warmed = create_app(settings, NoRunner())
    warmed.test_client().get(place)
    kept = with_cookies_of(client, warmed).get(place).text
    monkeypatch.setattr(KeptFragments, "_kept", lambda _self, _place, _key, caller: caller())
    anew = with_cookies_of(client, create_app(settings, NoRunner())).get(place).text
    assert OF_THE_PERSON.sub("", kept) == OF_THE_PERSON.sub("", anew)


def with_cookies_of(client: FlaskClient, app: Flask) -> FlaskClient:
    other = app.test_client()
    cookie = client.get_cookie("quizapp")
    if cookie:
        other.set_cookie("quizapp", cookie.value)
    return other


def test_kept_parts_name_nothing_that_belongs_to_a_person(app: Flask) -> None:
    environment = Environment(loader=app.jinja_env.loader, extensions=["jinja2.ext.i18n", KeptFragments])
    found = 0
    for name in environment.list_templates(extensions=["html"]):
        source, _, _ = app.jinja_env.loader.get_source(environment, name)  # type: ignore[union-attr]
        for block in environment.parse(source).find_all(nodes.CallBlock):
            if isinstance(block.call.node, nodes.ExtensionAttribute):
                found += 1
                named = {each.name for part in block.body for each in part.find_all(nodes.Name)}
                assert not named & PERSONAL, f"{name}: {named & PERSONAL}"
    assert found > 10


def test_what_is_published_is_shown_at_once_by_every_process(settings: Settings, session: Session) -> None:
    others = [create_app(settings, NoRunner()).test_client() for _ in range(2)]
    scenario = bank().scenarios[0].model_dump(mode="json")
    claim = bank().claims[0].model_dump(mode="json")
    question = bank().questions[0]
    for other in others:
        for address in ("/", "/lab", "/claims", f"/questions/{question.slug}"):
            assert "Renamed by a test" not in other.get(f"{address}?lang=en").text
    with writing(session):
        scenario["title"]["en"] = claim["statement"]["en"] = "Renamed by a test"
        session.merge(ScenarioEntry(slug=scenario["slug"], position=0, body=scenario))
        found = session.get_one(ClaimEntry, claim["slug"])
        found.body = claim
    renamed = question.model_copy(
        update={"title": question.title.model_copy(update={"en": "Renamed by a test"})}
    )
    with writing(session):
        entry = session.scalars(select(QuestionEntry).filter_by(slug=question.slug)).one()
        publish_version(session, entry, renamed, origin=Origin.SHIPPED)
    for other in others:
        for address in ("/", "/lab", "/claims", f"/questions/{question.slug}"):
            assert "Renamed by a test" in other.get(f"{address}?lang=en").text, address


SENTENCE_THEN_SPACE = re.compile(r"_\('[^']*[.:!?…]'(?:(?!\}\}).)*\) \}\} (?! *[-·])\S")


def test_no_template_puts_a_space_of_its_own_after_a_sentence() -> None:
    """A Chinese full stop has the width of a space: `sentence_gap()` knows the language."""
    templates = [*REPOSITORY.glob("quizapp/**/*.html")]
    assert len(templates) > 50
    found = [
        f"{path.name}: {each[0]}"
        for path in templates
        for each in SENTENCE_THEN_SPACE.finditer(path.read_text())
    ]
    assert found == []
