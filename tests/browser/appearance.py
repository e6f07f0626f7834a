"""How pages look, as facts measured in Chromium: each fault is a sentence that names the element.

What is looked for: text, controls or pictures that overlap; what is cut off for good, or sticks out of its box or the
page; columns narrower than six characters; canvases and pictures that do not have the size they were given.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

WIDTHS: dict[str, ViewportSize] = {
    "320": {"width": 320, "height": 640},
    "390": {"width": 390, "height": 844},
    "1280": {"width": 1280, "height": 900},
}
THEMES = ("light", "dark")
# Text of twice the size, as people choose it in the settings of Chromium.
LARGE_TEXT = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
LARGE_TEXT_WIDTHS: dict[str, ViewportSize] = {
    "640": {"width": 640, "height": 900},
    "1280": {"width": 1280, "height": 900},
}

_MEASURE = Path(__file__).with_name("appearance.js").read_text(encoding="utf-8")
_AGREEING = 3  # so many measurements in turn must find the same faults: the page may still be drawing
# A frame; or a moment, since a browser that nobody sees need not draw any.
_FRAME = "const frame = () => new Promise(done => { requestAnimationFrame(done); setTimeout(done, 100); });"
# What opens or draws itself only when it is looked at must be looked at.
_LOOK_AT_ALL = f"""async () => {{
  {_FRAME}
  await document.fonts.ready;
  for (const each of document.querySelectorAll("[data-plot], [data-chart], [data-spread], [data-heat]")) {{
    each.scrollIntoView({{ block: "center", behavior: "instant" }});
    await frame();
    await frame();
  }}
  scrollTo({{ top: 0, behavior: "instant" }});
}}"""
# Ten frames in which nothing in the page changes, unless something in it never rests.
_REST = f"""async () => {{
  {_FRAME}
  let quiet = 0;
  const changes = new MutationObserver(() => {{ quiet = 0; }});
  changes.observe(document.documentElement, {{ subtree: true, childList: true, attributes: true }});
  for (let frames = 0; quiet < 10 && frames < 300; frames += 1, quiet += 1) await frame();
  changes.disconnect();
}}"""


def measure(page: Page) -> list[str]:
    """What is wrong with the page as it is at this moment, as sentences."""
    page.evaluate(_MEASURE)
    faults: list[str] = page.evaluate("findFaults()")
    return faults


def faults_on(page: Page) -> list[str]:
    """What is wrong with the page once everything on it is drawn and it rests."""
    page.evaluate(_LOOK_AT_ALL)
    agreeing, found = 0, None
    while agreeing < _AGREEING:
        page.evaluate(_REST)
        faults = measure(page)
        if not faults:
            return []
        agreeing, found = (agreeing + 1 if faults == found else 1), faults
    return found or []


def looks(page: Page, widths: Mapping[str, ViewportSize] = WIDTHS) -> Iterator[str]:
    """Show the page at each width in each theme, and say which it is."""
    for width, size in widths.items():
        page.set_viewport_size(size)
        for theme in THEMES:
            scheme: Any = theme
            page.emulate_media(color_scheme=scheme)
            yield f"{width} px, {theme}"
