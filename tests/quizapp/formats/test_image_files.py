import io
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from quizapp.formats import image_files
from quizapp.formats.image_files import READ, ImageRefused, write_anew
from quizapp.formats.moving_images import MOST_FRAMES, first_frame
from tests.images import animation, image_file


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


def test_a_png_with_more_than_its_pixels_need_is_written_anew() -> None:
    stored = write_anew(image_file()).body
    text = Image.open(io.BytesIO(stored))
    file = io.BytesIO()
    info = PngInfo()
    info.add_text("place", "N 52")
    text.save(file, "PNG", pnginfo=info)
    assert b"N 52" in file.getvalue()
    assert write_anew(file.getvalue()).body == stored
    assert write_anew(stored[:-12] + b"more" + stored[-12:]).body == stored
    wasteful = io.BytesIO()
    text.save(wasteful, "PNG", compress_level=0)
    assert write_anew(wasteful.getvalue()).body == stored


def test_an_image_that_another_version_of_the_libraries_wrote_keeps_its_bytes() -> None:
    noise = image_file(noise=1, compress_level=1)
    assert write_anew(noise).body == noise
    moving = animation("WEBP", 4)
    assert write_anew(moving).body == moving


def test_what_hides_behind_the_packed_pixels_is_dropped() -> None:
    noise = image_file(noise=1, compress_level=1)
    place = noise.rindex(b"IDAT")
    length = int.from_bytes(noise[place - 4 : place], "big") + len(b"<script>")
    body = noise[place : place + length - len(b"<script>") + 4] + b"<script>"
    checksum = zlib.crc32(body).to_bytes(4, "big")
    hiding = noise[: place - 4] + length.to_bytes(4, "big") + body + checksum + noise[-12:]
    assert b"<script>" not in write_anew(hiding).body


def test_large_images_are_scaled_down() -> None:
    stored = write_anew(image_file(size=(4000, 2000)))
    assert (stored.width, stored.height, len(stored.notes)) == (1600, 800, 1)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_keeps_its_frames_and_their_times(form: str) -> None:
    stored = write_anew(animation(form, 4))
    assert (stored.name.rpartition(".")[2], stored.notes) == ("webp", ())
    with Image.open(io.BytesIO(stored.body)) as read:
        assert (read.n_frames, read.size, read.info["loop"]) == (4, (40, 30), 0)
        read.seek(1)
        read.load()
        assert read.info["duration"] == 120
    assert write_anew(stored.body).body == stored.body
    with Image.open(io.BytesIO(first_frame(stored.body))) as still:
        assert (still.format, still.size) == ("PNG", (40, 30))
        assert still.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_a_large_animation_is_scaled_down_and_of_one_that_is_too_long_the_first_frame_is_kept() -> None:
    scaled = write_anew(animation("GIF", 3, (1000, 400)))
    assert (scaled.width, scaled.height, len(scaled.notes)) == (800, 320, 1)
    long = write_anew(animation("GIF", MOST_FRAMES + 1, (8, 6)))
    assert long.name.endswith(".png")
    assert [note.values for note in long.notes] == [{"count": MOST_FRAMES + 1}]


def test_what_follows_an_animation_is_dropped() -> None:
    stored = write_anew(animation("GIF", 2)).body
    assert b"<script>" not in write_anew(stored + b"<script>").body


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
