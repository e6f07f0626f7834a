"""Practicing with the keyboard: a session from its first exercise to its summary, and the page of a question."""

from playwright.sync_api import expect

from quizapp.kinds.single_choice.model import SingleChoice
from tests.bank import items, questions
from tests.browser.conftest import NewVisitor, Visitor

HINTED = [item for item in items() if isinstance(item, SingleChoice) and item.hints][:2]
QUESTION = next(slug for slug, each in questions().items() if HINTED[0] in each.items)


def choose(visitor: Visitor, item: SingleChoice, right: bool) -> None:
    """Press the number of an option."""
    values = visitor.item(item).locator(".option input").evaluate_all("all => all.map(each => each.value)")
    is_right = {option.id: option.correct for option in item.options}
    place = next(number for number, value in enumerate(values, start=1) if is_right[value] == right)
    visitor.page.keyboard.press(str(place))
    expect(visitor.item(item).locator(f".option input[value='{values[place - 1]}']")).to_be_checked()


def test_a_session_is_walked_with_the_keyboard_and_goes_on_after_leaving(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open(f"/practice?item={HINTED[0].id}&item={HINTED[1].id}")
    keys.press("Enter")
    expect(page.locator(".strip-cell[aria-current]")).to_have_text("1")
    choose(visitor, HINTED[0], right=False)
    page.locator(".segments label").nth(2).click()
    keys.press("Enter")
    not_yet = page.locator("[data-not-yet]")
    expect(not_yet).to_be_focused()
    expect(not_yet).to_contain_text(visitor.say(HINTED[0].hints[0])[:10])
    assert not page.locator("[data-result], .chip-right, .option-right").count()

    visitor.open("/")  # leaves, and comes back by the address of the session
    page.go_back()
    address = page.url.rpartition("/")[0]
    page.goto(address)
    expect(not_yet).to_be_visible()
    choose(visitor, HINTED[0], right=True)
    keys.press("Enter")
    expect(page.locator("[data-result]")).to_be_focused()
    expect(page.locator(".strip-cell .mark-right")).to_have_count(1)
    expect(page.locator(".review-line [aria-pressed=true]")).to_have_attribute("value", "2")

    keys.press("Enter")
    page.wait_for_url(f"{address}/2")
    keys.press("h")
    expect(page.locator(".hint-text").first).to_be_focused()
    keys.press("k")
    page.wait_for_url(f"{address}/1")
    page.goto(f"{address}/2")
    choose(visitor, HINTED[1], right=True)
    keys.press("Enter")
    expect(page.locator("[data-result]")).to_be_visible()
    keys.press("Enter")
    page.wait_for_url(f"{address}/summary")
    expect(page.locator(".item-lines > li")).to_have_count(2)


def test_the_keys_are_listed_and_can_be_turned_off(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(f"/questions/{QUESTION}")
    page.keyboard.press("?")
    dialog = page.locator("[data-shortcuts]")
    expect(dialog).to_be_visible()
    dialog.locator("[data-shortcuts-off]").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    visitor.open(f"/questions/{QUESTION}")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.locator("[data-show-shortcuts]").click()
    expect(dialog).to_be_visible()


def test_only_the_exercise_in_focus_is_unfolded(visitor: Visitor) -> None:
    page, first = visitor.page, questions()[QUESTION].items[0]
    visitor.open(f"/questions/{QUESTION}")
    unfolded = page.locator("details.item-fold[open]")
    expect(unfolded).to_have_count(1)
    page.keyboard.press("j")
    expect(unfolded).to_have_count(1)
    expect(page.locator(f"#item-{first.id} details.item-fold")).to_have_js_property("open", False)
    page.locator(f"[data-landmark='{first.id}']").click()
    expect(page.locator(f"#item-{first.id} details.item-fold")).to_have_js_property("open", True)
    expect(unfolded).to_have_count(1)
    assert page.url.endswith(f"#item-{first.id}")


def test_folded_exercises_are_open_on_paper(visitor: Visitor) -> None:
    visitor.open(f"/questions/{QUESTION}")
    folded = visitor.page.locator("details.item-fold:not([open]) > .item-prompt")
    expect(folded).not_to_have_count(0)
    for media, is_visible in (("screen", False), ("print", True)):
        visitor.page.emulate_media(media=media)
        for prompt in folded.all():
            expect(prompt).to_be_visible(visible=is_visible)


def test_on_a_phone_the_lab_is_a_sheet_that_closes_and_lets_the_page_scroll(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", viewport={"width": 390, "height": 844})
    page = visitor.page
    visitor.open(f"/questions/{QUESTION}")
    link = page.locator(".in-focus [data-run-it]")
    sheet = page.locator("[data-drawer]")
    for close in (
        lambda: sheet.get_by_role("button", name="Close").click(),
        lambda: page.keyboard.press("Escape"),
    ):
        link.evaluate("e => e.click()")
        expect(sheet).to_have_css("position", "fixed")
        expect(sheet.locator("h2").first).to_be_focused()
        page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        assert page.evaluate("scrollY") > 0
        expect(sheet.locator("h2").first).to_be_in_viewport()
        close()
        expect(sheet).to_have_css("position", "static")
        expect(link).to_be_focused()
        expect(sheet.locator("[data-lab]")).to_be_visible()


def test_keys_do_nothing_in_a_field(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/questions")
    number = next(
        (slug, item) for slug, each in questions().items() for item in each.items if item.kind == "numeric"
    )
    visitor.open(f"/questions/{number[0]}?item={number[1].id}")
    field = page.locator(f"#item-{number[1].id} input[name=answer]")
    field.focus()
    page.keyboard.type("1j?")
    expect(field).to_have_value("1j?")
    expect(page.locator("[data-shortcuts]")).to_be_hidden()
    field.fill("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-result], [data-not-yet]").first).to_be_visible()
