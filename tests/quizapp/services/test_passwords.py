"""Hashing needs much memory, so that only a few hashes are computed at the same time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from pwdlib import PasswordHash

from quizapp.errors import TooManySignIns
from quizapp.services import passwords
from tests.conftest import PASSWORD, PASSWORD_HASH
from tests.quizapp.web.test_accounts import send


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many hashes were being computed whenever one began."""
    counts: list[int] = []
    computing = 0
    lock = threading.Lock()
    verify = PasswordHash.verify

    def counted(*given: object) -> bool:
        nonlocal computing
        with lock:
            computing += 1
            counts.append(computing)
        try:
            return verify(*given)  # type: ignore[arg-type]
        finally:
            with lock:
                computing -= 1

    monkeypatch.setattr(PasswordHash, "verify", counted)
    return counts


def test_only_a_few_are_computed_at_once(at_once: list[int]) -> None:
    with ThreadPoolExecutor(passwords.MOST_WAITING) as pool:
        found = list(
            pool.map(lambda _: passwords.fits(PASSWORD, PASSWORD_HASH), range(passwords.MOST_WAITING))
        )
    assert all(found)
    assert len(at_once) == passwords.MOST_WAITING
    assert max(at_once) <= passwords.AT_ONCE


@pytest.fixture
def crowd() -> Iterator[None]:
    """As many as may wait do so."""
    for _ in range(passwords.AT_ONCE + passwords.MOST_WAITING):
        passwords._places.acquire()
    yield
    for _ in range(passwords.AT_ONCE + passwords.MOST_WAITING):
        passwords._places.release()


@pytest.mark.usefixtures("crowd")
def test_further_ones_are_told_to_come_back(client: FlaskClient) -> None:
    with pytest.raises(TooManySignIns):
        passwords.hash_of(PASSWORD)
    answer = send(client, "/sign-in", name="lea", password=PASSWORD)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "Too many people are signing in" in answer.get_data(as_text=True)


def test_without_a_hash_no_password_fits() -> None:
    assert not passwords.fits(PASSWORD, None)
