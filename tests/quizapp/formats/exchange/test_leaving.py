"""The bank for other programs and back: what comes back is the same, and everything else is named."""

from collections import Counter

import pytest

from quizapp.formats.exchange.anki_writer import write_anki
from quizapp.formats.exchange.gift_writer import write_gift
from quizapp.formats.exchange.leaving import Leaving, leaving
from tests.bank import bank
from tests.quizapp.formats.exchange.reading import kinds, read


@pytest.fixture(scope="module")
def left() -> Leaving:
    return leaving(bank().questions[:3], "en")


def test_the_bank_comes_back_from_gift_except_for_what_is_named(left: Leaving) -> None:
    text, losses = write_gift(left)
    drafts = read(text, "bank.gift")
    assert drafts.is_complete
    left_out = sum("is left out" in str(each) for each in losses[len(left.losses) :])
    assert len(drafts.drafts) == sum(len(question.items) for question in left.questions) - left_out
    forms = Counter(type(item.asked).__name__ for question in left.questions for item in question.items)
    assert kinds(drafts).count("single_choice") == forms["OneOf"]
    assert kinds(drafts).count("matching") == forms["Paired"]


def test_every_exercise_that_leaves_is_written_or_named(left: Leaving) -> None:
    written = {item.name for question in left.questions for item in question.items}
    said = " ".join(map(str, left.losses))
    for question in bank().questions[:3]:
        for item in question.items:
            assert item.id in written or f"{item.id}-1" in written or f"“{item.id}”" in said


def test_notes_of_anki_have_ids_that_stay(left: Leaving) -> None:
    (first, _), (again, _) = write_anki(left), write_anki(left)
    assert first == again
    drafts = read(first, "anki.txt")
    assert len(drafts.drafts) == sum(len(question.items) for question in left.questions)
