"""A control that is on the page works before its script has come, and without one; a message is where the eyes are."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import QUESTIONS, NewVisitor, Visitor

ORDERED = next((q, item) for q in QUESTIONS.values() for item in q.items if item.kind == "ordering")


def entries(place: Locator) -> list[str]:
    found: list[str] = place.locator("[data-entry]").evaluate_all(
        "all => all.map(each => each.dataset.entry)"
    )
    return found


def test_entries_are_put_in_order_without_a_script(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("zh", java_script_enabled=False)
    question, item = ORDERED
    visitor.open(f"/questions/{question.slug}?item={item.id}")
    before = entries(visitor.item(item))
    visitor.item(item).locator("[data-move=down]").first.click()
    expect(visitor.item(item)).to_be_in_viewport()
    assert entries(visitor.item(item)) == [before[1], before[0], *before[2:]]
    visitor.submit_finally(item)
    expect(visitor.item(item).locator("[data-result]")).to_be_visible()


@pytest.mark.parametrize("path", ["/lab/mlp-nan-loss?gain=1.5", "/claims/{claim}"])
def test_the_labs_button_runs_without_a_script(new_visitor: NewVisitor, path: str) -> None:
    visitor = new_visitor("en", java_script_enabled=False)
    if "claim" in path:
        visitor.open("/claims")
        visitor.page.locator(".claim-statement").first.click()
        visitor.page.locator("a[href*='/tests/']").first.click()
    else:
        visitor.open(path)
    visitor.page.locator(".run-bar [data-run]").click()
    visitor.page.wait_for_url("**/lab/runs/*")
    expect(visitor.page.locator(".run-state")).not_to_have_text("Ready")


def test_a_button_pressed_before_its_script_came_is_pressed_when_it_has_come(visitor: Visitor) -> None:
    held: list[Route] = []
    visitor.page.route("**/dist/app-*.js", lambda route: held.append(route))
    with visitor.page.expect_request("**/dist/app-*.js"):
        visitor.page.goto(
            f"{visitor.address}/questions/exploding-gradient-consequences/interview", wait_until="commit"
        )
    visitor.page.locator("[data-timer]").click()
    held[0].continue_()
    expect(visitor.page.locator("[data-timer-shown]")).to_be_visible()


def test_a_setting_that_is_refused_is_shown_wherever_the_button_was(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    depth = visitor.page.locator('[name="baseline.network.depth"]')
    depth.fill("0")
    visitor.page.locator("#lab-settings [name=run]").click()
    expect(depth).to_be_focused()
    expect(depth).to_be_in_viewport()
    expect(visitor.page.locator('[id="set-baseline.network.depth-error"]')).to_be_in_viewport()


def test_a_document_that_is_no_json_is_shown_with_its_error(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    visitor.page.locator(".settings-import > summary").click()
    visitor.page.locator("#document").fill("{")
    visitor.page.locator(".settings-import button").click()
    expect(visitor.page.locator("#document")).to_be_focused()
    expect(visitor.page.locator("#document-errors")).to_be_in_viewport()


def test_a_value_in_the_address_that_cannot_be_used_is_said_to_be_so(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss?gain=99")
    expect(visitor.page.locator("[data-knob=gain] [data-knob-error]")).to_contain_text("99")


def test_a_form_is_stored_although_its_session_has_expired(visitor: Visitor) -> None:
    visitor.open("/questions/exploding-gradient-consequences/interview")
    visitor.page.locator("textarea").fill("Still here.")
    visitor.page.context.clear_cookies()
    visitor.page.locator(".interview-form button.button-primary").click()
    visitor.page.wait_for_url("**/points")
    expect(visitor.page.locator(".interview-said")).to_have_text("Still here.")
