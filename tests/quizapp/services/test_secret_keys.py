"""One key for all servers of a database."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from quizapp.config import Settings
from quizapp.errors import OtherSecretKey
from quizapp.models import Account, ServiceFact
from quizapp.services import accounts, secret_keys
from tests.commands import environment_of, run_command

KEY, OTHER_KEY = "0123456789abcdef" * 2, "fedcba9876543210" * 2


def test_a_server_with_another_key_is_refused(session: Session) -> None:
    secret_keys.check_secret_key(session, KEY)
    secret_keys.check_secret_key(session, KEY)
    with pytest.raises(OtherSecretKey):
        secret_keys.check_secret_key(session, OTHER_KEY)


def test_the_database_does_not_hold_the_key(session: Session) -> None:
    secret_keys.check_secret_key(session, KEY)
    assert KEY not in session.get_one(ServiceFact, secret_keys.FACT).value


def test_the_second_server_of_a_database_is_refused_in_one_line_that_says_what_to_do(
    settings: Settings, session: Session, tmp_path: Path
) -> None:
    secret_keys.check_secret_key(session, KEY)
    second = {
        "PORT": "0",
        "QUIZAPP_INSTANCE": str(tmp_path / "second"),
        "DATABASE_URL": settings.database_url,
    }
    said = run_command("serve", status=1, **second)
    assert said.startswith("error: Another secret key signs the cookies of this database")
    assert "QUIZAPP_SECRET_KEY" in said
    assert "rotate-key" in said


def test_rotating_the_key_signs_everyone_out_and_makes_the_new_one_that_of_the_database(
    settings: Settings, session: Session, learner_account: Account
) -> None:
    secret_keys.check_secret_key(session, settings.secret_key)
    token = accounts.open_sign_in(session, learner_account)
    here = environment_of(settings)
    assert "rotated" in run_command("db", "rotate-key", "--yes", **here)
    kept = (settings.instance / "secret_key").read_text()
    assert kept != settings.secret_key
    session.expire_all()
    secret_keys.check_secret_key(session, kept)
    assert accounts.find_sign_in(session, token) is None
    with pytest.raises(OtherSecretKey):
        secret_keys.check_secret_key(session, settings.secret_key)
    run_command("db", "rotate-key", "--yes", QUIZAPP_SECRET_KEY=OTHER_KEY, **here)
    session.expire_all()
    secret_keys.check_secret_key(session, OTHER_KEY)
    assert (settings.instance / "secret_key").read_text() == kept
