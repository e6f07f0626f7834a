"""What measures appearance finds each fault, and none in its sound twin; and a sample of pages has none.

All pages, in both languages and themes and at three widths, are measured by `make torture`.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserType, Page

from quizapp.domain.text import Language
from tests.browser.appearance import LARGE_TEXT, LARGE_TEXT_WIDTHS, WIDTHS, faults_on, measure
from tests.browser.conftest import LOCALES, NewVisitor, Visitor, with_patience
from tests.browser.tour import NOT_PAGES, STOPS, Stop
from tests.chromium import launch_options
from tests.serving import Server

# What is wrong, how it is told, the fault, and the same without it.
CASES: dict[str, tuple[str, str, str]] = {
    "a negative margin lays one paragraph over another": (
        "overlap",
        "<p>The first paragraph</p><p style='margin-top:-2em'>The second paragraph</p>",
        "<p>The first paragraph</p><p style='margin-top:0'>The second paragraph</p>",
    ),
    "a button covers a word": (
        "overlap",
        "<div style='position:relative'>Some words<button style='position:absolute;left:20px;top:0'>Go</button></div>",
        "<div style='position:relative'>Some words<button style='position:absolute;left:200px;top:0'>Go</button></div>",
    ),
    "two labels of a drawing are printed over each other": (
        "overlap",
        "<svg width=200 height=50><text x=10 y=20>first</text><text x=20 y=22>second</text></svg>",
        "<svg width=200 height=50><text x=10 y=20>first</text><text x=90 y=22>second</text></svg>",
    ),
    "a box of a fixed height cuts its last line": (
        "is cut off",
        "<div style='overflow:hidden;height:20px'>One line<br>another line</div>",
        "<div style='overflow:auto;height:20px'>One line<br>another line</div>",
    ),
    "a line that does not break is cut": (
        "is cut off",
        "<div style='overflow:hidden;width:60px;white-space:nowrap'>Too long for sixty pixels</div>",
        "<div style='overflow:hidden;width:60px;white-space:nowrap;text-overflow:ellipsis'"
        " title='Too long for sixty pixels'>Too long for sixty pixels</div>",
    ),
    "what lies left of a scrolled box cannot be reached": (
        "is cut off",
        "<div style='overflow:auto;width:90px'><p style='margin-left:-30px'>Some words</p></div>",
        "<div style='overflow:auto;width:90px'><p style='margin-left:30px;width:200px'>Some words</p></div>",
    ),
    "a label of a drawing lies outside of it": (
        "is cut off",
        "<svg width=100 height=50><text x=80 y=20>outside</text></svg>",
        "<svg width=100 height=50><text x=20 y=20>inside</text></svg>",
    ),
    "a word sticks out of its card": (
        "div.card by",
        "<div class=card style='border:1px solid;width:60px'>Incomprehensibilities</div>",
        "<div class=card style='border:1px solid;width:240px'>Incomprehensibilities</div>",
    ),
    "a chip sticks out of its card": (
        "div.card by",
        "<div class=card style='border:1px solid;width:80px'><span class=chip style='display:inline-block;width:120px;"
        "background:gold'>ok</span></div>",
        "<div class=card style='border:1px solid;width:130px'><span class=chip style='display:inline-block;width:120px;"
        "background:gold'>ok</span></div>",
    ),
    "a table is wider than the page": (
        "cut by the edge of the page",
        "<table style='width:500px'><tr><td>One<td style='text-align:right'>Other</table>",
        "<div style='overflow-x:auto'><table style='width:500px'><tr><td>One"
        "<td style='text-align:right'>Other</table></div>",
    ),
    "a list has no room for its chosen entry": (
        "too little room",
        "<select style='width:80px'><option>A very long name of an entry</select>",
        "<select style='width:280px'><option>A very long name of an entry</select>",
    ),
    "an English column of two em": (
        "characters wide",
        "<table><tr><td style='width:2em'>what is read in one go</td><td>and more</td></table>",
        "<table><tr><td style='width:9em'>what is read in one go</td><td>and more</td></table>",
    ),
    "a Chinese column of two characters": (
        "characters wide",
        "<p style='width:2em'>梯度在每一层都变大</p>",
        "<p style='width:7em'>梯度在每一层都变大</p>",
    ),
    "a canvas has the pixels of another size": (
        "pixels where",
        "<canvas width=50 height=50 style='width:100px;height:50px'></canvas>",
        "<canvas width=100 height=50 style='width:100px;height:50px'></canvas>",
    ),
    "a drawing is squeezed out of its proportions": (
        "but its drawing is",
        "<svg viewBox='0 0 100 50' style='display:block;width:100px;height:90px'></svg>",
        "<svg viewBox='0 0 100 50' style='display:block;width:150px;height:75px'></svg>",
    ),
    "a drawing without a view is narrower than it was given": (
        "but its drawing is",
        "<svg width=200 height=20 style='max-width:100px'></svg>",
        "<svg width=90 height=20 style='max-width:100px'></svg>",
    ),
    "a drawing has no height": (
        "cannot be seen",
        "<svg style='display:block;width:100px;height:0'></svg>",
        "<svg style='display:block;width:100px;height:10px'></svg>",
    ),
    "a line is drawn outside its picture": (
        "outside of it",
        "<svg width=100 height=50><path d='M0 40L90 -30' stroke='black'/></svg>",
        "<svg width=100 height=50><path d='M0 40L90 10' stroke='black'/></svg>",
    ),
    "a square is not square": (
        "not square",
        "<svg width=100 height=50><rect class=square width=20 height=12 /></svg>",
        "<svg width=100 height=50><rect class=square width=20 height=20 /></svg>",
    ),
    "a bar is longer than its number": (
        "misses its number",
        "<svg width=200 height=50><rect data-share=0.25 data-whole=100 width=60 height=9 /></svg>",
        "<svg width=200 height=50><rect data-share=0.25 data-whole=100 width=25 height=9 /></svg>",
    ),
}
ON_PURPOSE = {
    "a heading that stays while the page scrolls": "<p style='position:sticky;top:0;background:white;z-index:2'>Heading"
    "</p><p style='margin-top:-2em'>Some words</p>",
    "words for screen readers only": "<p>Words<span style='position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%);white-space:nowrap'>more words than fit</span></p>",
    "a link that comes with the focus": "<a href='#x' style='position:absolute;top:-4rem'>Skip</a><p>Words</p>",
    "a closed part": "<details><summary>More</summary><p style='width:2em'>so many words here</p></details>",
    "a line over a table": "<div style='position:relative'>Words<svg viewBox='0 0 9 9' preserveAspectRatio='none' "
    "style='position:absolute;inset:0;width:100%;height:100%;pointer-events:none'></svg></div>",
    "lines that the text itself breaks": "<p style='width:4em'>a<br>b<br>c<br>d</p>",
}
# The pages where faults are likeliest: long formulas, many columns, drawings, forms.
SAMPLE = (
    "/questions/what-is-an-rnn",
    "home with the network trained",
    "claims",
    "lab",
    "/lab/unrolled-sentence?",
    "inside the rnn",
    "/claims/loss-swings",
    "no such page",
)

LARGE_SAMPLE = ("home of a newcomer", "a practice session", "lab")


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=WIDTHS["390"])
    yield page
    page.close()


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_found_and_its_sound_twin_has_none(blank: Page, name: str) -> None:
    words, fault, twin = CASES[name]
    assert words in " ".join(_faults(blank, fault))
    assert _faults(blank, twin) == []


@pytest.mark.parametrize("name", ON_PURPOSE)
def test_what_is_laid_out_on_purpose_is_no_fault(blank: Page, name: str) -> None:
    assert _faults(blank, ON_PURPOSE[name]) == []


def test_the_tour_comes_to_every_page(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/v1/")
    }
    assert pages - NOT_PAGES == {stop.endpoint for stop in STOPS if stop.endpoint}


@pytest.mark.parametrize("stop", [stop for stop in STOPS if stop.name in SAMPLE], ids=lambda stop: stop.name)
def test_a_page_has_no_fault_on_the_smallest_phone(
    new_visitor: NewVisitor, stop: Stop, language: Language
) -> None:
    visitor = new_visitor(language, viewport=WIDTHS["320"])
    stop.go(visitor)
    assert faults_on(visitor.page) == []


@pytest.fixture(scope="module")
def browser_with_large_text(browser_type: BrowserType) -> Iterator[Browser]:
    options = launch_options()
    browser = browser_type.launch(**options | {"args": [*options["args"], LARGE_TEXT]})
    yield browser
    browser.close()


@pytest.mark.parametrize(
    "stop", [stop for stop in STOPS if stop.name in LARGE_SAMPLE], ids=lambda stop: stop.name
)
def test_a_page_has_no_fault_with_text_of_twice_the_size(
    browser_with_large_text: Browser, server: Server, stop: Stop, language: Language
) -> None:
    context = browser_with_large_text.new_context(
        locale=LOCALES[language], viewport=LARGE_TEXT_WIDTHS["640"], service_workers="block"
    )
    visitor = Visitor(with_patience(context.new_page()), server.address, language)
    stop.go(visitor)
    size = visitor.page.evaluate("Number.parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size > 30, "the setting does not reach the page"
    assert faults_on(visitor.page) == []
    context.close()


def _faults(page: Page, content: str) -> list[str]:
    page.set_content(
        f"<!doctype html><html lang=en><body style='font:16px/1.5 sans-serif'>{content}</body></html>"
    )
    return measure(page)
