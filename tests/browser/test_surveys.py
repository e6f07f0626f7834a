"""What can be asked about a run beyond its curves, in a real browser."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_lab import train


def ask(visitor: Visitor, tool: str) -> None:
    visitor.page.click(f"[data-tool={tool}]")
    expect(visitor.page.locator(f"#{tool}-heading")).to_be_focused()
    # It may have been computed before, in the other language.
    if not visitor.page.locator(".survey [data-state]").count():
        visitor.page.locator(".survey-ask button").first.click()
    expect(visitor.page.locator(".survey [data-state=finished]")).to_be_visible()


def test_the_tools_wait_for_a_run_and_then_find_a_fix(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    expect(visitor.page.locator("[data-tool=doctor]")).to_have_attribute("aria-disabled", "true")
    expect(visitor.page.locator("[data-until-run]")).to_be_visible()
    train(visitor)
    expect(visitor.page.locator("[data-until-run]")).to_be_hidden()
    ask(visitor, "doctor")
    first = visitor.page.locator(".doctor-table tbody tr").first
    expect(first.locator(".dot-healthy")).not_to_have_count(0)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    first.locator("button").click()
    expect(visitor.page.locator(".lab-legend .legend")).to_have_count(2)
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()


def test_the_seeds_come_in_while_they_are_computed(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-growth-over-layers")
    train(visitor)
    ask(visitor, "seeds")
    expect(visitor.page.locator(".seed-row .dot:not(.dot-unknown)")).to_have_count(40)


def test_a_map_is_walked_by_keyboard_and_a_cell_opens_its_run(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss?batch-size=8")
    train(visitor)
    ask(visitor, "map")
    cells = visitor.page.locator("button.cell")
    expect(cells).to_have_count(144)
    cells.first.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowDown")
    here = visitor.page.locator("button.cell:focus")
    expect(visitor.page.locator("[data-map-readout]")).to_have_text(here.get_attribute("title") or "–")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/lab/runs/*")
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()


def test_everything_recorded_is_drawn_when_it_is_asked_for(visitor: Visitor) -> None:
    visitor.open("/lab/clip-by-norm-or-value")
    train(visitor)
    figure = visitor.page.locator("[data-spread=update_ratio]")
    expect(figure).not_to_be_visible()
    visitor.page.locator("[data-more-charts] > summary").click()
    expect(figure.locator("canvas").first).to_be_visible()
    expect(figure.locator("svg path").nth(3)).to_be_attached()
