"""What answers say, on sequences small enough to count by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.domain.progress.answers import Answer, Novelty, with_novelty
from quizapp.domain.progress.calibration import calibration_of
from quizapp.domain.progress.matrix import matrix_of
from quizapp.domain.progress.shares import Share, difference
from quizapp.domain.progress.transfer import transfer_gap

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def answer(
    item: str = "item",
    numbers: str = "",
    hours: float = 0,
    *,
    right: bool = True,
    sure: int | None = None,
    second: bool = False,
    concept: str = "concept",
) -> Answer:
    return Answer(item, concept, numbers, START + timedelta(hours=hours), right, sure, second)


def first_tries(*answers: Answer) -> list[tuple[Answer, Novelty]]:
    return [(each, Novelty.NEW) for each in answers]


def test_an_answer_is_new_then_fresh_with_other_numbers_and_repeated_with_the_same() -> None:
    told = with_novelty(
        [
            answer(numbers="depth 5"),
            answer(numbers="depth 7", hours=1),
            answer("sibling", hours=2),
            answer(numbers="depth 5", hours=24),
            answer("elsewhere", concept="another", hours=25),
        ]
    )
    assert [novelty for _, novelty in told] == [
        Novelty.NEW,
        Novelty.FRESH,
        Novelty.FRESH,
        Novelty.REPEATED,
        Novelty.NEW,
    ]


def test_the_same_once_more_in_one_sitting_and_a_second_try_are_no_first_tries() -> None:
    told = with_novelty(
        [
            answer(),
            answer(hours=1),
            answer(hours=11),
            answer(hours=24),
            answer("other", hours=25, second=True),
        ]
    )
    assert [novelty for _, novelty in told] == [
        Novelty.NEW,
        Novelty.AGAIN,
        Novelty.AGAIN,
        Novelty.REPEATED,
        Novelty.AGAIN,
    ]


def test_the_interval_of_a_share_is_wilsons_at_90_percent() -> None:
    interval = Share(8, 10).interval
    assert (interval.low, interval.high) == pytest.approx((0.5408, 0.9314), abs=5e-4)
    assert Share(0, 0).interval.low == 0.0
    assert Share(0, 0).interval.high == 1.0


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """The first example of Newcombe 1998, at 95% there: 56/70 against 48/80."""
    found = difference(Share(56, 70), Share(48, 80))
    assert found.low < 0.2 < found.high
    assert (found.low, found.high) == pytest.approx((0.0776, 0.3153), abs=2e-3)


def test_the_transfer_gap_is_hidden_until_there_are_ten_answers_of_each() -> None:
    repeated = [(answer(), Novelty.REPEATED)] * 10
    fresh = [(answer(right=False), Novelty.FRESH)]
    assert not transfer_gap(repeated + fresh * 9).is_known
    found = transfer_gap(repeated + fresh * 10 + [(answer(right=False), Novelty.AGAIN)])
    assert found.is_known
    assert (found.gap, found.finding) == (1.0, "gap")


def test_no_gap_is_said_only_when_a_large_one_is_ruled_out() -> None:
    def found(count: int) -> str:
        return transfer_gap(
            [(answer(), Novelty.REPEATED)] * count + [(answer(), Novelty.FRESH)] * count
        ).finding

    assert found(10) == "unclear"
    assert found(40) == "no_gap"


def test_whoever_is_sure_and_wrong_is_told_what_to_say_instead() -> None:
    said = [answer(sure=70, right=place < 7) for place in range(10)]
    said += [answer(sure=90, right=place < 13) for place in range(20)]
    found = calibration_of(first_tries(*said, answer()))
    assert [(step.confidence, step.share.count) for step in found.steps] == [(70, 10), (90, 20)]
    worst = found.most_deceptive
    assert worst is not None
    assert worst.confidence == 90
    assert found.step_to_say_instead(worst) == 70
    assert found.most_modest is None


def test_nothing_is_said_of_a_few_answers() -> None:
    few = calibration_of(first_tries(*[answer(sure=99, right=False)] * 7))
    assert few.most_deceptive is None
    assert calibration_of(first_tries(*[answer(sure=99, right=False)] * 8)).most_deceptive is not None


def test_the_matrix_counts_first_tries_and_proposes_the_weakest_cell_that_was_tried() -> None:
    places = {"a": ("rnn", "code"), "b": ("rnn", "code"), "c": ("rnn", "fix"), "d": ("lstm", "fix")}
    told = [(answer("a", right=False), Novelty.NEW)] * 3 + [(answer("c"), Novelty.NEW)] * 3
    told += [(answer("d", right=False), Novelty.NEW)] * 2 + [(answer("a"), Novelty.AGAIN)]
    found = matrix_of(told, places)
    assert found.cells["rnn", "code"].share == Share(0, 3)
    assert found.cells["rnn", "code"].item_count == 2
    assert ("lstm", "code") not in found.cells
    assert found.row("rnn").share == Share(3, 6)
    assert found.column("fix").share == Share(3, 5)
    assert found.most_helpful == ("rnn", "code")


def test_of_two_cells_alike_the_one_with_more_confidence_is_proposed_and_none_at_the_target() -> None:
    places = {"a": ("rnn", "code"), "b": ("lstm", "code")}
    alike = [answer("a", sure=50, right=place < 2) for place in range(4)]
    sure = [answer("b", sure=99, right=place < 2) for place in range(4)]
    assert matrix_of(first_tries(*alike, *sure), places).most_helpful == ("lstm", "code")
    at_target = [answer("a") for _ in range(9)]
    assert matrix_of(first_tries(*at_target), places).most_helpful is None
