"""What `make torture`, `make fuzz` and `make bench` end with: one line for each promise, with its figure.

A test tells its figure through the fixture `figure`, before it asserts. Under `make fuzz`, that of a property is the
number of examples it was tried on.
"""

import re
from collections.abc import Callable

import pytest

from tests.examples import IS_FUZZING

Tell = Callable[[str], None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Tell:
    return lambda said: record_property("figure", said)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    report: pytest.TestReport = yield
    statistics = getattr(item, "hypothesis_statistics", "") if IS_FUZZING and call.when == "call" else ""
    if statistics:
        examples = sum(int(number) for number in re.findall(r"(\d+) passing", statistics))
        report.user_properties.append(("figure", f"{examples} examples"))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = []
    for outcome, mark in (("passed", "kept"), ("failed", "BROKEN")):
        for report in terminalreporter.getreports(outcome):
            lines += [
                f"{mark:6}  {_promise(report.nodeid)}: {said}"
                for name, said in getattr(report, "user_properties", [])
                if name == "figure" and report.when == "call"
            ]
    if lines:
        terminalreporter.section("promises")
        for line in lines:
            terminalreporter.write_line(line)


def _promise(node_id: str) -> str:
    """The name of a test is a sentence."""
    return node_id.rpartition("::")[2].removeprefix("test_").replace("_", " ")
