"""How the tour comes to the pages of an exam."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

EVERY_KIND = {"zh": "每种题型各一道。", "en": "One item of each kind."}
BEGIN = "form[action$=sittings] button"
FINISH = "[data-finish]"
SUBMIT = "form[action$=submit]:visible button"


def exam(*selectors: str) -> Callable[[Visitor], None]:
    """An exam with every kind of exercise, all shown at once; then click what the selectors name."""

    def go(visitor: Visitor) -> None:
        visitor.open("/exams/new")
        visitor.page.locator("[name=selection][value=fixed]").check()
        chosen = visitor.page.locator("details", has_text=EVERY_KIND[visitor.language])
        chosen.locator("summary").click()
        for box in chosen.locator("input[type=checkbox]").all():
            box.check()
        visitor.page.locator(".exam-form .button-primary").click()
        for selector in selectors:
            visitor.page.locator(selector).first.click()
        if selectors[-1:] == (BEGIN,):
            expect(visitor.page.locator("[data-exam][data-awake]")).to_be_visible()
            show_all = "document.querySelectorAll('[data-asked]').forEach(each => each.hidden = false)"
            visitor.page.evaluate(show_all)

    return go


def at(address: str, *selectors: str) -> Callable[[Visitor], None]:
    def go(visitor: Visitor) -> None:
        visitor.open(address)
        for selector in selectors:
            visitor.page.locator(selector).first.click()

    return go


# Name, endpoint, and how to come there.
EXAM_STOPS = [
    ("exams before any", "exams.index", at("/exams")),
    ("a new exam", "exams.new", at("/exams/new")),
    ("a new exam refused", "exams.new", at("/exams/new", "[value=counts]", ".exam-form .button-primary")),
    ("an exam to begin", "exams.show", exam()),
    ("an exam", "sittings.show", exam(BEGIN)),
    ("an exam to submit", "sittings.finish", exam(BEGIN, FINISH)),
    ("the result of an exam", "sittings.result", exam(BEGIN, FINISH, SUBMIT)),
    ("exams", "exams.index", at("/exams")),
]
