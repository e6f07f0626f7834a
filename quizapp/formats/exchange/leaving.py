"""Published questions in the common form, to be written for other programs: one language, and variants as a pool."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from quizapp.bank.images import names_in, texts_of, without_images
from quizapp.bank.parametric.drawing import NoVariant, draw, needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.losses import (
    CLAIM_LINKS,
    CLAIMS,
    CONTRADICTS,
    FROZEN,
    IMAGES,
    INTERVIEW,
    LANGUAGE,
    LEVEL,
    NO_FORM,
    REFERENCES,
    SCENARIO,
    SIMULATED,
    WHAT_IF,
    Loss,
    Reason,
)
from quizapp.kinds import Item, asked_by
from quizapp.kinds.contradictions import claims_against
from quizapp.kinds.exchange import Asked, Essay, Verdict
from simulator.paths import leaves, put, split_last

VARIANTS = 5  # written of an exercise with variables, unless another number is asked for
MOST_VARIANTS = 50
_CLAIM_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(claim:[^)\s]*\)")


@dataclass(frozen=True)
class LeavingItem:
    """An exercise in one language. name: its id, with the number of the variant if there are several.

    pool: the id of the exercise of which it is a variant; empty if it has no variables.
    """

    name: str
    prompt: str
    asked: Asked
    explanation: str = ""
    hints: tuple[str, ...] = ()
    pool: str = ""

    @property
    def item_id(self) -> str:
        return self.pool or self.name

    @property
    def explained(self) -> str:
        """The explanation; that of a statement begins with the right reason."""
        reasons = self.asked.reasons if isinstance(self.asked, Verdict) else ()
        return joined([*(each.text for each in reasons if each.correct), self.explanation])

    @property
    def is_drawn(self) -> bool:
        return bool(self.pool)


@dataclass(frozen=True)
class LeavingQuestion:
    """A question with its exercises; the first of them is the open question itself."""

    slug: str
    title: str
    topic: str
    items: tuple[LeavingItem, ...]

    @property
    def pools(self) -> dict[str, list[LeavingItem]]:
        """The exercises that belong together, in their order: those without variables, and each set of variants."""
        found: dict[str, list[LeavingItem]] = {}
        for item in self.items:
            found.setdefault(item.pool, []).append(item)
        return found


@dataclass(frozen=True)
class Leaving:
    """The questions to write, and what none of the formats can hold.

    written_at: when, in seconds since 1970; 0 if it does not matter. images: the files of those that texts show.
    """

    questions: tuple[LeavingQuestion, ...]
    losses: tuple[Loss, ...]
    language: Language = "en"
    written_at: int = 0
    images: Mapping[str, bytes] = field(default_factory=dict)


def leaving(
    questions: Iterable[Question],
    language: Language,
    variants: int = VARIANTS,
    written_at: int = 0,
    images: Mapping[str, bytes] | None = None,
) -> Leaving:
    """The questions in one language. variants: how many are drawn of an exercise with variables; always the same.

    images: the files of images that are taken along; of others, what they show stands in their place.
    """
    losses: list[Loss] = []
    found = []
    for whole in questions:
        question = _with_only(whole, images or {})
        if question is not whole:
            losses.append(Loss(question.slug, "", IMAGES))
        losses += _lost_about(question, language)
        items = [_open_question(question, language)]
        items += [
            each for item in question.items for each in _items(item, question, language, variants, losses)
        ]
        title = question.title.in_language(language)
        found.append(LeavingQuestion(question.slug, title, question.topic, tuple(items)))
    return Leaving(tuple(found), tuple(losses), language, written_at, images or {})


def _with_only(question: Question, images: Mapping[str, bytes]) -> Question:
    """The question with what an image shows in its place, unless the image is taken along."""
    document = question.model_dump(mode="json")
    if names_in(document) <= set(images):
        return question
    for place, text in list(texts_of(document)):
        put(document, place, without_images(text, images))
    return Question.from_publication(document)


def _lost_about(question: Question, language: Language) -> Iterator[Loss]:
    yield Loss(question.slug, "", LANGUAGE)
    texts = (question.prompt.in_language(language), question.answer.in_language(language))
    for is_lost, reason in (
        (question.interview, INTERVIEW),
        (question.references, REFERENCES),
        (question.claims or any(item.claims for item in question.items), CLAIMS),
        (any(_CLAIM_LINK.search(text) for text in texts), CLAIM_LINKS),
    ):
        if is_lost:
            yield Loss(question.slug, "", reason)


def _open_question(question: Question, language: Language) -> LeavingItem:
    asked = Essay(_without_claims(question.answer.in_language(language)))
    prompt = _without_claims(question.prompt.in_language(language))
    return LeavingItem(f"{question.slug}-question", prompt, asked)


def _items(
    item: AuthoredItem, question: Question, language: Language, variants: int, losses: list[Loss]
) -> Iterator[LeavingItem]:
    def lose(reason: Reason, **values: object) -> None:
        losses.append(Loss(question.slug, item.id, reason, values))

    if not isinstance(item, ParametricItem):
        drawn = [item]
    elif needs_simulation(item):
        lose(SIMULATED)
        return
    else:
        drawn = list(_drawn(item, variants))
    written = [_leaving_item(item.id, each, language) for each in drawn]
    kept = list({(each.prompt, each.asked): each for each in written if each is not None}.values())
    if not kept:
        lose(NO_FORM)
        return
    if isinstance(item, ParametricItem):
        lose(FROZEN, count=len(kept))
        kept = [
            replace(each, name=f"{item.id}-{number}", pool=item.id)
            for number, each in enumerate(kept, start=1)
        ]
    for reason in _lost_of(drawn[0], language):
        lose(reason)
    yield from kept


def _drawn(item: ParametricItem, variants: int) -> Iterator[Item]:
    """The variants of the first seeds, always the same."""
    for seed in range(variants):
        try:
            yield draw(item, seed).item
        except NoVariant:
            continue


def _leaving_item(name: str, item: Item, language: Language) -> LeavingItem | None:
    """The exercise; None if no quiz format has its kind."""
    asked = asked_by(item, language)
    if asked is None:
        return None
    return LeavingItem(
        name,
        _without_claims(item.prompt.in_language(language)),
        _asked_without_claims(asked),
        _without_claims(item.explanation.in_language(language)),
        tuple(_without_claims(hint.in_language(language)) for hint in item.hints),
    )


def _lost_of(item: Item, language: Language) -> Iterator[Reason]:
    yield SCENARIO
    if item.level != 1:
        yield LEVEL
    if any(getattr(each, "world", None) for each in getattr(item, "options", ())):
        yield WHAT_IF
    if claims_against(item):
        yield CONTRADICTS
    if any(_CLAIM_LINK.search(text) for place, text in leaves(item.model_dump()) if isinstance(text, str)
           and split_last(place)[1] == language):  # fmt: skip
        yield CLAIM_LINKS


def _without_claims(text: str) -> str:
    """The text with what stands in its links to claims, which lead nowhere elsewhere."""
    return _CLAIM_LINK.sub(r"\1", text)


def _asked_without_claims(asked: Asked) -> Asked:
    """The form with all its texts so."""

    def bare(value: Any) -> Any:
        if isinstance(value, str):
            return _without_claims(value)
        if isinstance(value, tuple):
            return tuple(bare(each) for each in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: bare(getattr(value, each.name)) for each in fields(value)})
        return value

    found: Asked = bare(asked)
    return found
