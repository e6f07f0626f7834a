"""Statistics of exercises from the first answers of everybody who practices; those who teach do not count.

An item counts from the version on in which it became what it is now: answers to another text or key say nothing of it.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.domain.statistics.flags import Flag, flags_of
from quizapp.domain.statistics.items import ItemStatistics, statistics_of
from quizapp.domain.statistics.responses import ItemResponses, Response, by_item
from quizapp.errors import NotAllowed
from quizapp.kinds import kind_of, right_answer, runs_the_simulator, wrong_answers
from quizapp.models import Account, Attempt, Learner, QuestionEntry, QuestionVersion, Role
from quizapp.services.item_facts import ItemFacts
from quizapp.services.published_bank import published_bank
from quizapp.services.question_bank import get_question


@dataclass(frozen=True)
class StatisticsOfItem:
    """count: of learners who answered it. since: the version from which answers count. statistics: None for too few
    learners. answers: what `Choice.answer` and `KeyDoubt.answer` stand for, in the form of an answer.
    """

    item: AuthoredItem
    facts: ItemFacts
    count: int
    since: int
    statistics: ItemStatistics | None = None
    flags: tuple[Flag, ...] = ()
    answers: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class StatisticsOfQuestion:
    """learners: who answered any of its items. flags: of all its items, each once, most serious first."""

    items: tuple[StatisticsOfItem, ...]
    learners: int

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in Flag if any(flag in item.flags for item in self.items))


def statistics_of_question(session: Session, author: Account, slug: str) -> StatisticsOfQuestion:
    """Raises QuestionNotFound, NotAllowed."""
    _require_instructor(author)
    get_question(session, slug)
    return _statistics_of(session, slug, _answers(session))


def statistics_of_bank(session: Session, author: Account) -> dict[str, StatisticsOfQuestion]:
    """By slug, of each published question. Raises NotAllowed."""
    _require_instructor(author)
    answers = _answers(session)
    return {slug: _statistics_of(session, slug, answers) for slug in published_bank(session).questions}


def _require_instructor(author: Account) -> None:
    if not author.is_instructor:
        raise NotAllowed(role=Role.INSTRUCTOR.value)


def _statistics_of(
    session: Session, slug: str, answers: Mapping[str, tuple[ItemResponses, dict[str, Any]]]
) -> StatisticsOfQuestion:
    bank = published_bank(session)
    published = bank.questions[slug]
    since = _unchanged_since(session, slug, published.version_number)
    items = tuple(
        _statistics(item, bank.facts[item.id], since[item.id], *answers.get(item.id, (None, {})))
        for item in published.question.items
    )
    of_items = [answers[item.id][0] for item in published.question.items if item.id in answers]
    return StatisticsOfQuestion(items, len({each.learner for one in of_items for each in one.responses}))


def _statistics(
    item: AuthoredItem,
    facts: ItemFacts,
    since: int,
    answers: ItemResponses | None,
    given: Mapping[str, Any],
) -> StatisticsOfItem:
    if answers is None:
        return StatisticsOfItem(item, facts, 0, since)
    known = _known_answers(item)
    statistics = statistics_of(
        answers, right_from=facts.right_from, options=tuple(known), key=next(iter(known), None)
    )
    if statistics is None:
        return StatisticsOfItem(item, facts, len(answers), since)
    return StatisticsOfItem(
        item, facts, len(answers), since, statistics, flags_of(statistics), {**given, **known}
    )


def _known_answers(item: AuthoredItem) -> dict[str, Any]:
    """The key first, then the wrong answers that its author knows; empty if they differ from variant to variant."""
    if isinstance(item, ParametricItem) or runs_the_simulator(item) or kind_of(item).contestable_parts:
        return {}
    return {countable(answer): answer for answer in [right_answer(item), *wrong_answers(item)]}


def countable(answer: Any) -> str:
    """An answer as a text that is the same for equal answers."""
    if isinstance(answer, str):
        answer = answer.strip().casefold()
        with suppress(ValueError):
            answer = float(answer)
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = float(answer)
    return json.dumps(answer, ensure_ascii=False, sort_keys=True)


def _answers(session: Session) -> dict[str, tuple[ItemResponses, dict[str, Any]]]:
    """Of each published item, the first answer of each learner to it as it is now, and what was answered."""
    bank = published_bank(session)
    since = {
        item: number
        for slug, published in bank.questions.items()
        for item, number in _unchanged_since(session, slug, published.version_number).items()
    }
    first = (
        select(func.min(Attempt.attempt_id))
        .join(Attempt.question_version)
        .join(Learner, Learner.learner_id == Attempt.learner_id)
        .outerjoin(Account, Account.account_id == Learner.account_id)
        .where(Account.account_id.is_(None) | (Account.role == Role.LEARNER))
        .group_by(Attempt.learner_id, Attempt.item_id, QuestionVersion.number)
    )
    rows = session.execute(
        select(
            Attempt.learner_id,
            Attempt.item_id,
            QuestionVersion.number,
            Attempt.score_of_first_try,
            func.coalesce(Attempt.first_answer, Attempt.answer),
            Attempt.seconds,
            Attempt.variant_parameters,
        )
        .join(Attempt.question_version)
        .where(Attempt.attempt_id.in_(first))
        .order_by(Attempt.attempt_id)
    )
    given: dict[str, dict[str, Any]] = {}
    responses = []
    for learner, item, number, score, answer, seconds, record in rows:
        if number >= since.get(item, number + 1):
            chosen = countable(answer)
            given.setdefault(item, {})[chosen] = answer
            drawn = record.get("parameters", {})
            responses.append(Response(str(learner), item, chosen, score, seconds, drawn))
    return {item: (found, given[item]) for item, found in by_item(responses).items()}


_MOST_HISTORIES = 4096
_histories: dict[tuple[str, int], Mapping[str, int]] = {}


def _unchanged_since(session: Session, slug: str, latest: int) -> Mapping[str, int]:
    """The version in which each item of a question became what it is now. Versions never change."""
    if (slug, latest) not in _histories:
        if len(_histories) >= _MOST_HISTORIES:
            _histories.clear()
        _histories[slug, latest] = _read_history(session, slug)
    return _histories[slug, latest]


def _read_history(session: Session, slug: str) -> Mapping[str, int]:
    newest_first = session.execute(
        select(QuestionVersion.number, QuestionVersion.body)
        .join(QuestionVersion.question)
        .where(QuestionEntry.slug == slug)
        .order_by(QuestionVersion.number.desc())
    )
    since: dict[str, int] = {}
    now: dict[str, Any] = {}
    for number, body in newest_first:
        items = _graded_part(body)
        if not since:
            now, since = items, dict.fromkeys(items, number)
            open_items = set(items)
            continue
        open_items = {item for item in open_items if items.get(item) == now[item]}
        since |= dict.fromkeys(open_items, number)
        if not open_items:
            break
    return since


def _graded_part(body: Mapping[str, Any]) -> dict[str, Any]:
    """Each item without what is shown only after an answer."""
    return {
        item["id"]: {name: value for name, value in item.items() if name not in ("explanation", "claims")}
        for item in body["items"]
    }
