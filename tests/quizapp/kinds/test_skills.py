"""What an answer trains."""

from collections import Counter

from quizapp.kinds import KINDS, skill_of
from quizapp.kinds.skills import SKILLS
from tests.bank import bank, items


def test_every_item_of_the_bank_has_one_skill_and_every_skill_has_items() -> None:
    counts = Counter(skill_of(item) for item in items())
    assert counts.keys() == SKILLS.keys()
    assert sum(counts.values()) == len(items())
    assert min(counts.values()) >= 8, counts


def test_every_topic_trains_at_least_four_skills() -> None:
    for topic in bank().topics:
        skills = {
            skill_of(item)
            for question in bank().questions
            if question.topic == topic.slug
            for item in question.items
        }
        assert len(skills) >= 4, topic.slug


def test_the_skill_of_a_kind_is_one_of_the_list_and_an_author_may_choose_another() -> None:
    assert {kind.skill for kind in KINDS} <= SKILLS.keys()
    item = items()[0]
    assert skill_of(item.model_copy(update={"skill": "shapes"})) == "shapes"
