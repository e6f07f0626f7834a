"""Images as people upload them."""

import io
from random import Random
from typing import Any

from PIL import Image


def image_file(
    form: str = "PNG", size: tuple[int, int] = (320, 200), *, noise: int | None = None, **options: Any
) -> bytes:
    """A gradient, so that it matters which side is up; or noise of a seed, which cannot be packed."""
    pixels = Image.linear_gradient("L").resize(size).convert("RGB")
    if noise is not None:
        pixels = Image.frombytes("RGB", size, Random(noise).randbytes(3 * size[0] * size[1]))
    file = io.BytesIO()
    pixels.save(file, form, **options)
    return file.getvalue()


def animation(form: str, count: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """Frames that become brighter, the first one black, each shown for 120 ms."""
    frames = [Image.new("RGB", size, (200 * number // count, number % 7, 0)) for number in range(count)]
    file = io.BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=120, loop=0)
    return file.getvalue()
