"""The map of a class counts a wrong answer under the claim that speaks against the chosen option."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.domain.classes.live import Action
from quizapp.domain.statistics.misconceptions import FEWEST_LEARNERS
from quizapp.kinds import right_answer, wrong_answers
from quizapp.kinds.contradictions import claims_contradicted, contradictions_of
from quizapp.models import Account
from quizapp.services import learners
from quizapp.services.classes import live, live_answers, live_results, live_runs
from quizapp.services.classes.live_answers import Sent
from quizapp.services.classes.membership import Seat
from quizapp.services.classes.misconceptions import map_of_class
from quizapp.services.published_bank import published_bank
from tests.classes import join, open_class
from tests.exams import SIGNER
from tests.live import open_live_of, step, take_part
from tests.quizapp.services.answering import quick_items


@pytest.fixture
def seat(session: Session, instructor: Account) -> Seat:
    return open_class(session, instructor)


def test_a_wrong_answer_in_a_live_session_counts_under_the_claim_against_the_option(
    session: Session, seat: Seat
) -> None:
    bank = published_bank(session)
    item_id = next(
        each
        for each in quick_items(session, lambda facts: facts.kind == "single_choice")
        if len(set(contradictions_of(bank.items[each].item).values())) > 1  # type: ignore[arg-type]
    )
    item = bank.items[item_id].item
    option, claim = next(iter(contradictions_of(item).items()))  # type: ignore[arg-type]
    of = open_live_of(session, seat, [item_id])
    people = [join(session, seat, f"learner-{number}") for number in range(FEWEST_LEARNERS)]
    for account in people:
        take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    for number, account in enumerate(people):
        given = option if number else right_answer(item)  # type: ignore[arg-type]
        learner = learners.learner_of_account(session, account)
        live_answers.answer_live(session, SIGNER, of, learner, Sent(1, 1, given))
    assert map_of_class(session, seat).rows == ()  # not before the answer is shown
    step(session, seat, of, Action.LOCK, Action.REVEAL)
    live_results.summary_of(session, SIGNER, of)
    rows = {row.claim: (row.total.wrong, row.total.count) for row in map_of_class(session, seat).rows}
    assert rows.pop(claim) == (FEWEST_LEARNERS - 1, FEWEST_LEARNERS)
    assert set(rows.values()) == {(0, FEWEST_LEARNERS)}  # its other claims


@pytest.mark.parametrize("kind", ["ordering", "matching", "tensor_shape", "numeric"])
def test_a_wrong_answer_of_any_kind_counts_and_its_run_is_the_one_that_is_shown(
    session: Session, seat: Seat, kind: str
) -> None:
    item_id, given, claims = _any_with_claims(session, kind)
    of = open_live_of(session, seat, [item_id])
    people = [join(session, seat, f"learner-{number}") for number in range(FEWEST_LEARNERS)]
    for account in people:
        take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    for account in people:
        learner = learners.learner_of_account(session, account)
        live_answers.answer_live(session, SIGNER, of, learner, Sent(1, 1, given))
    step(session, seat, of, Action.LOCK, Action.REVEAL)
    live_results.summary_of(session, SIGNER, of)
    rows = {row.claim: row.total.wrong for row in map_of_class(session, seat).rows}
    assert rows[claims[0]] == FEWEST_LEARNERS
    asked = live.asked_live(session, SIGNER, of.items[0])
    tally = live_results.tally_of(session, asked)
    assert tally.wrong_claims[0] == claims[0]
    found = live_runs.refutations_of(session, asked)
    if any(each.claim and each.claim.slug == claims[0] for each in found):
        shown = live_runs.chosen_refutation(found, None, tally.wrong_parts, tally.wrong_claims)
        assert shown.claim is not None
        assert shown.claim.slug == claims[0]


def _any_with_claims(session: Session, kind: str) -> tuple[str, Any, tuple[str, ...]]:
    for item_id in quick_items(session, lambda facts: facts.kind == kind):
        item: Any = published_bank(session).items[item_id].item
        for wrong in wrong_answers(item):
            if claims := claims_contradicted(item, wrong):
                return item_id, wrong, claims
    raise AssertionError(kind)
