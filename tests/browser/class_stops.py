"""How the tour comes to the pages of a class."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

PRIMARY = "main .button-primary"


def new_class(visitor: Visitor) -> None:
    visitor.open("/classes/new")
    visitor.page.locator("#title").fill("Deep learning, week 6")
    visitor.page.locator(PRIMARY).click()
    visitor.page.wait_for_url(re.compile("/members$"))


def _home(visitor: Visitor) -> str:
    return "/" + "/".join(visitor.page.url.split("/")[3:5])


def assigned(visitor: Visitor) -> None:
    """A class with an assignment, of which the one who teaches has an attempt; at the page of the assignment."""
    new_class(visitor)
    home = _home(visitor)
    visitor.page.locator("#list").fill("Lin Xiaotong\nLin Xiaotong\n\x07")
    visitor.page.locator("form:has(#list) button").click()
    visitor.open(f"{home}/assignments/new")
    visitor.page.locator("#title").fill("Gradients")
    visitor.page.locator(PRIMARY).click()
    visitor.page.wait_for_url(re.compile("/assignments/[^/]+$"))


def at_home(visitor: Visitor) -> None:
    assigned(visitor)
    visitor.open(_home(visitor))


def at_member(visitor: Visitor) -> None:
    """The one member there is: who teaches it."""
    assigned(visitor)
    visitor.open(f"{_home(visitor)}/members/{_member(visitor)}")


def at_reasons(visitor: Visitor) -> None:
    assigned(visitor)
    assignment = visitor.page.url
    member = _member(visitor)
    visitor.page.goto(f"{assignment}/members/{member}")


def at_attempt(visitor: Visitor) -> None:
    assigned(visitor)
    assignment = visitor.page.url
    token = visitor.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    begun = visitor.page.request.post(f"{assignment}/begin", form={"csrf_token": token})
    assert begun.ok
    visitor.page.goto(f"{assignment}/members/{_member(visitor)}/attempts/1")


def _member(visitor: Visitor) -> str:
    """The number of the last member, who is in the class that was made last."""
    visitor.open(f"{_home(visitor)}/members")
    form = visitor.page.locator("form[action$='/role']").first
    expect(form).to_be_attached()
    found = re.search(r"/members/(\d+)/role", form.get_attribute("action") or "")
    assert found
    return found[1]


def with_list(visitor: Visitor) -> None:
    new_class(visitor)
    visitor.page.locator("#list").fill("Lin Xiaotong\nines\nines\n\x07")
    visitor.page.locator("form:has(#list) button").click()
    expect(visitor.page.locator(".list-lines")).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def inside(path: str, *selectors: str) -> Callable[[Visitor], None]:
    def go(visitor: Visitor) -> None:
        new_class(visitor)
        visitor.open(f"{_home(visitor)}{path}")
        for selector in selectors:
            visitor.page.locator(selector).first.click()

    return go


def edited(visitor: Visitor) -> None:
    assigned(visitor)
    visitor.page.goto(f"{visitor.page.url}/edit")


def invited(visitor: Visitor) -> None:
    new_class(visitor)
    link = visitor.page.locator(".lead input[readonly]").input_value()
    visitor.page.goto(link)


def at_live(path: str, *actions: str) -> Callable[[Visitor], None]:
    """A live session of one exercise, after these steps."""

    def go(visitor: Visitor) -> None:
        new_class(visitor)
        home = _home(visitor)
        visitor.open(f"{home}/live/new")
        visitor.page.locator("#title").fill("Friday")
        visitor.page.locator("#count").fill("1")
        visitor.page.locator(PRIMARY).click()
        visitor.page.wait_for_url(re.compile("/projector$"))
        for action in actions:
            visitor.page.locator(f"button[value={action}]").click()
            expect(visitor.page.locator(f".live-{AFTER[action]}")).to_be_visible()
        address = visitor.page.locator(".live-address, .live-again").first.inner_text()
        session = visitor.page.url.removesuffix("/projector")
        visitor.page.goto({"room": f"http://{address}"}.get(path, f"{session}{path}"))

    return go


AFTER = {"ask": "voting", "lock": "locked", "reveal": "revealed"}


# Name, endpoint, and how to come there.
CLASS_STOPS = [
    ("classes", "classes.index", lambda visitor: visitor.open("/classes")),
    ("a new class", "classes.new", lambda visitor: visitor.open("/classes/new")),
    ("an empty class", "classes.show", inside("")),
    ("a class with an assignment", "classes.show", at_home),
    ("an invitation", "classes.invitation", invited),
    ("settings of a class", "classes.settings", inside("/settings")),
    ("misconceptions of too few", "classes.misconceptions", inside("/misconceptions")),
    ("exercises of a class without answers", "class_exercises.index", inside("/exercises")),
    ("a claim to teach", "classes.package", inside("/misconceptions/smaller-batch-helps")),
    ("no live session yet", "live.index", inside("/live")),
    ("a new live session", "live.new", inside("/live/new")),
    ("a live session", "live.show", at_live("", "ask", "lock", "reveal")),
    ("a projector before the first exercise", "live.projector", at_live("/projector")),
    ("a projector with an exercise", "live.projector", at_live("/projector", "ask")),
    ("a projector with the answer", "live.projector", at_live("/projector", "ask", "lock", "reveal")),
    ("a remote", "live.remote", at_live("/remote", "ask", "lock")),
    ("the code of a live session", "live_room.index", lambda visitor: visitor.open("/live")),
    ("a live session to join", "live_room.show", at_live("room")),
    ("members", "class_members.index", new_class),
    ("members after a list", "class_members.index", with_list),
    ("a member", "class_members.show", at_member),
    ("a new assignment", "assignments.new", inside("/assignments/new")),
    ("a new assignment refused", "assignments.new", inside("/assignments/new", "[value=counts]", PRIMARY)),
    ("an assignment", "assignments.show", assigned),
    ("an assignment to change", "assignments.edit", edited),
    ("why a score", "assignments.reasons", at_reasons),
    ("the answers of an attempt", "assignments.attempt", at_attempt),
]
