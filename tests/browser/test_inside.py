"""A learner steps inside a network: forward, then back, by button, key, slider and touch, and without a script."""

import re

from playwright.sync_api import Page, expect

from quizapp.bank.questions import Question
from tests.browser.conftest import NewVisitor, Visitor

LSTM = "/lab/inside?scenario=lstm-shapes&experiment=1"
RNN = "/lab/inside?scenario=rnn-growth-over-time&experiment=0"


def expect_stage(page: Page, number: int) -> None:
    shown = page.locator("[data-stage]:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-stage", str(number))


def expect_backward(page: Page) -> None:
    expect(page.locator("[data-stage]:visible")).to_have_attribute("data-direction", "backward")


def test_buttons_keys_and_the_slider_walk_forward_and_back(visitor: Visitor) -> None:
    visitor.open(LSTM)
    page = visitor.page
    expect(page.locator("[data-stepper]")).to_be_visible()
    expect_stage(page, 0)
    page.locator("[data-step='1']").click()
    expect_stage(page, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect_stage(page, 3)
    page.keyboard.press("ArrowLeft")
    expect_stage(page, 2)
    page.keyboard.press("End")
    slider = page.locator("[data-slider]")
    expect(slider).to_have_value(slider.get_attribute("max") or "")
    page.locator("[data-slider]").fill("7")
    expect_stage(page, 7)
    page.locator("button[data-direction=backward]").click()
    expect_backward(page)
    expect(page.locator("button[data-direction=backward]")).to_have_attribute("aria-current", "")


def test_the_gradient_grows_into_the_picture_only_as_it_comes_back(visitor: Visitor) -> None:
    visitor.open(RNN)
    page = visitor.page
    dots = page.locator(".flow:not(.is-ahead)")
    expect(page.locator("[data-stage='0']")).to_be_visible()
    expect(dots).to_have_count(0)
    page.locator("button[data-direction=backward]").click()
    counts = []
    for _ in range(7):
        counts.append(dots.count())
        page.keyboard.press("ArrowRight")
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    page.keyboard.press("End")
    expect(dots).to_have_count(8)
    assert re.search("×", dots.last.text_content() or "")


def test_an_address_leads_to_its_stage_and_keeps_it_over_a_switch(visitor: Visitor) -> None:
    visitor.open(f"{LSTM}#stage-9")
    page = visitor.page
    expect_stage(page, 9)
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("#stage-10$"))
    after = page.locator(".inside-choice").nth(1).locator("a").nth(1)
    after.click()
    expect(after).to_have_attribute("aria-current", "true")
    expect_stage(page, 10)


def test_a_part_of_the_graph_leads_to_the_stage_that_makes_it(visitor: Visitor) -> None:
    visitor.open(RNN)
    page = visitor.page
    box = page.locator("a.box[data-go='3']").first
    box.click()
    expect_stage(page, 3)
    expect(box).to_have_class(re.compile("is-here"))
    box.click()
    expect_backward(page)


def test_a_phone_steps_by_touch_and_sees_where_it_is(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("zh", viewport={"width": 390, "height": 844}, has_touch=True)
    visitor.open(f"{LSTM}#stage-16")
    page = visitor.page
    page.locator("[data-step='1']").tap()
    expect_stage(page, 17)
    here = page.locator(".box.is-here").first
    box = here.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_script_all_stages_are_listed(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", java_script_enabled=False)
    visitor.open(LSTM)
    page = visitor.page
    stages = page.locator("[data-stage]")
    assert stages.count() > 40
    expect(stages.first).to_be_visible()
    expect(stages.last).to_be_visible()
    expect(page.locator("[data-stepper]")).to_be_hidden()
    assert page.locator(".inside-equation math").count() > 60
    after = page.locator(".inside-choice").nth(1).locator("a").nth(1)
    after.click()
    expect(after).to_have_attribute("aria-current", "true")


def test_an_answered_item_about_shapes_leads_inside(visitor: Visitor, question: Question) -> None:
    item = next(each for each in question.items if each.kind == "tensor_shape")
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(item)
    visitor.item(item).locator("a[href*='/lab/inside']").click()
    expect(visitor.page.locator("[data-inside]")).to_be_visible()


def test_the_lab_leads_inside_with_its_knobs_as_they_stand(visitor: Visitor) -> None:
    visitor.open("/lab/lstm-shapes")
    page = visitor.page
    page.locator("input[name=seed]").fill("7")
    page.locator("a[data-inside-link]").click()
    expect(page.locator("[data-inside]")).to_be_visible()
    expect(page).to_have_url(re.compile("seed=7"))
