"""The items that content/README.md shows as examples."""

import re
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from quizapp.domain.items import Item

README = Path(__file__).parents[3] / "content" / "README.md"
_SECTION = re.compile(r"### A minimal item of each kind\n+```yaml\n(.*?)\n```\n", re.DOTALL)


def example_items() -> list[Item]:
    found = _SECTION.search(README.read_text(encoding="utf-8"))
    assert found, "the README has no minimal items"
    return TypeAdapter(list[Item]).validate_python(yaml.safe_load(found[1]))
