"""A launch in the frame of a course platform, in a browser that keeps no cookies of other sites."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

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


@pytest.mark.parametrize("keeps", ["cookies of the frame", "nothing", "what the platform stores"])
def test_a_frame_leads_to_a_tab_in_which_the_person_is_signed_in(
    browser_type: BrowserType, platform: Platform, keeps: str
) -> None:
    page = None
    options = launch_options()
    options["args"] = [*options["args"], "--test-third-party-cookie-phaseout"]
    browser = browser_type.launch(**options)
    try:
        context = browser.new_context(locale="en-GB")
        page = with_patience(context.new_page())
        if keeps != "cookies of the frame":
            context.route("**/lti/login*", _without_cookies)
        where = "_parent" if keeps == "what the platform stores" else ""
        _select_in_course(page, platform)
        page.goto(f"{platform.address}/course?user=lea&storage={where}")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="Gradients")).to_be_visible()
        if where:
            expect(frame.locator("[data-lti-proof]")).not_to_have_value("")
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new tab").click()
        tab = with_patience(opened.value)
        if keeps == "nothing":
            tab.get_by_role("button", name="Continue as Lea Learner").click()
        expect(tab.get_by_role("heading", name="Gradients")).to_be_visible()
        expect(tab.locator(".site-tools .menu summary")).to_have_text("Lea Learner")
        assert tab.url.startswith(platform.tool)
    finally:
        browser.close()


def _without_cookies(route: Any) -> None:
    """As a browser that keeps none in a frame, whatever they say."""
    response = route.fetch(max_redirects=0)
    headers = {name: value for name, value in response.headers.items() if name.lower() != "set-cookie"}
    route.fulfill(response=response, headers=headers)


def _select_in_course(page: Page, platform: Platform) -> None:
    """Deep linking inside the frame; the platform gets a signed answer."""
    page.goto(f"{platform.address}/course?user=tina&selects=yes")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Title").fill("Gradients")
    frame.get_by_role("button", name="Create and link it").click()
    expect(frame.get_by_text("The course has its link.")).to_be_visible(timeout=WAIT_MILLISECONDS)
    assert platform.selected
