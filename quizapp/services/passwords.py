"""Hashes of passwords, of which only a few are computed at the same time."""

import re
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

LEAST_CHARACTERS = 10
LEAST_SCORE = 3  # of 4, as zxcvbn counts: at least 10^8 guesses
MOST_JUDGED = 72  # characters that zxcvbn reads; further ones only make a password better
CONTEXT = ("nabla", "quizapp")
SHORTEST_WORD = 3  # characters of a part of a name that a password should not rest on
LEAST_BESIDE_WORDS = 8  # letters and digits of a password that contains such a part, beside it

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


def is_easy_to_guess(password: str, name: str) -> bool:
    """Whether it is a common password, or made of them, of the name of the account, and of that of the service."""
    from zxcvbn import zxcvbn  # its lists take memory, and few requests need them

    words = {word for word in (name, *re.split(r"[\W_]+", name), *CONTEXT) if len(word) >= SHORTEST_WORD}
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < len(password) and sum(map(str.isalnum, rest)) < LEAST_BESIDE_WORDS:
        return True
    return bool(zxcvbn(password[:MOST_JUDGED], user_inputs=sorted(words))["score"] < LEAST_SCORE)


def hash_of_nobody() -> str:
    """For an account that is not entered with a password: nobody knows the one that fits."""
    return _hash_of_nothing()


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
