"""How large a file may be, and the refusal of one that is larger or cannot be read."""

from quizapp.errors import N_, Invalid, Problem

MOST_BYTES = 16_000_000  # of one file, and of everything in an archive
MOST_CHARACTERS = 2_000_000  # of a file of plain text; an XML file may have images in it
MOST_QUESTIONS = 2_000
MOST_LOSSES = 10_000
LONGEST_TEXT = 20_000  # characters of one text
DEEPEST_XML = 64
MOST_ELEMENTS = 100_000

TOO_LARGE = N_("The file has more than %(limit)s bytes.")
TOO_LONG = N_("The text has more than %(limit)s characters. Split it.")
TOO_MANY = N_("The file has more than %(limit)s questions. Split it.")
UNREADABLE = N_("The file cannot be read: %(reason)s.")
UNKNOWN = N_("This is none of the formats that can be imported.")


class FileRefused(Invalid):
    """A file that is not read at all, with the reason."""

    def __init__(self, message: str, name: str = "", **values: object) -> None:
        super().__init__([Problem(name, message, values)])
        self.template, self.said = message, values

    def of(self, name: str) -> "FileRefused":
        """The same refusal, for a file of this name."""
        return FileRefused(self.template, name, **self.said)


def refuse_if_large(size: int) -> None:
    if size > MOST_BYTES:
        raise FileRefused(TOO_LARGE, limit=MOST_BYTES)
