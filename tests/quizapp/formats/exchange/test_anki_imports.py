"""Exports imported by Anki itself, again and again: cards are updated, and what is known of them stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest

from quizapp.bank.images import written
from quizapp.bank.questions import Question
from quizapp.formats.exchange.export_formats import write_questions
from quizapp.formats.image_files import write_anew
from tests.bank import bank
from tests.images import image_file

IMAGE = write_anew(image_file())
DAY = 24 * 3600
GOOD = 3


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def test_three_exports_make_no_duplicates_and_keep_what_is_known(
    collection: Collection, tmp_path: Path
) -> None:
    first, second, *others = bank().questions
    _import(collection, [first, second], 1, tmp_path)
    notes = collection.note_count()
    known = _answer(collection, 10)
    assert known
    assert notes == collection.card_count()

    _import(collection, [_with_image(first), second], 2, tmp_path)
    assert collection.note_count() == collection.card_count() == notes
    assert _scheduling(collection, known) == known
    assert collection.find_notes("an added sentence")
    assert (tmp_path / "collection.media" / IMAGE.name).read_bytes() == IMAGE.body

    _import(collection, [_with_image(first), second, *others], 3, tmp_path)
    assert collection.note_count() == collection.card_count() > notes
    assert _scheduling(collection, known) == known
    guids = collection.db.list("SELECT guid FROM notes") if collection.db else []
    assert len(guids) == len(set(guids))
    assert not collection.find_notes("deck:Default")


def _import(collection: Collection, questions: list[Question], day: int, folder: Path) -> None:
    """Write the questions on a day, and import them as a person would who changes nothing in the dialog."""
    data = write_questions(
        "apkg", questions, "en", 2, 1_800_000_000 + day * DAY, images={IMAGE.name: IMAGE.body}
    ).data
    package = folder / f"{day}.apkg"
    package.write_bytes(data)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package)))


def _answer(collection: Collection, count: int) -> dict[int, tuple[int, ...]]:
    """Review cards of the deck; what is known of them then."""
    collection.decks.select(collection.decks.id("Nabla"))  # type: ignore[arg-type]
    seen = []
    while len(seen) < count and (card := collection.sched.getCard()) is not None:
        collection.sched.answerCard(card, GOOD)
        seen.append(card.id)
    return _scheduling(collection, seen)


def _scheduling(
    collection: Collection, cards: list[int] | dict[int, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    found = {card_id: collection.get_card(card_id) for card_id in dict.fromkeys(cards)}  # type: ignore[arg-type]
    return {
        card_id: (card.type, card.queue, card.due, card.ivl, card.reps, card.lapses, card.did)
        for card_id, card in found.items()
    }


def _with_image(question: Question) -> Question:
    document = question.model_dump(mode="json")
    text = document["items"][0]["prompt"]
    text["en"] += f"\n\nan added sentence {written(IMAGE.name, 'a curve')}"
    text["zh"] += f"\n\n一句补充 {written(IMAGE.name, '一条曲线')}"
    return Question.from_publication(document)
