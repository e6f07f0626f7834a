"""Presenter of the tests of a claim."""

from dataclasses import dataclass
from typing import get_args

from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.domain.claims.verdicts import Verdict
from quizapp.presentation.claims import condition_in_words
from quizapp.presentation.experiments import SettingInWords, common_settings, differences

CLAIM_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class ClaimGroup:
    """A question, and the claims that belong to it. question: None if theirs are not published, or retired."""

    question: Question | None
    claims: list[Claim]


@dataclass(frozen=True)
class TestCard:
    """A test in words: its conditions, the settings that its networks share, and those in which they differ."""

    __test__ = False  # not a pytest test

    test: ClaimTest
    conditions: list[tuple[str, str]]  # the network, and the condition
    shared: list[SettingInWords]
    differing: list[SettingInWords]


def test_card(test: ClaimTest) -> TestCard:
    return TestCard(
        test=test,
        conditions=[(condition.of, condition_in_words(condition, test)) for condition in test.predicate],
        shared=common_settings(test.baseline, test.treated),
        differing=differences(test.baseline, test.treated) if test.treated else [],
    )
