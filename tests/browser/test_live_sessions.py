"""A live session: the projector and a phone, each in a browser of their own, without anybody reloading a page."""

import re

from playwright.sync_api import expect

from quizapp.domain.text import Language
from tests.browser.conftest import NewVisitor
from tests.serving import Server

PRIMARY = "main .button-primary"
ITEM = "recovering-from-nan"


def test_a_class_votes_discusses_votes_again_and_sees_the_refutation(
    new_visitor: NewVisitor, own_server: Server, language: Language
) -> None:
    teacher, phone = (new_visitor(language, own_server.address) for _ in range(2))
    teacher.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    teacher.open("/classes/new")
    teacher.page.locator("#title").fill("Fall")
    teacher.page.locator(PRIMARY).click()
    home = re.sub("/members$", "", teacher.page.url)
    teacher.page.goto(f"{home}/settings")
    teacher.page.locator("#admits_guests").check()
    teacher.page.locator(PRIMARY).click()
    teacher.page.goto(f"{home}/live/new?item={ITEM}&title=Friday")
    teacher.page.locator(PRIMARY).click()
    projector, address = teacher.page, f"http://{teacher.page.locator('.live-address').inner_text().strip()}"

    page = phone.page
    page.goto(address)
    page.locator("#nickname").fill("Fox")
    page.locator(PRIMARY).click()
    expect(projector.locator("[data-live-joined]")).to_have_text("1")
    for number, option in enumerate(("clipping-rescues", "stays-nan")):
        projector.keyboard.press("v" if number else "Space")
        page.locator(f"form.item-form [value={option}]").check()
        page.locator("[data-submit]").click()
        expect(page.locator(".live-sent")).to_be_visible()
        expect(projector.locator("[data-live-answered]")).to_have_text("1")
        page.reload()
        expect(page.locator(".live-sent")).to_be_visible()
        projector.keyboard.press("Space")
        expect(projector.locator(".live-locked")).to_be_visible()
    projector.keyboard.press("Space")
    expect(projector.locator(".live-bar.is-right .live-bar-count").last).to_contain_text("1 / 1")
    expect(page.locator(".result")).to_be_visible()
    projector.keyboard.press("Space")
    expect(projector.locator(".live-drawer [data-lab]")).to_be_visible()
    projector.locator("button[value=end]").click()
    expect(page.locator(".live-ended a[href*='/work/attempts/']")).to_be_visible()
