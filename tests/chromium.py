"""Start the installed Chromium for the tests."""

import shutil
from typing import Any

SWITCHES = (
    "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
    "disable-component-update disable-sync"
)


def launch_options() -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return {"executable_path": chromium, "args": [f"--{switch}" for switch in SWITCHES.split()]}
