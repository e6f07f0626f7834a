"""Each kind of answer in real Chromium, in both languages: by keyboard, by touch, and what it says afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.formats.content_files import write_question
from tests.browser.conftest import BANK, NewVisitor, Visitor, secrets_of
from tests.commands import run_command
from tests.kinds import example_items
from tests.serving import Server, start_server

TEXT = {"zh": "每种题型各一道。", "en": "One item of each kind."}
EXAMPLES: dict[str, Any] = {item.id: item for item in example_items()}
QUESTION = Question.model_validate(
    {
        "slug": "every-kind",
        "topic": BANK.topics[0].slug,
        **dict.fromkeys(("title", "prompt", "answer"), TEXT),
        "items": [item.model_dump(mode="json") for item in EXAMPLES.values()],
    }
)


@pytest.fixture(scope="module")
def kinds_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that also has the README's examples."""
    folder = tmp_path_factory.mktemp("kinds")
    file = folder / "every-kind.yaml"
    file.write_text(write_question(QUESTION), encoding="utf-8")
    server = start_server(folder / "instance")
    import_file(folder / "instance", file)
    yield server
    server.stop()


def import_file(instance: Path, file: Path) -> None:
    run_command("content", "import", str(file), QUIZAPP_INSTANCE=str(instance))


@pytest.fixture
def keyboard(language: Language, new_visitor: NewVisitor, kinds_server: Server) -> Visitor:
    return opened(new_visitor(language, kinds_server.address))


@pytest.fixture
def touch(language: Language, new_visitor: NewVisitor, kinds_server: Server) -> Visitor:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    return opened(new_visitor(language, kinds_server.address, **phone))


def opened(visitor: Visitor) -> Visitor:
    visitor.open(f"/questions/{QUESTION.slug}")
    unfold(visitor)
    return visitor


def unfold(visitor: Visitor) -> None:
    visitor.page.evaluate("document.querySelectorAll('.item-fold').forEach(each => each.open = true)")


def press_on(place: Locator, *keys: str) -> None:
    place.focus()
    for key in keys:
        place.page.keyboard.press(key)


def score_of(visitor: Visitor, item_id: str) -> Locator:
    place = visitor.page.locator(f"#item-{item_id}")
    expect(place.locator("[data-result]")).to_be_visible()
    return place.locator(".item-score")


def submit(visitor: Visitor, item_id: str) -> None:
    press_on(visitor.page.locator(f"#item-{item_id} [data-submit]"), "Enter")


def item(visitor: Visitor, item_id: str) -> Locator:
    return visitor.page.locator(f"#item-{item_id}")


def test_true_or_false_by_keyboard_with_its_reason(keyboard: Visitor) -> None:
    place = item(keyboard, "example-true-false")
    press_on(place.locator("input[value=false]"), "Space")
    press_on(place.locator("input[value=component-wise]"), "Space")
    submit(keyboard, "example-true-false")
    expect(score_of(keyboard, "example-true-false")).to_contain_text("50%")
    reason = EXAMPLES["example-true-false"].reasons[1]
    expect(place).to_contain_text(keyboard.say(reason.feedback))


def test_true_or_false_by_touch(touch: Visitor) -> None:
    place = item(touch, "example-true-false")
    place.locator(".verdict").nth(1).tap()
    place.locator("label.option:has(input[value=one-factor])").tap()
    place.locator("[data-submit]").tap()
    expect(score_of(touch, "example-true-false")).to_contain_text("100%")


def test_half_the_score_without_a_reason_is_asked_for(keyboard: Visitor) -> None:
    place = item(keyboard, "example-true-false")
    press_on(place.locator("input[name='answer.is_true'][value=false]"), "Space")
    submit(keyboard, "example-true-false")
    expect(place.locator("input[name='answer.reason']:invalid").first).to_be_visible()
    expect(place.locator("[data-result]")).to_have_count(0)
    press_on(place.locator("input[name='answer.reason'][value='']"), "Space")
    submit(keyboard, "example-true-false")
    expect(score_of(keyboard, "example-true-false")).to_contain_text("50%")


@pytest.mark.both_languages
def test_short_text_in_the_readers_language(keyboard: Visitor) -> None:
    accepted = EXAMPLES["example-short-text"].accepted.in_language(keyboard.language)[0]
    item(keyboard, "example-short-text").locator("input[name=answer]").focus()
    keyboard.page.keyboard.type(f" {accepted.upper()}. ")
    keyboard.page.keyboard.press("Enter")
    expect(score_of(keyboard, "example-short-text")).to_contain_text("100%")


def test_matching_by_keyboard(keyboard: Visitor) -> None:
    for left in EXAMPLES["example-matching"].left:
        select = item(keyboard, "example-matching").locator(f"select[name='answer.{left.id}']")
        for _ in range(4):
            if select.input_value() == left.match:
                break
            press_on(select, "ArrowDown")
    submit(keyboard, "example-matching")
    expect(score_of(keyboard, "example-matching")).to_contain_text("100%")


def test_matching_by_touch_shows_what_belonged_together(touch: Visitor) -> None:
    place = item(touch, "example-matching")
    place.locator("select").first.select_option("vocabulary")
    place.locator("[data-submit]").tap()
    expect(score_of(touch, "example-matching")).to_contain_text("0%")
    expect(place).to_contain_text(touch.say(EXAMPLES["example-matching"].left[1].feedback))


def test_gaps_are_filled_in_the_text_and_in_the_code(keyboard: Visitor) -> None:
    place = item(keyboard, "example-cloze")
    expect(place.locator("pre.code [name='answer.argument']")).to_be_visible()
    expect(place.locator(".cloze math").first).to_be_visible()
    press_on(place.locator("[name='answer.norm']"), "1", "0")
    place.locator("[name='answer.direction']").select_option("stays")
    place.locator("[name='answer.argument']").focus()
    keyboard.page.keyboard.type("clipnorm")
    submit(keyboard, "example-cloze")
    expect(score_of(keyboard, "example-cloze")).to_contain_text("67%")
    mistake = EXAMPLES["example-cloze"].gaps[2].mistakes[0]
    expect(place).to_contain_text(keyboard.say(mistake.feedback))


def test_half_filled_gaps_survive_a_reload(touch: Visitor) -> None:
    item(touch, "example-cloze").locator("[name='answer.norm']").fill("10")
    item(touch, "example-cloze").locator("[name='answer.direction']").select_option("stays")
    touch.page.reload()
    expect(item(touch, "example-cloze").locator("[name='answer.norm']")).to_have_value("10")
    expect(item(touch, "example-cloze").locator("[name='answer.direction']")).to_have_value("stays")


def test_the_wrong_line_is_marked_by_keyboard(keyboard: Visitor) -> None:
    place = item(keyboard, "example-spot-the-line")
    press_on(place.locator("input[value='1']"), "Space")
    press_on(place.locator("input[value=hidden]"), "Space")
    submit(keyboard, "example-spot-the-line")
    expect(score_of(keyboard, "example-spot-the-line")).to_contain_text("100%")


def test_a_line_wrongly_blamed_by_touch_gets_its_remark(touch: Visitor) -> None:
    place = item(touch, "example-spot-the-line")
    place.locator("label.listing-line").nth(2).tap()
    place.locator("[data-submit]").tap()
    expect(score_of(touch, "example-spot-the-line")).to_contain_text("0%")
    expect(place).to_contain_text(touch.say(EXAMPLES["example-spot-the-line"].mistakes[0].feedback))


@pytest.mark.both_languages
def test_free_text_shows_the_words_it_found_and_keeps_the_learners_own_judgement(keyboard: Visitor) -> None:
    said = {
        "zh": "我会按范数裁剪，还会看看权重从哪里开始。",
        "en": "I clip by norm and look where the weights start.",
    }
    place = item(keyboard, "example-free-text")
    place.locator("textarea").focus()
    keyboard.page.keyboard.type(said[keyboard.language])
    submit(keyboard, "example-free-text")
    expect(score_of(keyboard, "example-free-text")).to_contain_text("33%")
    expect(place.locator("mark").first).to_have_text({"zh": "裁剪", "en": "clip"}[keyboard.language])
    press_on(place.locator("input[name=point][value=clip]"), "Space")  # found, but not meant
    expect(place.locator(".own-judgement")).to_contain_text("0%")
    press_on(place.locator("input[name=point][value=clip]"), "Space")
    press_on(place.locator("input[name=point][value=initialization]"), "Space")
    expect(place.locator(".own-judgement")).to_contain_text("100%")
    keyboard.page.reload()
    expect(place.locator(".own-judgement")).to_contain_text("100%")
    expect(place.locator(".item-score")).to_contain_text("33%")
    unfold(keyboard)
    place.locator("details.compare > summary").first.click()
    expect(place).to_contain_text(keyboard.say(EXAMPLES["example-free-text"].model_answer))


def test_a_prediction_is_committed_then_run_then_judged(keyboard: Visitor) -> None:
    place = item(keyboard, "example-predict-then-run")
    expect(place.locator("[data-run-it]")).to_have_count(0)
    press_on(place.locator("input[value=both]"), "Space")
    submit(keyboard, "example-predict-then-run")
    drawer = keyboard.page.locator("[data-drawer]")
    expect(drawer.locator("[data-lab]")).to_be_visible()
    expect(place.locator("[data-result]")).to_be_visible()
    expect(place.locator(".item-score")).to_contain_text("0%")
    happened = EXAMPLES["example-predict-then-run"].outcomes[1]
    expect(place.locator(".option-missed")).to_contain_text(keyboard.say(happened.text))


def test_a_sick_network_is_healed_within_its_budget(touch: Visitor) -> None:
    place = item(touch, "example-fix-it")
    place.locator("[name='answer.clipping']").select_option("by-norm")
    place.locator("[name='answer.gain']").fill("0.7")
    expect(place.locator("[data-changes]")).to_contain_text("2")
    place.locator("[data-submit]").tap()
    expect(place.locator(".field-error")).to_be_visible()
    place.locator("[name='answer.gain']").fill("")
    place.locator("[data-submit]").tap()
    expect(score_of(touch, "example-fix-it")).to_contain_text("100%")
    expect(place.locator(".healed .chip-right")).to_have_count(3)
    with touch.page.expect_popup() as opened_page:
        place.locator("form .run-it").tap()
    expect(opened_page.value.locator("[data-lab]")).to_be_visible()


@pytest.mark.both_languages
def test_no_kind_tells_its_feedback_before_an_answer(keyboard: Visitor) -> None:
    source = keyboard.page.content()
    for each in EXAMPLES.values():
        for secret in secrets_of(each.model_dump(mode="json")):
            plain = secret[keyboard.language].strip()
            assert "$" in plain or len(plain) < 8 or plain not in source, plain
