"""Presenter of items: small values made from the results of the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from quizapp.bank.parametric.drawing import Drawn, needs_simulation
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.variants import Variant
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.http.addresses import url_with
from quizapp.kinds import Item, answer_in_words, kind_of, parts_in_order
from quizapp.kinds.asked import Asked
from quizapp.kinds.item import Part, ScenarioLink
from quizapp.kinds.kind import Kind
from quizapp.models import Draft, ReviewEntry
from quizapp.presentation.excerpts import excerpt
from quizapp.presentation.language import current_language
from quizapp.services.practice import GradedAttempt, ItemStanding
from quizapp.services.published_bank import PublishedQuestion
from quizapp.services.variants import VariantSource, draw_item

LONGEST_GIVEN = 48  # letters of an answer on the line of its folded item


@dataclass(frozen=True)
class ItemLinks:
    """Where an item's buttons lead. draw: to its numbers, if networks have to run for them. again: another variant."""

    answer: str = ""
    draw: str = ""
    again: str = ""
    second_try: str = ""
    show_answer: str = ""


@dataclass(frozen=True)
class ItemCard:
    """An item as a learner sees it: not drawn yet, open, refused with an error, waiting for a second try, or graded."""

    item: Item | ParametricItem
    parts: Sequence[Part]
    shown: Mapping[str, Any]  # used by the templates of its kind
    variant: str
    scenario: Scenario
    lab_url: str
    attempt_count: int
    claims: tuple[Claim, ...] = ()
    graded: GradedAttempt | None = None
    error: str | None = None
    given: Any = None
    is_waiting: bool = False  # its variant needs a simulation, which runs when the learner opens it
    has_variants: bool = False
    draft: Draft | None = None  # what the learner typed and has not submitted
    spread_over: int | None = None  # number of seeds whose spread is the tolerance
    links: ItemLinks = ItemLinks()
    second_try: GradedAttempt | None = None  # the first try, while the second one may follow
    hints_opened: int = 0
    review: ReviewEntry | None = None  # of the graded attempt
    confidence: float | None = None  # as given with an answer that was refused
    exam_url: str = ""  # of the open exam that asks it; nothing else is shown of it then

    @property
    def kind(self) -> Kind[Any]:
        return kind_of(self.item)

    @property
    def given_in_words(self) -> str:
        """The graded answer in a few words of Markdown, for the line that the item is folded to."""
        return given_in_words(self.graded.item, self.graded.attempt.answer) if self.graded else ""

    @property
    def inside_url(self) -> str | None:
        """The URL of “Look inside” for a network of the scenario: the one with gates, if there is one."""
        if not self.lab_url:
            return None
        arms = self.scenario.baseline.experiment, self.scenario.treated.experiment
        gated = [position for position, arm in enumerate(arms) if len(getattr(arm.network, "gates", ())) > 1]
        return inside_url(self.item.scenario, gated[0] if gated else 0)


def links_on_question_page(item_id: str, latest: GradedAttempt | None) -> ItemLinks:
    attempt_id = latest.attempt.attempt_id if latest and latest.open_hint else None
    return ItemLinks(
        answer=url_for("questions.answer_item", item_id=item_id),
        draw=url_for("questions.item", item_id=item_id),
        again=url_for("questions.item", item_id=item_id),
        second_try=url_for("questions.answer_again", item_id=item_id, attempt_id=attempt_id)
        if attempt_id
        else "",
        show_answer=url_for("questions.show_answer", item_id=item_id, attempt_id=attempt_id)
        if attempt_id
        else "",
    )


def draft_place(item_id: str) -> str:
    return f"item:{item_id}"


def lab_url(link: ScenarioLink) -> str:
    """The URL of the lab of a scenario with these knobs."""
    knobs: dict[str, Any] = {str(k): str(v) for k, v in link.knobs.items()}
    return url_with(knobs, "lab.scenario", slug=link.slug)


def inside_url(link: ScenarioLink, position: int) -> str:
    """The URL of “Look inside” for a network of a scenario with these knobs."""
    knobs: dict[str, Any] = {str(k): str(v) for k, v in link.knobs.items()}
    return url_with({"scenario": link.slug, "experiment": position, **knobs}, "inside.show")


def given_in_words(item: Item, given: Any) -> str:
    """An answer as a few words of Markdown, in the reader's language."""
    return excerpt(answer_in_words(item, given, current_language()), LONGEST_GIVEN)


def claims_named(item: AuthoredItem, claims: Mapping[str, Claim]) -> tuple[Claim, ...]:
    """The claims an item rests on, in the order in which it names them."""
    return tuple(claims[slug] for slug in item.claims if slug in claims)


@dataclass(frozen=True)
class Typed:
    """What a refused form says, or what was typed before."""

    error: str | None = None
    answer: Any = None
    hints_opened: int = 0
    confidence: float | None = None


def item_card(
    published: PublishedQuestion,
    item: AuthoredItem,
    standing: ItemStanding,
    scenario: Scenario,
    claims: Mapping[str, Claim],
    source: VariantSource,
    links: ItemLinks | None = None,
    is_open: bool = False,
    typed: Typed | None = None,
    draft: Draft | None = None,
    variant: Variant | None = None,
    review: ReviewEntry | None = None,
) -> ItemCard:
    """The item with its latest grade, or open for an answer if it has none, is tried again, or waits for a second try.

    variant: the one that is open; by default, the current one.
    """
    typed = typed or Typed()
    second_try = standing.latest if standing.latest and standing.latest.open_hint else None
    graded = None if is_open or typed.error or second_try else standing.latest
    drawn: Drawn | None
    is_waiting = False
    if standing.open_exam:
        drawn, variant = None, source.current(published.version_number, item.id, standing.attempt_count)
    elif latest := graded or second_try:
        drawn, variant = latest.drawn, latest.variant
    else:
        is_waiting = variant is None and not is_open and not typed.error and needs_simulation(item)
        variant = variant or source.current(published.version_number, item.id, standing.attempt_count)
        drawn = None if is_waiting else draw_item(item, variant.seed)
    asked = Asked(variant.seed, scenario, current_language())
    return ItemCard(
        item=drawn.item if drawn else item,
        parts=parts_in_order(drawn.item, variant.seed) if drawn else (),
        shown=kind_of(item).shown_on_page(drawn.item, asked) if drawn else {},
        variant=variant.name,
        scenario=scenario,
        lab_url=lab_url(drawn.item.scenario) if drawn else "",
        attempt_count=standing.attempt_count,
        claims=claims_named(item, claims),
        graded=graded,
        error=typed.error,
        given=typed.answer if typed.answer is not None or not second_try else second_try.attempt.answer,
        is_waiting=is_waiting,
        has_variants=isinstance(item, ParametricItem),
        draft=None if second_try else draft,
        spread_over=drawn.spread_over if drawn else None,
        links=links or ItemLinks(),
        second_try=second_try,
        hints_opened=max(typed.hints_opened, _hints_shown(second_try)),
        confidence=typed.confidence,
        review=review if graded else None,
        exam_url=url_for("sittings.show", sitting_id=standing.open_exam) if standing.open_exam else "",
    )


def _hints_shown(second_try: GradedAttempt | None) -> int:
    return 0 if second_try is None else (second_try.attempt.open_hint or 0) + 1
