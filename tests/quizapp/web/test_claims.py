"""The pages of the claims, and what question pages say of them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from quizapp.domain.claims.claim import Claim
from quizapp.kinds import right_answer
from quizapp.models import Origin, QuestionEntry
from quizapp.presentation.markdown import to_html, with_claims
from quizapp.services import question_bank
from quizapp.services.publication import publish_version
from tests.bank import bank


@pytest.fixture
def contradicted() -> Claim:
    return next(claim for claim in bank().claims if claim.verdict == "contradicted" and claim.tests)


def test_every_claim_has_a_page_with_its_counts(client: FlaskClient) -> None:
    for claim in bank().claims:
        for language in ("zh", "en"):
            page = client.get(f"/claims/{claim.slug}?lang={language}")
            assert page.status_code == 200, claim.slug
            assert "math-error" not in page.text, claim.slug
            records = [test.recorded for test in claim.tests if test.recorded]
            assert all(f"{each.as_claimed}<span>/{each.seeds}</span>" in page.text for each in records)
            assert page.text.count("data-seed=") == sum(each.seeds for each in records)


def test_the_index_is_narrowed_by_verdict_and_question(client: FlaskClient, contradicted: Claim) -> None:
    assert len(rows(client.get("/claims?lang=en").text)) == len(bank().claims)
    wrong = [claim.slug for claim in bank().claims if claim.verdict == "contradicted"]
    assert rows(client.get("/claims?verdict=contradicted").text) == wrong
    own = [claim.slug for claim in bank().claims if claim.question == contradicted.question]
    assert rows(client.get(f"/claims?question={contradicted.question}").text) == own
    assert "No claims match this filter." in client.get("/claims?question=no-such&lang=en").text


def rows(page: str) -> list[str]:
    return re.findall(r'class="claim-statement" href="/claims/([a-z0-9-]+)"', page)


def test_a_test_opens_in_the_lab_with_the_seed_asked_for(client: FlaskClient, contradicted: Claim) -> None:
    test = contradicted.tests[0]
    page = client.get(f"/claims/{contradicted.slug}/tests/{test.id}?seed=1007").text
    assert '"seed": 1007' in page
    assert 'value="1007"' in page
    fragment = client.get(f"/claims/{contradicted.slug}/tests/{test.id}", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert f'"seed": {test.typical_seed}' in fragment
    assert client.get(f"/claims/{contradicted.slug}/tests/no-such").status_code == 404


def test_an_item_shows_the_verdict_of_its_claims_where_it_mentions_them(
    client: FlaskClient, session: Session, contradicted: Claim
) -> None:
    question = question_bank.list_questions(session)[0].question
    body = question.model_dump(mode="json")
    mention = f"See [this](claim:{contradicted.slug})."
    item = {**body["items"][0], "claims": [contradicted.slug], "explanation": {"zh": mention, "en": mention}}
    changed = type(question).model_validate({**body, "items": [item, *body["items"][1:]]})
    entry = session.query(QuestionEntry).filter_by(slug=question.slug).one()
    publish_version(session, entry, changed, origin=Origin.SHIPPED)
    session.commit()
    key = right_answer(changed.items[0])
    answered = client.post(
        f"/api/v1/items/{item['id']}/attempts?lang=en", json={"answer": key}, headers=csrf(client)
    )
    assert answered.status_code == 201, answered.text
    assert [claim["slug"] for claim in answered.get_json()["claims"]] == [contradicted.slug]
    page = client.get(f"/questions/{question.slug}?lang=en").text
    assert re.search(
        rf'<a href="/claims/{contradicted.slug}"[^>]*>this</a>&nbsp;<span class="chip chip-contradicted">contradicted',
        page,
    )
    assert "claim-line" in page


def csrf(client: FlaskClient) -> dict[str, str]:
    page = client.get("/").text
    return {"X-CSRFToken": page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]}


def test_a_mention_becomes_a_link_and_other_links_stay() -> None:
    html = to_html("[a](claim:x-y) [b](https://example.org)")
    assert '<a href="/claims/x-y"' in html
    assert 'href="https://example.org"' in html
    marked = with_claims(html, {"x-y": to_html("MARK")})
    assert marked.index("MARK") > marked.index("/claims/x-y")
    assert "javascript" not in to_html("[a](claim:javascript:alert)").replace("/claims/javascript", "")
