"""Variants: the same item in another order, drawn from a seed. The same seed gives the same variant, always."""

import hashlib
import random
from dataclasses import dataclass
from typing import Self

from quizapp.domain.items import (
    ChoiceGap,
    Entry,
    GapOption,
    Item,
    Matching,
    MultipleChoice,
    Option,
    Ordering,
    PossibleOutcome,
    PredictThenRun,
    RightSide,
    SingleChoice,
    SpotTheLine,
    TrueFalse,
)

SEED_LIMIT = 2**31


@dataclass(frozen=True)
class Variant:
    """Which version of its question an item is taken from, and the seed its order is drawn from."""

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
    """The seed of a learner's next attempt: steady until it is answered, new after that."""
    digest = hashlib.sha256(f"{item_id}/{attempt_count}".encode()).digest()
    return int.from_bytes(digest[:4]) % SEED_LIMIT


Part = Option | Entry | RightSide | PossibleOutcome


def parts_in_order(item: Item, seed: int) -> tuple[Part, ...]:
    """What there is to choose from, or to put in order, as this variant shows it.

    Entries never come in their right order; outcomes of a run keep theirs, which is often that of a scale.
    """
    shuffler = random.Random(f"{item.id}/{seed}")
    match item:
        case SingleChoice() | MultipleChoice():
            return tuple(shuffler.sample(item.options, len(item.options)))
        case TrueFalse():
            return tuple(shuffler.sample(item.reasons, len(item.reasons)))
        case Matching():
            return tuple(shuffler.sample(item.right, len(item.right)))
        case SpotTheLine():
            return tuple(shuffler.sample(item.fixes, len(item.fixes)))
        case PredictThenRun():
            return item.outcomes
        case Ordering():
            entries = tuple(shuffler.sample(item.entries, len(item.entries)))
            return entries if entries != item.entries else (*entries[1:], entries[0])
    return ()


def gap_options_in_order(item_id: str, gap: ChoiceGap, seed: int) -> tuple[GapOption, ...]:
    """What a gap of a cloze offers, as this variant shows it."""
    shuffler = random.Random(f"{item_id}/{gap.id}/{seed}")
    return tuple(shuffler.sample(gap.options, len(gap.options)))
