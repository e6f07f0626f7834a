"""Variants: an item as drawn from a seed, and the signed names under which variants are handed out.

The same seed always gives the same variant. A learner never sees a seed: it follows from whom the variant was given to
only with the server's secret.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

SEED_LIMIT = 2**62  # too many to try; fits a signed 64-bit column
LONGEST_NAME = 200


@dataclass(frozen=True)
class Variant:
    """The version of the question an item belongs to, and the seed of its draw and its order.

    name: what the learner sends back with the answer; empty if nobody can answer it by name.
    """

    version_number: int
    seed: int
    name: str = ""


@dataclass(frozen=True)
class Given:
    """What a name says: whom the variant of an item was given to, and which of theirs it is.

    owner: one person, as in `owner_of_guest`. serial: of a person's variants. expires: in seconds since 1970; None if
    it can be answered at any time.
    """

    item_id: str
    owner: str
    version_number: int
    serial: str
    expires: int | None = None


class VariantSigner:
    """Names variants and derives their seeds, both with the server's secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def variant(self, given: Given) -> Variant:
        """The same seed and name each time."""
        said = [given.owner, given.version_number, given.serial, given.expires]
        name = self._serializer(given.item_id).dumps(said)
        digest = self.digest("seed", given.item_id, name)
        return Variant(given.version_number, int.from_bytes(digest[:8]) % SEED_LIMIT, name)

    def read(self, item_id: str, name: str) -> Given | None:
        """None for a name that was not signed here for this item, also if it is only spelled differently."""
        try:
            given = Given(item_id, *self._serializer(item_id).loads(name))
        except BadData:
            return None
        return given if self.variant(given).name == name else None

    def digest(self, purpose: str, *said: str) -> bytes:
        """32 bytes that follow from these words only with the secret."""
        message = "\0".join((purpose, *said)).encode()
        return hmac.digest(self._secret.encode(), message, hashlib.sha256)

    def _serializer(self, item_id: str) -> URLSafeSerializer:
        return _serializer(self._secret, item_id)


@lru_cache(maxsize=1024)
def _serializer(secret: str, item_id: str) -> URLSafeSerializer:
    signer_options = {"digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt=f"variant/{item_id}", signer_kwargs=signer_options)


def owner_of_guest(guest_id: UUID) -> str:
    return f"g{guest_id.hex}"


def owner_of_account(account_id: int) -> str:
    return f"a{account_id}"


def guest_of_owner(owner: str) -> UUID | None:
    """None if the owner is an account."""
    return UUID(owner[1:]) if owner.startswith("g") else None
