"""A launch in the frame of a course platform, in a browser that keeps no cookies of other sites."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, Route, expect

from tests.browser.conftest import WAIT_MILLISECONDS, with_patience
from tests.chromium import launch_options
from tests.commands import run_command
from tests.lti_platform import INSTRUCTOR, LEARNER, Platform, running_platform
from tests.serving import Server, start_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = start_server(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def platform(server: Server, tmp_path: Path) -> Iterator[Platform]:
    """On 127.0.0.1, while Nabla is on localhost: for a browser, these are two sites."""

    def published() -> Any:
        with urllib.request.urlopen(f"{server.address}/lti/keys") as answer:
            return json.load(answer)

    with running_platform(published) as platform:
        platform.tool = server.address.replace("127.0.0.1", "localhost")
        platform.members = {
            "tina": {"name": "Tina Teacher", "roles": [INSTRUCTOR]},
            "lea": {"name": "Lea Learner", "roles": [LEARNER]},
        }
        stated = platform.registration()
        run_command(
            *(
                "lti",
                "add",
                stated["title"],
                "--issuer",
                stated["issuer"],
                "--client-id",
                stated["client_id"],
            ),
            *("--deployment", stated["deployment_ids"], "--login-url", stated["login_url"]),
            *("--token-url", stated["token_url"], "--jwks-url", stated["jwks_url"]),
            QUIZAPP_INSTANCE=str(tmp_path),
            QUIZAPP_LTI_LOCAL_PLATFORMS="1",
        )
        yield platform


def test_a_frame_leads_to_a_tab_in_which_the_person_is_signed_in(
    browser_type: BrowserType, platform: Platform
) -> None:
    """With cookies that are kept for the frame of this platform alone; with none at all; and with what the platform
    keeps for us. Whose browser it is must be asked only where nothing tells.
    """
    options = launch_options()
    options["args"] = [*options["args"], "--test-third-party-cookie-phaseout"]
    browser = browser_type.launch(**options)
    try:
        _select_in_course(with_patience(browser.new_page(locale="en-GB")), platform)
        for keeps_cookies, storage in ((True, ""), (False, ""), (False, "_parent")):
            context = browser.new_context(locale="en-GB")
            if not keeps_cookies:
                context.route("**/lti/launch", _forget_cookies)
            page = with_patience(context.new_page())
            page.goto(f"{platform.address}/course?user=lea&storage={storage}")
            _open_tab(context, page, is_stored=bool(storage), is_asked=not keeps_cookies and not storage)
            context.close()
    finally:
        browser.close()


def _open_tab(context: BrowserContext, page: Page, *, is_stored: bool, is_asked: bool) -> None:
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Gradients")).to_be_visible()
    if is_stored:
        expect(frame.locator("[data-lti-proof]")).not_to_have_value("")
    with context.expect_page() as opened:
        frame.get_by_role("button", name="Open in a new tab").click()
    tab = with_patience(opened.value)
    if is_asked:
        tab.get_by_role("button", name="Continue as Lea Learner").click()
    expect(tab.get_by_role("heading", name="Gradients")).to_be_visible()
    expect(tab.locator(".site-tools .menu summary")).to_have_text("Lea Learner")


def _forget_cookies(route: Route) -> None:
    """As a browser does that keeps none in a frame, whatever they say."""
    route.request.frame.page.context.clear_cookies()
    route.continue_()


def _select_in_course(page: Page, platform: Platform) -> None:
    """Deep linking inside the frame; the platform gets a signed answer."""
    page.goto(f"{platform.address}/course?user=tina&selects=yes")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Title").fill("Gradients")
    frame.get_by_role("button", name="Create and link it").click()
    expect(frame.get_by_text("The course has its link.")).to_be_visible(timeout=WAIT_MILLISECONDS)
    assert platform.selected
