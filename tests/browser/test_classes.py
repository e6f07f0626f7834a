"""A class, from its opening to its gradebook: one teaches, the other learns, each in a browser of their own."""

import csv
import re

from playwright.sync_api import expect

from quizapp.domain.text import Language
from quizapp.kinds import wrong_answers
from tests.browser.conftest import QUESTIONS, NewVisitor
from tests.exams import STATIC
from tests.serving import Server

ITEM = next(item for question in QUESTIONS.values() for item in question.items if item.id == STATIC)
PRIMARY = "main .button-primary"
SAID = {"en": ("Attempt 1 counts", "handed in"), "zh": ("计入第 1 次", "已提交")}


def test_a_class_is_opened_joined_and_graded(
    new_visitor: NewVisitor, own_server: Server, language: Language
) -> None:
    teacher, learner = (new_visitor(language, own_server.address) for _ in range(2))
    teacher.sign_up("ines", own_server.setup_link.removeprefix(own_server.address))
    teacher.open("/classes")
    teacher.page.locator(PRIMARY).click()
    teacher.page.locator("#title").fill("Fall")
    expect(teacher.page.locator("#zone")).not_to_have_value("")
    teacher.page.locator(PRIMARY).click()
    link = teacher.page.locator(".lead input[readonly]").input_value()
    home = re.sub("/members$", "", teacher.page.url)

    teacher.page.goto(f"{home}/assignments/new")
    teacher.page.locator("#title").fill("Week 1")
    teacher.page.locator("[name=selection][value=fixed]").check()
    teacher.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    teacher.page.locator(f"[name=items][value={STATIC}]").check()
    teacher.page.locator("#due_at").fill("2035-01-01T12:00")
    teacher.page.locator(PRIMARY).click()
    expect(teacher.page.locator("main")).to_contain_text("2035-01-01 12:00")

    learner.page.goto(link)
    learner.page.locator(PRIMARY).click()
    learner.page.locator("input[name=name]").fill("lea")
    learner.page.locator("input[name=password]").fill("a long passphrase")
    learner.page.locator("main form button").first.click()
    learner.page.locator("form[action*='/join/'] button").click()
    learner.page.locator(PRIMARY).click()  # opens the assignment
    learner.page.locator(PRIMARY).click()  # begins it
    learner.fill_in(learner.page.locator("main"), next(iter(wrong_answers(ITEM))))
    learner.page.locator("[data-submit]").click()
    learner.page.locator("[data-show-answer]").click()
    expect(learner.page.locator("[data-result]")).to_be_visible()

    teacher.page.goto(home)
    cell = teacher.page.locator(".gradebook .grade > a")
    expect(cell.locator(".grade-number")).to_have_text("0")
    with teacher.page.expect_download() as download:
        teacher.page.locator("a[href$='gradebook.csv']").click()
    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[1][:4] == ["lea", "lea", "0.0", SAID[language][1]]
    cell.click()
    expect(teacher.page.locator(".lead")).to_contain_text(SAID[language][0])
    teacher.page.locator("a[href$='/attempts/1']").click()
    expect(teacher.page.locator(".class-answer")).to_have_count(1)
