"""Draw variants of items: the next one for a learner, or that of a given seed."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import Drawn, NoVariant, draw
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.variants import Variant, seed_for_attempt
from quizapp.errors import VariantNotDrawn
from quizapp.models import Attempt, Learner


def draw_item(item: AuthoredItem, seed: int) -> Drawn:
    """The variant of that seed. Raises VariantNotDrawn if no draw is accepted."""
    try:
        return draw(item, seed)
    except NoVariant:
        raise VariantNotDrawn(item=item.id) from None


def current_variant(version_number: int, item_id: str, attempt_count: int) -> Variant:
    """The variant for a learner with that many attempts: it stays the same until the next answer."""
    return Variant(version_number, seed_for_attempt(item_id, attempt_count))


def next_seed(session: Session, learner: Learner, item_id: str) -> int:
    """The learner's variant: it stays the same until the learner answers."""
    query = (
        select(func.count()).select_from(Attempt).filter_by(learner_id=learner.learner_id, item_id=item_id)
    )
    return seed_for_attempt(item_id, session.scalar(query) or 0)
