"""What a learner sees of the own work, on the built-in bank."""

import pytest
from sqlalchemy.orm import Session

from quizapp.domain.progress.shares import Share
from quizapp.errors import AttemptNotFound
from quizapp.models import Learner
from quizapp.services import attempt_story, learners, mistakes, progress, work_log
from quizapp.services.published_bank import published_bank
from quizapp.services.work_log import WorkFilter
from tests.days import in_days, today
from tests.quizapp.services.answering import answer, quick_items


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def listed(session: Session, learner: Learner, **wanted: object) -> list[str]:
    page = work_log.list_work(session, learner, WorkFilter(**wanted))  # type: ignore[arg-type]
    assert page.count == len(page.entries)
    return [entry.authored.id for entry in page.entries]


def test_answers_are_listed_newest_first_page_by_page(session: Session, learner: Learner) -> None:
    item = quick_items(session)[0]
    attempts = [answer(session, learner, item) for _ in range(work_log.PER_PAGE + 2)]
    first = work_log.list_work(session, learner, WorkFilter())
    second = work_log.list_work(session, learner, WorkFilter(), page=2)
    assert (first.count, first.page_count, second.page) == (27, 2, 2)
    told = [entry.attempt.attempt_id for page in (first, second) for entry in page.entries]
    assert told == [attempt.attempt_id for attempt in reversed(attempts)]
    assert work_log.list_work(session, learner, WorkFilter(), page=9).page == 2


def test_each_filter_leaves_out_what_does_not_fit(session: Session, learner: Learner) -> None:
    numeric = quick_items(session, lambda facts: facts.kind == "numeric" and facts.topic == "rnn")[0]
    choice = quick_items(session, lambda facts: facts.skill == "code" and facts.topic != "rnn")[0]
    facts = published_bank(session).facts[choice]
    answer(session, learner, numeric, right=False, days_ago=9)
    answer(session, learner, choice)
    assert listed(session, learner, topic="rnn") == [numeric]
    assert listed(session, learner, question=facts.question) == [choice]
    assert listed(session, learner, kind="numeric") == [numeric]
    assert listed(session, learner, skill="code") == [choice]
    assert listed(session, learner, level=facts.level, kind=facts.kind) == [choice]
    assert listed(session, learner, outcome="wrong") == [numeric]
    assert listed(session, learner, outcome="right") == [choice]
    assert listed(session, learner, outcome="partly") == []
    day = in_days(-5)
    assert listed(session, learner, since=day) == [choice]
    assert listed(session, learner, until=day) == [numeric]
    assert listed(session, learner, topic="no-such-topic") == []


def test_words_are_found_in_prompts_of_both_languages(session: Session, learner: Learner) -> None:
    answer(session, learner, "global-norm-of-three-tensors")
    answer(session, learner, "shape-of-the-input-matrix")
    assert listed(session, learner, words="THREE parameter") == ["global-norm-of-three-tensors"]
    assert listed(session, learner, words="梯度 范数") == ["global-norm-of-three-tensors"]
    assert listed(session, learner, words="Q35") == ["shape-of-the-input-matrix"]
    assert listed(session, learner, words="%") == []


def test_nobody_sees_the_work_of_another(session: Session, learner: Learner) -> None:
    attempt = answer(session, learner, quick_items(session)[0])
    stranger = learners.start_guest(session)
    assert listed(session, stranger) == []
    for other in (stranger, None):
        with pytest.raises(AttemptNotFound):
            attempt_story.get_story(session, other, attempt.attempt_id)


def test_a_prompt_shows_the_numbers_that_were_drawn(session: Session, learner: Learner) -> None:
    answer(session, learner, "component-after-clipping-by-norm")
    (entry,) = work_log.list_work(session, learner, WorkFilter()).entries
    assert entry.parameters
    assert "[[" not in entry.prompt.en
    assert entry.prompt == entry.drawn.item.prompt


def test_a_mistake_is_open_until_the_item_is_answered_rightly(session: Session, learner: Learner) -> None:
    first, second = quick_items(session)[:2]
    answer(session, learner, first, right=False, days_ago=3, confidence=0.9)
    for days_ago in (2, 1):
        answer(session, learner, second, right=False, days_ago=days_ago, confidence=0.7)
    found = mistakes.list_mistakes(session, learner)
    assert [(each.last.authored.id, each.times, each.confidence) for each in found.mistakes] == [
        (second, 2, 0.7),
        (first, 1, 0.9),
    ]
    assert all(each.due_on is not None for each in found.mistakes)
    answer(session, learner, second)
    found = mistakes.list_mistakes(session, learner, limit=0)
    assert (found.count, found.mistakes) == (1, ())


def test_progress_counts_first_tries_by_topic_and_skill(session: Session, learner: Learner) -> None:
    item = quick_items(session, lambda facts: facts.skill == "compute")[0]
    facts = published_bank(session).facts[item]
    answer(session, learner, item, right=False, days_ago=3, confidence=0.9)
    answer(session, learner, item, days_ago=2.9)  # in the same sitting
    answer(session, learner, item, days_ago=1, confidence=0.9)
    found = progress.read_progress(session, learner)
    assert (found.count, found.share, found.seconds) == (3, Share(1, 2), 90.0)
    assert found.matrix.cells[facts.topic, "compute"].share == Share(1, 2)
    assert [(step.confidence, step.share) for step in found.calibration.steps] == [(90, Share(1, 2))]
    assert found.transfer.repeated == Share(1, 1)
    (question,) = [each for each in found.questions if each.slug == facts.question]
    assert (question.share, question.answered) == (Share(1, 2), 1)
    assert sum(day.count for day in found.days) == 3
    assert found.days[-1].day == today() or found.days[-1].count == 0
    assert sum(load.cards for load in found.to_come) == 1
    assert not found.is_enough


def test_an_answer_tells_what_came_of_it_and_what_was_before(session: Session, learner: Learner) -> None:
    item = quick_items(session)[0]
    before = answer(session, learner, item, right=False, days_ago=2)
    after = answer(session, learner, item)
    story = attempt_story.get_story(session, learner, after.attempt_id)
    assert [other.attempt_id for other in story.others] == [after.attempt_id, before.attempt_id]
    assert story.review is not None
    assert story.review.due_on is not None
    assert story.review.rating.label == "good"


def test_nothing_is_said_of_a_visitor(session: Session) -> None:
    found = progress.read_progress(session, None)
    assert (found.count, found.since) == (0, None)
    assert work_log.list_work(session, None, WorkFilter()).entries == ()
    assert mistakes.list_mistakes(session, None).count == 0
