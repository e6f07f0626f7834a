"""Animations (GIF, WebP, and PNG) as they are stored: written anew as WebP, within limits for their frames.

Pages show the first frame until somebody plays the animation, and paper shows nothing else.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

MOST_FRAMES = 300
MOST_PIXELS_READ = 60_000_000  # of all frames together
MOST_PIXELS_WRITTEN = 12_000_000
LONGEST_SIDE = 800
SHORTEST_MS, LONGEST_MS, USUAL_MS = 20, 10_000, 100  # for which a frame is shown
MOVING = ("GIF", "WEBP", "PNG")


@dataclass(frozen=True)
class Animation:
    """An animation as it is stored. pixels_read: of all its frames, in the file that was sent."""

    body: bytes
    width: int
    height: int
    pixels_read: int


def write_animation(opened: Pixels, most_bytes: int, most_pixels: int) -> Animation | None:
    """Decode the frames and write them again; None if they are too many, or too large. Raises what decoders raise."""
    count = int(getattr(opened, "n_frames", 1))
    pixels_read = count * opened.width * opened.height
    if count > MOST_FRAMES or pixels_read > min(MOST_PIXELS_READ, most_pixels):
        return None
    size = _size(opened.width, opened.height, count)
    frames, times = [], []
    for number in range(count):
        opened.seek(number)
        opened.load()
        frames.append(_scaled(opened.convert("RGBA"), size))
        duration = float(opened.info.get("duration") or USUAL_MS)
        times.append(round(min(max(duration, SHORTEST_MS), LONGEST_MS)))
    for options in ({"lossless": True, "quality": 0}, {"quality": 75}):
        body = _written(frames, times, options)
        if len(body) <= most_bytes:
            return Animation(body, *size, pixels_read)
    return None


def first_frame(body: bytes) -> bytes:
    """The first frame of a stored animation, as PNG."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(body), formats=["WEBP"]) as opened:
        opened.seek(0)
        opened.convert("RGBA").save(file, "PNG", optimize=True)
    return file.getvalue()


def _size(width: int, height: int, count: int) -> tuple[int, int]:
    """Within the longest side, and so that all frames together have no more pixels than may be written."""
    share = min(
        1.0,
        LONGEST_SIDE / max(width, height),
        (MOST_PIXELS_WRITTEN / (count * width * height)) ** 0.5,
    )
    return max(1, int(width * share)), max(1, int(height * share))


def _scaled(frame: Pixels, size: tuple[int, int]) -> Pixels:
    from PIL import Image

    frame = frame if frame.size == size else frame.resize(size, Image.Resampling.BILINEAR)
    frame.info.clear()
    return frame


def _written(frames: list[Pixels], times: list[int], options: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    frames[0].save(
        file, "WEBP", save_all=True, append_images=frames[1:], duration=times, loop=0, method=0, **options
    )
    return file.getvalue()
