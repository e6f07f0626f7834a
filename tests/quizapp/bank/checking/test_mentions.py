"""An item that rests on a claim that is not simply true mentions the claim in its explanation."""

from typing import Any

import pytest

from quizapp.bank.checking.mentions import mentions_in, problems_of_mentions
from quizapp.bank.questions import Question
from tests.bank import CLAIM_SLUGS, bank, claims
from tests.kinds import EXAMPLES


@pytest.fixture
def supported() -> str:
    return slug_of_a_claim("supported")


@pytest.fixture
def contradicted() -> str:
    return slug_of_a_claim("contradicted")


def slug_of_a_claim(verdict: str) -> str:
    return next(claim.slug for claim in bank().claims if claim.verdict == verdict)


def problems(**change: Any) -> list[str]:
    body = bank().questions[0].model_dump(mode="json")
    body |= {"claims": change.pop("rests_on", []), "answer": {"zh": "…", "en": "…"}}
    body["items"] = [{**body["items"][0], "claims": [], "explanation": body["answer"], **change}]
    return [str(problem) for problem in problems_of_mentions(Question.model_validate(body), claims())]


def explained(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def test_a_mention_is_a_link_to_a_claim() -> None:
    assert mentions_in("see [this](claim:a-b) and [that](https://x.example) [again](claim:c)") == {"a-b", "c"}


def test_a_supported_claim_may_be_named_without_a_word(supported: str) -> None:
    assert problems(claims=[supported]) == []


@pytest.mark.parametrize("missing", ["zh", "en"])
def test_a_claim_that_is_not_simply_right_must_be_mentioned_in_both_languages(
    missing: str, contradicted: str
) -> None:
    mention = f"[…](claim:{contradicted})"
    said = problems(claims=[contradicted], explanation={**explained(mention, mention), missing: "…"})
    assert len(said) == 1
    assert said[0].startswith(f"items.0.explanation.{missing}: The claim “{contradicted}”")
    assert problems(claims=[contradicted], explanation=explained(mention, mention)) == []


def test_a_claim_that_an_explanation_mentions_is_named_by_its_item(supported: str) -> None:
    mention = f"[…](claim:{supported})"
    said = problems(explanation=explained(mention, mention))
    assert said == [f"items.0.claims: The claim “{supported}” is mentioned in the text; list it here too."]
    assert problems(claims=[supported], explanation=explained(mention, mention)) == []


def test_an_unknown_claim_is_named_where_it_stands() -> None:
    said = problems(
        claims=["no-such"], rests_on=["nor-this"], explanation=explained("[x](claim:nor-that)", "x")
    )
    assert said == [
        "claims.0: The claim “nor-this” was not found.",
        "items.0.explanation.zh: The claim “nor-that” was not found.",
        "items.0.claims.0: The claim “no-such” was not found.",
    ]


@pytest.mark.parametrize("slug", CLAIM_SLUGS)
def test_every_claim_of_the_bank_is_recorded_and_has_the_verdict_that_follows(slug: str) -> None:
    claim = claims()[slug]
    assert all(test.is_recorded for test in claim.tests)
    assert claim.has_verdict_that_follows


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("supported", None),
        ("depends", None),
        ("contradicted", None),
        ("convention", "is a convention"),
        (None, "was not found"),
    ],
)
def test_a_claim_must_speak_against_the_option_that_contradicts_it(
    verdict: str | None, said: str | None
) -> None:
    slug = next((each.slug for each in claims().values() if each.verdict == verdict), "no-such-claim")
    body = bank().questions[0].model_dump(mode="json")
    body["items"] = [EXAMPLES["example-single"].model_dump(mode="json")]
    wrong = next(each for each in body["items"][0]["options"] if not each["correct"])
    wrong["contradicts"] = slug
    checked = Question.model_validate(body)
    found = [p for p in problems_of_mentions(checked, claims()) if p.field.endswith(".contradicts")]
    assert [said in str(problem) for problem in found] == ([] if said is None else [True])
