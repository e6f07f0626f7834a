"""Start the installed Chromium for the tests."""

import shutil
from typing import Any

# The first that is installed. The shell is the same browser without windows, for a third of the CPU time of a page.
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
SWITCHES = (
    "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
    "disable-component-update disable-sync"
)


def launch_options() -> dict[str, Any]:
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return {"executable_path": chromium, "args": [f"--{switch}" for switch in SWITCHES.split()]}
