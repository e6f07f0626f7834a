"""A run becomes a scenario before the eyes of its author: the counts over seeds arrive without a reload."""

from playwright.sync_api import expect

from quizapp.domain.text import Language
from tests.browser.conftest import NewVisitor
from tests.browser.lab_stops import small_run
from tests.browser.making_stops import make_scenario, press
from tests.serving import Server


def test_a_scenario_is_made_from_a_run_checked_and_published(
    new_visitor: NewVisitor, own_server: Server, language: Language
) -> None:
    author = new_visitor(language, own_server.address)
    author.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    author.open(f"/lab/runs/{small_run(author)}")
    author.page.locator(".run-papers a[href*='/author/scenarios/new']").click()
    make_scenario(author, "tiny-clipping")
    press(author, "check")
    loads = author.page.evaluate("performance.timeOrigin")
    expect(author.page.locator("#check-0 .chip-right")).to_be_visible()
    expect(author.page.locator("#making-buttons [value=publish].button-primary")).to_be_visible()
    assert author.page.evaluate("performance.timeOrigin") == loads
    press(author, "publish")
    author.open("/lab/tiny-clipping")
    expect(author.page.locator("h1")).to_be_visible()
    expect(author.page.locator("[data-cost]")).not_to_be_empty()
