"""Measuring every page in both languages and themes and at three widths. Not in the suite: `make torture`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, ViewportSize

from quizapp.domain.text import Language
from tests.browser.appearance import LARGE_TEXT, LARGE_TEXT_WIDTHS, WIDTHS, faults_on, looks
from tests.browser.conftest import LOCALES, Visitor
from tests.browser.tour import STOPS, Stop, furnished_server
from tests.chromium import launch_options
from tests.promises import Tell
from tests.serving import Server

NOT_FOR_LEARNERS = {"api_docs", "authoring", "accounts"}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with furnished_server(tmp_path_factory.mktemp("furnished")) as server:
        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_every_page_nothing_overlaps_is_cut_off_leaves_its_box_or_has_another_size_than_given(
    language: Language, browser: Browser, furnished: Server, figure: Tell
) -> None:
    _look_at_all(STOPS, browser, furnished, language, WIDTHS, figure)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_learners_has_a_fault_with_text_of_twice_the_size(
    language: Language, browser_type: BrowserType, furnished: Server, figure: Tell
) -> None:
    options = launch_options()
    browser = browser_type.launch(**options | {"args": [*options["args"], LARGE_TEXT]})
    stops = [stop for stop in STOPS if stop.endpoint.partition(".")[0] not in NOT_FOR_LEARNERS]
    _look_at_all(stops, browser, furnished, language, LARGE_TEXT_WIDTHS, figure)
    browser.close()


def _look_at_all(
    stops: Sequence[Stop],
    browser: Browser,
    furnished: Server,
    language: Language,
    widths: Mapping[str, ViewportSize],
    figure: Tell,
) -> None:
    context = browser.new_context(locale=LOCALES[language])
    context.set_default_timeout(0)  # a machine may be busy: see tests/waiting.py
    context.set_default_navigation_timeout(0)
    visitor = Visitor(context.new_page(), furnished.address, language)
    measured = 0
    faults: dict[str, list[str]] = {}  # where each was seen
    for stop in stops:
        stop.go(visitor)
        for look in looks(visitor.page, widths):
            measured += 1
            for fault in faults_on(visitor.page):
                faults.setdefault(fault, []).append(f"{stop.name}, {look}")
    context.close()
    figure(f"{len(stops)} pages, {measured} looks at them, {len(faults)} faults")
    assert not faults, "\n".join(
        f"{fault} ({places[0]}; {len(places)} times)" for fault, places in faults.items()
    )
