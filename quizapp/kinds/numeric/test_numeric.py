from quizapp.kinds import grade, parts_in_order, wrong_answers
from quizapp.kinds.numbers import Tolerance
from quizapp.kinds.numeric.model import Numeric
from tests.kinds import EXAMPLES, SHARED

ITEM = Numeric(kind="numeric", key=2.5, tolerance=Tolerance(relative=0.02), **SHARED)


def test_a_number_at_the_edge_of_the_tolerance_is_right_and_beyond_it_wrong() -> None:
    assert grade(ITEM, 2.55).score == 1.0
    assert grade(ITEM, 2.4499).score == 0.0
    assert grade(ITEM, "5/2").score == 1.0


def test_a_known_mistake_is_told_why_and_another_wrong_number_is_not() -> None:
    item = EXAMPLES["example-numeric"]
    assert [grade(item, answer).feedback for answer in wrong_answers(item)] == [item.mistakes[0].feedback]
    assert grade(item, 99).feedback is None


def test_there_is_nothing_to_put_in_order() -> None:
    assert parts_in_order(ITEM, 1) == ()
