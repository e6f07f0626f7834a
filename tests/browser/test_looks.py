"""Every page in both themes: accessible, by keyboard, and on a phone. How it looks is in test_appearance.py."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from quizapp.bank.questions import Question
from tests.browser.conftest import IN_BOTH, NewVisitor

PAGES = [
    "/",
    "/topics/exploding-gradients",
    "/questions/lstm-inputs-outputs",
    "/lab",
    "/lab/mlp-growth-over-layers",
    "/lab/inside?scenario=lstm-shapes&experiment=1",
    "/claims",
    "/claims/smaller-batch-helps",
    "/claims/smaller-batch-helps/tests/mean-loss",
    "/work",
    "/sign-in",
    "/sign-up",
    "/no-such-page",
]
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(new_visitor: NewVisitor, scheme: str) -> None:
    """In the suite, every second page in either theme."""
    visitor = new_visitor("zh" if scheme == "dark" else "en", color_scheme=scheme)
    for path in PAGES if IN_BOTH else PAGES[scheme == "dark" :: 2]:
        visitor.open(path)
        found = Axe().run(visitor.page)
        assert found.violations_count == 0, f"{path} {scheme}: {found.generate_report()}"


def test_an_answered_question_fits_a_phone_and_is_accessible(
    new_visitor: NewVisitor, question: Question
) -> None:
    visitor = new_visitor("zh", viewport=PHONE)
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(next(item for item in question.items if item.kind == "tensor_shape"))
    visitor.page.locator("#answer-gate a").click()
    expect(visitor.page.locator("#model-answer math").first).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(visitor.page).violations_count == 0


def test_an_on_call_case_and_its_result_fit_a_small_phone_and_are_accessible(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", viewport={"width": 320, "height": 700})
    visitor.open("/on-call")
    page = visitor.page
    page.locator("main .lead .button-primary").click()
    page.locator("#measure-loss").click()
    expect(page.locator("#evidence-loss")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Give up and show the cause").click()
    expect(page.locator("#other-fixes")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    visitor.open("/on-call")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_skip_link_comes_first_and_every_stop_of_the_keyboard_can_be_seen(
    new_visitor: NewVisitor,
) -> None:
    visitor = new_visitor("en")
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(".skip-link")).to_be_focused()
    for _ in range(12):
        visitor.page.keyboard.press("Tab")
        outline = visitor.page.evaluate(
            "(e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow })(document.activeElement)"
        )
        assert outline != "nonenone"


def test_the_policy_allows_no_foreign_or_inline_code(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en")
    response = visitor.page.goto(visitor.address)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_the_docs_of_the_api_lead_to_each_operation(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en")
    visitor.open("/api/docs")
    visitor.page.get_by_role("link", name="GET /api/v1/runs/{run}/events", exact=True).click()
    expect(visitor.page.locator("article:target h3")).to_be_in_viewport()


def test_the_chosen_theme_is_kept(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", color_scheme="light")
    visitor.open("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = visitor.page.evaluate(ground)
    visitor.page.locator("header [value=dark]").first.click()
    visitor.page.reload()
    assert visitor.page.evaluate(ground) != light


def test_on_paper_there_is_only_the_content_with_its_colors(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", color_scheme="dark")
    visitor.page.emulate_media(media="print")
    visitor.open("/claims/smaller-batch-helps")
    expect(visitor.page.locator("h1")).to_be_visible()
    for name in (".site-header", ".site-footer", "[data-all-seeds]", ".run-it"):
        expect(visitor.page.locator(name).first).to_be_hidden()
    style = "e => { const s = getComputedStyle(e); return [s.printColorAdjust, s.colorScheme] }"
    assert visitor.page.locator(".seed").first.evaluate(style) == ["exact", "light"]
