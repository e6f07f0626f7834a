"""A learner's way: the first minute, the questions, their answers, and the language."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Route, expect

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds import ITEM_KINDS, right_answer
from tests.browser.conftest import BANK, QUESTIONS, SCENARIOS, NewVisitor, Visitor, secrets_of

SICK = QUESTIONS["exploding-gradient-diagnosis"]
ONE_OF_EACH_KIND = {
    kind: next(
        (q, item)
        for q in BANK.questions
        for item in q.items
        if item.kind == kind and not isinstance(item, ParametricItem)
    )
    for kind in ITEM_KINDS
}


@pytest.mark.both_languages
def test_the_home_page_speaks_the_browsers_language_and_shows_the_topics(visitor: Visitor) -> None:
    visitor.open("/")
    expect(visitor.page.locator("html")).to_have_attribute(
        "lang", "zh-CN" if visitor.language == "zh" else "en"
    )
    for topic in BANK.topics:
        expect(visitor.page.get_by_text(visitor.say(topic.title), exact=True).first).to_be_visible()
    for question in BANK.questions:
        expect(visitor.page.get_by_role("link", name=visitor.say(question.title)).first).to_be_visible()


def test_in_the_first_minute_a_network_explodes_and_is_healed(visitor: Visitor) -> None:
    visitor.open("/")
    first = visitor.page.locator("[data-first-minute]")
    expect(first.locator("[data-run]")).to_be_disabled()
    first.locator("input[value=nan]").check()
    first.locator("[data-run]").click()
    expect(first.locator("[data-verdict]")).to_contain_text("NaN")
    first.locator("[data-treat]").click()
    expect(first.locator("[data-legend-treated]")).to_be_visible()
    expect(first.locator("[data-to-lab]")).to_be_visible()


def test_a_guess_made_before_the_script_arrived_counts(visitor: Visitor) -> None:
    held: list[Route] = []
    visitor.page.route("**/dist/lab-*.js", lambda route: held.append(route))
    with visitor.page.expect_request("**/dist/lab-*.js"):
        visitor.page.goto(f"{visitor.address}/", wait_until="commit")
    first = visitor.page.locator("[data-first-minute]")
    first.locator("input[value=lower]").check()
    expect(first.locator("[data-run]")).to_be_disabled()
    held[0].continue_()
    expect(first.locator("[data-run]")).to_be_enabled()


def test_a_prediction_trains_the_network_of_its_own_item(visitor: Visitor) -> None:
    """Its explanation links to claims, which can be run too."""
    question, item = next(
        (q, item)
        for q in BANK.questions
        for item in q.items
        if item.kind == "predict_then_run" and item.claims and not isinstance(item, ParametricItem)
    )
    visitor.open(f"/questions/{question.slug}")
    answer = right_answer(item, visitor.language, SCENARIOS[item.scenario.slug])
    visitor.give(item, answer)
    visitor.submit(item)
    drawer = visitor.page.locator("[data-drawer]")
    expect(drawer.locator("h2").first).to_have_text(visitor.say(SCENARIOS[item.scenario.slug].title))
    expect(visitor.item(item).locator("[data-result]")).to_be_visible()
    expect(visitor.item(item).locator("a[aria-current]")).to_have_attribute("data-own-run", "")


@pytest.mark.parametrize("kind", ITEM_KINDS)
def test_an_item_of_each_kind_is_answered_and_explained(visitor: Visitor, kind: str) -> None:
    question, item = ONE_OF_EACH_KIND[kind]
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(item)
    result = visitor.item(item)
    expect(result.locator(".item-score")).to_be_visible()
    expect(result.locator(".item-score")).to_contain_text(re.compile("100|✓|right|对|正确"))
    plain = re.search(r"[^-$*`\n\[\s][^$*`\n\[]*", visitor.say(item.explanation))  # without Markdown
    assert plain
    expect(result.locator(".explanation")).to_contain_text(plain.group()[:12].strip())


def test_every_option_gets_feedback_and_partial_credit(visitor: Visitor) -> None:
    question, item = ONE_OF_EACH_KIND["multiple_choice"]
    assert item.kind == "multiple_choice"
    right = [option for option in item.options if option.correct]
    visitor.open(f"/questions/{question.slug}")
    visitor.give(item, [right[0].id])
    visitor.submit_finally(item)
    place = visitor.item(item)
    expect(place.locator("[data-result]")).to_be_visible()
    for option in item.options:
        said = re.split(r"[$*`\n]", visitor.say(option.feedback))[0].strip()[:15]
        expect(place).to_contain_text(said)
    expect(place.locator(".item-score")).to_contain_text("%")


@pytest.mark.both_languages
def test_neither_key_nor_explanation_reaches_the_browser_before_an_answer(visitor: Visitor) -> None:
    for question in BANK.questions:
        visitor.open(f"/questions/{question.slug}")
        source = visitor.page.content()
        texts = [text for item in question.items for text in secrets_of(item.model_dump(mode="json"))]
        secrets = [text[visitor.language] for text in texts] + [visitor.say(question.answer)]
        for secret in secrets:
            plain = max(re.split(r"[$*`\n\\<>&\"'_\[\]{}()|]", secret), key=len).strip()
            assert len(plain) < 16 or plain not in source, plain


def test_the_model_answer_opens_with_the_first_answer_and_puts_the_sources_claims_to_the_test(
    visitor: Visitor,
) -> None:
    visitor.open(f"/questions/{SICK.slug}")
    gate = visitor.page.locator("#answer-gate")
    expect(gate.locator("a")).to_have_count(0)
    visitor.answer_rightly(next(item for item in SICK.items if item.kind == "single_choice"))
    gate.locator("a").click()
    answer = visitor.page.locator("#model-answer")
    expect(answer.locator("math").first).to_be_visible()
    claim = next(each for each in BANK.claims if each.question == SICK.slug)
    line = answer.locator(".claim-line", has_text=claim.number)
    expect(line.locator(f".chip-{claim.verdict}")).to_be_visible()
    line.locator("summary").click()
    expect(line).to_contain_text(re.split(r"[$*`\n]", visitor.say(claim.today))[0].strip()[:12])
    expect(answer).to_contain_text("Pascanu")


def test_attempts_are_listed_and_stay_with_an_account_made_later(visitor: Visitor) -> None:
    question, item = ONE_OF_EACH_KIND["numeric"]
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(item)
    visitor.sign_up(f"learner-{visitor.language}")
    visitor.open("/attempts")
    row = visitor.page.locator(".work-entry")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(visitor.say(question.title))
    expect(row).to_contain_text("100")


def test_times_are_those_of_the_readers_clock(new_visitor: NewVisitor) -> None:
    question, item = ONE_OF_EACH_KIND["numeric"]
    visitor = new_visitor("zh", timezone_id="Asia/Shanghai")
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(item)
    visitor.open("/work/everything")
    moment = visitor.page.locator(".work-entry time")
    expect(moment).to_have_attribute("title", re.compile("UTC$"))
    here = datetime.fromisoformat(moment.get_attribute("datetime") or "").astimezone(
        ZoneInfo("Asia/Shanghai")
    )
    expect(moment).to_have_text(f"{here:%Y-%m-%d %H:%M}")


def test_switching_the_language_keeps_the_page_and_half_given_answers(
    new_visitor: NewVisitor, question: Question
) -> None:
    visitor = new_visitor("en")
    choice = next(item for item in question.items if item.kind == "single_choice")
    shape = next(item for item in question.items if item.kind == "tensor_shape")
    visitor.open(f"/questions/{question.slug}?from=home")
    visitor.give(choice, choice.options[1].id)
    visitor.give(shape, ["time_steps", 7])
    visitor.page.get_by_role("button", name="中文").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert visitor.page.url.endswith(f"/questions/{question.slug}?from=home")
    expect(visitor.item(choice).locator(f"input[value='{choice.options[1].id}']")).to_be_checked()
    expect(visitor.item(shape).locator("input[name=answer]")).to_have_value("(time_steps, 7)")
    expect(visitor.page.locator("h1")).to_contain_text(question.title.zh)


@pytest.mark.both_languages
def test_a_malformed_answer_is_refused_beside_its_field_and_kept(visitor: Visitor) -> None:
    question, item = ONE_OF_EACH_KIND["numeric"]
    visitor.open(f"/questions/{question.slug}")
    visitor.unfolded(item).locator("input[name=answer]").fill("many")
    visitor.submit(item)
    expect(visitor.item(item).locator(".field-error")).to_contain_text("many")
    expect(visitor.item(item).locator("input[name=answer]")).to_have_value("many")
    visitor.answer_rightly(item)


def test_an_ordering_is_answered_by_keyboard_alone(visitor: Visitor) -> None:
    question, item = ONE_OF_EACH_KIND["ordering"]
    visitor.open(f"/questions/{question.slug}")
    place = visitor.unfolded(item)
    for target, entry_id in enumerate(right_answer(item)):
        button = place.locator(f"[data-entry='{entry_id}'] [data-move]:not([disabled])").first
        button.focus()
        while True:
            shown = place.locator("[data-entry]").evaluate_all("all => all.map(each => each.dataset.entry)")
            if shown.index(entry_id) == target:
                break
            visitor.page.keyboard.press("ArrowUp")
    place.locator("[data-submit]").focus()
    visitor.page.keyboard.press("Enter")
    expect(place.locator(".item-score")).to_contain_text(re.compile("100|✓|right|对|正确"))


def test_without_javascript_a_question_can_still_be_answered(new_visitor: NewVisitor) -> None:
    visitor = new_visitor("en", java_script_enabled=False)
    question, item = ONE_OF_EACH_KIND["single_choice"]
    visitor.open(f"/questions/{question.slug}")
    visitor.answer_rightly(item)


@pytest.mark.both_languages
def test_an_unknown_address_says_so(visitor: Visitor) -> None:
    response = visitor.page.goto(f"{visitor.address}/questions/no-such-question")
    assert response is not None
    assert response.status == 404
    expect(visitor.page.locator("main")).to_contain_text("no-such-question")
