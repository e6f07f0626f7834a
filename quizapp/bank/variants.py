"""Variants: the same item in another order, drawn from a seed. The same seed always gives the same variant."""

import hashlib
from dataclasses import dataclass
from typing import Self

SEED_LIMIT = 2**31


@dataclass(frozen=True)
class Variant:
    """The version of the question an item belongs to, and the seed of its order."""

    version_number: int
    seed: int

    def __str__(self) -> str:
        return f"{self.version_number}-{self.seed}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        version, _, seed = text.partition("-")
        if not (version.isascii() and version.isdigit() and seed.isascii() and seed.isdigit()):
            return None
        if len(version) > 9 or len(seed) > 10 or int(seed) >= SEED_LIMIT:
            return None
        return cls(int(version), int(seed))


def seed_for_attempt(item_id: str, attempt_count: int) -> int:
    """The seed of a learner's next attempt: it stays the same until the item is answered."""
    digest = hashlib.sha256(f"{item_id}/{attempt_count}".encode()).digest()
    return int.from_bytes(digest[:4]) % SEED_LIMIT
