"""The equations of FSRS 6 on arrays, to plan for thousands of cards; `memory` is what reviews are stored with.

S: stability in days; D: difficulty from 1 to 10; R: retrievability; w: the 21 parameters. Tested equal to the package.
Source: Ye, “The Algorithm” (FSRS-6), open-spaced-repetition, 2025.
"""

import math

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.scheduling.memory import PARAMETERS

Floats = NDArray[np.float64]
LEAST_STABILITY = 0.001
_W = PARAMETERS
_DECAY = -_W[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1


def recall_after(days: Floats, stability: Floats) -> Floats:
    """R = (1 + F * days / S) ** decay, which is 0.9 after S days."""
    result: Floats = (1 + _FACTOR * days / stability) ** _DECAY
    return result


def stability_after_recall(stability: Floats, difficulty: Floats, recall: Floats) -> Floats:
    """S' = S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1 - R)) - 1)), for the rating Good at least a day later."""
    growth = np.exp(_W[8]) * (11 - difficulty) * stability ** -_W[9] * np.expm1(_W[10] * (1 - recall))
    result: Floats = np.maximum(stability * (1 + growth), LEAST_STABILITY)
    return result


def stability_after_lapse(stability: Floats, difficulty: Floats, recall: Floats) -> Floats:
    """S' = min(w11 D^-w12 ((S + 1)^w13 - 1) e^(w14 (1 - R)), S / e^(w17 w18)), for the rating Again."""
    long_term = (
        _W[11] * difficulty ** -_W[12] * ((stability + 1) ** _W[13] - 1) * np.exp(_W[14] * (1 - recall))
    )
    result: Floats = np.maximum(np.minimum(long_term, stability / np.exp(_W[17] * _W[18])), LEAST_STABILITY)
    return result


def difficulty_after(difficulty: Floats, rating: int) -> Floats:
    """D' = w7 D0(Easy) + (1 - w7) (D - w6 (rating - 3) (10 - D) / 9), within 1 and 10."""
    easiest = _W[4] - np.exp(_W[5] * 3) + 1
    damped = difficulty - _W[6] * (rating - 3) * (10 - difficulty) / 9
    result: Floats = np.clip(_W[7] * easiest + (1 - _W[7]) * damped, 1.0, 10.0)
    return result


_GROWTH = math.exp(_W[8])
_TOWARD_EASIEST = _W[7] * (_W[4] - math.exp(_W[5] * 3) + 1)


def recall_of_one(days: float, stability: float) -> float:
    """As `recall_after`, of one memory: thousands of single steps of a plan take a tenth of the time so."""
    return float((1 + _FACTOR * days / stability) ** _DECAY)


def recalled_after(days: float, stability: float, difficulty: float) -> tuple[float, float]:
    """Stability and difficulty of one memory after the rating Good so many days after its last review."""
    forgotten = 1 - recall_of_one(days, stability)
    growth = _GROWTH * (11 - difficulty) * stability ** -_W[9] * math.expm1(_W[10] * forgotten)
    harder = _TOWARD_EASIEST + (1 - _W[7]) * difficulty
    return max(stability * (1 + growth), LEAST_STABILITY), min(max(harder, 1.0), 10.0)
