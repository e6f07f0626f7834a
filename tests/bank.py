"""The question bank of this repository, read once per test process, when a test first needs it."""

from functools import cache

from quizapp.bank.bank import Bank
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.config import REPOSITORY
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.formats.content_files import read_bank

CONTENT = REPOSITORY / "content"
# What there is, for tests made of each; from the names of the files, which are the slugs.
QUESTION_SLUGS = sorted(path.stem for path in CONTENT.glob("questions/*/*.yaml"))
SCENARIO_SLUGS = sorted(path.stem for path in CONTENT.glob("scenarios/*.yaml"))
CLAIM_SLUGS = sorted(path.stem for path in CONTENT.glob("claims/*.yaml"))


@cache
def bank() -> Bank:
    return read_bank(CONTENT)


@cache
def questions() -> dict[str, Question]:
    return {question.slug: question for question in bank().questions}


@cache
def scenarios() -> dict[str, Scenario]:
    return {scenario.slug: scenario for scenario in bank().scenarios}


@cache
def claims() -> dict[str, Claim]:
    return {claim.slug: claim for claim in bank().claims}


@cache
def items() -> list[AuthoredItem]:
    return [item for question in bank().questions for item in question.items]


@cache
def parametric_items() -> list[ParametricItem]:
    return [item for item in items() if isinstance(item, ParametricItem)]
