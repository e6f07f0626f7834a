"""The files in a zip archive, within bounds that hold whatever its directory claims."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from quizapp.errors import N_
from quizapp.formats.exchange.bounds import MOST_BYTES, TOO_LARGE, FileRefused

MOST_ENTRIES = 3_000
LARGEST_RATIO = 200  # of unpacked to packed bytes, of an entry above the size below
SMALL = 1_000_000

BROKEN = N_("The archive is damaged.")
ENCRYPTED = N_("The archive is encrypted.")
TOO_MANY_ENTRIES = N_("The archive has more than %(limit)s files.")
OUTSIDE = N_("The archive has a file that would leave its folder: %(entry)s.")
PACKED_TOO_TIGHT = N_("A file of the archive unpacks to an improbable size: %(entry)s.")
A_LINK = N_("The archive has a link: %(entry)s.")
_LINK, _TYPE = 0o120000, 0o170000


class Archive:
    """The entries of a zip archive by name. Raises FileRefused for anything that is not plain files of a sane size."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise FileRefused(BROKEN) from None
        if len(entries) > MOST_ENTRIES:
            raise FileRefused(TOO_MANY_ENTRIES, limit=MOST_ENTRIES)
        self._left = MOST_BYTES
        self._entries = {entry.filename: entry for entry in entries if not entry.filename.endswith("/")}
        for entry in self._entries.values():
            _refuse_if_odd(entry)

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of an entry. Raises FileRefused, also if it is larger than the archive says."""
        entry = self._entries[name]
        try:
            with self._zip.open(entry) as file:
                data = file.read(self._left + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ):
            raise FileRefused(BROKEN) from None
        self.spend(len(data))
        return data

    @property
    def left(self) -> int:
        """How many bytes may still be unpacked."""
        return self._left

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked. Raises FileRefused if they are more than an archive may have."""
        self._left -= size
        if self._left < 0:
            raise FileRefused(TOO_LARGE, limit=MOST_BYTES)


def _refuse_if_odd(entry: zipfile.ZipInfo) -> None:
    shown = {"entry": entry.filename[:80]}
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if not path.parts:
        raise FileRefused(BROKEN)
    if path.is_absolute() or ".." in path.parts or "\x00" in entry.filename or ":" in entry.filename[:3]:
        raise FileRefused(OUTSIDE, **shown)
    if (entry.external_attr >> 16) & _TYPE == _LINK:
        raise FileRefused(A_LINK, **shown)
    if entry.flag_bits & 0x1:
        raise FileRefused(ENCRYPTED)
    if entry.file_size > MOST_BYTES:
        raise FileRefused(TOO_LARGE, limit=MOST_BYTES)
    if entry.file_size > SMALL and entry.file_size > LARGEST_RATIO * max(1, entry.compress_size):
        raise FileRefused(PACKED_TOO_TIGHT, **shown)
