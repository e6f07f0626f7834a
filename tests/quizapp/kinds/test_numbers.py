"""Numbers as people write them."""

import pytest

from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.numbers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.5", 2.5),
        (" 1e-3 ", 1e-3),
        ("3/4", 0.75),
        ("-.5", -0.5),
        ("２．５", 2.5),
        ("1,024", 1024),
        ("8×10^4", 8e4),
    ],
)
def test_numbers_may_be_written_in_the_usual_ways(text: str, number: float) -> None:
    assert read_number(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "two", "1/0", "nan", "inf", "1e999", "0x10", "1 2", "--1"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(MalformedAnswer):
        read_number(text)
