"""How the tour, and a test, come to the pages on which scenarios and claims are made."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.lab_stops import small_run

BOTH = {"zh": "一个小网络", "en": "A tiny network"}
SCENARIO, CLAIM = "/author/scenarios/tour-scenario", "/author/claims/tour-claim"


def press(visitor: Visitor, action: str) -> None:
    """Press a button of the form, and wait for the page that it leads to."""
    with visitor.page.expect_navigation():
        visitor.page.locator(f"#making [name=action][value='{action}']").last.click()


def fill_both(visitor: Visitor, *places: str) -> None:
    for place in places:
        for language, text in BOTH.items():
            visitor.page.locator(f"[name='{place}.{language}']").fill(text)


def from_a_run(visitor: Visitor) -> None:
    visitor.open(f"/author/scenarios/new?run={small_run(visitor)}")


def new_claim(visitor: Visitor) -> None:
    visitor.open(f"/author/claims/new?networks={small_run(visitor)}")


def scenario(visitor: Visitor) -> None:
    """A draft with a control and a sentence that has been checked over seeds."""
    if not _is_there(visitor, SCENARIO):
        from_a_run(visitor)
        make_scenario(visitor, "tour-scenario")
        press(visitor, "check")
        expect(visitor.page.locator("#check-0 .chip-right")).to_be_visible()
    visitor.open(f"{SCENARIO}?check=yes")


def make_scenario(visitor: Visitor, slug: str) -> None:
    """From the page at which a run becomes a scenario to a draft with everything that it needs."""
    fill_both(visitor, "title")
    visitor.page.locator("[name=slug]").fill(slug)
    with visitor.page.expect_navigation():
        visitor.page.locator("main .button-primary").click()
    fill_both(visitor, "story", "try_next")
    press(visitor, "add:knobs")
    visitor.page.locator("[name='knobs.0.sets']").select_option("treated.clip.threshold")
    fill_both(visitor, "knobs.0.label", "knobs.0.help")
    visitor.page.locator("[name='knobs.0.minimum']").fill("0.5")
    visitor.page.locator("[name='knobs.0.maximum']").fill("2")
    press(visitor, "add:look_for")
    fill_both(visitor, "look_for.0.text")
    press(visitor, "add:look_for.0.when")
    visitor.page.locator("[name='look_for.0.when.0.of']").select_option("treated")
    visitor.page.locator("[name='look_for.0.when.0.measure']").fill("finite")


def claim(visitor: Visitor) -> None:
    """A draft whose test has been run over seeds."""
    if not _is_there(visitor, CLAIM):
        new_claim(visitor)
        visitor.page.locator("[name=question]").select_option("what-is-an-rnn")
        fill_both(visitor, "statement")
        visitor.page.locator("[name=slug]").fill("tour-claim")
        with visitor.page.expect_navigation():
            visitor.page.locator("main .button-primary").click()
        fill_both(visitor, "tests.0.title")
        press(visitor, "add:tests.0.predicate")
        visitor.page.locator("[name='tests.0.predicate.0.of']").select_option("ratio")
        visitor.page.locator("[name='tests.0.predicate.0.measure']").fill("final_loss")
        visitor.page.locator("[name='tests.0.predicate.0.below']").fill("100")
        press(visitor, "check")
        expect(visitor.page.locator("#check-0 .interval")).to_be_visible()
    visitor.open(f"{CLAIM}?check=yes")


def tallies(visitor: Visitor) -> None:
    """The page of a run over seeds."""
    scenario(visitor)
    visitor.open(visitor.page.locator("#check-0 a").get_attribute("href") or "")


def _is_there(visitor: Visitor, address: str) -> bool:
    return visitor.page.request.get(f"{visitor.address}{address}").ok


def of_every_kind(page: str) -> Callable[[Visitor], None]:
    return lambda visitor: visitor.open(f"/author/every-kind/{page}")


MAKING_STOPS = (
    ("a run that becomes a scenario", "making_scenarios.new", from_a_run),
    ("a scenario being made", "making_scenarios.edit", scenario),
    ("scenarios to write", "making_scenarios.index", lambda visitor: visitor.open("/author/scenarios")),
    ("a new claim", "making_claims.new", new_claim),
    ("a claim being made", "making_claims.edit", claim),
    ("claims to write", "making_claims.index", lambda visitor: visitor.open("/author/claims")),
    ("conditions over seeds", "lab.run", tallies),
    ("the check of a question", "question_checks.show", of_every_kind("check")),
    ("the people of a question", "question_people.show", of_every_kind("people")),
)
