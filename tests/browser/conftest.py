"""A visitor in real Chromium, in either language, whose console must stay silent."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from quizapp.bank.questions import Question
from quizapp.domain.text import Label, Language, Text
from quizapp.kinds import Item, right_answer
from tests.bank import bank
from tests.chromium import launch_options
from tests.conftest import settings_in
from tests.promises import Tell
from tests.samples import WHOLE
from tests.serving import Server, start_server
from tests.shared_servers import Ask

LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}
PASSWORD = "a long passphrase"
BANK = bank()
SCENARIOS = {scenario.slug: scenario for scenario in BANK.scenarios}
QUESTIONS = {question.slug: question for question in BANK.questions}

# Ends a test that hangs, and decides nothing else: no wait takes a tenth of this on an idle machine.
WAIT_MILLISECONDS = 120_000
IN_BOTH = WHOLE

expect.set_options(timeout=WAIT_MILLISECONDS)


def with_patience(page: Page) -> Page:
    """The page, with the same limit for what it waits for."""
    page.set_default_timeout(WAIT_MILLISECONDS)
    return page


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In the suite, a test speaks one language, half of them each; both in `make torture`, or if it is marked so."""
    marks = [mark.name for mark in metafunc.definition.iter_markers()]
    is_given = any("language" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "language" in metafunc.fixturenames and not is_given and (IN_BOTH or "both_languages" in marks):
        metafunc.parametrize("language", LOCALES, indirect=True)


@pytest.fixture
def language(request: pytest.FixtureRequest, figure: Tell) -> Language:
    either = tuple(LOCALES)[crc32(request.node.nodeid.encode()) % 2]
    found: Language = getattr(request, "param", either)
    if IN_BOTH:
        figure(f"in {found}")
    return found


@dataclass
class Visitor:
    page: Page
    address: str
    language: Language

    def say(self, text: Text | Label) -> str:
        return text.in_language(self.language)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_up(self, name: str, path: str = "/sign-up") -> None:
        self._give_name_and_password(path, name)

    def sign_in(self, name: str) -> None:
        self._give_name_and_password("/sign-in", name)

    def _give_name_and_password(self, path: str, name: str) -> None:
        self.open(path)
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(lambda url: path not in url)

    def item(self, item: Item) -> Any:
        return self.page.locator(f"#item-{item.id}")

    def give(self, item: Item, answer: Any) -> None:
        """Fill in an answer as a person does, without submitting it."""
        self.fill_in(self.unfolded(item), answer)

    def fill_in(self, place: Any, answer: Any) -> None:
        """The fields of an answer in this part of the page."""
        parts = answer if isinstance(answer, dict) else {"": answer}
        for part, value in parts.items():
            self._fill(place, f"answer.{part}" if part else "answer", value)

    def unfolded(self, item: Item) -> Any:
        """The item, opened if the page shows one line of it."""
        place = self.item(item)
        if (line := place.locator("> details:not([open]) > summary")).count():
            line.click()
        return place

    def submit(self, item: Item) -> None:
        self.unfolded(item).locator("[data-submit]").click()

    def submit_finally(self, item: Item) -> None:
        """Submit, and see the answer instead of trying twice."""
        self.submit(item)
        place = self.item(item)
        expect(place.locator("[data-result], [data-not-yet]").first).to_be_attached()
        if (show := place.locator("[data-show-answer]")).count():
            show.click()

    def answer_rightly(self, item: Item) -> None:
        self.give(item, right_answer(item, self.language, SCENARIOS[item.scenario.slug]))
        self.submit(item)
        expect(self.item(item).locator("[data-result]")).to_be_visible()

    def _fill(self, place: Any, name: str, answer: Any) -> None:
        """Give one part of an answer in the fields of its name, whatever they are."""
        field = place.locator(f"[name='{name}']")
        tag, kind = field.first.evaluate("each => [each.tagName, each.type]")
        values = [_as_value(each) for each in (answer if isinstance(answer, list) else [answer])]
        if kind == "hidden":
            self._order(place, values)
        elif kind in ("radio", "checkbox"):
            for value in values:
                place.locator(f"[name='{name}'][value='{value}']").check()
        elif tag == "SELECT":
            field.select_option(values[0])
        else:
            field.fill(f"({', '.join(values)})" if isinstance(answer, list) else values[0])

    def _order(self, place: Any, order: list[str]) -> None:
        for target, entry_id in enumerate(order):
            while True:
                shown = place.locator("[data-entry]").evaluate_all(
                    "all => all.map(each => each.dataset.entry)"
                )
                if shown.index(entry_id) == target:
                    break
                place.locator(f"[data-entry='{entry_id}'] [data-move=up]").click()


def _as_value(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def secrets_of(part: Any, name: str = "") -> Iterator[Any]:
    """The texts of an item that only an answer opens."""
    if isinstance(part, dict):
        if name in ("feedback", "explanation", "missed", "follow_up", "model_answer", "in_depth"):
            yield part
        else:
            for inside, value in part.items():
                yield from secrets_of(value, inside)
    elif isinstance(part, list):
        for value in part:
            yield from secrets_of(value, name)


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def new_visitor(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[NewVisitor]:
    """Make visitors; at the end, none of them may have seen an error in the console, unless it need not be silent."""
    if "own_server" in request.fixturenames:  # it ends after the pages, which would complain that it is gone
        request.getfixturevalue("own_server")
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        is_refusal = re.search(
            r"(status of|Status Error Code) 4\d\d|ERR_INTERNET_DISCONNECTED|registration blocked by Playwright",
            message.text,
        )  # Chromium's and htmx's notes on a 4xx we answered, or a network we switched off, on purpose
        if message.type in ("error", "warning") and not is_refusal:
            complaints.append(f"{message.text} at {message.location.get('url')}")

    def make(
        language: Language = "en", address: str | None = None, is_silent: bool = True, **options: Any
    ) -> Visitor:
        options.setdefault("service_workers", "block")  # what they fetch cannot be held up by a test
        context = browser.new_context(locale=LOCALES[language], **options)
        contexts.append(context)
        page = with_patience(context.new_page())
        if is_silent:
            page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Visitor(page, address or server.address, language)

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def own_server(tmp_path: Path, ask_for_server: Ask) -> Iterator[Server]:
    """A server of the test's own, with the content in its database, and nobody."""
    instance = tmp_path / "instance"
    instance.mkdir()
    with settings_in(instance, ask_for_server):
        server = start_server(instance)
        yield server
        server.stop()


@pytest.fixture
def visitor(new_visitor: NewVisitor, language: Language) -> Visitor:
    return new_visitor(language)


@pytest.fixture
def question() -> Question:
    """Q34: it has items of every kind but one."""
    return QUESTIONS["lstm-inputs-outputs"]
