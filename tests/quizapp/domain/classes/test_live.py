"""A live session goes on step by step, and its answers are counted by answer and round."""

from datetime import timedelta

import pytest

from quizapp.db.tables import now
from quizapp.domain.classes.live import (
    GRACE_SECONDS,
    Action,
    Phase,
    Stage,
    Vote,
    actions_of,
    after,
    bars_of,
    bars_of_parts,
    share_right,
    should_discuss,
)
from quizapp.domain.progress.shares import Share


def test_the_usual_steps_lead_through_every_exercise_with_one_discussion_each() -> None:
    stage, seen = Stage(), []
    while actions := actions_of(stage, 2):
        action = Action.REVOTE if Action.REVOTE in actions else actions[0]
        stage = after(stage, action, now(), None)
        seen.append((action.value, stage.position, stage.round))
    one = [("lock", 1), ("revote", 2), ("lock", 2), ("reveal", 2), ("refute", 2)]
    first, second = ([(name, number, round_) for name, round_ in one] for number in (1, 2))
    assert seen == [("ask", 1, 1), *first, ("next", 2, 1), *second, ("end", 2, 2)]


def test_a_round_whose_time_is_up_is_locked_without_anybody_doing_it() -> None:
    moment = now()
    stage = after(Stage(), Action.ASK, moment, 30)
    assert stage.at(moment + timedelta(seconds=30)).phase is Phase.VOTING
    assert stage.at(moment + timedelta(seconds=31 + GRACE_SECONDS)).phase is Phase.LOCKED


def test_bars_count_each_answer_in_each_round_and_pool_the_rare_ones() -> None:
    votes = [Vote(1, "a", 0), Vote(1, "b", 1), Vote(2, "b", 1), Vote(2, "b", 1)]
    bars = bars_of(votes, 2, ["a", "b", "c"], "b")
    assert [(bar.sample, bar.is_right, bar.shares) for bar in bars] == [
        ("a", False, (Share(1, 2), Share(0, 2))),
        ("b", True, (Share(1, 2), Share(2, 2))),
        ("c", False, (Share(0, 2), Share(0, 2))),
    ]
    typed = [Vote(1, " Norm ", 1), Vote(1, "norm", 1), *(Vote(1, str(number), 0) for number in range(9))]
    bars = bars_of(typed, 1)
    assert (bars[0].shares, bars[0].is_right) == ((Share(2, 11),), True)
    assert (bars[-1].sample, sum(bar.shares[0].right for bar in bars)) == (None, 11)


def test_parts_are_counted_by_their_outcome() -> None:
    votes = [
        Vote(1, ["a"], 1, {"a": "right", "b": "neutral"}),
        Vote(1, ["b"], 0, {"a": "missed", "b": "wrong"}),
    ]
    bars = bars_of_parts(votes, 1, ("right", "wrong"))
    assert [(bar.key, bar.is_right, bar.shares[0]) for bar in bars] == [
        ("a", True, Share(1, 2)),
        ("b", False, Share(1, 2)),
    ]


@pytest.mark.parametrize(
    ("scores", "pays"), [([1, 0], True), ([1, 1, 1, 0], False), ([0, 0], False), ([], False)]
)
def test_a_discussion_pays_if_some_are_right_and_some_are_not(scores: list[float], *, pays: bool) -> None:
    assert should_discuss(share_right([Vote(1, "a", score) for score in scores], 1)) is pays
