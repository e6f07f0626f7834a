"""Planted faults are found in simulated classes, and sound items are left alone."""

import pytest

from quizapp.domain.statistics.items import statistics_of
from quizapp.domain.statistics.responses import by_item
from quizapp.domain.statistics.variants import groups_of
from tests.samples import WHOLE
from tests.simulated_classes import simulate_class, simulate_variants

CLASSES = 200 if WHOLE else 20
SOUND_ITEMS = 39 if WHOLE else 4
FIRST_SEED = 1000  # those below were used to choose the thresholds


@pytest.fixture(scope="module")
def doubted() -> tuple[int, int]:
    """In how many classes the wrong key is found; how many sound keys are doubted."""
    found = alarms = 0
    for seed in range(FIRST_SEED, FIRST_SEED + CLASSES):
        simulated = simulate_class(seed, has_wrong_key=True)
        answers = by_item(simulated.responses)
        for item in [str(number) for number in range(SOUND_ITEMS + 1)]:
            statistics = statistics_of(answers[item], options=["0", "1", "2", "3"], key=simulated.keys[item])
            assert statistics is not None
            found += item == simulated.planted and statistics.doubt is not None
            alarms += item != simulated.planted and statistics.doubt is not None
    return found, alarms


def test_a_wrong_key_is_found(doubted: tuple[int, int]) -> None:
    assert doubted[0] >= 0.95 * CLASSES - (0 if WHOLE else 2)  # a few classes may miss by chance


def test_sound_keys_are_not_doubted(doubted: tuple[int, int]) -> None:
    assert doubted[1] <= 0.01 * CLASSES * SOUND_ITEMS + (0 if WHOLE else 2)


@pytest.mark.parametrize("values", [2, 4])
def test_an_unfair_variant_is_found(values: int) -> None:
    found = sum(_unfair(seed, answers=200 * values, values=values, gap=0.3) for seed in range(CLASSES))
    assert found >= 0.9 * CLASSES


def test_an_unfair_variant_is_found_among_200_answers_to_its_item() -> None:
    found = sum(_unfair(seed, answers=200, values=2, gap=0.3) for seed in range(CLASSES))
    assert found >= 0.9 * CLASSES


def test_equally_hard_variants_are_rarely_called_unfair() -> None:
    assert sum(_unfair(seed, answers=400, values=4, gap=0.0) for seed in range(CLASSES)) <= 0.02 * CLASSES + 1


def _unfair(seed: int, *, answers: int, values: int, gap: float) -> bool:
    responses = by_item(simulate_variants(seed, answers=answers, values=values, gap=gap))
    return any(group.is_unfair for group in groups_of(responses["drawn"]))
