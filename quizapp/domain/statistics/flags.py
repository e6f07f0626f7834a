"""What is worth a look at an item, by its statistics, most serious first."""

import enum

from quizapp.domain.statistics.items import ItemStatistics

TOO_EASY_FROM, TOO_HARD_TO = 0.95, 0.2
TELLS_LITTLE_TO = 0.1
UNCHOSEN_TO = 0.05
MANY_ANSWERS = 50  # before an option that nobody takes is worth a word


class Flag(enum.StrEnum):
    KEY = "key"  # the answers fit another key better
    UNFAIR = "unfair"  # some variants are harder than others
    BACKWARD = "backward"  # able learners are right less often
    TELLS_LITTLE = "tells_little"  # right or wrong says little about the learner
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    UNCHOSEN = "unchosen"  # an option that hardly anybody takes


def flags_of(statistics: ItemStatistics) -> tuple[Flag, ...]:
    """Each holds beyond doubt: the whole 90% interval is on the wrong side."""
    right, between = statistics.right.interval, statistics.discrimination_interval
    varies = statistics.discrimination is not None
    found = {
        Flag.KEY: statistics.doubt is not None,
        Flag.UNFAIR: bool(statistics.unfair_groups),
        Flag.BACKWARD: varies and between.high < 0,
        Flag.TELLS_LITTLE: varies and 0 <= between.high < TELLS_LITTLE_TO,
        Flag.TOO_HARD: right.high < TOO_HARD_TO,
        Flag.TOO_EASY: right.low > TOO_EASY_FROM,
        Flag.UNCHOSEN: statistics.count >= MANY_ANSWERS and bool(unchosen(statistics)),
    }
    return tuple(flag for flag in Flag if found[flag])


def unchosen(statistics: ItemStatistics) -> tuple[str, ...]:
    """The wrong options that hardly anybody takes."""
    return tuple(
        choice.answer
        for choice in statistics.choices
        if not choice.is_key and choice.share.interval.high < UNCHOSEN_TO
    )
