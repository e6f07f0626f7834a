"""URLs of the built frontend files, whose names contain a hash of their contents."""

import json
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for

from quizapp.errors import N_, OperatorError


class FrontendNotBuilt(OperatorError):
    message = N_("The frontend has not been built. Run: make build")


def asset(name: str) -> str:
    """The URL of a bundle, such as `app.js`."""
    return url_for("static", filename=f"dist/{manifest(Path(current_app.static_folder or ''))[name]}")


@lru_cache
def manifest(static: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((static / "dist" / "manifest.json").read_text())
    except OSError:
        raise FrontendNotBuilt from None
    return found
