"""A mock interview as a person goes through it: nothing that was typed is lost, and a claim is answered with a run."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_staying import switch_language

SAID = {
    "en": "I would use an LSTM, which solves the exploding gradient problem.",
    "zh": "可以改用 LSTM，这样梯度就不会爆炸了。",
}


def send(visitor: Visitor) -> None:
    """Send, and wait for what is asked next."""
    room = visitor.page.locator("[data-room]")
    position = room.get_attribute("data-position")
    visitor.page.locator("#room-form [value=send]").click()
    expect(visitor.page.locator(f"[data-room][data-position='{position}']")).to_have_count(0)


def test_an_interview_from_the_first_key_to_the_report(visitor: Visitor) -> None:
    page, said = visitor.page, SAID[visitor.language]
    visitor.open("/interviews")
    page.locator("input[name=role][value=junior]").check()
    page.locator(".interviews-start .button-primary").click()
    answer, kept = page.locator("[data-room-answer]"), page.locator("[data-room-kept]")
    expect(page.locator("[data-room-clock]")).to_have_text(re.compile(r"^(10:00|9:5\d)$"))

    with page.expect_response("**/keep"):
        answer.press_sequentially(said[:20])
    for leave in (page.reload, lambda: switch_language(visitor), lambda: switch_language(visitor)):
        leave()
        expect(answer).to_have_value(said[:20])
    page.context.set_offline(True)
    answer.fill(said)
    expect(kept).not_to_be_empty()
    with page.expect_response("**/keep"):
        page.context.set_offline(False)
    page.reload()
    expect(answer).to_have_value(said)

    answer.press("Control+Enter")
    expect(page.locator("[data-room][data-position='1']")).to_be_visible()
    answer.fill("…")
    send(visitor)
    expect(page.locator("[data-room-run] [data-state=finished]")).to_be_visible()
    expect(page.locator("[data-room-run] [data-plot] svg").first).to_be_visible()
    assert Axe().run(page).violations_count == 0
    answer.fill("…")
    send(visitor)
    page.locator("#room-form [value=skip]").click()
    page.locator("#room-form input[value='70']").check()
    page.locator("#room-form [value=send]").click()
    expect(page.locator(".span-wrong").first).to_be_visible()
    page.locator(".judging-points .button-primary").click()
    expect(page.locator(".correction")).to_be_visible()
    expect(page.locator(".report-points li")).not_to_have_count(0)
    expect(page.locator(".report-chart [data-plot] svg").first).to_be_visible()
    assert Axe().run(page).violations_count == 0
