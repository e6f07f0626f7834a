"""How the tour comes to the pages of the lab, in the state in which they have something to show."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

SMALL: dict[str, Any] = {
    "network": {"kind": "rnn", "width": 4},
    "task": {"kind": "temporal_order", "length": 10},
    "batch_size": 4,
    "steps": 12,
}
# One scenario for each kind of network, to step inside.
INSIDE = {
    "mlp": "mlp-nan-loss",
    "rnn": "rnn-growth-over-time",
    "lstm": "lstm-shapes",
}

Go = Callable[[Visitor], None]


def trained(address: str) -> Go:
    """The lab at that address after its run, with everything that was recorded."""

    def go(visitor: Visitor) -> None:
        visitor.open(address)
        lab = visitor.page.locator("[data-lab]").first
        expect(lab.locator("[data-plot] svg, [data-graph] svg, [data-run]").first).to_be_visible()
        if not lab.locator("[data-state=finished]").count():
            lab.locator("[data-run]").click()
        expect(visitor.page.locator("[data-state=finished]")).to_be_visible()
        visitor.page.evaluate(
            "document.querySelectorAll('[data-lab] details').forEach(each => each.open = true)"
        )

    return go


def inside(network: str) -> Go:
    """Every stage of a network at once."""

    def go(visitor: Visitor) -> None:
        visitor.open(f"/lab/inside?scenario={INSIDE[network]}")
        expect(visitor.page.locator("[data-stepper]")).to_be_visible()
        visitor.page.locator("[data-slider]").focus()
        visitor.page.keyboard.press("End")
        visitor.page.evaluate(
            "document.querySelectorAll('[data-stage]').forEach(each => each.hidden = false)"
        )

    return go


def small_run(visitor: Visitor) -> str:
    """The id of a run that takes no time."""
    request = urllib.request.Request(
        f"{visitor.address}/api/v1/runs",
        json.dumps({"experiments": [SMALL, SMALL | {"clip": {"kind": "norm"}}]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        run: str = json.load(answer)["id"]
    return run


def of_run(part: str = "", is_asked: bool = False) -> Go:
    """The page of a run, or of what is asked about it, before or after it is computed."""

    def go(visitor: Visitor) -> None:
        visitor.open(f"/lab/runs/{small_run(visitor)}{part}")
        if is_asked and not visitor.page.locator(".survey [data-state=finished]").count():
            visitor.page.locator(".survey-ask button").first.click()
            expect(visitor.page.locator(".survey [data-state=finished]")).to_be_visible()
        if not part:
            expect(visitor.page.locator("[data-state=finished]")).to_be_visible()

    return go


def batch(visitor: Visitor) -> None:
    """The page of the runs that a map was made of."""
    of_run("/map", is_asked=True)(visitor)
    action = visitor.page.locator("form.map").get_attribute("action") or ""
    visitor.open(action.removesuffix("/cell"))
