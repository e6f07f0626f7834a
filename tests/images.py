"""Images as people upload them."""

import io
from typing import Any

from PIL import Image


def image_file(form: str = "PNG", size: tuple[int, int] = (320, 200), **options: Any) -> bytes:
    """A gradient, so that it matters which side is up."""
    pixels = Image.linear_gradient("L").resize(size).convert("RGB")
    file = io.BytesIO()
    pixels.save(file, form, **options)
    return file.getvalue()
