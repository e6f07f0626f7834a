from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.variants import SEED_LIMIT, Variant, seed_for_attempt

SEEDS = st.integers(0, SEED_LIMIT - 1)


@given(version=st.integers(0, 10**6), seed=SEEDS)
def test_a_variant_is_read_back_from_its_name(version: int, seed: int) -> None:
    assert Variant.parse(str(Variant(version, seed))) == Variant(version, seed)


@given(text=st.text())
def test_no_other_text_is_taken_for_a_variant(text: str) -> None:
    parsed = Variant.parse(text)
    assert parsed is None or (parsed.version_number >= 0 and 0 <= parsed.seed < SEED_LIMIT)


def test_the_order_changes_from_attempt_to_attempt() -> None:
    assert len({seed_for_attempt("an-item", count) for count in range(20)}) == 20
