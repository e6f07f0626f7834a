"""The recorded results of scenarios as YAML, `pictures/<slug>.yaml`, written only by the program."""

from collections.abc import Mapping
from pathlib import Path

from quizapp.domain.experiments.pictures import Picture
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import Problem
from quizapp.formats.yaml_files import dump, parse, validate

FOLDER = "pictures"
NOTE = "# Written by `quizapp content draw`. Not for editing.\n"


def with_pictures(
    folder: Path, scenarios: Mapping[str, Scenario], problems: list[Problem]
) -> dict[str, Scenario]:
    """The scenarios, by the name of their file, with their pictures; adds the problems of pictures."""
    found = {}
    for name, scenario in scenarios.items():
        path = folder / FOLDER / f"{scenario.slug}.yaml"
        file = parse(path, f"{FOLDER}/{path.name}", problems) if path.exists() else None
        picture = validate(Picture, file, problems) if file else None
        found[name] = scenario.model_copy(update={"picture": picture})
    return found


def write_picture(folder: Path, slug: str, picture: Picture) -> Path:
    path = folder / FOLDER / f"{slug}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(NOTE + dump(picture.model_dump(mode="json")), encoding="utf-8")
    return path
