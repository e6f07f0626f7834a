"""`quizapp content` with versions, regrades, and shipped updates: here, and the same on a server."""

import re
from functools import partial

import pytest
from sqlalchemy.orm import Session

from quizapp.config import Settings
from quizapp.models import Account, Attempt
from tests.commands import run_command
from tests.quizapp.cli.test_author_commands import Run, command, service, token_of  # noqa: F401
from tests.quizapp.web.test_shipped_updates import SLUG, load, text
from tests.regrading import answer, choice_in, give_key_to, hash_of, options_of, publish


@pytest.fixture(params=["here", "there"])
def content(request: pytest.FixtureRequest, settings: Settings, session: Session, instructor: Account) -> Run:
    """The command with the database here, or over the API of a server with processes of its own."""
    if request.param == "here":
        session.rollback()
        return command(settings)
    server, token = request.getfixturevalue("service")
    return partial(run_command, "content", QUIZAPP_SERVER=server, QUIZAPP_TOKEN=token)


@pytest.fixture
def corrected(session: Session, instructor: Account) -> tuple[str, int]:
    """A question whose key was wrong, and a wronged attempt."""
    choice = choice_in(session)
    attempt = answer(session, choice, options_of(choice)[1])[1].attempt_id
    slug = publish(session, instructor, choice, give_key_to(options_of(choice)[1]))
    session.rollback()
    return slug, attempt


def test_a_corrected_key_is_previewed_applied_and_undone(
    corrected: tuple[str, int], content: Run, session: Session
) -> None:
    slug, attempt = corrected
    before = hash_of(session)
    shown = content("regrade", slug)
    assert "1 answers, 1 up, 0 down" in shown
    assert "0% → 100%" in shown
    number = re.search(r"regrade (\d+),", shown)
    assert number
    assert hash_of(session) == before
    assert "applied, 1 answers changed" in content(
        "apply-regrade", slug, number[1], "--cause", "key", "--reason", "B is right."
    )
    session.expire_all()
    assert session.get_one(Attempt, attempt).score == 1.0
    session.rollback()
    history = content("history", slug)
    assert (f"regrade {number[1]}\t" in history, "B is right." in history) == (True, True)
    assert "undone" in content("undo-regrade", slug, number[1], "--reason", "It was not.")
    assert hash_of(session) == before
    assert "v1\t" in history
    assert "version 1 is now the draft" in content("restore", slug, "1")
    assert "draft" in content("list", "--state", "draft")


def test_a_shipped_update_is_shown_taken_and_declined(
    session: Session, instructor: Account, settings: Settings
) -> None:
    session.rollback()
    content = command(settings)
    content("pull", SLUG, "--to", str(settings.instance / "files"))
    file = next((settings.instance / "files").rglob(f"{SLUG}.yaml"))
    file.write_text("tags: [ours]\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    content("push", "--from", str(settings.instance / "files"))
    content("publish", SLUG)
    load(session, tags=["theirs"], prompt=text("Their prompt"))
    shown = content("update", SLUG)
    assert ("taken\tprompt.en" in shown, "both\ttags" in shown) == (True, True)
    assert "Choose one of the two texts" in content("update", SLUG, "--take", status=1)
    assert "--choose FIELD=" in content("update", SLUG, "--take", "--choose", "tags", status=2)
    assert "both changes" in content("update", SLUG, "--take", "--choose", "tags=theirs")
    assert "theirs" in content("show", SLUG)
    load(session, tags=["others"], prompt=text("Another prompt"))
    assert "declined" in content("update", SLUG, "--decline")
    assert "waiting" in content("update", SLUG, status=1)
