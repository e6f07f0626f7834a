"""A claim is run again before the reader's eyes: one seed, then all of them."""

from playwright.sync_api import expect

from quizapp.domain.claims.claim import Claim, ClaimTest
from tests.browser.conftest import BANK, Visitor

CLAIM: Claim = next(claim for claim in BANK.claims if claim.slug == "smaller-batch-helps")
TEST: ClaimTest = CLAIM.tests[0]


def test_a_seed_is_run_beside_the_claim_and_judged(visitor: Visitor) -> None:
    assert TEST.recorded is not None
    visitor.open(f"/claims/{CLAIM.slug}")
    seed, is_as_claimed = TEST.recorded.marks[-1]
    visitor.page.locator(f"#{TEST.id} [data-seed='{seed}']").click()
    outcome = visitor.page.locator(".drawer [data-outcome]")
    expect(outcome).to_have_attribute("data-outcome", "yes" if is_as_claimed else "no")
    expect(outcome).to_contain_text(str(seed))
    expect(visitor.page.locator(".drawer [data-measured]")).to_have_count(len(TEST.predicate))
    visitor.page.locator(".drawer [name=seed]").fill("5")
    visitor.page.locator(".drawer [data-run]").click()
    expect(outcome).to_contain_text(" 5")


def test_all_recorded_seeds_are_run_again_and_counted(visitor: Visitor) -> None:
    """Of a test that comes out the same on every processor."""
    claim = next(claim for claim in BANK.claims if claim.slug == "l1-is-absolute-l2-is-squared")
    test = claim.tests[0]
    record = test.recorded
    assert record is not None
    visitor.open(f"/claims/{claim.slug}")
    place = visitor.page.locator(f"#{test.id}")
    place.locator("[data-all-seeds]").click()
    expect(place.locator("[data-all-seeds]")).to_be_disabled()
    expect(place.locator("[data-all-seeds]")).to_be_enabled()
    expect(place.locator(".seed-waiting")).to_have_count(0)
    expect(place.locator(".seed-yes")).to_have_count(record.as_claimed)
    expect(place.locator("[data-all-seeds-state]")).to_contain_text(str(record.seeds))
