"""Statistics of the built-in exercises, from the answers of a simulated class."""

import pytest
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.db.sessions import writing
from quizapp.domain.statistics.flags import Flag
from quizapp.domain.statistics.items import FEWEST_LEARNERS
from quizapp.errors import NotAllowed
from quizapp.kinds import right_answer, wrong_answers
from quizapp.models import Account, Attempt, Learner
from quizapp.services import authoring, item_statistics, learners
from quizapp.services.item_statistics import StatisticsOfItem
from quizapp.services.published_bank import published_bank
from tests.simulated_classes import LEARNERS, simulate_class


def choice_items(session: Session) -> list[str]:
    return [
        item_id
        for item_id, found in published_bank(session).items.items()
        if found.item.kind == "single_choice" and not isinstance(found.item, ParametricItem)
    ]


def store_class(session: Session, count: int = LEARNERS, wrongly_keyed: str | None = None) -> list[Learner]:
    """A class answers all single choices. Of one item, what able learners choose is not the key but a wrong option."""
    items = choice_items(session)
    people = [learners.start_guest(session) for _ in range(count)]
    simulated = simulate_class(7, learners=count, items=len(items), options=3)
    bank = published_bank(session)
    with writing(session):
        for response in simulated.responses:
            found = bank.items[items[int(response.item_id)]]
            wrong = list(wrong_answers(found.item))
            choices = [right_answer(found.item), wrong[0], wrong[-1]]
            if found.item.id == wrongly_keyed:
                choices[0], choices[1] = choices[1], choices[0]
            store(session, people[int(response.learner)], found.item.id, choices[int(response.chosen)])
    return people


def store(session: Session, learner: Learner, item_id: str, answer: object) -> None:
    found = published_bank(session).items[item_id]
    session.add(
        Attempt(
            learner_id=learner.learner_id,
            item_id=item_id,
            question_version_id=found.published.version_id,
            variant_seed=0,
            answer=answer,
            score=float(answer == right_answer(found.item)),
            seconds=20.0,
        )
    )


def of_item(session: Session, instructor: Account, item_id: str) -> StatisticsOfItem:
    slug = published_bank(session).facts[item_id].question
    found = item_statistics.statistics_of_question(session, instructor, slug)
    return next(each for each in found.items if each.item.id == item_id)


def test_a_class_shows_how_hard_an_item_is_and_which_options_are_chosen(
    session: Session, instructor: Account
) -> None:
    store_class(session)
    found = of_item(session, instructor, choice_items(session)[0])
    assert found.statistics is not None
    assert found.count == found.statistics.right.count == LEARNERS
    assert found.statistics.choices[0].is_key
    assert found.statistics.choices[0].share.right == found.statistics.right.right
    assert sum(choice.share.right for choice in found.statistics.choices) == LEARNERS
    assert found.statistics.times is not None
    assert found.statistics.times.median == 20.0


def test_a_key_that_able_learners_do_not_choose_is_doubted(session: Session, instructor: Account) -> None:
    item_id = choice_items(session)[3]
    store_class(session, wrongly_keyed=item_id)
    found = of_item(session, instructor, item_id)
    assert found.flags[0] is Flag.KEY
    assert found.statistics is not None
    assert found.statistics.doubt is not None
    wrong = next(iter(wrong_answers(found.item)))
    assert (found.answers or {})[found.statistics.doubt.answer] == wrong
    slug = published_bank(session).facts[item_id].question
    assert item_statistics.statistics_of_bank(session, instructor)[slug].flags[0] is Flag.KEY


def test_few_answers_are_counted_but_not_shown(session: Session, instructor: Account) -> None:
    store_class(session, count=FEWEST_LEARNERS - 1)
    found = of_item(session, instructor, choice_items(session)[0])
    assert (found.count, found.statistics, found.flags) == (FEWEST_LEARNERS - 1, None, ())


def test_only_the_first_answer_counts(session: Session, instructor: Account) -> None:
    people = store_class(session)
    item_id = choice_items(session)[0]
    before = of_item(session, instructor, item_id)
    with writing(session):
        for learner in people:
            store(session, learner, item_id, right_answer(before.item))
    assert of_item(session, instructor, item_id) == before


def test_statistics_are_worked_out_again_after_one_percent_more_answers(
    session: Session, instructor: Account
) -> None:
    item_id = choice_items(session)[0]
    store_class(session)
    before = item_statistics.statistics_of_bank(session, instructor)
    item = published_bank(session).items[item_id].item

    def answer_by(more: int) -> None:
        people = [learners.start_guest(session) for _ in range(more)]
        with writing(session):
            for learner in people:
                store(session, learner, item_id, right_answer(item))

    hundredth = LEARNERS * len(choice_items(session)) // 100
    answer_by(hundredth)
    assert item_statistics.statistics_of_bank(session, instructor) is before
    answer_by(1)
    assert of_item(session, instructor, item_id).count == LEARNERS + hundredth + 1


def test_who_teaches_does_not_count(session: Session, instructor: Account) -> None:
    teaching = learners.learner_of_account(session, instructor)
    item_id = choice_items(session)[0]
    with writing(session):
        store(session, teaching, item_id, right_answer(published_bank(session).items[item_id].item))
    assert of_item(session, instructor, item_id).count == 0


def test_answers_to_an_earlier_text_do_not_count(session: Session, instructor: Account) -> None:
    store_class(session)
    changed, kept = choice_items(session)[:2]
    slug = published_bank(session).facts[changed].question
    assert published_bank(session).facts[kept].question == slug
    document = authoring.get_authored_question(session, instructor, slug).body
    for item in document["items"]:
        if item["id"] == changed:
            item["prompt"] = {
                "zh": item["prompt"]["zh"] + " 请选一项。",
                "en": item["prompt"]["en"] + " Choose one.",
            }
    authoring.publish(session, instructor, slug, document)
    assert (of_item(session, instructor, changed).count, of_item(session, instructor, changed).since) == (
        0,
        2,
    )
    assert (of_item(session, instructor, kept).count, of_item(session, instructor, kept).since) == (
        LEARNERS,
        1,
    )


def test_learners_may_not_see_statistics(session: Session, learner_account: Account) -> None:
    with pytest.raises(NotAllowed):
        item_statistics.statistics_of_bank(session, learner_account)
