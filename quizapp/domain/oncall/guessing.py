"""How often a cause is named by someone who has measured nothing, given how cases are drawn from a catalog."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.domain.oncall.catalog import Catalog
from quizapp.domain.oncall.causes import CAUSES, suspects_of
from quizapp.domain.oncall.families import FAMILIES


@dataclass(frozen=True)
class Rates:
    """The probabilities of three guessers: one that draws any cause; one that always names the most common; one that
    knows the family of the network, which the report tells, and names its most common cause.
    """

    random: float
    most_common: float
    informed: float


def blind_rates(catalog: Catalog) -> Rates:
    by_family = {family: _chances(catalog, family) for family in FAMILIES}
    overall: dict[str, float] = defaultdict(float)
    for chances in by_family.values():
        for cause, chance in chances.items():
            overall[cause] += chance / len(by_family)
    best = [max(chances.values()) for chances in by_family.values()]
    return Rates(1 / len(CAUSES), max(overall.values()), sum(best) / len(best))


def _chances(catalog: Catalog, family: str) -> Mapping[str, float]:
    """The probability of each cause, given the family."""
    drawn = [cause.slug for cause in suspects_of(family) if family in catalog.cases.get(cause.slug, {})]
    return dict.fromkeys(drawn, 1 / len(drawn))
