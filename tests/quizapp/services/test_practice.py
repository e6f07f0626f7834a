"""Practicing, on the built-in bank in a real database."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.bank.variants import VariantSigner, owner_of_guest
from quizapp.errors import AnswerFirst, AttemptNotFound, IdempotencyKeyReused, Invalid, ItemNotFound
from quizapp.kinds import Item, right_answer
from quizapp.models import Account, Attempt, Learner, ScenarioEntry
from quizapp.services import authoring, learners, practice, question_bank
from quizapp.services.variants import VariantSource
from tests.kinds import example_items


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


@pytest.fixture
def item(session: Session) -> Item:
    items = (item for published in question_bank.list_questions(session) for item in published.question.items)
    return next(item for item in items if item.kind == "single_choice")


def variants_of(learner: Learner) -> VariantSource:
    return VariantSource(VariantSigner("a secret"), owner_of_guest(learner.learner_id))


def submit(
    session: Session, learner: Learner, item: Item, answer: Any, variant: str | None = None, **more: Any
) -> practice.GradedAttempt:
    source = variants_of(learner)
    return practice.submit_answer(session, learner, item.id, answer, variant, source=source, **more)


def wrong_option(item: Any) -> str:
    return str(next(option.id for option in item.options if not option.correct))


def test_an_answer_is_graded_and_stored_with_its_version_and_variant(
    session: Session, learner: Learner, item: Item
) -> None:
    variant = variants_of(learner).current(1, item.id, 0)
    submit(session, learner, item, right_answer(item), variant.name, seconds=12.5)
    session.expire_all()
    stored = session.query(Attempt).one()
    assert (stored.score, stored.variant_seed, stored.seconds) == (1.0, variant.seed, 12.5)
    assert stored.variant_name == variant.name
    assert stored.question_version.number == 1
    assert stored.answer == right_answer(item)


def test_attempts_are_listed_newest_first(session: Session, learner: Learner, item: Item) -> None:
    for answer in (wrong_option(item), right_answer(item)):
        practice.submit_answer(session, learner, item.id, answer)
    assert [graded.attempt.score for graded in practice.list_attempts(session, learner)] == [1.0, 0.0]
    assert practice.count_attempts(session, learner) == 2


def test_lists_show_the_score_of_the_last_attempt_without_reading_what_was_answered(
    session: Session, learner: Learner, item: Item
) -> None:
    submit(session, learner, item, right_answer(item))
    submit(session, learner, item, wrong_option(item))
    other = learners.start_guest(session)
    submit(session, other, item, right_answer(item))
    questions = [published.question for published in question_bank.list_questions(session)]
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", listen)
    scores = practice.latest_scores(session, learner, questions)
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    assert scores == {item.id: 0.0}
    assert not [statement for statement in asked if "attempts.answer" in statement]
    latest = practice.standings(session, learner, questions)[item.id].latest
    assert latest is not None
    assert latest.attempt.score == 0.0
    assert practice.latest_scores(session, None, questions) == {}


def test_an_unknown_item_is_named(session: Session, learner: Learner) -> None:
    with pytest.raises(ItemNotFound, match="no-such-item"):
        practice.submit_answer(session, learner, "no-such-item", "a")


@pytest.mark.parametrize("answer", [None, 3, "no-such-option", ["a"], {"a": 1}])
def test_a_malformed_answer_names_its_field_and_stores_nothing(
    session: Session, learner: Learner, item: Item, answer: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        practice.submit_answer(session, learner, item.id, answer)
    assert [problem.field for problem in refused.value.problems] == ["answer"]
    assert practice.count_attempts(session, learner) == 0


def test_the_same_idempotency_key_answers_once(session: Session, learner: Learner, item: Item) -> None:
    first = practice.submit_answer(session, learner, item.id, right_answer(item), idempotency_key="k1")
    again = practice.submit_answer(session, learner, item.id, right_answer(item), idempotency_key="k1")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.attempt.attempt_id == again.attempt.attempt_id
    with pytest.raises(IdempotencyKeyReused):
        practice.submit_answer(session, learner, item.id, wrong_option(item), idempotency_key="k1")
    assert practice.count_attempts(session, learner) == 1


def test_the_model_answer_opens_after_the_first_answer(session: Session, learner: Learner) -> None:
    question = question_bank.list_questions(session)[0].question
    with pytest.raises(AnswerFirst):
        practice.read_model_answer(session, learner, question.slug)
    practice.submit_answer(session, learner, question.items[0].id, right_answer(question.items[0]))
    assert practice.read_model_answer(session, learner, question.slug).question.answer


def test_an_account_takes_over_what_was_done_as_a_guest(
    session: Session, learner: Learner, item: Item, learner_account: Account
) -> None:
    practice.submit_answer(session, learner, item.id, right_answer(item))
    learners.adopt_guest(session, learner_account, learner.learner_id)
    owner = learners.learner_of_account(session, learner_account)
    assert practice.count_attempts(session, owner) == 1


def test_a_second_browsers_guest_is_merged_into_the_account(
    session: Session, item: Item, learner_account: Account
) -> None:
    for key in ("same key", "same key"):
        guest = learners.start_guest(session)
        practice.submit_answer(session, guest, item.id, right_answer(item), idempotency_key=key)
        learners.adopt_guest(session, learner_account, guest.learner_id)
    assert practice.count_attempts(session, learners.learner_of_account(session, learner_account)) == 2


def test_an_account_cannot_take_over_another_accounts_learner(
    session: Session, item: Item, learner_account: Account, instructor: Account
) -> None:
    theirs = learners.learner_of_account(session, instructor)
    practice.submit_answer(session, theirs, item.id, right_answer(item))
    learners.adopt_guest(session, learner_account, theirs.learner_id)
    assert practice.count_attempts(session, learners.find_account_learner(session, learner_account)) == 0


def test_old_attempts_keep_the_version_they_answered(
    session: Session, learner: Learner, item: Item, instructor: Account
) -> None:
    practice.submit_answer(session, learner, item.id, right_answer(item))
    published = question_bank.get_item(session, item.id).published
    document = published.question.model_dump(mode="json")
    document["title"]["en"] = "Another title"
    authoring.publish(session, instructor, published.question.slug, document)
    assert question_bank.get_question(session, published.question.slug).question.title.en == "Another title"
    assert practice.list_attempts(session, learner)[0].question.title == published.question.title


@pytest.fixture
def examples(session: Session, instructor: Account) -> dict[str, Any]:
    """The README's items, published."""
    items = {item.id: item for item in example_items()}
    both = {"zh": "题", "en": "Question"}
    texts = dict.fromkeys(("title", "prompt", "answer"), both)
    document = {"slug": "every-kind", "topic": "rnn", **texts}
    document["items"] = [item.model_dump(mode="json") for item in items.values()]
    authoring.publish(session, instructor, None, document)
    return items


def test_what_was_graded_by_running_networks_is_not_run_again_to_be_shown(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    first = practice.submit_answer(session, learner, "example-fix-it", {"gain": "0.7"})
    scenario = session.get_one(ScenarioEntry, "mlp-nan-loss")
    session.delete(scenario)  # nothing could be run any more
    session.commit()
    shown = practice.list_attempts(session, learner)[0]
    assert shown.grade == first.grade
    assert shown.grade.measured["by_seed"]


def test_an_attempt_from_before_grades_were_kept_is_graded_again(
    session: Session, learner: Learner, item: Item
) -> None:
    graded = practice.submit_answer(session, learner, item.id, right_answer(item))
    graded.attempt.grade = None
    session.commit()
    assert practice.list_attempts(session, learner)[0].grade == graded.grade


def test_a_learner_may_claim_a_missed_point_and_the_score_stays(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-free-text", "I clip by norm.")
    assert graded.own_share is None
    attempt_id = graded.attempt.attempt_id
    practice.contest_points(session, learner, attempt_id, ["initialization"])
    session.expire_all()
    shown = practice.list_attempts(session, learner)[0]
    assert (shown.attempt.score, shown.own_share) == (pytest.approx(1 / 3), 1.0)
    practice.contest_points(session, learner, attempt_id, [])
    assert practice.list_attempts(session, learner)[0].own_share is None


def test_a_learner_may_contest_a_point_that_was_found_wrongly(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-free-text", "I clip by norm.")
    practice.contest_points(session, learner, graded.attempt.attempt_id, ["clip", "initialization"])
    shown = practice.list_attempts(session, learner)[0]
    assert (shown.attempt.score, shown.own_share) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_an_unsure_point_is_covered_when_the_learner_says_so(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-free-text", "It is not bad to clip by norm.")
    assert graded.attempt.score == 0.0
    practice.contest_points(session, learner, graded.attempt.attempt_id, ["clip"])
    assert practice.list_attempts(session, learner)[0].own_share == pytest.approx(1 / 3)


def test_only_points_of_the_item_can_be_contested(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-free-text", "I clip by norm.")
    with pytest.raises(Invalid):
        practice.contest_points(session, learner, graded.attempt.attempt_id, ["no-such-point"])


def test_nobody_claims_points_of_somebody_elses_attempt(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-free-text", "I clip by norm.")
    with pytest.raises(AttemptNotFound):
        practice.contest_points(session, learners.start_guest(session), graded.attempt.attempt_id, [])


def test_a_remedy_is_run_beside_the_sick_network_from_a_graded_seed(
    session: Session, learner: Learner, examples: dict[str, Any]
) -> None:
    graded = practice.submit_answer(session, learner, "example-fix-it", {"clipping": "by-norm"})
    sick, healed = practice.experiments_of_answer(session, learner, graded.attempt.attempt_id)
    assert (sick.clip, sick.seed, healed.seed) == (None, 1000, 1000)
    assert healed.clip is not None
    assert healed.clip.threshold == 5.0
