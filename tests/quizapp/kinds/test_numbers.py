"""Numbers as people write them."""

import pytest

from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.numbers import NumericMistake, Tolerance, is_right
from quizapp.kinds.written_numbers import read_number, read_written
from tests.kinds import SAID


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.5", 2.5),
        (" 1e-3 ", 1e-3),
        ("3/4", 0.75),
        ("two", 2),
        ("nineteen layers", 19),
        ("one hundred and ninety", 190),
        ("two thirds", 2 / 3),
        ("a quarter", 0.25),
        ("二千三百二十个参数", 2320),
        ("六百五十五万三千六百", 6553600),
        ("零点五", 0.5),
        ("大概三步", 3),
        ("三分之一", 1 / 3),
        ("万分之八", 0.0008),
        ("12万", 120000),
        ("⌈1990/30⌉", 67),
        ("ceil(1990/30)", 67),
        ("65.5M", 65.5e6),
        ("2T/h = 0.5", 0.5),
        ("ln 2/-ln 0.8", 3.10628371950539),
        ("≈ 190×", 190),
        ("1/4 (0.25)", 0.25),
        ("-.5", -0.5),
        ("２．５", 2.5),
        ("1,024.5", 1024.5),
        ("1,048,576", 1048576),
        ("8×10^4", 8e4),
        ("1.728×10³", 1728),
        ("1.1⁵⁰", 1.1**50),
        ("1.1^{50}", 1.1**50),
        ("2**10", 1024),
        ("4*432", 1728),
        ("4x432 = 1728", 1728),
        ("4×(10×16 + 16² + 16)", 1728),
        ("1 728", 1728),
        ("1\u00a0728", 1728),
        ("0,54", 0.54),
        ("0，54", 0.54),
        ("0。54", 0.54),
        ("1.728,5", 1728.5),
        ("93.6%", 0.936),
        ("54 percent", 0.54),
        ("百分之54", 0.54),
        ("约0.54", 0.54),
        ("≈ 0.54 左右", 0.54),
        ("~0.54", 0.54),
        ("about 190", 190),
        ("6.6步", 6.6),
        ("13 time steps.", 13),
        ("190 times as large", 190),
        ("k = 5", 5),
        ("`1728`", 1728),
        ("“1728”。", 1728),
        ("【1728】", 1728),
        ("½", 0.5),
        ("1.2万", 12000),
        ("1.3 million", 1.3e6),
        ("−0.5", -0.5),
        ("√1.5", 1.5**0.5),
    ],
)
def test_numbers_may_be_written_in_the_usual_ways(text: str, number: float) -> None:
    assert read_number(text) == pytest.approx(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1/0",
        "nan",
        "inf",
        "1e999",
        "0x10",
        "1 2",
        "--1",
        "1,7,28",
        "not 13",
        "不是13",
        "13 不对",
        "(3,4)",
        "9^9^9",
        "3 and 4",
    ],
)
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(MalformedAnswer):
        read_number(text)


@pytest.mark.parametrize("text", ["1,728", "1，728", "约 1,728 个"])
def test_a_comma_that_may_mean_two_things_is_asked_back(text: str) -> None:
    with pytest.raises(MalformedAnswer, match=r"mean 1728 or 1\.728\?"):
        read_number(text)


@pytest.mark.parametrize("text", ["6-7", "6 or 7", "6到7步", "4*432 = 2000"])
def test_two_numbers_are_asked_back(text: str) -> None:
    with pytest.raises(MalformedAnswer, match="gives two numbers"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "key", "is_so"),
    [
        ("0.012", 0.01153, True),
        ("1.2e-2", 0.01153, True),
        ("1.2%", 0.01153, True),
        ("0.01", 0.01153, False),  # one significant digit
        ("0.011", 0.01153, False),  # cut off, not rounded
        ("0.013", 0.01153, False),
        ("200", 190.05, False),
        ("1700", 1654, False),  # a whole number is not rounded
        ("55", 57.0001, False),
    ],
)
def test_a_number_may_be_rounded_to_two_significant_digits(text: str, key: float, is_so: bool) -> None:
    assert is_right(read_written(text), key, Tolerance(relative=0.02)) == is_so


def test_a_rounded_number_that_is_nearer_to_a_mistake_is_wrong() -> None:
    mistake = NumericMistake(value=0.0121, feedback=SAID)
    assert not is_right(read_written("0.012"), 0.01153, Tolerance(relative=0.02), [mistake])
    assert not is_right(read_written("0.012"), 0.01153, Tolerance(absolute=0.0001))


def test_about_a_count_both_neighbors_are_right() -> None:
    for number, is_so in ((5, False), (6, True), (6.6, True), (7, True), (8, False)):
        assert is_right(read_written(number), 6.58, Tolerance(relative=0.02), (), True) == is_so
    assert not is_right(read_written(6), 6.58, Tolerance(relative=0.02))


def test_a_count_has_no_fraction() -> None:
    assert is_right(read_written("19.0"), 19, Tolerance(absolute=0.4))
    assert not is_right(read_written("18.6"), 19, Tolerance(absolute=0.4))
    assert is_right(read_written("18.6"), 19, Tolerance(relative=0.04))
