"""`quizapp content` with the questions of authors: here, and the same on a server."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
import requests
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from quizapp import create_app
from quizapp.config import Settings, settings_from
from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options
from quizapp.db.upgrades import upgrade
from quizapp.formats.image_files import write_anew
from quizapp.formats.question_texts import document_in, text_of
from quizapp.models import Account, Role
from quizapp.services import api_tokens, question_bank
from quizapp.services.runner import NoRunner
from tests.bank import bank
from tests.commands import run_command
from tests.conftest import account_with
from tests.images import animation, image_file
from tests.ports import free_port
from tests.quizapp.services.test_item_statistics import choice_items, store_class
from tests.serving import UNLIMITED, start_server

Run = Callable[..., str]
SLUG = "exploding-gradient-diagnosis"
NUMBERS = "exploding-gradient-remedies"


def token_of(session: Session, account: Account) -> str:
    token = api_tokens.create_api_token(session, account, "command")
    session.rollback()
    return token


def command(place: Settings) -> Run:
    """The command with the database of these settings."""
    return partial(run_command, "content", QUIZAPP_INSTANCE=str(place.instance))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def place(app: Flask, session: Session, instructor: Account) -> Iterator[tuple[str, str]]:
    """A server, and the token of an instructor."""
    token = token_of(session, instructor)
    with served(app) as address:
        yield address, token


@pytest.fixture
def service(settings: Settings, session: Session, instructor: Account) -> Iterator[tuple[str, str]]:
    """The same, as a process of its own."""
    token = token_of(session, instructor)
    server = start_server(settings.instance)
    yield server.address, token
    server.stop()


def test_questions_go_from_a_server_through_files_back_and_to_learners(
    service: tuple[str, str], tmp_path: Path
) -> None:
    server, token = service
    content = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
    mine, hers = tmp_path / "mine", tmp_path / "hers"
    for folder in (mine, hers):
        assert content("pull", SLUG, NUMBERS, "--to", str(folder)).count(".yaml") == 2
    file = next((mine / "questions").rglob(f"{SLUG}.yaml"))
    assert content("show", SLUG) == file.read_text(encoding="utf-8")
    file.write_text("tags: [warm-up]\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert "not pushed" in content("pull", SLUG, "--to", str(mine), status=1)
    said = content("push", "--from", str(mine))
    assert (f"{SLUG}: draft saved" in said, f"{NUMBERS}: unchanged" in said) == (True, True)
    assert "no problems found" in content("check", SLUG)
    assert "published version 2" in content("publish", SLUG, "--note", "A tag.")
    listed = content("list", "--tag", "warm-up")
    assert f"{SLUG}\tpublished\tv2" in listed
    assert "\tgreen\t" in listed  # publishing has checked it
    assert "green" not in content("list", "--check", "never")
    assert content("show", SLUG) == content("export", SLUG)
    content("pull", SLUG, "--to", str(mine))
    assert "unchanged" in content("push", "--from", str(mine))

    other = next((hers / "questions").rglob(f"{SLUG}.yaml"))
    other.write_text(other.read_text(encoding="utf-8").replace("ReLU", "relu", 1), encoding="utf-8")
    refused = content("push", str(other), "--from", str(hers), status=1)
    assert "Someone else changed the question" in refused
    assert "tags" in refused
    assert "warm-up" in content("show", SLUG)
    assert "draft saved" in content("push", str(other), "--from", str(hers), "--overwrite")
    assert "warm-up" not in content("show", SLUG)


def test_what_is_wrong_with_a_server_is_said(place: tuple[str, str], tmp_path: Path) -> None:
    server, token = place
    assert "--token" in run_command("content", "list", "--server", server, status=2)
    wrong = run_command("content", "list", "--server", server, "--token", "quiz_no", status=1)
    assert "does not accept the token" in wrong
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert "cannot be reached" in run_command(
        "content", "list", "--server", nowhere, "--token", token, status=1
    )
    content = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
    assert "was not found" in content("show", "no-such", status=1)
    draft = tmp_path / "half.yaml"
    draft.write_text("slug: half\ntopic: rnn\ntitle: {en: Half}\n", encoding="utf-8")
    assert "half: draft made" in content("push", str(draft), "--from", str(tmp_path))
    assert "half: items: " in content("check", "half", status=1)
    assert "half: items: " in content("publish", "half", status=1)
    draft.write_text("slug: [half\n", encoding="utf-8")
    assert "not valid YAML" in content("push", str(draft), status=1)


def test_files_are_imported_and_exported_as_they_are_here(
    place: tuple[str, str], settings: Settings, tmp_path: Path
) -> None:
    server, token = place
    there = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
    here = command(settings)
    for words in (["export", SLUG], ["export", SLUG, NUMBERS, "--format", "gift", "--variants", "1"]):
        assert there(*words) == here(*words)
    file = tmp_path / "q.gift"
    file.write_text("::Gates::Which one?{~%50%this =that}\n", encoding="utf-8")
    assert there("import", str(file), "--dry-run", "--json") == here(
        "import", str(file), "--dry-run", "--json"
    )
    assert "gates: draft of “Gates”" in there("import", str(file), "--topic", "rnn")
    assert there("list", "--json", "Gates") == here("list", "--json", "Gates")
    assert there("show", SLUG) == here("show", SLUG) == here("export", SLUG)
    exported = tmp_path / "bank"
    there("export", "--to", str(exported), SLUG)
    assert f"{SLUG}: unchanged" in there("import", str(exported))
    path = next(exported.rglob("*.yaml"))
    path.write_text("tags: [new]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert f"{SLUG}: published version 2" in there("import", str(exported))
    assert there("list", "--tag", "new") == here("list", "--tag", "new") != ""


def test_statistics_are_the_same_here_and_there(
    place: tuple[str, str], settings: Settings, session: Session
) -> None:
    item_id = choice_items(session)[3]
    store_class(session, wrongly_keyed=item_id)
    session.rollback()
    slug = next(each.slug for each in bank().questions if item_id in [item.id for item in each.items])
    here, there = command(settings), ("--server", place[0], "--token", place[1])
    for words in (["statistics"], ["statistics", slug], ["statistics", slug, "--json"]):
        assert run_command("content", *words, *there) == here(*words)
    assert "doubt: " in here("statistics", slug)


def test_the_whole_bank_pushed_into_an_empty_server_comes_back_equal(
    settings: Settings, session: Session, instructor: Account, tmp_path: Path
) -> None:
    session.rollback()
    sent, back, empty = tmp_path / "sent", tmp_path / "back", tmp_path / "empty"
    command(settings)("pull", "--to", str(sent))
    empty_settings = settings_from({"QUIZAPP_INSTANCE": str(empty), **UNLIMITED})
    engine = engine_for(empty_settings.database_url)
    upgrade(engine, empty_settings.migrations)
    with Session(engine, **session_options()) as there:
        question_bank.load_bank(there, replace(bank(), questions=()))
        token = token_of(there, account_with(there, "otto", Role.INSTRUCTOR))
    with served(create_app(empty_settings, NoRunner())) as server:
        content = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
        assert content("push", "--from", str(sent)).count("draft made") == len(bank().questions)
        content("pull", "--to", str(back))
    engine.dispose()
    files = {path.relative_to(sent): path.read_text() for path in sent.rglob("*.yaml")}
    assert len(files) == len(bank().questions)
    assert {path.relative_to(back): path.read_text() for path in back.rglob("*.yaml")} == files


def test_without_a_server_an_instructor_is_named(settings: Settings, session: Session) -> None:
    here = command(settings)
    assert "quizapp user add" in here("list", status=2)
    for name in ("ada", "bob"):
        account_with(session, name, Role.INSTRUCTOR)
    assert "--as: ada, bob" in here("list", status=2)
    lines = json.loads(here("list", "--as", "ada", "--json"))["questions"]
    assert len(lines) == len(bank().questions)


def test_a_bank_with_images_goes_to_a_server_and_back_unchanged(
    place: tuple[str, str], tmp_path: Path
) -> None:
    server, token = place
    content = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
    there, back = tmp_path / "there", tmp_path / "back"
    still, moving = write_anew(image_file()), write_anew(animation("GIF", 3))
    file = there / "questions" / "rnn" / "shown.yaml"
    _write_shown(file, still.name, moving.name)
    for image in (still, moving):
        (there / "images").mkdir(exist_ok=True)
        (there / "images" / image.name).write_bytes(image.body)

    said = content("push", "--from", str(there))
    assert "shown: draft made, images sent: 2" in said
    assert content("push", "--from", str(there)).strip() == "shown: unchanged"
    content("pull", "shown", "--to", str(back))
    assert {path.relative_to(back): path.read_bytes() for path in (back / "images").iterdir()} == {
        Path("images", image.name): image.body for image in (still, moving)
    }
    assert next((back / "questions").rglob("shown.yaml")).read_text() == file.read_text()


def test_an_image_without_words_in_one_language_is_not_sent(place: tuple[str, str], tmp_path: Path) -> None:
    server, token = place
    image = write_anew(image_file())
    file = tmp_path / "questions" / "rnn" / "shown.yaml"
    _write_shown(file, image.name, image.name)
    file.write_text(file.read_text().replace("![一张图]", "![]"), encoding="utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / image.name).write_bytes(image.body)
    said = run_command(
        "content", "push", "--from", str(tmp_path), QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token, status=1
    )
    assert f"images/{image.name}" in said
    assert "description.zh" in said


def test_importing_a_folder_on_a_server_sends_its_images(place: tuple[str, str], tmp_path: Path) -> None:
    server, token = place
    content = partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)
    content("pull", SLUG, "--to", str(tmp_path))
    file = next((tmp_path / "questions").rglob(f"{SLUG}.yaml"))
    image = write_anew(image_file())
    document = document_in(file.read_text(encoding="utf-8"))
    for language, words in (("zh", "一张图"), ("en", "A picture")):
        document["prompt"][language] += f"\n\n![{words}](image:{image.name})"
    file.write_text(text_of(document), encoding="utf-8")
    assert f"The image {image.name} was not found" in content("import", str(tmp_path), status=1)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / image.name).write_bytes(image.body)
    assert f"{SLUG}: published version 2" in content("import", str(tmp_path))
    assert requests.get(f"{server}/images/{image.name}", timeout=60).content == image.body


def _write_shown(file: Path, *names: str) -> None:
    """A question whose text shows images."""
    texts = {
        language: " ".join(f"![{words}](image:{name})" for name in names)
        for language, words in (("zh", "一张图"), ("en", "A picture"))
    }
    document = {"slug": "shown", "topic": "rnn", "title": {"zh": "图", "en": "Shown"}, "prompt": texts}
    file.parent.mkdir(parents=True)
    file.write_text(text_of(document), encoding="utf-8")
