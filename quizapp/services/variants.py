"""The variants that are given to one person: the current one of each item, fresh ones, and those sent back."""

import secrets
import time
from dataclasses import dataclass
from functools import lru_cache

from quizapp.bank.parametric.drawing import Drawn, NoVariant, draw
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.variants import SEED_LIMIT, Given, Variant, VariantSigner
from quizapp.domain.same import Same
from quizapp.errors import N_, Invalid, Problem, VariantNotDrawn

FRESH_FOR_SECONDS = 30 * 24 * 3600

NOT_GIVEN = N_("Send the variant exactly as it was given to you for this exercise, or answer a new one.")
OF_SOMEBODY_ELSE = N_(
    "This variant was given to somebody else, or before you signed in or out. Answer a new one."
)
EXPIRED = N_("This variant has expired. Answer a new one.")
ANSWERED = N_("This variant has already been answered, and only the first answer counts. Answer a new one.")


def draw_item(item: AuthoredItem, seed: int) -> Drawn:
    """The variant of that seed. Raises VariantNotDrawn if no draw is accepted."""
    try:
        return _draw(Same(item), seed)
    except NoVariant:
        raise VariantNotDrawn(item=item.id) from None


@lru_cache(maxsize=2048)
def _draw(item: Same, seed: int) -> Drawn:
    """A page draws its exercises at each visit, with the same seeds until they are answered."""
    return draw(item.document, seed)  # type: ignore[arg-type]


def unnamed_variant(version_number: int) -> Variant:
    """A variant that was never shown to anybody."""
    return Variant(version_number, secrets.randbelow(SEED_LIMIT))


def refused_variant(message: str) -> Invalid:
    return Invalid([Problem("variant", message)])


@dataclass(frozen=True)
class VariantSource:
    """The variants of one person.

    owner: the person; earlier_owners: the same person before, such as the guest that signed in.
    """

    signer: VariantSigner
    owner: str
    earlier_owners: tuple[str, ...] = ()

    def current(self, version_number: int, item_id: str, attempt_count: int) -> Variant:
        """The same one until the person, with that many attempts, answers the item again."""
        return self.signer.variant(Given(item_id, self.owner, version_number, str(attempt_count)))

    def fresh(self, version_number: int, item_id: str) -> Variant:
        """Another one each time."""
        expires = int(time.time()) + FRESH_FOR_SECONDS
        given = Given(item_id, self.owner, version_number, secrets.token_urlsafe(9), expires)
        return self.signer.variant(given)

    def read(self, item_id: str, name: str) -> Variant:
        """The variant of that name. Raises Invalid naming `variant` if it was not given to this person, or has
        expired.
        """
        given = self.signer.read(item_id, name)
        if given is None:
            raise refused_variant(NOT_GIVEN)
        if given.owner not in (self.owner, *self.earlier_owners):
            raise refused_variant(OF_SOMEBODY_ELSE)
        if given.expires is not None and given.expires < time.time():
            raise refused_variant(EXPIRED)
        return self.signer.variant(given)
