"""All settings of a lab: whatever a person turns there, the page says the same everywhere, and runs it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import NewVisitor, Visitor, with_patience
from tests.serving import Server, start_server


@pytest.fixture
def strict_server(tmp_path: Path) -> Iterator[Server]:
    """A service that refuses runs estimated at more than a second."""
    server = start_server(tmp_path, QUIZAPP_RUN_SECONDS_LIMIT="1")
    yield server
    server.stop()


def setting(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(f'[name="{name}"]')


def unfold(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    visitor.page.locator("#settings > summary").click()


def test_a_knob_and_its_settings_never_contradict_each_other(visitor: Visitor) -> None:
    unfold(visitor, "/lab/mlp-nan-loss")
    knob = visitor.page.locator("#knob-gain")
    names = (visitor.page.locator("[data-knob=gain]").get_attribute("data-sets") or "").split()
    knob.fill("1")
    for name in names:
        expect(setting(visitor, name)).to_have_value("1")
        expect(setting(visitor, name)).to_have_class(re.compile("setting-changed"))
    for name in names:
        setting(visitor, name).fill("0.9")
    expect(knob).to_have_value("0.9")
    setting(visitor, names[0]).fill("77")
    expect(visitor.page.locator("[data-knob=gain] [data-knob-apart]")).to_be_visible()
    visitor.page.locator("[data-settings-reset]").click()
    expect(visitor.page.locator("[data-knob=gain] [data-knob-apart]")).to_be_hidden()
    expect(visitor.page.locator(".setting-changed")).to_have_count(0)


def test_any_setting_of_a_scenario_can_be_turned_and_taken_back(visitor: Visitor) -> None:
    unfold(visitor, "/lab/mlp-nan-loss")
    clip = setting(visitor, "treated.clip.kind")
    at_first = clip.input_value()
    clip.focus()
    clip.select_option("value" if at_first != "value" else "norm")
    expect(clip).to_be_focused()
    setting(visitor, "baseline.seed").fill("5")
    back = visitor.page.locator("[data-back]:visible")
    expect(back).to_have_count(2)
    back.first.click()
    expect(back).to_have_count(1)


def test_another_network_has_other_fields_and_its_run_a_page_of_its_own(visitor: Visitor) -> None:
    unfold(visitor, "/lab/gated-adding-problem")
    expect(setting(visitor, "baseline.network.forget_bias")).to_have_count(0)
    setting(visitor, "baseline.network.kind").select_option("lstm")
    setting(visitor, "baseline.network.forget_bias").fill("1")
    setting(visitor, "baseline.steps").fill("20")
    setting(visitor, "treated.steps").fill("20")
    visitor.page.locator("#lab-settings [name=run]").click()
    visitor.page.wait_for_url("**/lab/runs/*")
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()
    visitor.page.locator("#settings > summary").click()
    expect(setting(visitor, "baseline.network.kind")).to_have_value("lstm")
    expect(visitor.page.locator("[data-chart=loss] svg path").first).to_be_attached()


@pytest.mark.both_languages
def test_what_does_not_go_together_is_refused_beside_its_field(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    setting(visitor, "treated.seed").fill("41")
    setting(visitor, "treated.network.kind").select_option("mlp")
    task = setting(visitor, "treated.task.kind")
    expect(task).to_have_attribute("aria-invalid", "true")
    error = visitor.page.locator('[id="set-treated.task.kind-error"]')
    expect(error).to_contain_text("不支持任务" if visitor.language == "zh" else "does not support the task")
    setting(visitor, "baseline.optimizer.learning_rate").fill("fast")
    expect(setting(visitor, "baseline.optimizer.learning_rate")).to_have_attribute("aria-invalid", "true")
    expect(setting(visitor, "treated.seed")).to_have_value("41")
    setting(visitor, "treated.network.kind").select_option("gru")
    setting(visitor, "baseline.optimizer.learning_rate").fill("1e-2")
    expect(visitor.page.locator("[aria-invalid]")).to_have_count(0)


def test_whoever_types_while_the_fields_are_written_anew_goes_on_typing(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    held: list[Route] = []
    visitor.page.route("**/lab/settings", lambda route: held.append(route))
    with visitor.page.expect_request("**/lab/settings"):
        setting(visitor, "treated.network.kind").select_option("lstm")
    rate = setting(visitor, "baseline.optimizer.learning_rate")
    rate.fill("0.2")
    visitor.page.keyboard.press("Home")
    held[0].continue_()
    expect(setting(visitor, "treated.network.forget_bias")).to_be_visible()
    expect(rate).to_be_focused()
    visitor.page.keyboard.type("1")
    expect(rate).to_have_value("10.2")


def test_a_form_that_could_not_be_fetched_is_fetched_when_it_is_wanted_again(
    browser: Browser, server: Server
) -> None:
    # A page of its own: its console may complain of the requests that failed.
    page = with_patience(browser.new_page(locale="en-GB"))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.address}/lab/mlp-nan-loss")
    lost, summary = page.locator("[data-connection-lost]"), page.locator("#settings > summary")
    page.route("**/lab/mlp-nan-loss/settings", lambda route: route.abort(), times=1)
    summary.click()
    expect(lost).to_be_visible()
    summary.click()
    summary.click()
    kind = page.locator('[name="treated.clip.kind"]')
    expect(kind).to_be_visible()
    expect(lost).to_be_hidden()
    page.route("**/lab/settings", lambda route: route.abort(), times=1)
    kind.select_option("value")
    expect(lost).to_be_visible()
    kind.select_option("norm")
    expect(lost).to_be_hidden()
    for arm in ("baseline", "treated"):
        page.locator(f'[name="{arm}.steps"]').fill("7")
    page.locator(".run-bar [data-run]").click()
    expect(page.locator("[data-state=finished]")).to_be_visible()
    page.close()
    assert errors == []


def test_a_run_that_is_too_large_runs_at_the_nearest_setting_that_fits(
    strict_server: Server, new_visitor: NewVisitor
) -> None:
    visitor = new_visitor("en", strict_server.address)
    visitor.open("/lab/new")
    for arm in ("baseline", "treated"):
        setting(visitor, f"{arm}.network.width").fill("2")
        setting(visitor, f"{arm}.batch_size").fill("1")
        setting(visitor, f"{arm}.task.length").fill("12")
        setting(visitor, f"{arm}.steps").fill("20000")
        setting(visitor, f"{arm}.network.depth").fill("20")
    visitor.page.locator(".run-bar [data-run]").click()
    nearest = visitor.page.locator("[data-nearest]")
    expect(nearest).to_be_visible()
    number = re.findall(r"\d+", nearest.inner_text())[-1]
    nearest.click()
    expect(nearest).to_be_hidden()
    expect(visitor.page.locator("[data-run-link]")).to_have_attribute("href", re.compile("/lab/runs/"))
    values = [field.input_value() for field in visitor.page.locator("[data-setting]").all()]
    assert values.count(number) >= 2


def test_the_form_needs_no_script(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", java_script_enabled=False)
    visitor.open("/lab/new")
    for arm in ("baseline", "treated"):
        setting(visitor, f"{arm}.steps").fill("7")
    setting(visitor, "treated.network.kind").select_option("lstm")
    visitor.page.locator("noscript [name=show]").click()
    expect(setting(visitor, "treated.network.forget_bias")).to_have_value("0.0")
    visitor.page.locator("#lab-settings [name=run]").click()
    expect(visitor.page).to_have_url(re.compile("/lab/runs/"))
