"""What teaches a claim that a class gets wrong: the experiment that decides about it, and three exercises."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.bank.questions import Question
from quizapp.domain.claims.claim import Claim, ClaimTest
from quizapp.kinds.contradictions import claims_against
from quizapp.models import ClassRole
from quizapp.services.claims import get_claim
from quizapp.services.classes.membership import Seat, require
from quizapp.services.published_bank import published_bank

EXERCISES = 3


@dataclass(frozen=True)
class PackagedItem:
    """An exercise about the claim. carries: whether a wrong option of it contradicts the claim. is_first: whether it is
    about this claim before any other.
    """

    question: Question
    item: AuthoredItem
    carries: bool
    is_first: bool


@dataclass(frozen=True)
class TeachingPackage:
    """test: the experiment that decides about the claim; None if it rests on references."""

    claim: Claim
    test: ClaimTest | None
    items: tuple[PackagedItem, ...]


def package_of(session: Session, seat: Seat, slug: str) -> TeachingPackage:
    """Raises NotYourClass for a learner, and ClaimNotFound."""
    require(seat, ClassRole.ASSISTANT)
    claim = get_claim(session, slug)
    tests = claim.deciding_tests or claim.tests
    return TeachingPackage(claim, tests[0] if tests else None, _items_about(session, slug))


def _items_about(session: Session, slug: str) -> tuple[PackagedItem, ...]:
    """First those that are about this claim alone, of different kinds if there are enough."""
    found = []
    for published in published_bank(session).questions.values():
        for item in published.question.items:
            carries = slug in claims_against(example_of(item))
            if carries or slug in item.claims:
                found.append(PackagedItem(published.question, item, carries, item.claims[:1] == (slug,)))
    found.sort(key=_rank)
    of_each_kind = {each.item.kind: each for each in reversed(found)}  # the first of each kind
    first = [each for each in found if of_each_kind[each.item.kind] is each]
    rest = [each for each in found if of_each_kind[each.item.kind] is not each]
    return tuple(sorted([*first, *rest][:EXERCISES], key=_rank))


def _rank(each: PackagedItem) -> tuple[bool, bool, int]:
    return not each.is_first, not each.carries, each.item.level
