"""The pages of versions and regrades: from a wrong key to corrected scores, and back."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.models import Account, Attempt
from quizapp.services.published_bank import published_bank
from quizapp.services.regrade_work import do_work, has_work
from tests.quizapp.web.test_accounts import enter, send
from tests.regrading import answer, choice_in, give_key_to, hash_of, options_of, publish

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def corrected(session: Session, instructor: Account, client: FlaskClient) -> tuple[str, list[int]]:
    """The URL name of a question whose key was corrected, and three answers to it: the client is its author."""
    choice = choice_in(session)
    attempts = [answer(session, choice, given)[1].attempt_id for given in options_of(choice)]
    slug = publish(session, instructor, choice, give_key_to(options_of(choice)[1]))
    name = instructor.name
    session.rollback()
    enter(client, name)
    return slug, attempts


def page_of(client: FlaskClient, address: str) -> str:
    found = client.get(address, headers=ENGLISH)
    assert found.status_code == 200
    return found.get_data(as_text=True)


def test_from_a_corrected_key_to_corrected_scores_and_back(
    client: FlaskClient, session: Session, corrected: tuple[str, list[int]]
) -> None:
    slug, attempts = corrected
    assert f'href="/author/{slug}/regrade"' in page_of(client, f"/author/{slug}/history")
    before = hash_of(session)
    address = send(client, f"/author/{slug}/regrade", target="2").headers["Location"]
    assert "Cancel preview" in (waiting := page_of(client, address))
    assert f'hx-get="{address}"' in waiting  # it looks again
    assert "being made" in page_of(client, f"/author/{slug}/history")
    do_work(session)
    session.rollback()
    page = page_of(client, address)
    assert "hx-get" not in page.partition('id="regrade"')[2].partition(">")[0]
    assert "Regrade 3 answers" in page
    assert page.count("<tbody>") == 1
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest
    refused = send(client, f"{address}/apply", address, digest=digest[1], cause="key", reason=" ")
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    outdated = send(client, f"{address}/apply", address, digest="0" * 64, cause="key", reason="Wrong.")
    assert outdated.status_code == 409
    assert hash_of(session) == before
    form = {"digest": digest[1], "cause": "key", "reason": "Option B is right."}
    assert send(client, f"{address}/apply", address, **form).status_code == 302
    session.expire_all()
    assert [session.get_one(Attempt, each).score for each in attempts] == [0.0, 1.0, 0.0]
    session.rollback()
    history = page_of(client, f"/author/{slug}/history")
    assert "Option B is right." in history
    assert send(client, f"{address}/undo", address, reason="It was not.").status_code == 302
    assert "undone" in page_of(client, f"/author/{slug}/history")
    assert hash_of(session) == before


def test_a_preview_is_canceled(
    client: FlaskClient, session: Session, corrected: tuple[str, list[int]]
) -> None:
    slug, _ = corrected
    address = send(client, f"/author/{slug}/regrade").headers["Location"]
    assert send(client, f"{address}/cancel", address).status_code == 302
    assert client.get(address).status_code == 404
    assert not has_work(session)


def test_two_versions_are_compared_by_field_with_the_words_that_differ(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    choice = choice_in(session)

    def reword(item: dict[str, Any]) -> None:
        item["prompt"]["en"] = item["prompt"]["en"] + " Choose."

    slug = publish(session, instructor, choice, reword)
    name, place = instructor.name, published_bank(session).facts[choice.id].place
    session.rollback()
    enter(client, name)
    page = page_of(client, f"/author/{slug}/history/compare?before=1&after=2")
    assert "1 field differs." in page
    assert f"Exercise {place} › Prompt › English" in page
    assert re.search(r"<ins>\s*Choose\.</ins>", page)
    assert "<del>" not in page
    assert "The two versions do not differ." in page_of(
        client, f"/author/{slug}/history/compare?before=1&after=1"
    )
    assert client.get(f"/author/{slug}/history/compare?before=1&after=9").status_code == 404


def test_an_earlier_version_is_restored_as_a_draft_unless_somebody_saved_meanwhile(
    client: FlaskClient, session: Session, instructor: Account
) -> None:
    choice = choice_in(session)
    slug = publish(session, instructor, choice, give_key_to(options_of(choice)[1]))
    name = instructor.name
    session.rollback()
    enter(client, name)
    refused = send(client, f"/author/{slug}/history/1/restore", f"/author/{slug}/history", based_on="v1")
    assert refused.status_code == 422
    assert (
        send(
            client, f"/author/{slug}/history/1/restore", f"/author/{slug}/history", based_on="v2"
        ).status_code
        == 302
    )
    page = page_of(client, f"/author/{slug}/history/compare?before=1&after=draft")
    assert "The two versions do not differ." in page


def test_learners_see_neither_versions_nor_regrades(
    client: FlaskClient, session: Session, learner_account: Account
) -> None:
    slug, name = next(iter(published_bank(session).questions)), learner_account.name
    session.rollback()
    enter(client, name)
    for address in ("history", "history/compare", "regrade", "regrades/1"):
        assert client.get(f"/author/{slug}/{address}").status_code == 403
