"""Classes of simulated learners, whose abilities are known, who answer items of known difficulty.

Whether a learner knows the right option follows the two-parameter logistic model; who does not takes a wrong one by
how tempting each is. The statistics know nothing of this model.
"""

from dataclasses import dataclass

import numpy as np

from quizapp.domain.statistics.responses import Response

LEARNERS, ITEMS = 60, 40
SPREAD_OF_SLOPES = 0.3


@dataclass(frozen=True)
class SimulatedClass:
    """keys: what the key of each item says is right. planted: the item of which it says so wrongly."""

    responses: list[Response]
    keys: dict[str, str]
    planted: str | None


def simulate_class(
    seed: int,
    *,
    learners: int = LEARNERS,
    items: int = ITEMS,
    options: int = 4,
    slope: float = 1.0,
    has_wrong_key: bool = False,
) -> SimulatedClass:
    """Option 0 of each item is right, and its key says so, except of item 0 if `has_wrong_key`."""
    random = np.random.default_rng(seed)
    ability = random.normal(size=learners)
    responses: list[Response] = []
    keys = {}
    for item in range(items):
        chosen = _choose(random, ability, options, slope)
        wrong_key = has_wrong_key and item == 0
        key = 1 + int(random.integers(options - 1)) if wrong_key else 0
        keys[str(item)] = str(key)
        responses += [
            Response(str(learner), str(item), str(choice), float(choice == key))
            for learner, choice in enumerate(chosen)
        ]
    return SimulatedClass(responses, keys, "0" if has_wrong_key else None)


def _choose(random: np.random.Generator, ability: np.ndarray, options: int, slope: float) -> np.ndarray:
    difficulty = random.normal(-0.3, 1.0)
    steepness = slope * np.exp(random.normal(0, SPREAD_OF_SLOPES))
    knows = random.random(len(ability)) < 1 / (1 + np.exp(-steepness * (ability - difficulty)))
    tempting = random.dirichlet(np.full(options - 1, 1.5))
    wrong = 1 + random.choice(options - 1, size=len(ability), p=tempting)
    return np.where(knows, 0, wrong)


def simulate_variants(seed: int, *, answers: int, values: int = 4, gap: float = 0.0) -> list[Response]:
    """One item of which `values` values of a parameter are drawn, the first of which is harder by `gap`; and 20 other
    items, by which the abilities can be told.
    """
    random = np.random.default_rng(seed)
    ability = random.normal(size=answers)
    drawn = random.integers(values, size=answers)
    at_most = np.clip(0.65 + 0.15 * ability, 0.05, 0.95)
    right = random.random(answers) < np.clip(at_most - gap * (drawn == 0), 0.0, 1.0)
    responses = [
        Response(str(learner), "drawn", str(value), float(is_right), drawn={"width": int(value)})
        for learner, (value, is_right) in enumerate(zip(drawn, right, strict=True))
    ]
    for item in range(20):
        knows = random.random(answers) < 1 / (1 + np.exp(-(ability - random.normal())))
        responses += [
            Response(str(learner), str(item), "", float(known)) for learner, known in enumerate(knows)
        ]
    return responses
