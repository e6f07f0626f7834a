"""Cases of which the suite tries some, always the same ones, and `make torture` all."""

import os
from collections.abc import Iterable
from itertools import product
from random import Random
from typing import Any, TypeVar

import pytest

Case = TypeVar("Case")
WHOLE = os.environ.get("WHOLE_SUITE") == "1"


def sample(cases: Iterable[Case], count: int) -> list[Case]:
    """So many of the cases, in their order."""
    found = list(cases)
    if WHOLE or count >= len(found):
        return found
    return [found[position] for position in sorted(Random(0).sample(range(len(found)), count))]


def sampled_product(count: int, **axes: Iterable[Any]) -> pytest.MarkDecorator:
    """Parametrizes a test with so many of all combinations."""
    return pytest.mark.parametrize(tuple(axes), sample(product(*axes.values()), count))
