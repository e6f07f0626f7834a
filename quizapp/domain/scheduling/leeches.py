"""Leeches: concepts that are forgotten again and again, so that more reviews are not what helps."""

from collections.abc import Iterable

from quizapp.domain.scheduling.cards import Card

LAPSES_OF_A_LEECH = 4


def is_leech(card: Card) -> bool:
    return card.memory.lapse_count >= LAPSES_OF_A_LEECH


def leeches(cards: Iterable[Card]) -> list[Card]:
    """The most forgotten first."""
    return sorted(filter(is_leech, cards), key=lambda card: (-card.memory.lapse_count, card.concept))
