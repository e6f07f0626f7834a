"""Bounds of every request: its fields, their length, the depth of its JSON, and characters that no text contains."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from quizapp.errors import FieldTooLong, TooDeep, TooManyFields, UnreadableText

MOST_FIELDS = 5000  # of a form; a question of 40 exercises has about half as many
LONGEST_NAME = 200
LONGEST_VALUE = 100_000  # of a field; a mock interview in YAML is the longest
LONGEST_IN_QUERY = 2000
_MEBIBYTE = 1024 * 1024
LARGEST_BODY = {  # bytes of a request, where more is allowed than elsewhere; files beyond 500 kB go to the disk
    "images.add": 9 * _MEBIBYTE,
    "api_images.add_image": 9 * _MEBIBYTE,
    "imports.work_on": 17 * _MEBIBYTE,
    "api_imports.import_file": 17 * _MEBIBYTE,
}
DEEPEST = 32  # levels of JSON; an experiment has four
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A row of the database. PostgreSQL refuses a larger number instead of finding nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **options})

    def to_python(self, value: str) -> int:
        return int(super().to_python(value[:20]))


def init_request_bounds(app: Flask) -> None:
    """Before anything else reads the request."""
    app.before_request(_allow_larger_files)
    app.before_request(_refuse_beyond_bounds)
    app.teardown_request(_close_files)


def _allow_larger_files() -> None:
    if (limit := LARGEST_BODY.get(request.endpoint or "")) is not None:
        request.max_content_length = limit


def _close_files(_error: BaseException | None) -> None:
    """The temporary files of uploads, whatever came of the request."""
    request.close()


def _refuse_beyond_bounds() -> None:
    if not all(_is_text(value) for value in (request.view_args or {}).values() if isinstance(value, str)):
        raise NotFound
    _check_fields(request.args.items(multi=True), LONGEST_IN_QUERY)
    if request.method not in ("POST", "PUT", "PATCH", "DELETE") or request.routing_exception:
        return
    if request.is_json:
        _check_json()
    else:
        if request.mimetype == "application/x-www-form-urlencoded":  # counting is quicker than reading
            _check_count(request.get_data().count(b"&") + 1)
        _check_count(sum(map(len, request.form.listvalues())))
        _check_fields(request.form.items(multi=True), LONGEST_VALUE)


def _check_count(count: int) -> None:
    if count > MOST_FIELDS:
        raise TooManyFields(count=count, limit=MOST_FIELDS)


def _check_fields(fields: Iterable[tuple[str, str]], longest: int) -> None:
    for name, value in fields:
        for text, limit in ((name, LONGEST_NAME), (value, longest)):
            if len(text) > limit:
                raise FieldTooLong(field=name[:40], length=len(text), limit=limit)
            if not _is_text(text):
                raise UnreadableText(field=_readable(name))


def _check_json() -> None:
    try:
        document = request.get_json(silent=True)
    except RecursionError:
        raise TooDeep(limit=DEEPEST) from None
    level, depth = [("", document)], 0
    while level:
        level = [inside for name, part in level for inside in _inside(name, part)]
        depth += 1
        if depth > DEEPEST:
            raise TooDeep(limit=DEEPEST)


def _inside(name: str, part: Any) -> Iterable[tuple[str, Any]]:
    """The parts of a part, each with the name of the field it is in."""
    if isinstance(part, str) and not _is_text(part):
        raise UnreadableText(field=_readable(name))
    if isinstance(part, Mapping):
        for key in part:
            if not _is_text(key):
                raise UnreadableText(field=_readable(key))
        return part.items()
    return ((name, entry) for entry in part) if isinstance(part, list) else ()


def _is_text(text: str) -> bool:
    """Neither NUL, which PostgreSQL refuses, nor half of a surrogate pair, which UTF-8 cannot spell."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _readable(name: str) -> str:
    return name[:40].replace("\0", "").encode(errors="replace").decode()
