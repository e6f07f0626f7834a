"""The concepts that the published questions ask about, and which items ask about each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.domain.oncall.causes import CAUSES
from quizapp.domain.scheduling.cards import ON_CALL, Concept
from quizapp.domain.scheduling.ratings import USUAL_SECONDS, USUAL_SECONDS_OF_CASE


@dataclass(frozen=True)
class PublishedConcept:
    """topic: that of its first item. item_ids: none of a cause. siblings: concepts that an item shares with it."""

    concept: Concept
    topic: str
    item_ids: tuple[str, ...]
    siblings: frozenset[Concept]
    seconds: float


def concept_of(item: AuthoredItem) -> Concept:
    """The first claim that an item is about; without claims, the item with all its variants."""
    return Concept("claim", item.claims[0]) if item.claims else Concept("item", item.id)


def concept_of_cause(cause: str) -> Concept:
    return Concept("cause", cause)


CAUSE_CONCEPTS = {
    concept: PublishedConcept(concept, ON_CALL, (), frozenset(), USUAL_SECONDS_OF_CASE)
    for concept in map(concept_of_cause, CAUSES)
}


def concepts_of(questions: Iterable[Question]) -> dict[Concept, PublishedConcept]:
    """In the order of the questions."""
    items: dict[Concept, list[tuple[str, AuthoredItem]]] = {}
    for question in questions:
        for item in question.items:
            items.setdefault(concept_of(item), []).append((question.topic, item))
    return {concept: _published(concept, some, items.keys()) for concept, some in items.items()}


def _published(
    concept: Concept, items: list[tuple[str, AuthoredItem]], known: Collection[Concept]
) -> PublishedConcept:
    named = {Concept("claim", slug) for _, item in items for slug in item.claims}
    return PublishedConcept(
        concept=concept,
        topic=items[0][0],
        item_ids=tuple(item.id for _, item in items),
        siblings=frozenset(each for each in named if each in known and each != concept),
        seconds=sum(USUAL_SECONDS[item.level] for _, item in items) / len(items),
    )
