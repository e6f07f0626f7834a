"""A file in a form: newly chosen, or carried along in hidden fields by the page that was made of it."""

import base64
import zlib
from binascii import Error as NotBase64
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import request

from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.exchange.bounds import MOST_BYTES

NO_FILE = N_("Choose a file.")
SPOILED = N_("The file was not sent completely. Choose it again.")
PIECE = 80_000  # characters of a hidden field, below the longest that is allowed
MOST_CARRIED = 1_000_000  # characters of all of them; a larger file has to be chosen once more


@dataclass(frozen=True)
class Sent:
    """The file of a form: newly chosen, or carried along."""

    name: str
    data: bytes

    @cached_property
    def pieces(self) -> list[str]:
        """The hidden fields that carry it along; none if it is too large for that."""
        packed = base64.b64encode(zlib.compress(self.data, 9)).decode()
        if len(packed) > MOST_CARRIED:
            return []
        return [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()

    @property
    def is_as_looked_at(self) -> bool:
        """Whether the page that sent it was made of this file, and not of another one of its author."""
        return request.form.get("digest", self.digest) == self.digest


def file_sent() -> Sent:
    """The file of the form. Raises Invalid if there is none."""
    file = request.files.get("file")
    if file and file.filename:
        return Sent(file.filename[:120], file.read())
    packed = "".join(request.form.getlist("packed"))
    if not packed:
        raise Invalid([Problem("file", NO_FILE)])
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(packed, validate=True), MOST_BYTES)
    except (zlib.error, NotBase64, ValueError):
        raise Invalid([Problem("file", SPOILED)]) from None
    if not unpacker.eof:
        raise Invalid([Problem("file", SPOILED)])
    return Sent(request.form.get("name", "")[:120], data)
