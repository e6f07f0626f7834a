"""Reading the lab's pictures: at one step, as a table, beside the theory, and where the numbers end."""

import re
import struct
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visitor
from tests.browser.test_lab import train


def figure(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f"[data-chart={name}], [data-spread={name}]")


def choose(figure: Locator, selector: str) -> None:
    """In the menu of a chart, which closes again."""
    figure.locator("[data-figure-menu] > summary").click()
    figure.locator(selector).click()
    expect(figure.locator(selector)).to_be_hidden()


def test_each_chart_can_be_read_as_a_table_and_copied(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    loss = figure(visitor, "loss")
    choose(loss, "[data-table-button]")
    rows = loss.locator("tbody tr")
    expect(rows).to_have_count(200)
    expect(rows.nth(0).locator("td")).to_have_count(2)
    expect(rows.nth(2).locator("td").first).to_have_text("NaN")
    expect(rows.nth(150).locator("td").first).to_have_text("")
    loss.locator("[data-figure-table] button").click()
    visitor.page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('\\n')")
    copied = visitor.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(copied) == 201
    assert copied[3].split("\t")[:2] == ["2", "NaN"]
    layers = figure(visitor, "layer_gradient_norm")
    choose(layers, "[data-table-button]")
    expect(layers.locator("thead th")).to_have_count(1 + 2 * 11)


def test_each_chart_is_saved_as_a_picture_that_stands_alone(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    spread = figure(visitor, "layer_gradient_norm")
    with visitor.page.expect_download() as saved:
        choose(spread, "[data-export=svg]")
    assert saved.value.suggested_filename == "mlp-nan-loss-layer_gradient_norm.svg"
    root = ElementTree.parse(saved.value.path()).getroot()
    words = " ".join(root.itertext())
    title = spread.locator("[data-chart-title]").inner_text()
    legend = visitor.page.locator(".lab-legend .legend")
    expect(legend).to_have_count(2)
    arms = legend.all_inner_texts()
    for expected in (title, *arms, "/lab/runs/"):
        assert expected in words
    pictures = [node for node in root if node.tag.endswith(("}svg", "}image"))]
    assert len(pictures) == 3  # the profile, and a heatmap for each network
    assert "var(--" not in saved.value.path().read_text()
    with visitor.page.expect_download() as saved:
        choose(spread, "[data-export=png]")
    content = saved.value.path().read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 2 * float(root.get("width", 0)) - 2
    assert height >= 2 * float(root.get("height", 0)) - 2
    assert len(content) > 20_000


def test_the_arrow_keys_move_the_step_that_every_chart_is_read_at(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    slider = visitor.page.locator("[data-cursor]")
    expect(slider).to_have_value("199")
    expect(visitor.page.locator(".cursor-line:visible")).to_have_count(0)
    slider.focus()
    visitor.page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("198")
    visitor.page.keyboard.press("Home")
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowRight")
    expect(visitor.page.locator("[data-cursor-readout]")).to_contain_text("NaN")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"2.*NaN"))
    expect(figure(visitor, "loss").locator(".cursor-line")).to_be_visible()
    expect(figure(visitor, "layer_gradient_norm").locator("[data-profile-step]")).to_contain_text("2")


def test_a_press_in_a_chart_moves_the_step(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    plot = figure(visitor, "gradient_norm").locator("[data-plot]")
    box = plot.bounding_box()
    assert box
    plot.click(position={"x": 59, "y": box["height"] / 2})
    expect(visitor.page.locator("[data-cursor]")).to_have_value("0")


@pytest.mark.parametrize(
    ("slug", "chart"),
    [("mlp-nan-loss", "layer_gradient_norm"), ("rnn-growth-over-time", "time_gradient_norm")],
)
def test_the_theory_is_drawn_over_the_first_gradient(visitor: Visitor, slug: str, chart: str) -> None:
    visitor.open(f"/lab/{slug}")
    train(visitor)
    spread = figure(visitor, chart)
    expect(spread.locator("[data-theory-says]")).to_contain_text(re.compile(r"\d"))
    dotted = spread.locator("[data-plot] svg path[stroke-dasharray^='2']")
    expect(dotted).to_have_count(0)
    spread.locator("[data-theory-look]").click()
    expect(visitor.page.locator("[data-cursor]")).to_have_value("0")
    expect(dotted).to_have_count(2)
    expect(spread.locator("[data-theory-look]")).to_be_hidden()


def test_where_theory_is_silent_the_page_says_so(visitor: Visitor) -> None:
    visitor.open("/lab/lstm-explodes")
    train(visitor)
    says = figure(visitor, "time_gradient_norm").locator("[data-theory-says]")
    expect(says).to_have_text(re.compile("no prediction|没有给出"))


def test_layers_are_named_in_the_order_of_their_growth(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-growth-over-layers")
    train(visitor)
    layers = figure(visitor, "layer_gradient_norm")
    layers.locator("[data-view-choice] button[value=lines]").click()
    drawn = layers.locator("[data-growth='0'] [data-growth-legend] b")
    expect(drawn.nth(5)).to_be_visible()
    factors = drawn.all_inner_texts()
    numbers = [float(re.sub(r"[^\d.]", "", text)) for text in factors if "×" not in text and "⁻" not in text]
    assert len(numbers) > 5
    assert numbers == sorted(numbers, reverse=True)
    expect(layers.locator("[data-heat='0']")).to_be_hidden()
    expect(layers.locator("[data-growth='0'] svg")).to_be_visible()


def test_a_line_that_ends_says_why(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    expect(figure(visitor, "loss").locator("svg")).to_contain_text(re.compile("overflowed|溢出"))
    visitor.page.locator("[data-more-charts] > summary").click()
    weights = figure(visitor, "weight_norm")
    expect(weights.locator("svg")).to_contain_text(re.compile("NaN"))
