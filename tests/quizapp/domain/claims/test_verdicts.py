"""The rule from counts to verdicts, as it is stated on the page and in content/README.md."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.claims.verdicts import leaning_of, verdict_of, wilson_interval

LEANINGS = st.sampled_from(["supports", "mixed", "contradicts"])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    total = draw(st.integers(1, 1000))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(18, 20, 0.699, 0.972), (2, 20, 0.028, 0.301), (0, 20, 0.0, 0.161), (20, 20, 0.839, 1.0)],
)
def test_the_interval_is_wilsons(count: int, total: int, low: float, high: float) -> None:
    """Checked against R's binom.confint(method = "wilson")."""
    interval = wilson_interval(count, total)
    assert interval.low == pytest.approx(low, abs=6e-4)
    assert interval.high == pytest.approx(high, abs=6e-4)


@given(shares())
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(share: tuple[int, int]) -> None:
    count, total = share
    interval = wilson_interval(count, total)
    assert 0.0 <= interval.low <= count / total + 1e-12
    assert count / total - 1e-12 <= interval.high <= 1.0


@given(shares())
def test_failures_mirror_successes(share: tuple[int, int]) -> None:
    count, total = share
    one, other = wilson_interval(count, total), wilson_interval(total - count, total)
    assert one.low == pytest.approx(1 - other.high)
    opposite = {"supports": "contradicts", "contradicts": "supports", "mixed": "mixed"}
    assert leaning_of(total - count, total) == opposite[leaning_of(count, total)]


@given(shares())
def test_one_more_seed_as_claimed_never_speaks_against_the_claim(share: tuple[int, int]) -> None:
    count, total = share
    order = ["contradicts", "mixed", "supports"]
    if count < total:
        assert order.index(leaning_of(count, total)) <= order.index(leaning_of(count + 1, total))


def test_of_twenty_seeds_eighteen_support_and_two_contradict() -> None:
    leanings = [leaning_of(count, 20) for count in range(21)]
    assert leanings == ["contradicts"] * 3 + ["mixed"] * 15 + ["supports"] * 3


@pytest.mark.parametrize(("count", "total"), [(-1, 20), (21, 20), (0, 0)])
def test_what_is_no_share_has_no_interval(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson_interval(count, total)


@given(st.lists(LEANINGS, min_size=1))
def test_a_claim_is_simply_right_or_wrong_only_if_all_its_tests_agree(leanings: list[str]) -> None:
    verdict = verdict_of(leanings)  # type: ignore[arg-type]
    expected = {("supports",): "supported", ("contradicts",): "contradicted"}
    assert verdict == expected.get(tuple(set(leanings)), "depends")
