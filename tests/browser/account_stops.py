"""How the tour comes to the pages that look after accounts."""

import secrets
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Visitor
from tests.devices import code_of

PRIMARY = "main .button-primary:visible"


def _enter(visitor: Visitor, path: str, name: str) -> None:
    visitor.page.context.clear_cookies()
    visitor.open(path)
    visitor.page.locator("input[name=name]").fill(name)
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator("main form button").first.click()
    visitor.page.wait_for_url(lambda url: f"{path}?" not in f"{url}?")


def as_admin(path: str, *selectors: str) -> Callable[[Visitor], None]:
    """Open the page, and click what the selectors name."""

    def go(visitor: Visitor) -> None:
        _enter(visitor, "/sign-in", "ada")
        visitor.open(path)
        for selector in selectors:
            visitor.page.locator(selector).first.click()

    return go


def _new_learner(visitor: Visitor) -> str:
    name = f"mia-{secrets.token_hex(4)}"
    _enter(visitor, "/sign-up", name)
    return name


def protected(visitor: Visitor) -> None:
    """Two-step sign-in with an app, and the recovery codes that were just made."""
    _protect(visitor)


def _protect(visitor: Visitor) -> str:
    """The name of the new account."""
    name = _new_learner(visitor)
    with_app(visitor)
    visitor.page.locator("#code").fill(code_of(visitor.page.locator("#secret").input_value()))
    visitor.page.locator("main form .button-primary").click()
    expect(visitor.page.locator(".recovery-list")).to_be_visible()
    return name


def with_app(visitor: Visitor) -> None:
    visitor.open("/account/two-step")
    visitor.page.locator("form[action$='/app'] button").click()
    expect(visitor.page.locator(".app-code svg")).to_be_visible()


def unprotected(visitor: Visitor) -> None:
    _new_learner(visitor)
    visitor.open("/account/two-step")


def begun(visitor: Visitor) -> None:
    _new_learner(visitor)
    with_app(visitor)


def second_step(visitor: Visitor) -> None:
    name = _protect(visitor)
    _enter(visitor, "/sign-in", name)


def own_log(visitor: Visitor) -> None:
    _new_learner(visitor)
    visitor.open("/account/log")


def reset(visitor: Visitor) -> None:
    as_admin("/accounts/ines", "form[action$='/reset'] button")(visitor)
    visitor.page.goto(visitor.page.locator(".one-time-link input").input_value())


def invited(visitor: Visitor) -> None:
    as_admin("/invitations", PRIMARY)(visitor)
    visitor.page.goto(visitor.page.locator(".one-time-link input").input_value())


# Name, endpoint, and how to come there. The last one leaves nobody signed in, for the first stops of another tour.
ACCOUNT_STOPS = [
    ("people", "people.index", as_admin("/accounts")),
    ("people whom nothing matches", "people.index", as_admin("/accounts?q=no-such-name")),
    ("a person with a new link", "people.show", as_admin("/accounts/ines", "form[action$='/reset'] button")),
    ("the log of all accounts", "people.log", as_admin("/account-log")),
    ("a new invitation", "account_invitations.index", as_admin("/invitations", PRIMARY)),
    ("an invitation to an account", "account_invitations.show", invited),
    ("a password to reset", "password_resets.show", reset),
    ("confirming", "confirmation.show", as_admin("/account/confirm?next=/account")),
    ("the log of an account", "accounts.log", own_log),
    ("two-step sign-in off", "second_steps.show", unprotected),
    ("two-step sign-in on", "second_steps.show", protected),
    ("an app to set up", "second_steps.show_app", begun),
    ("the second step", "second_steps.ask", second_step),
]
