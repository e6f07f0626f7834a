"""The lab: networks that train while one watches."""

import re

import pytest
from playwright.sync_api import expect

from quizapp.domain.experiments.scenarios import Scenario
from tests.browser.conftest import BANK, IN_BOTH, QUESTIONS, Visitor

FINISHED = re.compile("finished|done|完成|结束", re.IGNORECASE)


def train(visitor: Visitor) -> None:
    visitor.page.locator("[data-lab] [data-run]").click()
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()
    expect(visitor.page.locator(".lab-picture")).to_have_attribute("aria-busy", "false")


def test_run_it_trains_the_items_scenario_beside_the_question(visitor: Visitor) -> None:
    question = QUESTIONS["exploding-gradient-diagnosis"]
    item = next(item for item in question.items if item.scenario.slug == "mlp-nan-loss")
    visitor.open(f"/questions/{question.slug}")
    visitor.unfolded(item).locator("[data-run-it]").click()
    drawer = visitor.page.locator("[data-drawer]")
    scenario = next(scenario for scenario in BANK.scenarios if scenario.slug == "mlp-nan-loss")
    expect(drawer).to_contain_text(visitor.say(scenario.title))
    expect(drawer.locator("[data-plot] svg").first).to_be_visible()
    if drawer.locator("[data-state=finished]").count() == 0:
        drawer.locator("[data-run]").click()
    expect(drawer.locator("[data-state=finished]")).to_be_visible()


def test_a_nan_is_marked_and_each_symptom_named_with_its_step(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    sick, healed = (visitor.page.locator(f"[data-symptoms='{arm}']") for arm in (0, 1))
    expect(sick).to_contain_text("NaN")
    expect(sick.locator("li").first).to_contain_text(re.compile(r"(step|第)\s*\d"))
    expect(healed.locator(".symptom-none, li")).to_have_count(1)
    expect(visitor.page.locator("[data-chart=loss] svg")).to_contain_text("NaN")


def _sample(scenarios: list[Scenario]) -> list[Scenario]:
    """Some of the scenarios, in which all views, networks, tasks, and charts occur."""
    seen: set[object] = set()
    chosen = []
    for scenario in scenarios:
        arms = [arm.experiment for arm in (scenario.baseline, scenario.treated)]
        parts = {("network", arm.network.kind) for arm in arms} | {("task", arm.task.kind) for arm in arms}
        parts |= {scenario.view, *scenario.charts}
        if not parts <= seen:
            seen |= parts
            chosen.append(scenario)
    return chosen


@pytest.mark.parametrize(
    "slug", [each.slug for each in (BANK.scenarios if IN_BOTH else _sample(BANK.scenarios))]
)
def test_each_scenario_trains_and_draws_all_its_charts(visitor: Visitor, slug: str) -> None:
    scenario = next(each for each in BANK.scenarios if each.slug == slug)
    visitor.open(f"/lab/{slug}")
    expect(visitor.page.locator("h1")).to_have_text(visitor.say(scenario.title))
    train(visitor)
    for chart in scenario.charts:
        figure = visitor.page.locator(f"[data-chart={chart}], [data-spread={chart}]")
        expect(figure.locator("svg").first).to_be_visible()
        expect(figure.locator("svg path").nth(3), chart).to_be_attached()


def test_the_first_chart_appears_with_the_first_run_and_moves_nothing(visitor: Visitor) -> None:
    visitor.open("/lab/rnn-oscillation")
    expect(visitor.page.locator("[data-lab][data-awake]")).to_be_visible()
    chart = visitor.page.locator("[data-chart=loss]")
    expect(chart.locator(".recorded path")).to_have_count(2)
    before = chart.bounding_box()
    train(visitor)
    expect(chart.locator("[data-plot] svg")).to_be_visible()
    expect(chart.locator(".recorded")).to_have_count(0)
    assert chart.bounding_box() == before


def test_what_was_computed_before_is_said_and_shown_without_asking_for_a_run(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss?gain=1.3")
    train(visitor)
    readout = visitor.page.locator("[data-cursor-readout]")
    expect(readout).to_contain_text("NaN")
    losses = readout.inner_text()
    visitor.open("/lab/mlp-nan-loss?gain=1.3")
    expect(visitor.page.locator("[data-cost]")).to_contain_text(re.compile("already computed|以前算过"))
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    train(visitor)
    expect(readout).to_have_text(losses, use_inner_text=True)
    assert not any(each.startswith("POST") and "/runs" in each for each in asked)


def test_a_turned_knob_changes_what_is_computed(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss?gain=0.8")
    expect(visitor.page.locator("[name=gain]").first).to_have_value("0.8")
    train(visitor)
    expect(visitor.page.locator("[data-symptoms='0']")).not_to_contain_text("NaN")


def test_a_runs_link_shows_the_whole_run_to_someone_else(visitor: Visitor, new_visitor) -> None:  # type: ignore[no-untyped-def]
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    link = visitor.page.locator("[data-run-link]").get_attribute("href")
    assert link is not None
    other = new_visitor(visitor.language)
    other.open(link if link.startswith("/") else link.replace(visitor.address, ""))
    expect(other.page.locator("[data-state=finished]")).to_be_visible()
    expect(other.page.locator("[data-symptoms='0']")).to_contain_text("NaN")
    other.page.reload()
    expect(other.page.locator("[data-symptoms='0']")).to_contain_text("NaN")


def test_the_unrolled_sentence_shows_every_shape_and_state(visitor: Visitor) -> None:
    visitor.open("/lab/unrolled-sentence")
    train(visitor)
    graph = visitor.page.locator("[data-graph]")
    for name in ("s", "x", "o"):
        expect(graph).to_contain_text(name)
    shapes = visitor.page.locator("[data-shapes]")
    expect(shapes).to_contain_text("5")
    expect(shapes.locator("tr")).not_to_have_count(0)


def test_nothing_jumps_while_data_arrives(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.open("/lab/rnn-oscillation")
    visitor.page.evaluate(
        """() => {
             let started = Infinity; // the frames of the charts open at the click
             addEventListener('click', () => requestAnimationFrame(() => requestAnimationFrame(() => {
               started = Math.min(started, performance.now());
             })));
             window.shift = 0; new PerformanceObserver(list => {
               for (const entry of list.getEntries())
                 if (entry.startTime > started) window.shift += entry.value;
             }).observe({type: 'layout-shift', buffered: true}); }"""
    )
    train(visitor)
    visitor.page.evaluate(  # the observer is told of a frame's shifts after the frame
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
    assert visitor.page.evaluate("window.shift") < 0.02
