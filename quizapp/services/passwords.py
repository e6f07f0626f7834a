"""Hashes of passwords, of which only a few are computed at the same time."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from quizapp.errors import TooManySignIns

AT_ONCE = 2  # each needs 64 MiB
MOST_WAITING = 16  # pages wait for their turn, and need threads of the server
MOST_CHARACTERS = 200

_hasher = PasswordHash((Argon2Hasher(),))  # argon2id
_turns = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)


def hash_of(password: str) -> str:
    """Raises TooManySignIns if too many wait already."""
    with _turn():
        return _hasher.hash(password)


def fits(password: str, hashed: str | None) -> bool:
    """Whether it is the password of the hash. Without a hash, it takes as long and is not. Raises TooManySignIns."""
    with _turn():
        known = (
            _hash_of_nothing()
        )  # always, since a difference in time would reveal whether the account exists
        return _hasher.verify(password[:MOST_CHARACTERS], hashed or known) and hashed is not None


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise TooManySignIns
    try:
        with _turns:
            yield
    finally:
        _places.release()


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_hex(16))
