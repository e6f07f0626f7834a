"""The page of a scenario: its first chart above the fold, its keys, and what it shows before and between runs."""

import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import BANK, NewVisitor, Visitor
from tests.browser.test_lab import train
from tests.waiting import wait_until

SCENARIO = "rnn-oscillation"


def test_the_first_chart_its_symptoms_and_every_control_are_above_the_fold(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    visitor.open(f"/lab/{SCENARIO}")
    figure = visitor.page.locator(".figure-lead")
    box = figure.bounding_box()
    assert box is not None
    assert box["y"] <= 176
    for place in (".figure-lead .chart", "[data-track]", "[data-run]", "[data-knob] >> nth=-1"):
        found = visitor.page.locator(place).bounding_box()
        assert found is not None
        assert found["y"] + found["height"] <= 800, place
    expect(visitor.page.locator("details.lab-story")).not_to_have_attribute("open", "")
    assert len(visitor.page.locator(".lab-story > summary").inner_text()) > 10


def test_the_keys_move_the_step_open_a_tool_and_go_to_the_neighbor(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    page.locator("h1").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-cursor]")).to_have_value("198")
    page.keyboard.press("2")
    expect(page.locator("[data-tool-panel] .survey")).to_be_visible()
    page.locator("[data-knob=gain] input").focus()
    page.keyboard.press("]")  # nothing happens while a field has the focus
    page.locator("h1").focus()
    page.keyboard.press("]")
    page.wait_for_url(f"**/lab/{BANK.scenarios[1].slug}*")


def test_the_button_that_runs_becomes_the_one_that_stops(visitor: Visitor) -> None:
    page = visitor.page
    held: list[Route] = []
    page.route("**/api/v1/runs?*", lambda route: held.append(route))
    visitor.open(f"/lab/{SCENARIO}?learning-rate=0.25")
    page.locator("[data-run]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-run]")).to_be_hidden()
    expect(page.locator("[data-cancel]")).to_be_focused()
    wait_until(lambda: page.wait_for_timeout(20) or bool(held))
    held[0].continue_()
    expect(page.locator("[data-state=finished]")).to_be_visible()
    expect(page.locator("[data-run]")).to_be_focused()
    expect(page.locator("[data-cancel]")).to_be_hidden()


def test_the_run_before_stays_faded_until_the_new_one_has_come_as_far(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    faded = page.locator("[data-chart=loss] path[stroke-opacity='0.3']")
    expect(faded).to_have_count(0)
    held: list[Route] = []
    passes: list[bool] = []
    page.route(re.compile("/events"), lambda route: route.continue_() if passes else held.append(route))
    page.locator("[data-knob=gain] input").fill("1.1")
    page.locator("[data-run]").click()
    expect(faded).not_to_have_count(0)
    passes.append(True)
    for route in held:
        route.continue_()
    expect(page.locator("[data-state=finished]")).to_be_visible()
    expect(faded).to_have_count(0)


def test_a_free_lab_has_a_sketch_until_it_has_charts_with_data(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/lab/new")
    expect(page.locator(".lab-sketch")).to_be_visible()
    expect(page.locator(".figure:visible")).to_have_count(0)
    page.locator(".run-bar [data-run]").click()
    expect(page.locator("[data-state=finished]")).to_be_visible()
    expect(page.locator(".lab-sketch")).to_be_hidden()
    expect(page.locator("[data-chart=loss] svg path").first).to_be_attached()
    expect(page.locator("[data-chart=clip_cosine]:visible")).to_have_count(0)


def test_a_guess_shows_one_arm_and_is_judged_by_the_run(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en")
    page = visitor.page
    visitor.open("/lab/mlp-nan-loss?guess=1")
    expect(page.locator(".recorded-baseline").first).to_be_visible()
    expect(page.locator(".recorded-treated")).to_have_count(0)
    expect(page.locator(".lab-notes")).to_be_hidden()
    page.locator("[data-guess] input[value=lower]").check()
    train(visitor)
    expect(page.locator("[data-guess-verdict]")).to_have_text(
        re.compile(r"^You were right: 0\.\d+ against NaN")
    )
    expect(page.locator(".lab-notes")).to_be_visible()
