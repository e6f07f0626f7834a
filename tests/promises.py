"""The last lines of `make torture`, `make fuzz`, and `make bench`: one per promise, with its figure.

A test tells its figure through the fixture `figure`, before it asserts. Under `make fuzz`, that of a property is the
number of examples it was tried on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.examples import IS_FUZZING

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Promise:
    """decides: whether it fails what measured it if it is broken. Speed does not, on a machine that may be busy."""

    sentence: str
    figure: str
    is_kept: bool
    decides: bool = True

    @property
    def line(self) -> str:
        mark = "kept" if self.is_kept else "BROKEN" if self.decides else "missed"
        return f"{mark:6}  {self.sentence}: {self.figure}"


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
    told = [
        Promise(_sentence(report.nodeid), figure, outcome == "passed")
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, figure in getattr(report, "user_properties", [])
        if name == "figure" and report.when == "call"
    ]
    if told:
        terminalreporter.section("promises")
        for promise in told:
            terminalreporter.write_line(promise.line)


def _sentence(node_id: str) -> str:
    """The name of a test is one."""
    return node_id.rpartition("::")[2].removeprefix("test_").replace("_", " ")
