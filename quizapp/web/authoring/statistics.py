"""The statistics of a question, for those who write it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import format_decimal, gettext

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.domain.statistics.flags import Flag, unchosen
from quizapp.domain.statistics.items import FEWEST_LEARNERS, Choice, ItemStatistics
from quizapp.domain.statistics.variants import VariantGroup
from quizapp.errors import N_
from quizapp.http.extensions import db
from quizapp.http.identity import require_account
from quizapp.kinds import answer_in_words
from quizapp.kinds.contradictions import claims_contradicted
from quizapp.models import ClassRole
from quizapp.presentation.item_flags import FLAG_NAMES, SERIOUS_FLAGS
from quizapp.presentation.language import current_language, number_in_words
from quizapp.services import item_statistics, question_bank
from quizapp.services.classes import membership
from quizapp.services.item_statistics import StatisticsOfItem

blueprint = Blueprint("item_statistics", __name__, template_folder="templates", url_prefix="/author")


@dataclass(frozen=True)
class ChoiceLine:
    """An answer in words, with who gave it. contradicted: the claims that speak against it."""

    words: str
    choice: Choice
    ability: str | None
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupLine:
    """Variants with a drawn value, and how much harder or easier they are: gap and margin are percentage points."""

    value: str
    group: VariantGroup
    gap: str
    margin: str


@dataclass(frozen=True)
class ItemCard:
    found: StatisticsOfItem
    statistics: ItemStatistics | None
    discrimination: str
    discrimination_range: tuple[str, str]
    choices: list[ChoiceLine]
    groups: list[GroupLine]
    advice: list[tuple[Flag, str]]


@blueprint.get("/<slug>/statistics")
def show(slug: str) -> str:
    """Of everybody; with `class`, of the learners of a class in which the reader teaches."""
    account, wanted = require_account(), request.args.get("class")
    seat = membership.get_seat(db.session, account, wanted, ClassRole.ASSISTANT) if wanted else None
    found = item_statistics.statistics_of_question(db.session, account, slug, seat)
    return render_template(
        "authoring/statistics.html",
        question=question_bank.get_question(db.session, slug).question,
        learners=found.learners,
        seat=seat,
        seats=[each for each in membership.list_seats(db.session, account) if each.is_staff],
        fewest=FEWEST_LEARNERS,
        cards=[_card(each) for each in found.items],
        flag_names=FLAG_NAMES,
        serious_flags=SERIOUS_FLAGS,
    )


def _card(found: StatisticsOfItem) -> ItemCard:
    statistics = found.statistics
    if statistics is None:
        return ItemCard(found, None, "", ("", ""), [], [], [])
    between = statistics.discrimination_interval
    return ItemCard(
        found,
        statistics,
        "" if statistics.discrimination is None else _signed(statistics.discrimination),
        (_signed(between.low), _signed(between.high)),
        [_choice(found, choice) for choice in statistics.choices],
        [_group(group) for group in statistics.groups],
        [(flag, _advice(flag, found, statistics)) for flag in found.flags],
    )


def _choice(found: StatisticsOfItem, choice: Choice) -> ChoiceLine:
    ability = None if choice.ability is None else _signed(choice.ability)
    item, given = _plain(found.item), (found.answers or {}).get(choice.answer, choice.answer)
    contradicted = claims_contradicted(item, given) if item else ()
    return ChoiceLine(_said(found, choice.answer), choice, ability, contradicted)


def _said(found: StatisticsOfItem, answer: str) -> str:
    given: Any = (found.answers or {}).get(answer, answer)
    item = _plain(found.item)
    return answer_in_words(item, given, current_language()) if item else str(given)


def _plain(item: AuthoredItem) -> Any:
    return None if isinstance(item, ParametricItem) else item


def _group(group: VariantGroup) -> GroupLine:
    value = _value(group.value)
    if group.upper is not None:
        value = gettext("%(low)s to %(high)s", low=value, high=_value(group.upper))
    gap = f"{100 * group.gap:+.0f}".replace("-", "−")
    return GroupLine(f"{group.parameter} = {value}", group, gap, f"{100 * group.margin:.0f}")


def _value(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number_in_words(value) if is_number else str(value)


def _signed(value: float) -> str:
    shown = str(format_decimal(abs(round(value, 2)), "0.00"))
    return f"−{shown}" if round(value, 2) < 0 else shown


def _advice(flag: Flag, found: StatisticsOfItem, statistics: ItemStatistics) -> str:
    if flag is Flag.KEY and statistics.doubt is not None:
        return gettext(
            "The answers fit “%(answer)s” better than the correct one, %(ratio)s times as well. Check which is right.",
            answer=_said(found, statistics.doubt.answer),
            ratio=number_in_words(float(f"{min(statistics.doubt.ratio, 1000.0):.2g}")),
        )
    if flag is Flag.UNFAIR:
        lines = [_group(group) for group in statistics.unfair_groups]
        told = [
            gettext("%(gap)s points where %(value)s", gap=line.gap, value=line.value) for line in lines[:3]
        ]
        return gettext(
            "Variants differ among learners of equal ability: %(groups)s.", groups=gettext(", ").join(told)
        )
    if flag is Flag.UNCHOSEN:
        options = [_said(found, option) for option in unchosen(statistics)]
        return gettext(
            "Hardly anybody chooses “%(options)s”. Replace it by a mistake that learners make.",
            options=gettext("”, “").join(options),
        )
    return gettext(_ADVICE[flag])


_ADVICE = {
    Flag.BACKWARD: N_(
        "Those who do well elsewhere are right less often here. The text may mislead, or the correct answer be wrong."
    ),
    Flag.TELLS_LITTLE: N_("Who is right here does hardly better elsewhere than who is wrong."),
    Flag.TOO_HARD: N_("Hardly anybody is right. Add a hint, or an easier exercise before it."),
    Flag.TOO_EASY: N_("Nearly everybody is right. It tells nobody from anybody."),
}
