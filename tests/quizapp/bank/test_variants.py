import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.variants import LONGEST_NAME, SEED_LIMIT, Given, VariantSigner

SIGNER = VariantSigner("a secret")
ALPHABET = string.ascii_letters + string.digits + "-_."

GIVEN = st.builds(
    Given,
    item_id=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: len(slug) <= 80),
    owner=st.uuids().map(lambda guest: f"g{guest.hex}") | st.integers(1, 10**9).map(lambda key: f"a{key}"),
    version_number=st.integers(1, 10**6),
    serial=st.integers(0, 10**6).map(str) | st.text(ALPHABET, min_size=12, max_size=12),
    expires=st.none() | st.integers(0, 10**11),
)


@given(given=GIVEN)
def test_a_variant_is_read_back_from_its_name_and_is_always_the_same(given: Given) -> None:
    variant = SIGNER.variant(given)
    assert SIGNER.read(given.item_id, variant.name) == given
    assert variant == SIGNER.variant(given)
    assert 0 <= variant.seed < SEED_LIMIT
    assert len(variant.name) <= LONGEST_NAME


@given(text=st.text() | st.text(ALPHABET, min_size=1))
def test_no_other_text_is_taken_for_a_variant(text: str) -> None:
    assert SIGNER.read("an-item", text) is None


@given(given=GIVEN, place=st.integers(0, 500), letter=st.sampled_from(ALPHABET))
def test_a_name_with_another_character_is_refused(given: Given, place: int, letter: str) -> None:
    name = SIGNER.variant(given).name
    place %= len(name)
    other = name[:place] + letter + name[place + 1 :]
    assert other == name or SIGNER.read(given.item_id, other) is None


def test_a_name_is_of_one_item_and_one_secret() -> None:
    name = SIGNER.variant(Given("an-item", "a1", 1, "0")).name
    assert SIGNER.read("another-item", name) is None
    assert VariantSigner("another secret").read("an-item", name) is None


@pytest.mark.parametrize("padding", ["=", " ", "\n", "\0", "é"])
def test_a_name_has_only_one_spelling(padding: str) -> None:
    name = SIGNER.variant(Given("an-item", "a1", 1, "0")).name
    assert SIGNER.read("an-item", name + padding) is None
    assert SIGNER.read("an-item", padding + name) is None


def test_the_seed_differs_by_person_item_version_serial_and_secret() -> None:
    first = Given("an-item", "a1", 1, "0")
    others = [
        Given("an-item", "a2", 1, "0"),
        Given("another-item", "a1", 1, "0"),
        Given("an-item", "a1", 2, "0"),
        Given("an-item", "a1", 1, "1"),
    ]
    seeds = {SIGNER.variant(given).seed for given in (first, *others)}
    assert len(seeds | {VariantSigner("another secret").variant(first).seed}) == 6


def test_a_name_does_not_hold_its_seed() -> None:
    for serial in range(50):
        variant = SIGNER.variant(Given("an-item", "a1", 1, str(serial)))
        payload = variant.name.partition(".")[0]
        read = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        assert str(variant.seed).encode() not in read
        assert variant.seed.to_bytes(8) not in read
