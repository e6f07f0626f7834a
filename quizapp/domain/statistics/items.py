"""What the first answers to one item say: how hard it is, what it tells apart, which options are chosen, how long."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.claims.verdicts import Interval
from quizapp.domain.progress.shares import QUANTILE_90, Share
from quizapp.domain.statistics.keys import fit_of_keys, number_of
from quizapp.domain.statistics.responses import ItemResponses
from quizapp.domain.statistics.variants import VariantGroup, groups_of

FEWEST_LEARNERS = 10  # before anything is shown: less would tell who answered what
FEWEST_FOR_KEYS = 20
# Of the logarithm of the evidence. With simulated classes, nearly every wrong key is doubted, and few sound ones.
DOUBTED_FROM = 0.75
LISTED_ANSWERS = 8
FEWEST_OF_ANSWER = 3  # learners who gave it, before it may be what is right
OTHER = ""  # stands for all rarer answers


@dataclass(frozen=True)
class Choice:
    """An option, or an answer that several learners gave. ability: the mean of those who chose it, in standard
    deviations; None if nobody did.
    """

    answer: str
    share: Share
    ability: float | None
    is_key: bool


@dataclass(frozen=True)
class Times:
    """Seconds: the quarters of those who took a measured time; the median with a 90% interval."""

    count: int
    lower: float
    median: float
    upper: float
    interval: Interval


@dataclass(frozen=True)
class KeyDoubt:
    """The answers fit better if `answer` is right: `ratio` times as well."""

    answer: str
    ratio: float


@dataclass(frozen=True)
class ItemStatistics:
    """Of at least FEWEST_LEARNERS learners.

    right: how many were right. mean_score: with parts of points. discrimination: the correlation of the score with the
    ability shown in all other items, with a 90% interval; None if either does not vary.
    """

    item_id: str
    count: int
    right: Share
    mean_score: float
    discrimination: float | None
    discrimination_interval: Interval
    choices: tuple[Choice, ...]
    times: Times | None
    groups: tuple[VariantGroup, ...]
    doubt: KeyDoubt | None

    @property
    def unfair_groups(self) -> tuple[VariantGroup, ...]:
        return tuple(group for group in self.groups if group.is_unfair)


def statistics_of(
    answers: ItemResponses, *, right_from: float = 1.0, options: Sequence[str] = (), key: str | None = None
) -> ItemStatistics | None:
    """None for fewer learners than may be shown.

    options: known answers, which are listed even if nobody gave them. key: the right one of them, if there is
    one for all variants.
    """
    if len(answers) < FEWEST_LEARNERS:
        return None
    correlation = _correlation(answers.scores, answers.ability)
    return ItemStatistics(
        item_id=answers.item_id,
        count=len(answers),
        right=Share(int((answers.scores >= right_from).sum()), len(answers)),
        mean_score=float(answers.scores.mean()),
        discrimination=correlation,
        discrimination_interval=_interval_of(correlation, len(answers)),
        choices=_choices(answers, options, key),
        times=_times([each.seconds for each in answers.responses if each.seconds is not None]),
        groups=groups_of(answers),
        doubt=_doubt(answers, options, key),
    )


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    if float(first.std()) == 0 or float(second.std()) == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _interval_of(correlation: float | None, count: int) -> Interval:
    """90%, by Fisher's transformation (Fisher 1921)."""
    if correlation is None or count <= 3 or abs(correlation) >= 1:
        return Interval(-1.0, 1.0)
    center, half = math.atanh(correlation), QUANTILE_90 / math.sqrt(count - 3)
    return Interval(math.tanh(center - half), math.tanh(center + half))


def _choices(answers: ItemResponses, options: Sequence[str], key: str | None) -> tuple[Choice, ...]:
    abilities: dict[str, list[float]] = {option: [] for option in options}
    for response, ability in zip(answers.responses, answers.ability, strict=True):
        abilities.setdefault(response.chosen, []).append(float(ability))
    rest = {answer: them for answer, them in abilities.items() if answer not in options}
    told = [*((option, abilities[option]) for option in options), *_most_frequent(rest)]
    return tuple(
        Choice(answer, Share(len(them), len(answers)), float(np.mean(them)) if them else None, answer == key)
        for answer, them in told
    )


def _most_frequent(abilities: Mapping[str, list[float]]) -> list[tuple[str, list[float]]]:
    ranked = sorted(abilities.items(), key=lambda each: (-len(each[1]), each[0]))
    return ranked[:LISTED_ANSWERS]


def _times(seconds: Sequence[float]) -> Times | None:
    """The interval of the median is that of two order statistics (binomial)."""
    if len(seconds) < FEWEST_LEARNERS:
        return None
    ordered = np.sort(np.array(seconds))
    lower, median, upper = (float(each) for each in np.quantile(ordered, [0.25, 0.5, 0.75]))
    half = QUANTILE_90 * math.sqrt(len(ordered)) / 2
    low = max(0, math.floor(len(ordered) / 2 - half))
    high = min(len(ordered) - 1, math.ceil(len(ordered) / 2 + half))
    return Times(len(ordered), lower, median, upper, Interval(float(ordered[low]), float(ordered[high])))


def _doubt(answers: ItemResponses, options: Sequence[str], key: str | None) -> KeyDoubt | None:
    """Another answer that fits better than the key: an option, or what several learners gave."""
    if key is None or len(answers) < FEWEST_FOR_KEYS:
        return None
    given = Counter(response.chosen for response in answers.responses)
    frequent = [answer for answer, count in given.items() if count >= FEWEST_OF_ANSWER]
    compared = list(dict.fromkeys([key, *options, *sorted(frequent)]))
    chosen = [response.chosen if response.chosen in compared else OTHER for response in answers.responses]
    compared += [OTHER] if OTHER in chosen else []
    if len(compared) < 2:
        return None
    fits = fit_of_keys(number_of(chosen, compared), answers.ability, len(compared))
    told = [place for place, answer in enumerate(compared) if answer != OTHER]
    best = max(told, key=lambda place: float(fits[place]))
    ahead = float(fits[best] - fits[0])
    return KeyDoubt(compared[best], math.exp(min(ahead, 50.0))) if ahead > DOUBTED_FROM else None
