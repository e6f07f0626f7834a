"""What the templates show of a review that was taken along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.domain.text import Label
from quizapp.kinds import Item, kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.kinds.item import Part
from quizapp.kinds.kind import Kind
from quizapp.presentation.language import current_language
from quizapp.services.offline_reviews import PackedReview


@dataclass(frozen=True)
class PackedCard:
    """Has the fields that the forms of the kinds use of an open item."""

    packed: PackedReview
    item: Item
    parts: Sequence[Part]
    shown: Mapping[str, Any]
    question: Label
    given: Any = None
    confidence: float | None = None  # not yet said

    @property
    def kind(self) -> Kind[Any]:
        return kind_of(self.item)


def packed_card(packed: PackedReview) -> PackedCard:
    """Its kind needs no run, and so no scenario to ask about."""
    drawn, seed = packed.fresh.drawn, packed.fresh.variant.seed
    return PackedCard(
        packed=packed,
        item=drawn.item,
        parts=parts_in_order(drawn.item, seed),
        shown=kind_of(drawn.item).shown_on_page(drawn.item, Asked(seed, None, current_language())),
        question=packed.fresh.published.published.question.title,
    )
