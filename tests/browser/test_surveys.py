"""What can be asked about a run beyond its curves, in a real browser."""

import json
import urllib.request

from playwright.sync_api import expect

from tests.browser.conftest import SCENARIOS, Visitor
from tests.browser.test_lab import train


def open_short_run(visitor: Visitor) -> None:
    """A finished run of so few updates that hundreds like it take little time."""
    scenario = SCENARIOS["mlp-nan-loss"]
    arms = (scenario.baseline, scenario.treated)
    experiments = [arm.experiment.model_dump(mode="json") | {"steps": 12} for arm in arms]
    body = json.dumps({"experiments": experiments}).encode()
    address, headers = f"{visitor.address}/api/v1/runs", {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
        visitor.open(f"/lab/runs/{json.load(answer)['id']}")
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()


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
    open_short_run(visitor)
    ask(visitor, "seeds")
    expect(visitor.page.locator(".seed-row .dot:not(.dot-unknown)")).to_have_count(40)


def test_a_map_is_walked_by_keyboard_and_a_cell_opens_its_run(visitor: Visitor) -> None:
    open_short_run(visitor)
    ask(visitor, "map")
    cells = visitor.page.locator("button.cell")
    expect(cells).to_have_count(144)
    visitor.page.mouse.move(0, 0)  # off the cells, which tell what is under the pointer, too
    cells.first.focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowDown")
    here = visitor.page.locator("button.cell:focus")
    expect(visitor.page.locator("[data-map-readout]")).to_have_text(here.get_attribute("title") or "–")
    before = visitor.page.url
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(lambda url: url != before)
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()
    expect(visitor.page.locator("h1")).to_contain_text("MLP")
    visitor.page.go_back()
    expect(cells).to_have_count(144)
    visitor.page.go_forward()
    visitor.page.locator(".breadcrumb a").last.click()
    expect(cells).to_have_count(144)


def test_everything_recorded_is_drawn_when_it_is_asked_for(visitor: Visitor) -> None:
    visitor.open("/lab/clip-by-norm-or-value")
    train(visitor)
    figure = visitor.page.locator("[data-spread=update_ratio]")
    expect(figure).not_to_be_visible()
    visitor.page.locator("[data-more-charts] > summary").click()
    expect(figure.locator("canvas").first).to_be_visible()
    expect(figure.locator("svg path").nth(3)).to_be_attached()
