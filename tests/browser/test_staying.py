"""What a person typed, set, or ran is still there after a change of language, a reload, Back, and signing in."""

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import expect

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds import right_answer
from tests.browser.conftest import PASSWORD, NewVisitor, Visitor
from tests.browser.test_lab import train

INTERVIEW = "/questions/exploding-gradient-consequences/interview"
SAID = "The weights overflow,\nand become NaN."


def switch_language(visitor: Visitor) -> None:
    zh = visitor.page.locator("html").get_attribute("lang") == "zh-CN"
    visitor.page.locator(f"[data-language-choice] button[value={'en' if zh else 'zh'}]").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en" if zh else "zh-CN")


def wait_until_saved(visitor: Visitor) -> None:
    """Leave the field, as a person who turns to another window does; the server has the draft then."""
    with visitor.page.expect_response("**/drafts"):
        visitor.page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", {configurable: true, value: "hidden"});
                document.dispatchEvent(new Event("visibilitychange"));
                delete document.visibilityState;
            }"""
        )


def test_an_interview_keeps_its_words_and_its_clock(visitor: Visitor) -> None:
    visitor.open(INTERVIEW)
    answer = visitor.page.locator("textarea")
    answer.fill(SAID)
    clock = visitor.page.locator("[data-timer-shown]")
    expect(clock).to_be_visible()
    expect(clock).not_to_have_text("0:00")
    for leave in (lambda: switch_language(visitor), visitor.page.reload, lambda: visitor.open("/lab")):
        leave()
        if visitor.page.url.endswith("/lab"):
            visitor.page.go_back()
        expect(answer).to_have_value(SAID)
        expect(clock).to_be_visible()
        expect(clock).not_to_have_text("0:00")


def test_each_page_of_an_interview_stays_in_another_language_and_when_going_back(visitor: Visitor) -> None:
    visitor.open(INTERVIEW)
    visitor.page.locator("textarea").fill(SAID)
    visitor.page.locator(".interview-form button.button-primary").click()
    visitor.page.wait_for_url("**/points")
    ticks = visitor.page.locator("input[name=made]")
    expect(ticks.first).to_be_visible()
    is_found = ticks.first.is_checked()
    ticks.first.set_checked(not is_found)
    switch_language(visitor)
    assert visitor.page.url.endswith("/points")
    expect(ticks.first).to_be_checked(checked=not is_found)
    visitor.page.locator(".interview-form button.button-primary").click()
    visitor.page.wait_for_url(re.compile(r"/interviews/\d+$"))
    judged = visitor.page.url
    for _ in range(2):
        switch_language(visitor)
        assert visitor.page.url == judged
        expect(visitor.page.locator(".interview-said")).to_have_text(SAID)
        expect(visitor.page.locator(".interview-clock")).to_have_text(re.compile(r"\d:\d\d"))
    visitor.open(f"{INTERVIEW}?again")
    expect(visitor.page.locator("textarea")).to_have_value("")
    visitor.page.go_back()
    expect(visitor.page.locator(".interview-said")).to_have_text(SAID)
    visitor.open("/work/interviews")
    visitor.page.locator(".work-entry a").first.click()
    assert visitor.page.url == judged


def test_what_is_typed_is_there_after_signing_in_and_in_another_browser(
    new_visitor: NewVisitor, question: Question
) -> None:
    first, second = new_visitor("en"), new_visitor("zh")
    item = next(
        item
        for item in question.items
        if item.kind == "tensor_shape" and not isinstance(item, ParametricItem)
    )
    first.open(f"/questions/{question.slug}")
    first.give(item, ["time_steps", 7])
    wait_until_saved(first)
    first.open(INTERVIEW)
    first.page.locator("textarea").fill(SAID)
    wait_until_saved(first)
    first.sign_up("two-desks")
    second.sign_in("two-desks")
    second.open(INTERVIEW)
    expect(second.page.locator("textarea")).to_have_value(SAID)
    for visitor in (first, second):
        visitor.open(f"/questions/{question.slug}")
        expect(visitor.item(item).locator("input[name=answer]")).to_have_value("(time_steps, 7)")
    first.open(INTERVIEW)
    expect(first.page.locator("textarea")).to_have_value(SAID)
    first.page.locator(".interview-form button.button-primary").click()
    first.page.wait_for_url("**/points")
    second.page.reload()
    second.page.evaluate("sessionStorage.clear()")
    second.page.reload()
    expect(second.page.locator("textarea")).to_have_value("")


def in_query(visitor: Visitor) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(visitor.page.url).query))


def test_controls_that_were_moved_and_the_run_that_is_shown_stay(visitor: Visitor) -> None:
    visitor.open("/lab/mlp-nan-loss")
    train(visitor)
    run = in_query(visitor)["run"]
    knob = visitor.page.locator("#knob-gain")
    knob.fill("1")
    for leave in (lambda: switch_language(visitor), visitor.page.reload, lambda: visitor.open("/claims")):
        leave()
        if "/claims" in visitor.page.url:
            visitor.page.go_back()
        expect(knob).to_have_value("1")
        assert in_query(visitor)["run"] == run
        expect(visitor.page.locator("[data-state=finished]")).to_be_visible()


def test_a_run_of_other_settings_keeps_its_address_in_another_language(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    for arm in ("baseline", "treated"):
        visitor.page.locator(f'[name="{arm}.steps"]').fill("7")
    visitor.page.locator(".run-bar [data-run]").click()
    visitor.page.wait_for_url("**/lab/runs/*")
    address = visitor.page.url
    switch_language(visitor)
    assert visitor.page.url == address
    expect(visitor.page.locator("[data-state=finished]")).to_be_visible()


def test_everything_set_in_a_free_lab_stays_until_it_is_reset(visitor: Visitor) -> None:
    visitor.open("/lab/new")
    kind = visitor.page.locator('[name="treated.network.kind"]')
    bias = visitor.page.locator('[name="treated.network.forget_bias"]')
    rate = visitor.page.locator('[name="baseline.optimizer.learning_rate"]')
    kind.select_option("lstm")
    bias.fill("1.5")
    rate.fill("0.2")
    for leave in (lambda: switch_language(visitor), visitor.page.reload, lambda: visitor.open("/lab")):
        leave()
        if visitor.page.url.endswith("/lab"):
            visitor.page.go_back()
        expect(bias).to_have_value("1.5")
        expect(kind).to_have_value("lstm")
        expect(rate).to_have_value("0.2")
    visitor.page.locator("[data-settings-reset]").click()
    expect(bias).to_have_count(0)
    visitor.page.reload()
    expect(rate).not_to_have_value("0.2")
    expect(bias).to_have_count(0)


def test_the_lab_beside_a_question_stays_with_its_controls_and_its_run(
    visitor: Visitor, question: Question
) -> None:
    visitor.open(f"/questions/{question.slug}")
    visitor.page.locator("a[data-run-it]").first.click()
    drawer = visitor.page.locator("[data-drawer]")
    finished = drawer.locator("[data-state=finished]")
    expect(finished).to_be_visible()
    expect(drawer.locator("[data-lab]")).to_have_attribute("data-address", re.compile("run="))
    for leave in (lambda: switch_language(visitor), visitor.page.reload, lambda: visitor.open("/claims")):
        leave()
        if "/claims" in visitor.page.url:
            visitor.page.go_back()
        expect(finished).to_be_visible()
        expect(visitor.page.locator("a[data-run-it][aria-current]")).to_have_count(1)


def test_signing_in_leads_back_to_where_one_was(visitor: Visitor, question: Question) -> None:
    visitor.open(f"/questions/{question.slug}")
    visitor.item(question.items[5]).evaluate("item => item.scrollIntoView()")
    link = visitor.page.locator("a[data-sign-in]")
    link.evaluate("link => link.click()")  # a mouse would be moved there by scrolling the page
    visitor.page.locator(".account-other a").click()
    visitor.page.locator("input[name=name]").fill(f"back-again-{visitor.language}")
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_url(f"**/questions/{question.slug}#item-*")
    expect(visitor.item(question.items[5])).to_be_in_viewport()


def test_a_form_is_sent_although_its_session_was_renewed_in_another_tab(
    visitor: Visitor, question: Question
) -> None:
    item = next(
        item
        for item in question.items
        if item.kind == "single_choice" and not isinstance(item, ParametricItem)
    )
    visitor.open(f"/questions/{question.slug}")
    visitor.give(item, right_answer(item, visitor.language))
    other = visitor.page.context.new_page()
    other.goto(f"{visitor.address}/sign-up")
    other.locator("input[name=name]").fill(f"other-tab-{visitor.language}")
    other.locator("input[name=password]").fill(PASSWORD)
    other.locator("main form button").first.click()
    other.wait_for_url(lambda url: "sign-up" not in url)
    visitor.submit(item)
    expect(visitor.item(item).locator("[data-result]")).to_be_visible()
