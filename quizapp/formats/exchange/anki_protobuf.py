"""What newer packages of Anki (2.1.50 and later) hold as protocol buffers: the list of their files, and templates.

Of a message, only the fields that are wanted are looked at; anything that is no message raises ValueError.
"""

from collections.abc import Iterator

_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5  # how a field is written
_FILES, _NAME = 1, 1
_FRONT, _BACK = 1, 2
_KIND, _WITH_DELETIONS = 1, 1


def names_of_files(data: bytes) -> list[str]:
    """The names of the files in a list; the place of a name is the name of its entry in the archive."""
    return [_text(value, _NAME) for number, value in _fields(data) if number == _FILES]


def sides_of_template(data: bytes) -> tuple[str, str]:
    """What a template shows on the front and on the back of a card."""
    return _text(data, _FRONT), _text(data, _BACK)


def has_deletions(data: bytes) -> bool:
    """Whether a kind of note is a text with deletions."""
    return (_KIND, _WITH_DELETIONS) in list(_fields(data))


def _text(data: int | bytes, wanted: int) -> str:
    if isinstance(data, int):
        raise ValueError("a number where a message should be")
    found = (value for number, value in _fields(data) if number == wanted and isinstance(value, bytes))
    return next(found, b"").decode("utf-8", "replace")


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The number and the value of each field of a message."""
    place = 0
    while place < len(data):
        head, place = _number_at(data, place)
        form = head & 7
        if form == _NUMBER:
            value, place = _number_at(data, place)
            yield head >> 3, value
            continue
        if form == _BYTES:
            size, place = _number_at(data, place)
        elif form in (_EIGHT_BYTES, _FOUR_BYTES):
            size = 8 if form == _EIGHT_BYTES else 4
        else:
            raise ValueError("an unknown form of field")
        if place + size > len(data):
            raise ValueError("a field that is cut off")
        yield head >> 3, data[place : place + size]
        place += size


def _number_at(data: bytes, place: int) -> tuple[int, int]:
    """A number in groups of seven bits, and the place after it."""
    number = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise ValueError("a number that is cut off")
        number |= (data[place] & 0x7F) << shift
        place += 1
        if data[place - 1] < 0x80:
            return number, place
    raise ValueError("a number that is too long")
