"""The way of a learner who comes back: the plan to the interview, what is next, and a card with its history."""

import re

import pytest
from playwright.sync_api import expect

from quizapp.bank.parametric.item import ParametricItem
from tests.browser.conftest import QUESTIONS, Visitor
from tests.days import in_days

QUESTION = QUESTIONS["exploding-gradient-diagnosis"]
ITEM = next(
    item
    for item in QUESTION.items
    if item.kind == "single_choice" and not isinstance(item, ParametricItem) and item.claims
)
DAYS = 30
ON_PLAN = {"en": f"{DAYS} days to go, and on plan", "zh": f"还有 {DAYS} 天，进度正常"}


@pytest.mark.both_languages
def test_who_comes_back_plans_to_the_interview_and_undoes_a_review(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(f"/questions/{QUESTION.slug}?item={ITEM.id}")
    visitor.answer_rightly(ITEM)
    visitor.open("/")
    expect(page.locator(".lead a.button-primary")).to_have_attribute("href", re.compile("#item-"))
    page.locator(".empty-chart a.button").click()
    expect(page.locator("input[name=zone]")).not_to_have_value("")
    page.locator("input[name=minutes_a_day]").fill("")
    on = in_days(DAYS)
    page.locator("input[name=interview_on]").fill(on.isoformat())
    page.locator("input[name=minutes_a_day]").fill("481")
    page.locator("input[name=minutes_a_day]").evaluate("field => field.removeAttribute('max')")
    page.locator(".plan-form button.button-primary").click()
    expect(page.locator("#minutes_a_day-error")).to_be_visible()
    expect(page.locator("input[name=interview_on]")).to_have_value(on.isoformat())
    page.locator("input[name=minutes_a_day]").fill("45")
    page.locator(".plan-form button.button-primary").click()
    expect(page.locator("h1")).to_have_text(ON_PLAN[visitor.language])
    visitor.open("/")
    expect(page.locator("h1")).to_have_text(ON_PLAN[visitor.language])
    expect(page.locator(".day-bars > li")).to_have_count(DAYS + 1)
    visitor.open("/plan/cards")
    page.locator(".card-rows a").first.click()
    expect(page.locator(".history > li")).to_have_count(1)
    page.locator(".history form[action$='/undo'] button").click()
    expect(page.locator(".history > li[data-undone]")).to_have_count(1)
    visitor.open("/plan/cards")
    expect(page.locator(".empty")).to_be_visible()


def test_the_plan_of_the_day_arrives_while_the_page_is_read(visitor: Visitor) -> None:
    """The page is there at once; its plan is made after it and replaces it."""
    visitor.open("/plan")
    on = in_days(DAYS)
    token = visitor.page.locator("meta[name=csrf-token]").get_attribute("content")
    sent = {
        "csrf_token": token or "",
        "interview_on": on.isoformat(),
        "minutes_a_day": "45",
        "zone": "UTC",
        "boundary_hour": "4",
    }
    # The preferences are stored, and the page that would make the plan is not followed.
    visitor.page.request.post(f"{visitor.address}/plan", form=sent, max_redirects=0)
    visitor.page.goto(f"{visitor.address}/")
    expect(visitor.page.locator("h1")).to_have_text(ON_PLAN[visitor.language])
    expect(visitor.page.locator(".day-bars > li")).to_have_count(DAYS + 1)
