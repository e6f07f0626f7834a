"""Images as they are stored: whatever was sent is decoded and written anew as PNG or JPEG, animations as WebP.

So nothing of the file stays but its pixels: no metadata, such as where a photo was taken, no second file appended, and
nothing that only looks like an image.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from quizapp.errors import N_, Problem
from quizapp.formats.bare_images import is_bare_animation, is_bare_jpeg, is_bare_png
from quizapp.formats.moving_images import MOVING, Animation, write_animation

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

MOST_BYTES = 8 * 2**20  # of the file that is sent
MOST_STORED_BYTES = 2 * 2**20
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600  # pixels; a larger image is scaled down
READ = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
JPEG_QUALITY = 88
WASTE = 1.1  # a PNG without anything else that is at most so much larger than if it were written anew is kept
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}  # the last one of animations

TOO_LARGE = N_("The image is larger than %(limit)s MB. Save it smaller.")
TOO_MANY_PIXELS = N_("The image has more than %(limit)s million pixels. Save it smaller.")
STILL_TOO_LARGE = N_(
    "The image needs more than %(limit)s MB even when it is scaled down. Save it smaller, or a photo as JPEG."
)
IS_SVG = N_("SVG files are not stored, because they can contain programs. Save the drawing as PNG.")
IS_SOUND = N_(
    "Sound and video are not stored: they could not be checked and written anew as images are. "
    "Link to a page that has them."
)
IS_PDF = N_("A PDF file is not an image. Save the page as PNG.")
NOT_AN_IMAGE = N_("The file is not an image that can be read. Save it as PNG or JPEG.")
_OTHERS = (
    (b"%PDF-", 0, IS_PDF),
    (b"ftypM4A", 4, IS_SOUND),
    (b"ftypmp4", 4, IS_SOUND),
    (b"ftypisom", 4, IS_SOUND),
    (b"ftypqt", 4, IS_SOUND),
    (b"OggS", 0, IS_SOUND),
    (b"ID3", 0, IS_SOUND),
    (b"\xff\xfb", 0, IS_SOUND),
    (b"fLaC", 0, IS_SOUND),
    (b"WAVE", 8, IS_SOUND),
    (b"AVI ", 8, IS_SOUND),
    (b"\x1aE\xdf\xa3", 0, IS_SOUND),
)


SCALED = N_("Scaled down to %(width)s × %(height)s pixels.")
ONLY_FIRST = N_(
    "Only the first of %(count)s frames was kept: the animation is too long or too large. Save it smaller."
)


class ImageRefused(Exception):
    """Why a file is not stored as an image."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.problem = Problem("file", message, values)


@dataclass(frozen=True)
class StoredImage:
    """An image as it is stored. notes: what its author should know of the change, as message templates.

    pixels_read: how many the file had that was sent.
    """

    name: str
    body: bytes
    width: int
    height: int
    notes: tuple[Problem, ...] = ()
    pixels_read: int = 0


def media_type_of(name: str) -> str:
    """The media type of an image by its name."""
    return TYPES[PurePosixPath(name).suffix[1:]]


def write_anew(data: bytes, most_pixels: int = MOST_PIXELS) -> StoredImage:
    """Decode an image and write it again. Raises ImageRefused."""
    _refuse_others(data)
    from PIL import Image, ImageOps, UnidentifiedImageError

    notes = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=READ) as opened:
                pixels_read = opened.width * opened.height
                if pixels_read > most_pixels:
                    raise ImageRefused(TOO_MANY_PIXELS, limit=most_pixels // 1_000_000)
                form = opened.format
                if (count := getattr(opened, "n_frames", 1)) > 1:
                    if form in MOVING and (moving := write_animation(opened, MOST_STORED_BYTES, most_pixels)):
                        return _stored_animation(moving, data, opened.size)
                    notes.append(Problem("", ONLY_FIRST, {"count": count}))
                opened.seek(0)
                opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE)) if form == "JPEG" else None
                opened.load()
                pixels = _in_srgb(ImageOps.exif_transpose(opened))
    except ImageRefused:
        raise
    except Image.DecompressionBombError:
        raise ImageRefused(TOO_MANY_PIXELS, limit=MOST_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError):
        raise ImageRefused(NOT_AN_IMAGE) from None
    except Exception:  # noqa: BLE001 (decoders raise whatever a spoiled file brings about)
        raise ImageRefused(NOT_AN_IMAGE) from None
    before = pixels.size
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if pixels.size != before:
        notes.append(Problem("", SCALED, {"width": pixels.width, "height": pixels.height}))
    if not notes and form == "JPEG" and pixels.mode in ("L", "RGB") and is_bare_jpeg(data):
        body, ending = data, "jpg"  # writing it again would only blur it
    else:
        body, ending = _written(pixels, is_photo=form in ("JPEG", "AVIF"))
    if not notes and ending == "png" and len(data) < len(body) * WASTE and is_bare_png(data):
        body = data
    if len(body) > MOST_STORED_BYTES:
        raise ImageRefused(STILL_TOO_LARGE, limit=MOST_STORED_BYTES // 2**20)
    return _stored(body, ending, pixels.size, notes, pixels_read)


def _stored(
    body: bytes, ending: str, size: tuple[int, int], notes: list[Problem], pixels_read: int
) -> StoredImage:
    name = f"{sha256(body).hexdigest()[:32]}-{size[0]}x{size[1]}.{ending}"
    return StoredImage(name, body, *size, tuple(notes), pixels_read)


def _stored_animation(moving: Animation, data: bytes, size: tuple[int, int]) -> StoredImage:
    stored = (moving.width, moving.height)
    if stored == size and len(data) <= MOST_STORED_BYTES and is_bare_animation(data):
        return _stored(data, "webp", size, [], moving.pixels_read)
    notes = [] if stored == size else [Problem("", SCALED, {"width": stored[0], "height": stored[1]})]
    return _stored(moving.body, "webp", stored, notes, moving.pixels_read)


def _refuse_others(data: bytes) -> None:
    """Files that people mistake for images that can be stored, with the reason."""
    if len(data) > MOST_BYTES:
        raise ImageRefused(TOO_LARGE, limit=MOST_BYTES // 2**20)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in data[:4096].lower():
        raise ImageRefused(IS_SVG)
    for signature, offset, message in _OTHERS:
        if data[offset : offset + len(signature)] == signature:
            raise ImageRefused(message)


def _in_srgb(pixels: Pixels) -> Pixels:
    """As RGB, with transparency, or gray; the colors of another color space are converted."""
    from PIL import ImageCms

    profile = pixels.info.get("icc_profile")
    if profile and pixels.mode in ("RGB", "RGBA", "CMYK", "L"):
        mode = "RGBA" if pixels.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                pixels, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            pixels = converted or pixels
        except ImageCms.PyCMSError:
            pass
    if pixels.mode.startswith("I;16") or pixels.mode in ("I", "F"):
        lowest, highest = pixels.getextrema()
        span = float(highest) - float(lowest) or 1.0  # type: ignore[arg-type]
        start = float(lowest)  # type: ignore[arg-type]
        return pixels.convert("F").point(lambda value: (value - start) * (255 / span)).convert("L")
    has_alpha = pixels.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in pixels.info
    if has_alpha:
        return _without_needless_alpha(pixels.convert("RGBA"))
    return pixels.convert("L" if pixels.mode in ("1", "L") else "RGB")


def _without_needless_alpha(pixels: Pixels) -> Pixels:
    lowest, _highest = pixels.getchannel("A").getextrema()
    return pixels.convert("RGB") if lowest == 255 else pixels


def _written(pixels: Pixels, is_photo: bool) -> tuple[bytes, str]:
    """PNG, which keeps drawings sharp; JPEG for photos, or if a PNG without transparency would be too large."""
    pixels.info.clear()
    if not is_photo or pixels.mode == "RGBA":
        file = io.BytesIO()
        pixels.save(file, "PNG", optimize=True)
        if pixels.mode == "RGBA" or file.tell() <= MOST_STORED_BYTES:
            return file.getvalue(), "png"
    file = io.BytesIO()
    pixels.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return file.getvalue(), "jpg"
