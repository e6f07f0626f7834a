"""An instructor's way: the setup link, writing a question in both languages, publishing it, changing it."""

import re
from pathlib import Path

from playwright.sync_api import expect

from quizapp.domain.text import Language
from quizapp.formats.content_files import read_question
from tests.browser.conftest import NewVisitor, Visitor
from tests.commands import run_command
from tests.serving import Server

NEW = {
    "slug": "clipping-in-practice",
    "title.zh": "实践中怎样裁剪梯度？",
    "title.en": "How is clipping done in practice?",
}
PROMPT = {"prompt.zh": "讲讲阈值 $c$ 怎样选。", "prompt.en": "Say how you choose the threshold $c$."}
ANSWER = {
    "answer.zh": "按范数裁剪：$g \\leftarrow g \\cdot c / \\|g\\|$。",
    "answer.en": "By norm: $g \\leftarrow g \\cdot c / \\|g\\|$.",
}
ITEM = {
    "id": "clipping-keeps-what",
    "prompt.zh": "按范数裁剪保持什么不变？",
    "prompt.en": "What does clipping by norm leave as it is?",
    "explanation.zh": "整个向量按同一比例缩小。",
    "explanation.en": "The whole vector shrinks by one factor.",
    "options.0.id": "direction",
    "options.0.text.zh": "方向",
    "options.0.text.en": "The direction",
    "options.0.feedback.zh": "对，只改长度。",
    "options.0.feedback.en": "Right: only its length changes.",
    "options.1.id": "length",
    "options.1.text.zh": "长度",
    "options.1.text.en": "The length",
    "options.1.feedback.zh": "长度正是被限制的。",
    "options.1.feedback.en": "The length is what gets bounded.",
}


def fill(visitor: Visitor, fields: dict[str, str], prefix: str = "") -> None:
    for name, value in fields.items():
        visitor.page.locator(f"[name='{prefix}{name}']").fill(value)


def press(visitor: Visitor, action: str) -> None:
    """Press a button of the editor, and wait until the editor it brings has settled."""
    visitor.page.evaluate(
        """() => { const mark = document.documentElement.dataset; delete mark.settled;
             document.addEventListener("htmx:afterSettle", event => {
               if (event.target.id === "open-part") mark.settled = "yes"; }); }"""
    )
    visitor.page.locator(f"button[name=action][value='{action}']").first.click()
    expect(visitor.page.locator("html[data-settled]")).to_be_attached()


def test_an_instructor_writes_publishes_and_changes_a_question(
    new_visitor: NewVisitor, own_server: Server, language: Language, tmp_path: Path
) -> None:
    author = new_visitor(language, own_server.address)
    author.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))

    author.open("/author/new")
    fill(author, NEW)
    author.page.locator("[name=topic]").select_option("exploding-gradients")
    author.page.locator("main form button.button-primary").click()
    fill(author, PROMPT)
    expect(author.page.locator("#preview math").first).to_be_visible()
    go_to(author, "answer")  # what was typed in the part before is saved first
    fill(author, ANSWER)
    press(author, "insert:single_choice")
    fill(author, ITEM, "items.0.")
    press(author, "remove:items.0.options.2")
    author.page.locator("[name='items.0.scenario.slug']").select_option("mlp-nan-loss")
    expect(author.page.locator("[name='items.0.scenario.knobs.gain']")).to_be_visible()
    author.page.locator("[name='items.0.scenario.knobs.gain']").fill("1.3")

    # no option is marked as correct yet: the mistake is named at the options, and nothing typed is lost
    press(author, "publish")
    expect(author.page.locator(".notice-error[role=alert]")).to_be_visible()
    expect(author.page.locator("[name='items.0.prompt.zh']")).to_have_value(ITEM["prompt.zh"])
    author.page.locator("[name='items.0.options.0.correct']").check()

    preview = author.page.locator("#preview")
    expect(preview).to_contain_text(ITEM[f"options.0.text.{language}"])
    expect(author.page.locator(".author-bar .author-complete")).to_be_visible()
    press(author, "publish")

    learner = new_visitor(language, own_server.address)
    learner.open("/questions/clipping-in-practice")
    expect(learner.page.locator("h1")).to_contain_text(NEW[f"title.{language}"])
    learner.page.locator("#item-clipping-keeps-what input[value=direction]").check()
    learner.page.locator("#item-clipping-keeps-what [data-submit]").click()
    expect(learner.page.locator("#item-clipping-keeps-what")).to_contain_text(
        ITEM[f"options.0.feedback.{language}"]
    )
    run_it = learner.page.locator("#item-clipping-keeps-what [data-run-it]")
    assert "gain=1.3" in (run_it.get_attribute("href") or "")

    author.open("/author/clipping-in-practice")
    author.page.locator(f"[name='title.{language}']").fill("新题目 new title")
    press(author, "publish")
    learner.open("/questions/clipping-in-practice")
    expect(learner.page.locator("h1")).to_contain_text("新题目 new title")
    learner.open("/work/everything")
    expect(learner.page.locator(".work-entry")).to_contain_text(NEW[f"title.{language}"])

    instance, file = str(tmp_path / "instance"), tmp_path / "clipping-in-practice.yaml"
    file.write_text(run_command("content", "export", "clipping-in-practice", QUIZAPP_INSTANCE=instance))
    question = read_question(file)
    assert question.items[0].scenario.knobs == {"gain": 1.3}
    assert question.prompt.zh == PROMPT["prompt.zh"]


def go_to(visitor: Visitor, part: str) -> None:
    """Open another part of the question from its outline."""
    visitor.page.locator(f"[data-part-link='{part}']").click()
    expect(visitor.page.locator(f"#question-form[data-part='{part}']")).to_be_visible()


def test_what_is_typed_is_saved_moved_and_undone(
    new_visitor: NewVisitor, own_server: Server, language: Language
) -> None:
    author = new_visitor(language, own_server.address)
    author.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    author.open("/author/what-is-an-rnn")
    lines = author.page.locator("[data-sortable-outline] > [data-item]")
    first, second = (lines.nth(index).get_attribute("data-item") or "" for index in (0, 1))
    go_to(author, second)
    prompt = author.page.locator(f"[name='items.0.prompt.{language}']")
    before = prompt.input_value()
    prompt.fill("Typed $x^2$")
    expect(lines.nth(1)).to_contain_text("Typed")
    expect(author.page.locator("#preview msup").first).to_be_visible()
    expect(prompt).to_be_focused()

    # opening another part saves this one first, and the back button brings it again
    prompt.fill("Typed $x^3$")
    go_to(author, first)
    expect(author.page.locator("#part-heading")).to_be_focused()
    expect(author.page).to_have_url(re.compile(f"part={first}$"))
    expect(author.page.locator(f"[data-part-link='{first}']")).to_have_attribute("aria-current", "true")
    assert author.page.locator("[name='items.0.scenario.slug'] option").count() > 10
    author.page.go_back()
    expect(author.page.locator(f"#question-form[data-part='{second}']")).to_be_visible()
    expect(prompt).to_have_value("Typed $x^3$")

    lines.nth(1).locator("a").press("Alt+ArrowUp")
    expect(lines.nth(0)).to_have_attribute("data-item", second)
    expect(lines.nth(0).locator("a")).to_be_focused()
    lines.nth(0).drag_to(lines.nth(1), target_position={"x": 20, "y": 25})
    expect(lines.nth(0)).to_have_attribute("data-item", first)

    author.page.reload()
    for _ in range(3):
        press(author, "undo")
    expect(prompt).to_have_value(before)


def test_a_learner_may_not_author_and_a_guest_is_asked_to_sign_in(visitor: Visitor) -> None:
    visitor.open("/author")
    assert "/sign-in" in visitor.page.url
    visitor.sign_up(f"mere-learner-{visitor.language}")
    response = visitor.page.goto(f"{visitor.address}/author")
    assert response is not None
    assert response.status == 403


def test_a_revoked_session_is_signed_out_at_once(new_visitor: NewVisitor, language: Language) -> None:
    name = f"two-browsers-{language}"
    first, second = new_visitor(language), new_visitor(language)
    first.sign_up(name)
    second.sign_in(name)
    second.open("/account")
    others = second.page.locator("li", has_not=second.page.locator(".chip"))
    others.locator("form[action*='/sign-ins/'] button").click()
    expect(others).to_have_count(0)
    first.open("/account")
    assert "/sign-in" in first.page.url
