"""The help for instructors: its texts, and its examples, each of which works."""

import html
import os
import re
import subprocess
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from quizapp.bank.checking.proofs import problem_proved
from quizapp.bank.checking.proving import prove
from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.config import Settings
from quizapp.domain.text import LANGUAGES, Language
from quizapp.kinds import ITEM_KINDS
from quizapp.models import Account, Role
from quizapp.services import api_tokens, authoring
from quizapp.services.published_bank import published_bank
from quizapp.web.help.texts import HERE, PAGES, find_example, help_page, list_examples
from tests.bank import scenarios
from tests.commands import environment_of
from tests.conftest import account_with
from tests.quizapp.cli.test_author_commands import served
from tests.quizapp.web.test_accounts import enter, send
from tests.quizapp.web.test_authoring import question_document
from tests.serving import QUIZAPP

FEW_VARIANTS = 5
Item = TypeAdapter(AuthoredItem)


def blocks(page: str, language: Language, form: str) -> list[str]:
    text = (HERE / "pages" / f"{page}.{language}.md").read_text(encoding="utf-8")
    return re.findall(rf"```{form}\n(.*?)```", text, re.DOTALL)


def examples() -> list[dict[str, Any]]:
    """The exercises of the help: one of each kind, and those with variables."""
    written = [yaml.safe_load(block) for block in blocks("variables", "en", "yaml")]
    return [example.item for example in list_examples("en")] + written


@pytest.mark.parametrize("document", examples(), ids=lambda document: str(document["id"]))
def test_each_example_is_valid_in_both_languages_and_its_key_is_proved(document: dict[str, Any]) -> None:
    item = Item.validate_python(document)
    scenario = scenarios()[item.scenario.slug]
    if isinstance(item, ParametricItem):
        assert prove(item, scenario, FEW_VARIANTS).problem is None
    else:
        assert problem_proved(item, scenario) is None


def test_the_examples_fit_the_question_bank(session: Session) -> None:
    bank = published_bank(session)
    question = next(iter(bank.questions.values())).question
    items = tuple(Item.validate_python(document) for document in examples())
    whole = Question.model_construct(**{**vars(question), "items": items, "interview": None})
    assert not list(problems_of_question(whole, bank.topics, bank.scenarios, bank.claims, {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_an_example_with_notes_on_the_fields_of_its_own(language: Language) -> None:
    for kind in ITEM_KINDS:
        example = find_example(kind, language)
        assert example is not None
        assert example.item["kind"] == kind
        notes = [line.note for line in example.lines]
        assert all(notes), [line.field for line in example.lines if not line.note]
        assert len(set(notes)) == len(notes)


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_of_a_page_show_the_same_examples_and_sections(page: str) -> None:
    english, chinese = help_page(page, "en"), help_page(page, "zh")
    assert [each.anchor for each in english.sections] == [each.anchor for each in chinese.sections]
    for form in ("yaml", "bash"):
        assert blocks(page, "en", form) == blocks(page, "zh", form)
    assert re.search("[一-鿿]", chinese.title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instructor_reads_every_page_and_every_link_leads_somewhere(
    client: FlaskClient, instructor: Account, language: Language
) -> None:
    enter(client, "ines")
    addresses = [f"/author/help/{page}" for page in PAGES]
    addresses += [f"/author/help/kinds/{kind}" for kind in ITEM_KINDS]
    seen: set[str] = set()
    for address in addresses:
        page = client.get(address, headers={"Accept-Language": language})
        assert page.status_code == 200, address
        article = page.text[page.text.index('class="help-text"') :]
        assert "](" not in re.sub(
            r"<code.*?</code>", "", article, flags=re.DOTALL
        )  # Markdown that was not read
        seen |= {link for link in re.findall(r'href="(/[^"#?]*)"', article) if not link.startswith("/static")}
    assert {"/author", "/account", "/api/docs", "/classes", "/author/help/kinds/cloze"} <= seen
    for link in sorted(seen):
        assert client.get(link, follow_redirects=True).status_code == 200, link
    assert client.get("/author/help/none").status_code == 404
    assert client.get("/author/help/kinds/none").status_code == 404


def test_an_example_becomes_a_draft_that_can_be_changed(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    enter(client, "ines")
    slugs = []
    for _ in range(2):
        copied = send(client, "/author/help/kinds/cloze/copy")
        assert copied.status_code == 302
        assert client.get(copied.location).status_code == 200
        slugs.append(copied.location.split("?")[0].removeprefix("/author/"))
    assert slugs[0] != slugs[1]
    session.rollback()
    drafts = [authoring.get_authored_question(session, instructor, slug).body for slug in slugs]
    assert drafts[0]["items"][0]["kind"] == "cloze"
    named = [problem.field for problem in authoring.problems_of_document(session, instructor, drafts[0])]
    assert named == ["answer"]


def test_an_example_is_added_to_a_draft_of_ones_own(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    enter(client, "ines")
    assert "help-draft" not in client.get("/author/help/kinds/cloze").text
    authoring.save_draft(session, instructor, None, question_document())
    other = account_with(session, "otto", Role.INSTRUCTOR)
    authoring.save_draft(session, other, None, question_document() | {"slug": "of-otto"})
    session.rollback()
    page = client.get("/author/help/kinds/cloze").text
    assert '<option value="my-question">' in page
    assert "of-otto" not in page
    copied = [send(client, "/author/help/kinds/cloze/copy", draft="my-question") for _ in range(2)]
    assert [each.status_code for each in copied] == [302, 302]
    assert client.get(copied[0].location).status_code == 200
    session.expire_all()
    items = authoring.get_authored_question(session, instructor, "my-question").body["items"]
    session.rollback()
    assert [item.get("kind") for item in items[1:]] == ["cloze", "cloze"]
    assert len({item["id"] for item in items}) == 3
    assert send(client, "/author/help/kinds/cloze/copy", draft="of-otto").status_code == 403


SEARCHES: tuple[tuple[Language, str, str], ...] = (
    ("en", "recovery CODES", "/author/help/accounts#part-4"),
    ("zh", "恢复码", "/author/help/accounts#part-4"),
    ("en", "quizapp people reset", "/author/help/accounts#part-6"),
    ("en", "blanks", "/author/help/kinds/cloze"),
)


@pytest.mark.parametrize(("language", "words", "address"), SEARCHES)
def test_a_search_leads_to_the_section_and_marks_the_words(
    client: FlaskClient, instructor: Account, language: Language, words: str, address: str
) -> None:
    enter(client, "ines")
    asked = {"q": words}
    page = client.get("/author/help/search", query_string=asked, headers={"Accept-Language": language}).text
    article = page[page.index('class="help-text"') : page.index("</article>")]
    links = re.findall(r'href="([^"]*)"', article)
    assert address in links
    for word in words.split():
        assert f"<mark>{word}</mark>".casefold() in article.casefold()
    for link in links:
        target, _, anchor = link.partition("#")
        found = client.get(target, headers={"Accept-Language": language}).text
        assert f'id="{anchor}"' in found if anchor else 'class="help-text"' in found


def test_a_search_escapes_what_it_repeats_and_says_when_nothing_is_found(
    client: FlaskClient, instructor: Account
) -> None:
    enter(client, "ines")
    page = client.get("/author/help/search", query_string={"q": "<b>seeds"}).text
    assert "No place has all of" in html.unescape(page)
    assert "<b>seeds" not in page
    assert "Type words" in client.get("/author/help/search").text


@pytest.mark.parametrize("page", ["files", "api", "images", "accounts"])
def test_its_commands_run(
    page: str, app: Flask, settings: Settings, session: Session, instructor: Account, tmp_path: Any
) -> None:
    """The lines of a page, one block after the other in one shell, against a server."""
    token = api_tokens.create_api_token(session, instructor, "help")
    session.rollback()
    script = "\n".join(["set -euo pipefail", *blocks(page, "en", "bash")])
    script = script.replace("curl -sS", "curl -sS --fail-with-body")
    with served(app) as server:
        environment = {
            **os.environ,
            "PATH": f"{QUIZAPP.parent}:{os.environ['PATH']}",
            **environment_of(settings),
            "SERVER": server,
            "TOKEN": token,
            "no_proxy": "*",
        }
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert len(blocks(page, "en", "bash")) >= 2
