"""A wrong correct answer, from a learner's zero to the corrected score, and back again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from quizapp.domain.text import Language
from quizapp.formats.content_files import write_question
from quizapp.kinds import wrong_answers
from tests.browser.conftest import QUESTIONS, NewVisitor
from tests.commands import run_command
from tests.exams import STATIC
from tests.serving import Server

QUESTION, ITEM = next(
    (question, item) for question in QUESTIONS.values() for item in question.items if item.id == STATIC
)
OPTION = next(iter(wrong_answers(ITEM)))
TOLD = {"en": "The score was 0% and is 100% now.", "zh": "得分原为 0%，现为 100%。"}


def correct_key(folder: Path) -> None:
    """Import the question with another correct option, as a new version."""
    body = QUESTION.model_dump(mode="json")
    for option in next(item for item in body["items"] if item["id"] == ITEM.id)["options"]:
        option["correct"] = option["id"] == OPTION
        if option["correct"]:
            option["world"] = option["contradicts"] = option["no_run"] = None
    file = folder / "corrected.yaml"
    file.write_text(write_question(type(QUESTION).model_validate(body)), encoding="utf-8")
    run_command("content", "import", str(file), QUIZAPP_INSTANCE=str(folder / "instance"))


@pytest.mark.both_languages
def test_a_corrected_key_reaches_the_learner_and_can_be_undone(
    new_visitor: NewVisitor, own_server: Server, tmp_path: Path, language: Language
) -> None:
    author, learner = (new_visitor(language, own_server.address) for _ in range(2))
    author.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    learner.open(f"/questions/{QUESTION.slug}")
    learner.give(ITEM, OPTION)
    learner.submit_finally(ITEM)
    expect(learner.item(ITEM).locator("[data-result]")).to_be_visible()
    correct_key(tmp_path)

    author.open(f"/author/{QUESTION.slug}/history")
    author.page.locator("a[href$='/compare?before=1&after=2']").click()
    expect(author.page.locator(".diff-field").first).to_be_visible()
    author.page.locator("main a.button-primary").click()
    author.page.locator("main form .button-primary").click()
    expect(author.page.locator(".regrade-table tbody tr")).to_have_count(1)
    author.page.locator("#reason").fill("B.")
    author.page.locator(".regrade-decision .button-primary").click()
    expect(author.page.locator(".notice-success")).to_be_visible()

    learner.open("/work/attempts/1")
    expect(learner.page.locator(".attempt-regraded")).to_contain_text(TOLD[language])

    author.page.locator(".regrade-undo summary").click()
    author.page.locator("#reason").fill("A.")
    author.page.locator(".regrade-undo button").click()
    expect(author.page.locator(".notice-success")).to_be_visible()
    learner.open("/work/attempts/1")
    expect(learner.page.locator(".item-score")).to_contain_text("0%")
    expect(learner.page.locator(".attempt-regraded")).to_have_count(0)
