"""The kinds of exercises, for tests: the examples of content/README.md, and the scenarios that they link."""

import re
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizapp.config import REPOSITORY
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.text import Text
from quizapp.kinds import Item, kind_of
from quizapp.kinds.item import ScenarioLink, arms_of
from tests.bank import scenarios

README = REPOSITORY / "content" / "README.md"
_SECTION = re.compile(r"### A minimal exercise of each kind\n+```yaml\n(.*?)\n```\n", re.DOTALL)

SAID = Text(zh="话", en="words")
# What an item needs beside the fields of its kind.
SHARED: dict[str, Any] = {
    "id": "an-item",
    "prompt": SAID,
    "scenario": ScenarioLink(slug="some-scenario"),
    "explanation": SAID,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def example_items() -> list[Item]:
    """At least one item of each kind, as the content's README shows them."""
    found = _SECTION.search(README.read_text(encoding="utf-8"))
    assert found, "the README has no minimal exercises"
    return TypeAdapter(list[Item]).validate_python(yaml.safe_load(found[1]))


@cache
def tiny() -> Scenario:
    """A scenario that many examples link, with networks that train in no time."""
    document = scenarios()["mlp-nan-loss"].model_dump(mode="json")
    for arm in ("baseline", "treated"):
        document[arm]["experiment"] |= {"steps": 4, "batch_size": 4}
        document[arm]["experiment"]["network"] |= {"depth": 3, "width": 4}
    return Scenario.model_validate(document)


EXAMPLES: dict[str, Any] = {item.id: item for item in example_items()}


def changed(item: Item, **fields: Any) -> Any:
    """The item with other fields, checked as if it were written so."""
    return type(item).model_validate({**item.model_dump(mode="json"), **fields})


def problems_of(item: Item) -> list[str]:
    """What is wrong with the item beside its scenario."""
    found = kind_of(item).problems(item, arms_of(item, scenarios()[item.scenario.slug]))
    return [str(problem) for problem in found]
