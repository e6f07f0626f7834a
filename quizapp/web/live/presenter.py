"""Presenter of live sessions: what the projector, the remote, and the phones show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from quizapp.db.tables import now
from quizapp.domain.claims.claim import Claim
from quizapp.domain.classes.live import Action, Bar, Phase, Stage, actions_of
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.progress.shares import Share
from quizapp.errors import N_
from quizapp.http.addresses import url_with
from quizapp.kinds import Item, answer_in_words, key_in_words, kind_of, parts_in_order, runs_the_simulator
from quizapp.kinds.asked import Asked
from quizapp.kinds.item import Part
from quizapp.models import LiveSession
from quizapp.presentation.language import current_language
from quizapp.services.classes.live import AskedLive
from quizapp.services.classes.live_results import Tally
from quizapp.services.classes.live_runs import Refutation
from quizapp.services.practice import GradedAttempt
from quizapp.web.exams.presenter import given_in_form
from quizapp.web.practice.presenter import lab_url

ACTION_NAMES = {
    Action.ASK: N_("Show the first exercise"),
    Action.LOCK: N_("Close the round"),
    Action.REVOTE: N_("Discuss and vote again"),
    Action.REVEAL: N_("Show the answer"),
    Action.REFUTE: N_("Run the experiment"),
    Action.NEXT: N_("Next exercise"),
    Action.END: N_("End the live session"),
}
KEYS = {Action.REVOTE: "v", Action.REVEAL: "a", Action.REFUTE: "r", Action.NEXT: "n"}


@dataclass(frozen=True)
class Step:
    """A button. key: of the keyboard, beside the space bar for the first one."""

    action: Action
    name: str
    key: str | None


@dataclass(frozen=True)
class LiveCard:
    """An exercise as a phone or the projector shows it: open, or graded."""

    item: Item
    parts: Sequence[Part]
    shown: Mapping[str, Any]  # used by the templates of its kind
    scenario: Scenario
    given: Any = None
    error: str | None = None
    graded: GradedAttempt | None = None
    claims: tuple[Claim, ...] = ()
    spread_over: int | None = None
    given_in_words: str = ""

    @property
    def lab_url(self) -> str:
        return lab_url(self.item.scenario)


@dataclass(frozen=True)
class BarLine:
    """label: Markdown; None for all other answers together."""

    label: str | None
    is_right: bool
    shares: tuple[Share, ...]


def version_of(live: LiveSession, stage: Stage) -> str:
    """Differs whenever something else is to be shown."""
    return f"{live.revision}.{stage.phase.value}"


def seconds_left(stage: Stage) -> float | None:
    """Of a round that is open and has a timer."""
    if stage.phase is not Phase.VOTING or stage.closes_at is None:
        return None
    return round(max(0.0, (stage.closes_at - now()).total_seconds()), 1)


def steps_of(live: LiveSession, stage: Stage) -> list[Step]:
    """Another run is chosen from a list."""
    actions = actions_of(stage, len(live.items))
    if stage.phase is Phase.REFUTING:
        actions = tuple(each for each in actions if each is not Action.REFUTE)
    return [Step(each, gettext(ACTION_NAMES[each]), KEYS.get(each)) for each in actions]


def live_card(
    asked: AskedLive,
    scenario: Scenario,
    claims: Mapping[str, Claim],
    *,
    given: Any = None,
    error: str | None = None,
    graded: GradedAttempt | None = None,
) -> LiveCard:
    item = graded.item if graded else asked.drawn.item
    kind = kind_of(item)
    answer = graded.attempt.answer if graded else given
    return LiveCard(
        item=item,
        parts=parts_in_order(item, asked.seed),
        shown=kind.shown_on_page(item, Asked(asked.seed, scenario, current_language())),
        scenario=scenario,
        given=given_in_form(given, kind.answer_from(item, MultiDict())),
        error=error,
        graded=graded,
        claims=tuple(claims[slug] for slug in item.claims if slug in claims),
        spread_over=asked.drawn.spread_over,
        given_in_words="" if answer is None else answer_in_words(item, answer, current_language()),
    )


def bar_lines(asked: AskedLive, tally: Tally) -> list[BarLine]:
    return [BarLine(_label(asked.drawn.item, bar), bar.is_right, bar.shares) for bar in tally.bars]


def key_line(asked: AskedLive) -> str | None:
    """The correct answer in words, where no bar says it."""
    item = asked.drawn.item
    if runs_the_simulator(item) or kind_of(item).contestable_parts is not None:
        return None
    return key_in_words(item, None, current_language())


def run_address(refutation: Refutation) -> str:
    if refutation.claim is not None and refutation.test is not None:
        return url_for(
            "claims.test",
            slug=refutation.claim.slug,
            test_id=refutation.test.id,
            seed=refutation.test.typical_seed,
        )
    assert refutation.scenario is not None
    return url_with(refutation.scenario.knobs, "lab.scenario", slug=refutation.scenario.slug)


def join_address(live: LiveSession) -> str:
    return url_for("live_room.show", code=live.code, _external=True)


def qr_code(address: str) -> Markup:
    """As SVG, dark on light in any theme."""
    made = segno.make(address, error="m", micro=False)
    inline = made.svg_inline(border=2, dark="#000", light="#fff", omitsize=True, svgclass="live-qr")
    return Markup(inline)


def _label(item: Item, bar: Bar) -> str | None:
    if bar.sample is None:
        return None
    if isinstance(bar.sample, bool) and not kind_of(item).parts_in_order(item, 0):
        return gettext("right") if bar.sample else gettext("wrong")
    return answer_in_words(item, bar.sample, current_language()) or "–"
