"""An exam as a person takes it: every field is saved, also over a lost connection, a reload, and in two tabs."""

import re
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewVisitor, Visitor
from tests.exams import STATIC, WITH_NUMBERS

START = "form[action$=sittings] button"


@pytest.fixture
def begun(new_visitor: NewVisitor, language: Any) -> Visitor:
    """Someone who has just started an exam of two exercises."""
    visitor = new_visitor(language)
    page = visitor.page
    visitor.open("/exams/new")
    page.locator("[name=selection][value=fixed]").check()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for item in (STATIC, WITH_NUMBERS):
        page.locator(f"[name=items][value={item}]").check()
    page.locator(".exam-form .button-primary").click()
    page.locator(START).click()
    expect(page.locator("[data-exam][data-awake]")).to_be_visible()
    return visitor


def asked(page: Page, position: int) -> Any:
    return page.locator(f"[data-asked='{position}']")


def saved(page: Page, position: int) -> None:
    expect(asked(page, position).locator("[data-save-state]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))


def test_an_outage_loses_nothing_and_two_tabs_give_one_answer(begun: Visitor) -> None:
    page, context = begun.page, begun.page.context
    asked(page, 1).locator("label.option").nth(1).click()
    saved(page, 1)
    asked(page, 1).locator("[data-go=next]").click()
    expect(asked(page, 2)).to_be_visible()
    expect(page).to_have_url(re.compile(r"item=2$"))

    context.set_offline(True)
    asked(page, 2).locator("[name=answer]").fill("2.5")
    expect(page.locator("[data-exam-offline]")).to_be_visible()
    context.set_offline(False)
    saved(page, 2)
    expect(page.locator("[data-exam-offline]")).to_be_hidden()

    context.set_offline(True)
    asked(page, 2).locator("[name=answer]").fill("2.75")
    expect(page.locator("[data-exam-offline]")).to_be_visible()
    address = page.url
    with pytest.raises(PlaywrightError):
        page.reload()  # nothing of an exam is kept to be read offline, but what was typed is kept
    page.close()  # nor could the browser send anything before it died
    context.set_offline(False)
    again = begun.page = context.new_page()
    again.goto(address)
    expect(asked(again, 2).locator("[name=answer]")).to_have_value("2.75")
    saved(again, 2)

    tab = context.new_page()
    tab.goto(address)
    expect(tab.locator("[data-exam][data-awake]")).to_be_visible()
    expect(asked(tab, 2).locator("[name=answer]")).to_have_value("2.75")
    asked(again, 2).locator("[name=answer]").fill("3")
    saved(again, 2)
    expect(asked(tab, 2).locator("[name=answer]")).to_have_value("3")
    expect(asked(tab, 2).locator("[data-elsewhere]")).to_be_visible()

    asked(again, 2).locator("[data-go=finish]").click()
    again.locator("form[action$=submit]:not([hidden]) button").click()
    expect(again.locator(".exam-result")).to_be_visible()
    expect(again.locator(".exam-graded")).to_have_count(2)
    again.go_back()
    expect(again.locator(".exam-result")).to_be_visible()  # what is over stays over
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('exam:')).length") == 0
    asked(tab, 2).locator("[name=answer]").fill("4")
    expect(tab.locator(".exam-result")).to_be_visible()


def test_the_strip_shows_what_is_answered_and_flagged_and_leads_to_each(begun: Visitor) -> None:
    page = begun.page
    cell = page.locator(".strip-cell")
    expect(cell.nth(0).locator(".mark-focus")).to_be_visible()
    asked(page, 1).locator("label.option").first.click()
    expect(cell.nth(0).locator(".mark-answered")).to_be_visible()
    asked(page, 1).locator("[data-go=flag]").click()
    expect(cell.nth(0)).to_have_attribute("data-flagged", "")
    cell.nth(1).click()
    expect(asked(page, 2)).to_be_visible()
    expect(asked(page, 1)).to_be_hidden()
    page.go_back()
    expect(asked(page, 1)).to_be_visible()
    expect(asked(page, 1).locator("[data-go=flag]")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator(".strip-cell[data-flagged]")).to_have_count(1)
    expect(page.locator(".strip-cell .mark-answered")).to_have_count(1)
