"""Documents as keys of what is kept in memory."""

from pydantic import BaseModel


class Same:
    """A document by identity, which is cheaper than comparing its parts: documents read from the same text are the same
    object, and a document that is a key cannot be replaced by another one at its address.
    """

    __slots__ = ("document",)

    def __init__(self, document: BaseModel) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.document is self.document
