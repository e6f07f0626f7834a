"""The network goes away while somebody reviews: nothing is lost, and every answer is sent once."""

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from quizapp.bank.parametric.item import example_of
from quizapp.bank.questions import Question
from quizapp.domain.text import Language
from quizapp.formats.content_files import write_question
from quizapp.formats.image_files import StoredImage, write_anew
from quizapp.formats.question_texts import document_in, text_of
from quizapp.kinds import right_answer
from tests.browser.conftest import QUESTIONS, NewVisitor, Visitor
from tests.commands import run_command
from tests.images import animation
from tests.serving import Server, start_server
from tests.waiting import wait_until

QUESTION = QUESTIONS["exploding-gradient-diagnosis"]
DAYS = 60
PLAIN = ("single_choice", "multiple_choice", "true_false")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


def test_due_reviews_are_answered_without_a_network_and_sent_once(
    new_visitor: NewVisitor, own_server: Server, instance: Path, language: Language
) -> None:
    visitor = new_visitor(language, own_server.address, service_workers="allow", is_silent=False)
    page = visitor.page
    some = _practiced(visitor, instance, QUESTION)
    visitor.open("/reviews/offline")
    page.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    page.reload()
    page.wait_for_function("() => caches.match('/reviews/offline').then(Boolean)")
    cells = page.locator(".strip-cell")
    expect(cells).to_have_count(some)

    own_server.stop()
    page.reload()
    expect(cells).to_have_count(some)
    visitor.open("/claims")
    expect(page.locator("h1")).to_have_text("No network")
    visitor.open("/reviews/offline")
    for _ in range(some):
        _answer_first_shown(visitor)
    page.reload()
    expect(page.locator(".strip-cell[data-state=answered]")).to_have_count(some)

    again = start_server(instance, PORT=str(urlsplit(own_server.address).port))
    try:
        page.reload()
        wait_until(lambda: _count(instance, "attempts") == 2 * some)
        expect(page.locator("[data-offline-sent-list] li")).to_have_count(some)
        assert _count(instance, "reviews") == 2 * some
        assert _count(instance, "attempts WHERE confidence = 0.9") == some
        page.reload()
        expect(page.locator("[data-offline-sent-list] li")).to_have_count(some)
        assert _count(instance, "attempts") == 2 * some
    finally:
        again.stop()


def test_a_review_done_elsewhere_meanwhile_is_shown_and_decided(
    new_visitor: NewVisitor, own_server: Server, instance: Path, language: Language
) -> None:
    visitor = new_visitor(language, own_server.address, service_workers="allow", is_silent=False)
    page = visitor.page
    _practiced(visitor, instance, QUESTION, most=1)
    visitor.open("/reviews/offline")
    packed = page.locator("[data-offline-item]")
    expect(packed).to_have_count(1)
    with page.context.new_page() as elsewhere:  # the same person, in another tab
        other = Visitor(elsewhere, own_server.address, language)
        other.open(f"/questions/{QUESTION.slug}")
        _answer_again(other, QUESTION)
    before = _count(instance, "reviews")
    _answer_first_shown(visitor)
    decisions = page.locator("[data-offline-decisions]")
    expect(decisions.locator("li")).to_have_count(1)
    assert _count(instance, "reviews") == before
    decisions.locator("button").first.click()
    wait_until(lambda: _count(instance, "reviews") == before + 1)
    expect(decisions).to_be_hidden()


def test_packed_reviews_show_their_images_without_a_network(
    new_visitor: NewVisitor, own_server: Server, instance: Path, tmp_path: Path, language: Language
) -> None:
    moving = write_anew(animation("GIF", 3, (320, 200)))
    question = _published_with(moving, instance, tmp_path / "files")
    visitor = new_visitor(language, own_server.address, service_workers="allow", is_silent=False)
    page = visitor.page
    _practiced(visitor, instance, question, most=1)
    visitor.open("/reviews/offline")
    page.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    page.reload()
    page.wait_for_function(f"() => caches.match('/images/{moving.name}?still').then(Boolean)")

    own_server.stop()
    page.reload()
    shown = page.locator("[data-offline-item] img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320


def _published_with(image: StoredImage, instance: Path, folder: Path) -> Question:
    """A question whose exercises all show an image: a review may ask a sibling of what was answered."""
    document = document_in(write_question(QUESTION))
    for item in document["items"]:
        for language, words in (("zh", "一条曲线"), ("en", "A curve")):
            item["prompt"][language] += f"\n\n![{words}](image:{image.name})"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / image.name).write_bytes(image.body)
    (folder / f"{QUESTION.slug}.yaml").write_text(text_of(document), encoding="utf-8")
    run_command("content", "import", str(folder), QUIZAPP_INSTANCE=str(instance))
    return QUESTION


def _practiced(visitor: Visitor, instance: Path, question: Question, most: int = 3) -> int:
    """Answer plain exercises of the question, long enough ago for all to be due. Returns how many."""
    visitor.open(f"/questions/{question.slug}")
    plain = [item for item in question.items if item.kind in PLAIN]
    for item in plain[:most]:
        visitor.answer_rightly(item)
    with sqlite3.connect(instance / "quizapp.sqlite") as database:
        earlier = f"-{DAYS} days"
        database.execute("UPDATE reviews SET day = date(day, ?)", (earlier,))
        database.execute(
            "UPDATE review_cards SET reviewed_on = date(reviewed_on, ?), due_on = date(due_on, ?)",
            (earlier, earlier),
        )
    return len(plain[:most])


def _answer_again(visitor: Visitor, question: Question) -> None:
    item = next(each for each in question.items if each.kind in PLAIN)
    visitor.open(f"/questions/{question.slug}?again={item.id}")
    visitor.answer_rightly(item)


def _answer_first_shown(visitor: Visitor) -> None:
    place = visitor.page.locator("[data-offline-item]:not([hidden])")
    item_id = place.locator("form").get_attribute("data-item-form")
    item = next(each for each in QUESTION.items if each.id == item_id)
    visitor.fill_in(place, right_answer(example_of(item), visitor.language))
    place.locator(".confidence label").nth(2).click()
    place.locator("[data-submit]").click()


def _count(instance: Path, table: str) -> int:
    with sqlite3.connect(instance / "quizapp.sqlite") as database:
        found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found
