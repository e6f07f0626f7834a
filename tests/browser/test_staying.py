"""What a person typed, set, or ran is still there after a change of language, a reload, Back, and signing in."""

import re

from playwright.sync_api import expect

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from tests.browser.conftest import NewVisitor, Visitor

INTERVIEW = "/questions/exploding-gradient-consequences/interview"
SAID = "The weights overflow,\nand become NaN."


def switch_language(visitor: Visitor) -> None:
    zh = visitor.page.locator("html").get_attribute("lang") == "zh-CN"
    visitor.page.locator(f"[data-language-choice] button[value={'en' if zh else 'zh'}]").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en" if zh else "zh-CN")


def wait_until_saved(visitor: Visitor) -> None:
    """Leave the field, as a person who turns to another window does; the server has the draft then."""
    with visitor.page.expect_response("**/drafts"):
        visitor.page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", {configurable: true, value: "hidden"});
                document.dispatchEvent(new Event("visibilitychange"));
                delete document.visibilityState;
            }"""
        )


def test_an_interview_keeps_its_words_and_its_clock(visitor: Visitor) -> None:
    visitor.open(INTERVIEW)
    answer = visitor.page.locator("textarea")
    answer.fill(SAID)
    clock = visitor.page.locator("[data-timer-shown]")
    expect(clock).to_be_visible()
    expect(clock).not_to_have_text("0:00")
    for leave in (lambda: switch_language(visitor), visitor.page.reload, lambda: visitor.open("/lab")):
        leave()
        if visitor.page.url.endswith("/lab"):
            visitor.page.go_back()
        expect(answer).to_have_value(SAID)
        expect(clock).to_be_visible()
        expect(clock).not_to_have_text("0:00")


def test_each_page_of_an_interview_stays_in_another_language_and_when_going_back(visitor: Visitor) -> None:
    visitor.open(INTERVIEW)
    visitor.page.locator("textarea").fill(SAID)
    visitor.page.locator(".interview-form button.button-primary").click()
    visitor.page.wait_for_url("**/points")
    ticks = visitor.page.locator("input[name=made]")
    expect(ticks.first).to_be_visible()
    is_found = ticks.first.is_checked()
    ticks.first.set_checked(not is_found)
    switch_language(visitor)
    assert visitor.page.url.endswith("/points")
    expect(ticks.first).to_be_checked(checked=not is_found)
    visitor.page.locator(".interview-form button.button-primary").click()
    visitor.page.wait_for_url(re.compile(r"/interviews/\d+$"))
    judged = visitor.page.url
    for _ in range(2):
        switch_language(visitor)
        assert visitor.page.url == judged
        expect(visitor.page.locator(".interview-said")).to_have_text(SAID)
        expect(visitor.page.locator(".interview-clock")).to_have_text(re.compile(r"\d:\d\d"))
    visitor.open(f"{INTERVIEW}?again")
    expect(visitor.page.locator("textarea")).to_have_value("")
    visitor.page.go_back()
    expect(visitor.page.locator(".interview-said")).to_have_text(SAID)
    visitor.open("/attempts")
    visitor.page.locator("tbody a").first.click()
    assert visitor.page.url == judged


def test_what_is_typed_is_there_after_signing_in_and_in_another_browser(
    new_visitor: NewVisitor, question: Question
) -> None:
    first, second = new_visitor("en"), new_visitor("zh")
    item = next(
        item
        for item in question.items
        if item.kind == "tensor_shape" and not isinstance(item, ParametricItem)
    )
    first.open(f"/questions/{question.slug}")
    first.give(item, ["time_steps", 7])
    wait_until_saved(first)
    first.open(INTERVIEW)
    first.page.locator("textarea").fill(SAID)
    wait_until_saved(first)
    first.sign_up("two-desks")
    second.sign_in("two-desks")
    second.open(INTERVIEW)
    expect(second.page.locator("textarea")).to_have_value(SAID)
    for visitor in (first, second):
        visitor.open(f"/questions/{question.slug}")
        expect(visitor.item(item).locator("input[name=answer]")).to_have_value("(time_steps, 7)")
    first.open(INTERVIEW)
    expect(first.page.locator("textarea")).to_have_value(SAID)
    first.page.locator(".interview-form button.button-primary").click()
    first.page.wait_for_url("**/points")
    second.page.reload()
    second.page.evaluate("sessionStorage.clear()")
    second.page.reload()
    expect(second.page.locator("textarea")).to_have_value("")
