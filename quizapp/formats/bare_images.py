"""Image files that hold nothing but what their pixels need, as those that were written here: they are kept as they are.

Otherwise an image that goes to another server, with another version of the libraries, would get another name there.
"""

import struct
import zlib

_JPEG_TABLES = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xDA}
_JFIF, _JFIF_BYTES = 0xE0, 16
_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 6: 4}  # by the color type: gray, RGB, and RGB with transparency
_WEBP_CHUNKS, _FRAME_CHUNKS = {b"VP8X", b"ANIM", b"ANMF"}, {b"ALPH", b"VP8 ", b"VP8L"}
_FRAME_HEAD = 16  # bytes before the chunks of a frame


def is_bare_jpeg(data: bytes) -> bool:
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


def is_bare_png(data: bytes) -> bool:
    """With 8 bits for each channel, not interlaced, and exactly as many packed bytes as its pixels need."""
    head, packed, place = b"", [], len(_PNG)
    while place + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        place += 12 + length
        if name == b"IHDR" and not head:
            head = body
        elif name == b"IDAT":
            packed.append(body)
        else:
            return name == b"IEND" and not body and place == len(data) and _is_filled(head, b"".join(packed))
    return False


def _is_filled(head: bytes, packed: bytes) -> bool:
    if len(head) != 13:
        return False
    width, height, depth, color, *rest = struct.unpack(">IIBBBBB", head)
    if depth != 8 or color not in _CHANNELS or any(rest):
        return False
    size = height * (1 + width * _CHANNELS[color])
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(packed, size + 1)
    except zlib.error:
        return False
    return len(whole) == size and unpacker.eof and not unpacker.unused_data


def is_bare_animation(data: bytes) -> bool:
    """A WebP file with nothing but frames."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    chunks = _chunks(data, 12)
    return chunks is not None and all(
        name in _WEBP_CHUNKS and (name != b"ANMF" or _is_bare_frame(body)) for name, body in chunks
    )


def _is_bare_frame(body: bytes) -> bool:
    chunks = _chunks(body, _FRAME_HEAD)
    return chunks is not None and all(name in _FRAME_CHUNKS for name, _ in chunks)


def _chunks(data: bytes, place: int) -> list[tuple[bytes, bytes]] | None:
    """The chunks from a place to the end; None if they do not end there."""
    found = []
    while place + 8 <= len(data):
        name, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        found.append((name, data[place + 8 : place + 8 + length]))
        place += 8 + length + length % 2
    return found if place == len(data) else None
