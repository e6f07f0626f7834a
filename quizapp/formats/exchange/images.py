"""The images of a file: those that its texts show become ours, and questions that leave take theirs along.

A reader opens `taking` around its work and tells where files are with `files_in`; whatever converts a text asks
`take_image` for each address. All images of a file share bounds, whatever their number.
"""

import base64
import re
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from quizapp.bank.images import NAME, SCHEME
from quizapp.errors import Problem
from quizapp.formats.image_files import ImageRefused, StoredImage, write_anew

MOST_IMAGES = 500  # of one file
MOST_PIXELS = 8_000_000  # of one image of a file
MOST_PIXELS_OF_ALL = 120_000_000
FOLDER = "images/"
_DATA = re.compile(r"data:image/[a-z+.-]{1,20};base64,", re.IGNORECASE)
_XID = re.compile(
    r"xid-\d+_\d+$"
)  # how Blackboard names a file in a text; in the archive it is `name__xid-1_1.png`
_WRITTEN = re.compile(SCHEME + NAME.pattern)

Files = Callable[[str], bytes | None]  # the file at an address, as a text names it


@dataclass
class Taken:
    """The images of a file that were taken over, by their names."""

    images: dict[str, StoredImage] = field(default_factory=dict)
    pixels: int = 0
    _files: list[Files] = field(default_factory=list)
    _known: dict[bytes, StoredImage | Problem] = field(default_factory=dict)

    def file_at(self, address: str) -> bytes | None:
        if _DATA.match(address):
            return _decoded(address.partition(",")[2])
        return next((body for files in reversed(self._files) if (body := files(address)) is not None), None)

    def image_of(self, body: bytes) -> StoredImage | Problem:
        if body not in self._known:
            self._known[body] = self._written(body)
        return self._known[body]

    def _written(self, body: bytes) -> StoredImage | Problem:
        most = min(MOST_PIXELS, MOST_PIXELS_OF_ALL - self.pixels)
        try:
            image = write_anew(body, most if len(self.images) < MOST_IMAGES else 0)
        except ImageRefused as refused:
            return refused.problem
        self.pixels += image.pixels_read
        self.images[image.name] = image
        return image


_taken: ContextVar[Taken | None] = ContextVar("taken", default=None)


@contextmanager
def taking() -> Iterator[Taken]:
    """Inside, images of texts are taken over."""
    taken = Taken()
    token = _taken.set(taken)
    try:
        yield taken
    finally:
        _taken.reset(token)


@contextmanager
def files_in(files: Files) -> Iterator[None]:
    """Inside, addresses lead to these files first."""
    taken = _taken.get()
    if taken is None:
        yield
        return
    taken._files.append(files)
    try:
        yield
    finally:
        taken._files.pop()


def take_image(address: str) -> StoredImage | Problem | None:
    """The image at an address of a text; why it cannot be taken over; None if there is no such file."""
    taken = _taken.get()
    if taken is None or (body := taken.file_at(address)) is None:
        return None
    return taken.image_of(body)


def named_files(files: Mapping[str, str]) -> Files:
    """Files in Base64 by their names, for addresses that end in the name."""

    def file_at(address: str) -> bytes | None:
        found = files.get(unquote(address).rpartition("/")[2])
        return _decoded(found) if found is not None else None

    return file_at


class Entries:
    """Entries of an archive, for addresses that end in their path or, if only one has it, in their name.

    used: the names of those that were asked for.
    """

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        self.used: set[str] = set()
        self._read = cache(read)
        self._by_name: dict[str, list[str]] = {}
        for name in names:
            self._by_name.setdefault(PurePosixPath(name).name, []).append(name)

    def __call__(self, address: str) -> bytes | None:
        path = unquote(address).split("?")[0].replace("\\", "/")
        last = path.rpartition("/")[2]
        found = self._by_name.get(last, []) or [
            name
            for names in self._by_name.values()
            for name in names
            if _XID.match(last) and f"__{last}." in name
        ]
        whole = "/".join(
            part for part in path.split("/") if part not in ("", ".", "..") and not part.startswith("$")
        )
        exact = [name for name in found if name == whole or name.endswith(f"/{whole}")]
        chosen = exact[:1] or (found if len(found) == 1 else [])
        self.used.update(chosen)
        return self._read(chosen[0]) if chosen else None


def names_written(text: str) -> list[str]:
    """The names of images in a text of any format, each once."""
    return list(dict.fromkeys(found[0].removeprefix(SCHEME) for found in _WRITTEN.finditer(text)))


def image_files(images: Mapping[str, bytes], *texts: str) -> dict[str, str | bytes]:
    """The files of the images that texts of any format show, by their place in an archive."""
    names = {name for text in texts for name in names_written(text)}
    return {FOLDER + name: images[name] for name in sorted(names) if name in images}


def addressed(text: str, prefix: str) -> str:
    """A text of any format, with its images below an address."""
    return _WRITTEN.sub(lambda found: prefix + found[0].removeprefix(SCHEME), text)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()))
    except (NotBase64, ValueError):
        return None
