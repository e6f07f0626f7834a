import io
import zlib

import pytest
from PIL import Image

from quizapp.formats import image_files
from quizapp.formats.image_files import READ, ImageRefused, write_anew
from tests.images import image_file


@pytest.mark.parametrize("form", READ)
def test_every_format_becomes_png_or_jpeg_of_the_named_size(form: str) -> None:
    stored = write_anew(image_file(form))
    with Image.open(io.BytesIO(stored.body)) as read:
        assert read.format == ("PNG" if stored.name.endswith(".png") else "JPEG")
        assert f"-{read.width}x{read.height}." in stored.name
        assert read.size == (320, 200)


def test_where_a_photo_was_taken_is_dropped_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    sent = image_file("JPEG", exif=exif)
    stored = write_anew(sent)
    assert b"Exif" in sent
    assert b"Exif" not in stored.body
    assert (stored.width, stored.height) == (200, 320)


def test_what_follows_the_pixels_is_dropped() -> None:
    for form in ("PNG", "JPEG"):
        assert b"<script>" not in write_anew(image_file(form) + b"<script>").body


def test_an_image_that_was_stored_stays_as_it_is() -> None:
    for form in ("PNG", "JPEG"):
        stored = write_anew(image_file(form))
        again = write_anew(stored.body)
        assert (again.name, again.body) == (stored.name, stored.body)


def test_large_images_are_scaled_down_and_of_moving_ones_the_first_frame_is_kept() -> None:
    stored = write_anew(image_file(size=(4000, 2000)))
    assert (stored.width, stored.height) == (1600, 800)
    frames = [Image.new("RGB", (20, 20), (80 * index, 0, 0)) for index in range(3)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    notes = write_anew(file.getvalue()).notes
    assert (len(stored.notes), [note.values for note in notes]) == (1, [{"count": 3}])


def _bomb() -> bytes:
    """A PNG of 20,000 × 20,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + checksum

    head = (20_000).to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', image_files.IS_SVG),
        (b"%PDF-1.7", image_files.IS_PDF),
        (b"OggS" + bytes(60), image_files.IS_SOUND),
        (b"RIFF\0\0\0\0WAVEfmt ", image_files.IS_SOUND),
        (b"GIF89a", image_files.NOT_AN_IMAGE),
        (image_file()[:200], image_files.NOT_AN_IMAGE),
        (b"hello", image_files.NOT_AN_IMAGE),
        (_bomb(), image_files.TOO_MANY_PIXELS),
        (bytes(image_files.MOST_BYTES + 1), image_files.TOO_LARGE),
    ],
)
def test_what_is_not_stored_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        write_anew(data)
    assert refused.value.problem.message == message
