"""Files that are written before they are sent, so that no transaction waits for a slow reader."""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response

from quizapp.db.tables import now

MOST_IN_MEMORY = 2**20  # bytes; the rest is on disk
AT_ONCE = 2**16


def export_file(pieces: Iterable[str], ending: str) -> Response:
    """The pieces as a file named after today, json or csv."""
    file = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 – closed with the response
    for piece in pieces:
        file.write(piece.encode())
    file.seek(0)
    mimetype = "text/csv; charset=utf-8" if ending == "csv" else "application/json"
    response = Response(_read(file), content_type=mimetype)
    response.call_on_close(file.close)
    response.headers["Content-Disposition"] = f'attachment; filename="nabla-{now():%Y-%m-%d}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(AT_ONCE):
            yield chunk
