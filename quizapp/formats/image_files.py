"""Images as they are stored: whatever was sent is decoded and written anew as PNG or JPEG.

So nothing of the file stays but its pixels: no metadata, such as where a photo was taken, no second file appended, and
nothing that only looks like an image.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from quizapp.errors import N_, Problem

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

MOST_BYTES = 8 * 2**20  # of the file that is sent
MOST_STORED_BYTES = 2 * 2**20
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600  # pixels; a larger image is scaled down
READ = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
JPEG_QUALITY = 88
TYPES = {"png": "image/png", "jpg": "image/jpeg"}

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
ONLY_FIRST = N_("Only the first of %(count)s frames was kept: images here don’t move.")


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
    if not notes and form == "JPEG" and pixels.mode in ("L", "RGB") and _is_bare_jpeg(data):
        body, ending = data, "jpg"  # writing it again would only blur it
    else:
        body, ending = _written(pixels, is_photo=form in ("JPEG", "AVIF"))
    if len(body) > MOST_STORED_BYTES:
        raise ImageRefused(STILL_TOO_LARGE, limit=MOST_STORED_BYTES // 2**20)
    name = f"{sha256(body).hexdigest()[:32]}-{pixels.width}x{pixels.height}.{ending}"
    return StoredImage(name, body, pixels.width, pixels.height, tuple(notes), pixels_read)


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


_JPEG_TABLES = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xDA}
_JFIF, _JFIF_BYTES = 0xE0, 16


def _is_bare_jpeg(data: bytes) -> bool:
    """Whether a JPEG holds nothing but what its pixels need, as those that were written here."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return False
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker not in _JPEG_TABLES and (marker, length) != (_JFIF, _JFIF_BYTES):
            return False
        place += 2 + length
        if marker == 0xDA:
            place = _end_of_scan(data, place)
    return data[place:] == b"\xff\xd9"


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker is; in a scan, 0xFF stands before a zero or a restart."""
    while (place := data.find(b"\xff", place)) >= 0:
        if place + 1 < len(data) and data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2
    return len(data)


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
