"""The whole bank through each format and back: what differs is exactly what is named as lost."""

from collections import defaultdict
from functools import cache

import pytest

from quizapp.domain.text import LANGUAGES, Language
from quizapp.formats.exchange import cards
from quizapp.formats.exchange.drafts import drafts_of
from quizapp.formats.exchange.export_formats import FORMATS, YAML, write_questions
from quizapp.formats.exchange.found import FoundItem, FoundQuestion
from quizapp.formats.exchange.leaving import Leaving, LeavingItem, leaving
from quizapp.formats.exchange.losses import WHOLE, Loss
from quizapp.formats.exchange.reading import read_drafts, read_found
from tests.bank import bank
from tests.quizapp.formats.exchange.round_trips import bare, differences

OTHERS = [form for form in FORMATS if form != YAML]


@cache
def left(language: Language) -> Leaving:
    return leaving(bank().questions, language, variants=2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", OTHERS)
def test_what_differs_after_a_round_trip_is_exactly_what_is_named(form: str, language: Language) -> None:
    all_left = left(language)
    written = FORMATS[form].write
    assert written is not None
    data, losses = (file := written(all_left)).data, file.losses[len(all_left.losses) :]
    read = read_found(FORMATS[form].file_name, data)
    assert drafts_of(read).is_complete
    named: dict[str, set[str]] = defaultdict(set)
    for loss in losses:
        named[loss.item].add(loss.reason.part)
    items = [item for question in all_left.questions for item in question.items]
    found = _found(read.questions, [item for item in items if WHOLE not in named[item.item_id]])
    differing: dict[str, set[str]] = defaultdict(set)
    for item in items:
        differing[item.item_id] |= differences(item, found.get(item.name))
    assert {name: parts for name, parts in differing.items() if parts} == {
        name: parts for name, parts in named.items() if parts
    }


def _found(questions: list[FoundQuestion], items: list[LeavingItem]) -> dict[str, FoundItem]:
    """What is found of each exercise: by its title, by the front of its card, or by its place."""
    assert len(questions) == len(items)
    titled = {question.title: question.items[0] for question in questions}
    if {item.name for item in items} <= set(titled):
        return titled
    by_front = {bare(question.items[0].prompt): question.items[0] for question in questions}
    if {bare(cards.front(item)) for item in items} <= set(by_front):
        return {item.name: by_front[bare(cards.front(item))] for item in items}
    return {item.name: question.items[0] for item, question in zip(items, questions, strict=True)}


def test_every_exercise_that_leaves_is_written_or_named() -> None:
    written = {item.item_id for question in left("en").questions for item in question.items}
    named = {loss.item for loss in left("en").losses if loss.reason.part == WHOLE}
    for question in bank().questions:
        assert f"{question.slug}-question" in written
        for item in question.items:
            assert (item.id in written) != (item.id in named), item.id


def test_the_bundle_comes_back_complete() -> None:
    written = write_questions(YAML, bank().questions, "en")
    drafts = read_drafts("questions.zip", written.data)
    assert drafts.is_complete
    assert [draft.lacks for draft in drafts.drafts] == [()] * len(bank().questions)
    assert {draft.document["slug"] for draft in drafts.drafts} == {each.slug for each in bank().questions}
    assert {loss.reason.part for loss in written.losses} == {"scenarios"}


def test_variants_are_always_the_same_and_as_many_as_asked_for() -> None:
    questions = bank().questions[:2]
    assert leaving(questions, "en", 3) == leaving(questions, "en", 3)
    drawn = [item.pool for question in leaving(questions, "en", 3).questions for item in question.items]
    assert {drawn.count(pool) for pool in drawn if pool} <= {1, 2, 3}
    frozen = next(loss for loss in leaving(questions, "en", 3).losses if loss.reason.part == "variables")
    assert frozen.values["count"] == 3


@pytest.mark.parametrize("form", ["apkg", "qti-2.1", "yaml"])
def test_an_archive_of_the_same_questions_has_the_same_bytes(form: str) -> None:
    questions = bank().questions[:1]
    assert write_questions(form, questions, "zh").data == write_questions(form, questions, "zh").data


def test_a_loss_names_its_question_and_exercise() -> None:
    loss = next(each for each in left("en").losses if each.reason.part == "variables")
    assert str(loss).startswith(f"{loss.slug}, {loss.item}: The variables are replaced by")
    assert isinstance(loss, Loss)
