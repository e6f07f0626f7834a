"""The stops of the tour in a mock interview: its room at each stage, its key points, and its report."""

from collections.abc import Callable

from tests.browser.conftest import Visitor


def in_interview(visitor: Visitor, until: str) -> None:
    """An interview of ten minutes, up to the stage whose heading or page has this selector."""
    visitor.open("/interviews")
    visitor.page.locator("input[name=role][value=researcher]").check()
    visitor.page.locator(".interviews-start .button-primary").click()
    answer = "With an LSTM, gradients no longer explode. Numbers overflow and become NaN."
    while not visitor.page.locator(until).count():
        if visitor.page.locator("[data-room-answer]").count():
            visitor.page.locator("[data-room-answer]").fill(answer)
            visitor.page.locator("#room-form [value=send]").click()
        elif visitor.page.locator("#room-form [value=skip]").count():
            visitor.page.locator("#room-form [value=skip]").click()
        elif visitor.page.locator("#room-form input[type=radio]").count():
            visitor.page.locator("#room-form input[value='70']").check()
            visitor.page.locator("#room-form [value=send]").click()
        else:
            visitor.page.locator(".judging-points .button-primary").click()


def interviewed(until: str) -> Callable[[Visitor], None]:
    return lambda visitor: in_interview(visitor, until)


def shared_report(visitor: Visitor) -> None:
    in_interview(visitor, "#share")
    visitor.page.locator("#share form button").first.click()
    visitor.open(visitor.page.locator("#share-link").input_value().removeprefix(visitor.address))


# Name, endpoint, and how to come to it.
INTERVIEW_STOPS = [
    ("mock interviews", "mock_interviews.index", lambda visitor: visitor.open("/interviews")),
    ("a mock interview opens", "mock_interviews.show", interviewed("[data-room]")),
    ("a run to explain", "mock_interviews.show", interviewed("[data-room-run]")),
    ("the exercise of an interview", "mock_interviews.show", interviewed("[data-room] [data-item-form]")),
    ("key points of an interview", "mock_interviews.points", interviewed(".judging")),
    ("report of an interview", "mock_interviews.report", interviewed("#share")),
    ("a shared report", "shared_interviews.show", shared_report),
]
