"""What authors see of questions as plain documents: the API answers with them, and the command prints them."""

from collections.abc import Mapping
from typing import Any

from quizapp.bank.parametric.item import ParametricItem
from quizapp.domain.claims.verdicts import Interval
from quizapp.domain.progress.shares import Share
from quizapp.domain.statistics.items import FEWEST_LEARNERS, Choice, ItemStatistics
from quizapp.domain.statistics.variants import VariantGroup
from quizapp.domain.text import Language
from quizapp.kinds import answer_in_words
from quizapp.services.authoring import AuthoredQuestion
from quizapp.services.check_results import CheckResult
from quizapp.services.desk import DeskLine, State, Stateful, states_of
from quizapp.services.item_statistics import StatisticsOfItem, StatisticsOfQuestion
from quizapp.services.question_reviews import Review
from simulator.paths import Document


def line_document(line: DeskLine) -> Document:
    """A question as a line of the desk."""
    return {
        "slug": line.slug,
        "number": line.number,
        "title": line.title,
        "topic": line.topic,
        "tags": list(line.tags),
        "only_in": line.only_in,
        "states": _states(line),
        "check": _check(line.check),
        "version": line.latest_number or None,
        "problem_count": line.problem_count,
        "authors": list(line.authors),
        "is_built_in": line.is_built_in,
        "has_update": line.has_update,
        "changed_at": line.changed_at,
    }


def question_document(authored: AuthoredQuestion, check: CheckResult) -> Document:
    """The state of a question, without its texts."""
    return {
        "slug": authored.slug,
        "only_in": authored.only_in,
        "states": _states(authored),
        "check": _check(check),
        "revision": authored.revision,
        "version": authored.latest_number or None,
        "problem_count": authored.problem_count,
        "author": authored.author,
        "is_built_in": authored.is_built_in,
        "has_update": authored.has_update,
        "changed_at": authored.changed_at,
        "retired_at": authored.retired_at,
        "review": _review(authored.review, authored) if authored.review else None,
    }


def _check(check: CheckResult) -> Document:
    return {"state": check.state.value, "errors": check.error_count, "warnings": check.warning_count}


def _states(question: Stateful) -> list[str]:
    found = states_of(question)
    return [state.value for state in State if state in found]


def _review(review: Review, authored: AuthoredQuestion) -> Document:
    return {
        "asked_by": review.asked_by,
        "asked_at": review.asked_at,
        "decided_by": review.decided_by,
        "decided_at": review.decided_at,
        "is_approved": authored.is_approved,
        "note": review.note,
    }


def bank_statistics_document(by_slug: Mapping[str, StatisticsOfQuestion]) -> list[Document]:
    """One line for each question: how many answered it, and what is worth a look."""
    return [
        {"slug": slug, "learners": found.learners, "flags": list(found.flags)}
        for slug, found in by_slug.items()
    ]


def statistics_document(slug: str, found: StatisticsOfQuestion, language: Language) -> Document:
    """The statistics of a question as its page shows them, answers also in words."""
    return {
        "slug": slug,
        "learners": found.learners,
        "fewest_learners": FEWEST_LEARNERS,
        "items": [_item(each, language) for each in found.items],
    }


def _item(found: StatisticsOfItem, language: Language) -> Document:
    statistics = found.statistics
    return {
        "item": found.item.id,
        "kind": found.item.kind,
        "learners": found.count,
        "since_version": found.since,
        "flags": list(found.flags),
        "statistics": _statistics(found, statistics, language) if statistics else None,
    }


def _statistics(found: StatisticsOfItem, statistics: ItemStatistics, language: Language) -> Document:
    times, doubt = statistics.times, statistics.doubt
    return {
        "right": _share(statistics.right),
        "mean_score": statistics.mean_score,
        "discrimination": statistics.discrimination,
        "discrimination_interval": _interval(statistics.discrimination_interval),
        "choices": [_choice(found, choice, language) for choice in statistics.choices],
        "seconds": times
        and {
            "count": times.count,
            "lower": times.lower,
            "median": times.median,
            "upper": times.upper,
            "interval": _interval(times.interval),
        },
        "variants": [_group(group) for group in statistics.groups],
        "doubt": doubt and {"answer": _in_words(found, doubt.answer, language), "ratio": doubt.ratio},
    }


def _choice(found: StatisticsOfItem, choice: Choice, language: Language) -> Document:
    return {
        "answer": (found.answers or {}).get(choice.answer, choice.answer),
        "words": _in_words(found, choice.answer, language),
        "is_key": choice.is_key,
        "share": _share(choice.share),
        "ability": choice.ability,
    }


def _group(group: VariantGroup) -> Document:
    return {
        "variable": group.parameter,
        "value": group.value,
        "upper": group.upper,
        "count": group.count,
        "right": group.right,
        "gap": group.gap,
        "margin": group.margin,
        "is_unfair": group.is_unfair,
    }


def _share(share: Share) -> Document:
    return {
        "right": share.right,
        "count": share.count,
        "value": share.value,
        "interval": _interval(share.interval),
    }


def _interval(interval: Interval) -> Document:
    return {"low": interval.low, "high": interval.high}


def _in_words(found: StatisticsOfItem, answer: str, language: Language) -> str:
    given: Any = (found.answers or {}).get(answer, answer)
    if isinstance(found.item, ParametricItem):
        return str(given)
    return answer_in_words(found.item, given, language)
