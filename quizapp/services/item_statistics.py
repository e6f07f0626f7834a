"""Statistics of exercises from the first answers of everybody who practices; those who teach do not count.

An item counts from the version on in which it became what it is now: answers to another text or key say nothing of it.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import URL, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.domain.statistics.flags import Flag, flags_of
from quizapp.domain.statistics.items import ItemStatistics, statistics_of
from quizapp.domain.statistics.responses import ItemResponses, Response, by_item
from quizapp.kinds import kind_of, right_answer, runs_the_simulator, wrong_answers
from quizapp.kinds.refutable import Refutable
from quizapp.models import Account, Attempt, ClassRole, Learner, QuestionEntry, QuestionVersion, Role
from quizapp.services.classes.membership import Seat, learners_of, require
from quizapp.services.item_facts import ItemFacts, facts_of
from quizapp.services.published_bank import PublishedBank, edition_of, published_bank
from quizapp.services.published_documents import as_text
from quizapp.services.question_bank import get_question
from quizapp.services.regrades import count_applied
from quizapp.services.roles import require_instructor


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


def statistics_of_question(
    session: Session, author: Account, slug: str, seat: Seat | None = None
) -> StatisticsOfQuestion:
    """Of everybody’s answers, or of those of the learners in a class. Raises QuestionNotFound, NotAllowed."""
    require_instructor(author)
    get_question(session, slug)
    if seat is not None:
        require(seat, ClassRole.ASSISTANT)
        question = _with_retired(published_bank(session))[slug]
        return _statistics_of(question, facts_of([question]), _answers(session, learners_of(seat)))
    return statistics_of_bank(session, author)[slug]


def statistics_of_class(session: Session, seat: Seat) -> list[StatisticsOfItem]:
    """Of each exercise that learners of the class have answered, in the order of the bank. Raises NotYourClass."""
    require(seat, ClassRole.ASSISTANT)
    answers = _answers(session, learners_of(seat))
    questions = [
        question
        for question in _with_retired(published_bank(session)).values()
        if any(item.id in answers.of_item for item in question.items)
    ]
    facts = facts_of(questions)
    found = (item for question in questions for item in _statistics_of(question, facts, answers).items)
    return [item for item in found if item.count]


def statistics_of_bank(session: Session, author: Account) -> Mapping[str, StatisticsOfQuestion]:
    """By slug, of each published question. Worked out again for another edition of the bank, after a regrade, and
    after one percent more answers. Raises NotAllowed.
    """
    require_instructor(author)
    key = (session.connection().engine.url, edition_of(session), count_applied(session))
    count = session.scalar(select(func.count()).select_from(Attempt)) or 0
    with _lock:
        kept = _kept.get(key)
    if kept is None or not kept.is_near(count):
        answers = _answers(session)
        bank = published_bank(session)
        questions = _with_retired(bank)
        facts = facts_of(questions.values())
        found = {slug: _statistics_of(question, facts, answers) for slug, question in questions.items()}
        kept = _Kept(count, found)
    with _lock:
        _kept[key] = kept
        _kept.move_to_end(key)
        while len(_kept) > _BANKS_KEPT:
            _kept.popitem(last=False)
    return kept.by_slug


@dataclass(frozen=True)
class _Kept:
    """The statistics of a bank from so many attempts."""

    count: int
    by_slug: Mapping[str, StatisticsOfQuestion]

    def is_near(self, count: int) -> bool:
        """Whether they still hold: none was deleted, and few came."""
        return 0 <= count - self.count <= self.count * SHARE_OF_NEW_ANSWERS


SHARE_OF_NEW_ANSWERS = 0.01
# The version whose key graded an attempt.
_KEYED_BY = func.coalesce(Attempt.graded_version_id, Attempt.question_version_id)
_BANKS_KEPT = 2
_lock = Lock()
_kept: OrderedDict[tuple[URL, str | None, int], _Kept] = OrderedDict()


def _with_retired(bank: PublishedBank) -> dict[str, Question]:
    """The published questions by slug; what was answered of a retired one stays."""
    return {slug: each.question for slug, each in {**bank.questions, **bank.retired}.items()}


def _statistics_of(
    question: Question, facts: Mapping[str, ItemFacts], answers: "_Answers"
) -> StatisticsOfQuestion:
    items = tuple(
        _statistics(item, facts[item.id], answers.since[item.id], *answers.of_item.get(item.id, (None, {})))
        for item in question.items
    )
    given = [answers.of_item[item.item.id][0] for item in items if item.item.id in answers.of_item]
    return StatisticsOfQuestion(items, len({each.learner for one in given for each in one.responses}))


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


@dataclass(frozen=True)
class _Answers:
    """since: the version in which each published item became what it is now. of_item: the first answer of each learner
    to it, and what was answered.
    """

    since: Mapping[str, int]
    of_item: Mapping[str, tuple[ItemResponses, dict[str, Any]]]


def _answers(session: Session, only: Select[UUID] | None = None) -> _Answers:
    since = _unchanged_since(session)
    answer = func.coalesce(Attempt.first_answer, Attempt.answer)
    teaching = select(Learner.learner_id).join(Account, Account.account_id == Learner.account_id)
    teaching = teaching.where(Account.role != Role.LEARNER)
    first = (
        select(func.min(Attempt.attempt_id))
        .where(
            Attempt.learner_id.not_in(teaching),
            ~(Attempt.is_second_try & Attempt.first_score.is_(None)),  # such as after a discussion alone
        )
        .group_by(Attempt.learner_id, Attempt.item_id, _KEYED_BY)
    )
    if only is not None:
        first = first.where(Attempt.learner_id.in_(only))
    rows = session.connection().execute(  # without the ORM, which would take as long again
        select(
            type_coerce(Attempt.learner_id, String),  # 100,000 UUIDs would take a second to be made
            Attempt.item_id,
            _KEYED_BY,
            Attempt.score_of_first_try,
            as_text(answer),
            Attempt.seconds,
            as_text(Attempt.variant_parameters),
        )
        .where(Attempt.attempt_id.in_(first))
        .order_by(Attempt.attempt_id)
    )
    given: dict[str, dict[str, Any]] = {}
    responses = []
    numbers = dict(session.execute(select(QuestionVersion.question_version_id, QuestionVersion.number)).all())
    for learner, item, version_id, score, written, seconds, record in rows:
        if item in since and numbers[version_id] >= since[item]:
            chosen, answer_given = _read_answer(written)
            given.setdefault(item, {})[chosen] = answer_given
            responses.append(Response(learner, item, chosen, score, seconds, _read_drawn(record)))
    return _Answers(since, {item: (found, given[item]) for item, found in by_item(responses).items()})


@lru_cache(maxsize=16_384)
def _read_answer(written: str) -> tuple[str, Any]:
    answer = json.loads(written)
    return countable(answer), answer


@lru_cache(maxsize=16_384)
def _read_drawn(record: str | None) -> Mapping[str, Any]:
    drawn: Mapping[str, Any] = json.loads(record).get("parameters", {}) if record else {}
    return drawn


def _unchanged_since(session: Session) -> dict[str, int]:
    """The version in which each published item became what it is now."""
    bank = published_bank(session)
    since = {
        item.id: published.version_number
        for published in (*bank.questions.values(), *bank.retired.values())
        for item in published.question.items
    }
    both = {**bank.questions, **bank.retired}
    revised = [slug for slug, published in both.items() if published.version_number > 1]
    rows = session.connection().execute(  # without the ORM, which would take as long again
        select(QuestionEntry.slug, QuestionVersion.number, QuestionVersion.body)
        .join(QuestionVersion.question)
        .where(QuestionEntry.slug.in_(revised))
        .order_by(QuestionEntry.slug, QuestionVersion.number.desc())
    )
    for _slug, versions in groupby(rows, key=lambda row: row[0]):
        since |= _read_history((number, body) for _slug, number, body in versions)
    return since


def _read_history(newest_first: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[str, int]:
    since: dict[str, int] = {}
    now: dict[str, Any] = {}
    open_items: set[str] = set()
    for number, body in newest_first:
        items = _graded_part(body)
        if not since:
            now, since, open_items = items, dict.fromkeys(items, number), set(items)
            continue
        open_items = {item for item in open_items if items.get(item) == now[item]}
        since |= dict.fromkeys(open_items, number)
    return since


def _graded_part(body: Mapping[str, Any]) -> dict[str, Any]:
    """Each item without what is shown only after an answer."""
    return {
        item["id"]: {name: _graded(value) for name, value in _before_answer(item)} for item in body["items"]
    }


def _graded(value: Any) -> Any:
    """What an item holds without what refutes its wrong answers."""
    if isinstance(value, list):
        return [_graded(each) for each in value]
    if isinstance(value, dict):
        return {name: _graded(inner) for name, inner in value.items() if name not in Refutable.model_fields}
    return value


def _before_answer(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    hidden = ("explanation", "claims", *Refutable.model_fields)
    return ((name, value) for name, value in item.items() if name not in hidden)
