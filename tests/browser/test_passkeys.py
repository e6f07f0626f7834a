"""Passkeys in real Chromium, with a device that DevTools makes up: added, and then used in place of the password."""

import re

from playwright.sync_api import Page, expect

from quizapp.domain.text import Language
from tests.browser.conftest import PASSWORD, NewVisitor
from tests.serving import Service

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PRIMARY = "main .button-primary:visible"


def give_device(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def sign_out(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-sign-out]").evaluate("form => form.submit()")


def test_a_passkey_is_added_signs_in_alone_and_confirms_as_the_second_step(
    new_visitor: NewVisitor, server: Service, language: Language
) -> None:
    """At a name, since browsers offer no passkeys to a number such as 127.0.0.1."""
    visitor = new_visitor(language, server.address.replace("127.0.0.1", "localhost"))
    page = visitor.page
    give_device(page)
    name = f"with-a-passkey-{language}"
    visitor.sign_up(name)
    visitor.open("/account/two-step")
    page.locator("form[data-passkey] [name=label]").fill("Laptop")
    page.locator("form[data-passkey] button").click()
    expect(page.locator(".account-line")).to_contain_text("Laptop")
    page.locator(PRIMARY).click()  # recovery codes, which are the next step
    expect(page.locator(".recovery-list code")).to_have_count(10)

    sign_out(page)
    visitor.open("/sign-in?next=/account")
    page.locator("[data-passkey] button").click()
    page.wait_for_url(re.compile("/account$"))
    expect(page.locator("h1")).to_contain_text(name)

    sign_out(page)
    visitor.open("/sign-in")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/sign-in/code"))
    page.locator("[data-passkey] button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    visitor.open("/account/two-step")
    expect(page.locator("main")).to_contain_text("Laptop")


def test_where_passkeys_are_impossible_the_page_says_so(
    new_visitor: NewVisitor, server: Service, language: Language
) -> None:
    visitor = new_visitor(language, server.address)  # a number
    visitor.sign_up(f"without-a-passkey-{language}")
    visitor.open("/account/two-step")
    expect(visitor.page.locator("[data-passkey-impossible]")).to_be_visible()
    expect(visitor.page.locator("form[data-passkey]")).to_be_hidden()
