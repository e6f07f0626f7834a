"""What was answered in a live session: by answer and round while it runs, and by exercise afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.variants import VariantSigner
from quizapp.domain.classes.live import Bar, Vote, bars_of, bars_of_parts, share_right
from quizapp.domain.progress.shares import Share
from quizapp.kinds import Item, kind_of, parts_in_order, right_answer, runs_the_simulator
from quizapp.kinds.contradictions import claims_contradicted
from quizapp.models import LiveAnswer, LiveItem, LiveSession
from quizapp.services.classes.live import AskedLive, asked_live
from quizapp.services.classes.live_answers import settle_answers
from quizapp.services.published_bank import published_bank

OUTCOMES_OF_PARTS = {"chosen_parts": ("right", "wrong"), "right_parts": ("right",)}


@dataclass(frozen=True)
class Tally:
    """The answers to one exercise. rights: the share of right ones in each round. by_part: whether a bar stands for a
    part of the answer, of which several can be given. wrong_parts: wrong options, the most frequent one first.
    wrong_claims: the claims that wrong answers contradict, likewise.
    """

    bars: tuple[Bar, ...]
    rights: tuple[Share, ...]
    by_part: bool
    wrong_parts: tuple[str, ...]
    wrong_claims: tuple[str, ...]


@dataclass(frozen=True)
class ItemSummary:
    """An exercise that was asked. before, after: the shares of right answers in the first and the second round."""

    asked: AskedLive
    tally: Tally

    @property
    def before(self) -> Share:
        return self.tally.rights[0]

    @property
    def after(self) -> Share | None:
        return self.tally.rights[1] if len(self.tally.rights) > 1 else None


def tally_of(session: Session, asked: AskedLive) -> Tally:
    """What was answered to an exercise so far, in each of its rounds."""
    live_item, item = asked.live_item, asked.drawn.item
    given, rounds = _answers(session, live_item), max(1, live_item.rounds)
    votes = [vote for vote, _ in given]
    right_from = published_bank(session).facts[item.id].right_from if _is_published(session, item) else 1.0
    rights = tuple(share_right(votes, number, right_from) for number in range(1, rounds + 1))
    wrong = Counter(part for vote in votes for part, outcome in vote.parts.items() if outcome == "wrong")
    against = Counter(
        claim for vote in votes if vote.score < right_from for claim in claims_contradicted(item, vote.answer)
    )
    told = _most_common(wrong), _most_common(against)
    outcomes = OUTCOMES_OF_PARTS.get(kind_of(item).counted_by)
    if outcomes and any(vote.parts for vote in votes):  # two whole answers are hardly ever the same
        return Tally(bars_of_parts(votes, rounds, outcomes), rights, True, *told)
    if not _is_comparable(asked, live_item.session):
        as_right = [vote._replace(answer=vote.score >= right_from) for vote in votes]
        return Tally(bars_of(as_right, rounds, [True, False], True), rights, False, *told)
    known = _known(asked)
    key = _key(asked.drawn.item, [key for _, key in given]) if known else None
    return Tally(bars_of(votes, rounds, known, key), rights, False, *told)


def _most_common(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(each for each, _ in counted.most_common())


def summary_of(session: Session, signer: VariantSigner, live: LiveSession) -> list[ItemSummary]:
    """The exercises that were asked and revealed, with all that was answered. Stores what is no attempt yet."""
    settle_answers(session, live)
    asked = [asked_live(session, signer, each) for each in live.items if each.revealed_at is not None]
    return [ItemSummary(each, tally_of(session, each)) for each in asked]


def _answers(session: Session, live_item: LiveItem) -> list[tuple[Vote, Any]]:
    """Each with the key that it was graded with."""
    query = select(LiveAnswer.round, LiveAnswer.answer, LiveAnswer.score, LiveAnswer.grade).filter_by(
        live_item_id=live_item.live_item_id
    )
    return [
        (
            Vote(number, answer, score, {part["part_id"]: part["outcome"] for part in grade["parts"]}),
            grade["key"],
        )
        for number, answer, score, grade in session.execute(query.order_by(LiveAnswer.live_answer_id))
    ]


def _key(item: Item, keys: Sequence[Any]) -> Any:
    """Of an item that is graded by a run, the key is known once somebody has answered."""
    if runs_the_simulator(item):
        return keys[0] if keys else None
    return right_answer(item)


def _is_published(session: Session, item: Item) -> bool:
    return item.id in published_bank(session).facts


def _is_comparable(asked: AskedLive, live: LiveSession) -> bool:
    """Whether the same answer means the same to everybody."""
    has_options = bool(parts_in_order(asked.drawn.item, asked.seed))
    return live.is_same_for_all or has_options or not isinstance(asked.authored, ParametricItem)


def _known(asked: AskedLive) -> list[str]:
    """The options in the order of the projector, where one of them is the whole answer."""
    item = asked.drawn.item
    is_one_of_them = kind_of(item).counted_by == "option"
    return [option.id for option in parts_in_order(item, asked.seed)] if is_one_of_them else []
