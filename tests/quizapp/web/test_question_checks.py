"""The check of a question: asked for in the editor or on the desk, done in the background, shown beside the fields; and
what publishing asks of it.
"""

import re
from copy import deepcopy
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.domain.text import LANGUAGES
from quizapp.errors import Invalid
from quizapp.models import Account, ClaimEntry, QuestionCheck, ScenarioEntry, TopicEntry
from quizapp.services import authoring, part_editing, question_checking, question_versions
from quizapp.services.check_results import CheckState
from quizapp.services.claims import list_claims
from quizapp.services.desk import DeskFilters, list_desk
from quizapp.services.question_checking import check_waiting, get_check, request_check
from quizapp.services.question_parts import item_keys, parts_of
from simulator.paths import put
from tests.kinds import EXAMPLES
from tests.quizapp.web.test_accounts import send
from tests.quizapp.web.test_authoring import desk as desk
from tests.quizapp.web.test_authoring import press, question_document, text_of

SLUG = "my-question"


def document_with(**changes: Any) -> dict[str, Any]:
    """A question with one numeric exercise; places are written with two underscores."""
    document = deepcopy(question_document())
    document["items"] = [EXAMPLES["example-numeric"].model_dump(mode="json")]
    for place, value in changes.items():
        put(document, place.replace("__", "."), value)
    return document


WRONG_KEY = {"items__0__mistakes__0__value": 3.001}  # a common mistake that gets full marks


def draft(session: Session, author: Account, **changes: Any) -> dict[str, Any]:
    document = document_with(**changes)
    authoring.save_draft(session, author, None, document)
    return document


def checked(session: Session, author: Account) -> question_checking.CheckResult:
    request_check(session, author, SLUG)
    assert check_waiting(session) == 1
    return get_check(session, author, SLUG)


def test_a_sound_question_passes_and_a_change_makes_the_check_out_of_date(
    session: Session, instructor: Account
) -> None:
    draft(session, instructor)
    assert get_check(session, instructor, SLUG).state is CheckState.NEVER
    request_check(session, instructor, SLUG)
    assert get_check(session, instructor, SLUG).state is CheckState.RUNNING
    assert check_waiting(session) == 1
    found = get_check(session, instructor, SLUG)
    assert found.state is CheckState.GREEN
    assert any("full marks" in fact.problem.message for fact in found.facts)
    part = parts_of(authoring.get_authored_question(session, instructor, SLUG).body).content["answer"]
    changed = {**part, "answer": {"zh": "另一个答案", "en": "Another answer"}}
    part_editing.save_part(session, instructor, SLUG, "answer", changed, None)
    assert get_check(session, instructor, SLUG).state is CheckState.STALE


def test_what_is_wrong_is_shown_beside_its_field_until_its_part_changes(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    document = draft(session, instructor, **WRONG_KEY)
    key = item_keys(document)[0]
    assert checked(session, instructor).state is CheckState.PROBLEMS
    said = "A wrong option or a common mistake gets full marks."
    session.rollback()
    page = text_of(desk.get(f"/author/{SLUG}?part={key}&check=yes"))
    assert said in page
    assert "check: 1 problem" in page
    listed = text_of(desk.get(f"/author/{SLUG}/check"))
    assert said in listed
    assert f"part={key}" in listed
    press(desk, f"/author/{SLUG}", "save", "answer", **{"answer.en": "Changed elsewhere"})
    assert said in text_of(desk.get(f"/author/{SLUG}?part={key}&check=yes"))
    press(desk, f"/author/{SLUG}", "save", key, **{"items.0.mistakes.0.value": "17"})
    assert said not in text_of(desk.get(f"/author/{SLUG}?part={key}&check=yes"))


def test_an_incomplete_draft_is_checked_as_far_as_it_can_be_read(
    session: Session, instructor: Account
) -> None:
    document = document_with()
    document["items"].append({**document["items"][0], "id": "unfinished", "key": None})
    document["answer"] = {"zh": "只有中文"}
    authoring.save_draft(session, instructor, None, document)
    found = checked(session, instructor)
    assert {each.part for each in found.errors} == {"answer", "item-unfinished"}
    assert any(each.part == item_keys(document)[0] for each in found.facts)


def test_publishing_needs_a_passed_check_or_a_reason_that_stays_in_the_history(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    document = draft(session, instructor, **WRONG_KEY)
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, SLUG, document)
    assert {problem.field for problem in refused.value.problems} >= {"items.0.mistakes.0", "reason"}
    assert get_check(session, instructor, SLUG).state is CheckState.PROBLEMS  # what publishing found is kept
    reason = "The tolerance is discussed in the explanation"
    authoring.publish(session, instructor, SLUG, document, reason=reason)
    [version] = question_versions.list_versions(session, instructor, SLUG)
    assert version.unchecked_reason == reason
    session.rollback()
    assert reason in text_of(desk.get(f"/author/{SLUG}/history"))


def test_a_reason_does_not_excuse_what_a_page_could_not_show(session: Session, instructor: Account) -> None:
    document = draft(session, instructor, items__0__scenario__slug="no-such-scenario")
    with pytest.raises(Invalid):
        authoring.publish(session, instructor, SLUG, document, reason="I know better")


def test_a_passed_check_stays_with_the_version_it_became(session: Session, instructor: Account) -> None:
    document = draft(session, instructor)
    checked(session, instructor)
    authoring.publish(session, instructor, SLUG, document, reason="not needed")
    assert get_check(session, instructor, SLUG).state is CheckState.GREEN
    [version] = question_versions.list_versions(session, instructor, SLUG)
    assert version.unchecked_reason is None


def test_a_button_of_the_editor_and_one_of_the_desk_have_the_question_checked(
    desk: FlaskClient, session: Session, instructor: Account
) -> None:
    draft(session, instructor)
    session.rollback()
    answer = press(desk, f"/author/{SLUG}", "prove", "question")
    assert answer.location == f"/author/{SLUG}/check"
    assert "being checked" in text_of(desk.get("/author"))
    check_waiting(session)
    session.rollback()
    assert "check passed" in text_of(desk.get("/author"))
    assert send(desk, f"/author/{SLUG}/check", page="/author").status_code == 302
    lines = list_desk(session, instructor)
    waiting = DeskFilters(check="running")
    assert [line.slug for line in lines if waiting.lets_through(line)] == [SLUG]


def test_only_the_latest_request_may_write(session: Session, instructor: Account) -> None:
    draft(session, instructor)
    request_check(session, instructor, SLUG)
    leased = question_checking._lease(session)
    assert leased is not None
    stored = session.get_one(QuestionCheck, leased.question_id)
    stored.ticket += 1  # as if its lease had expired, and another process had taken it
    session.commit()
    question_checking._perform(session, leased)
    assert get_check(session, instructor, SLUG).state is CheckState.RUNNING


def test_a_claim_that_no_longer_gives_what_is_recorded_is_named(
    session: Session, instructor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizapp.models import ClaimEntry
    from quizapp.services.published_bank import published_bank

    claims = published_bank(session).claims.values()
    claim = min(
        (each for each in claims if each.verdict == "supported" and each.tests),
        key=lambda each: sum(test.baseline.steps for test in each.tests),
    )
    entry = session.get_one(ClaimEntry, claim.slug)
    body = deepcopy(entry.body)
    for test in body["tests"]:
        record = test["recorded"]
        record |= {"as_claimed": 0, "by_seed": "-" * record["seeds"], "other_kernels": []}
    entry.body = body | {"verdict": "contradicted"}
    session.commit()
    draft(session, instructor, claims=[claim.slug])
    found = checked(session, instructor)
    assert [each.problem.values["number"] for each in found.errors] == [claim.number] * len(claim.tests)


def shipped_again(session: Session, entry: type[TopicEntry | ScenarioEntry | ClaimEntry], slug: str) -> None:
    """Another title or statement comes with an update, as when the service starts."""
    stored = session.get_one(entry, slug)
    name = "statement" if entry is ClaimEntry else "title"
    stored.body = stored.body | {name: {"zh": "另一个", "en": "Another one"}}
    session.commit()


@pytest.mark.parametrize("entry", [TopicEntry, ScenarioEntry, ClaimEntry])
def test_a_check_is_out_of_date_once_what_the_question_uses_has_changed(
    desk: FlaskClient,
    session: Session,
    instructor: Account,
    entry: type[TopicEntry | ScenarioEntry | ClaimEntry],
) -> None:
    claims = [each.slug for each in list_claims(session) if not each.tests]
    session.rollback()
    explanation = dict.fromkeys(LANGUAGES, f"See [this](claim:{claims[0]}).")
    changes = {"items__0__claims": [claims[0]], "items__0__explanation": explanation}
    document = draft(session, instructor, **changes)
    used = {
        TopicEntry: document["topic"],
        ScenarioEntry: document["items"][0]["scenario"]["slug"],
        ClaimEntry: claims[0],
    }
    other = {ClaimEntry: claims[1]}.get(entry)
    assert checked(session, instructor).state is CheckState.GREEN
    if other:
        shipped_again(session, entry, other)
        assert get_check(session, instructor, SLUG).state is CheckState.GREEN
    shipped_again(session, entry, used[entry])
    found = get_check(session, instructor, SLUG)
    assert found.state is CheckState.STALE
    assert [slug for _room, slug in found.changed] == [used[entry]]
    [line] = [line for line in list_desk(session, instructor) if line.slug == SLUG]
    assert line.check.state is CheckState.STALE
    assert used[entry] in text_of(desk.get(f"/author/{SLUG}/check"))
    with pytest.raises(Invalid) as refused:
        authoring.publish(session, instructor, SLUG, document)
    [problem] = refused.value.problems
    assert problem.field == "reason"
    assert used[entry] in str(problem.values)
    answer = press(desk, f"/author/{SLUG}", "publish", "answer")
    assert "something that this question uses has changed" in text_of(answer)
    assert re.search(r'name="reason"[^>]*aria-invalid="true"', answer.text)
    assert 'name="part" value="answer"' in answer.text
    assert checked(session, instructor).state is CheckState.GREEN
    authoring.publish(session, instructor, SLUG, document)
    shipped_again(session, entry, used[entry])
    assert get_check(session, instructor, SLUG).state is CheckState.GREEN  # the same text once more
