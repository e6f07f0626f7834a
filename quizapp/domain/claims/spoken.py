"""How people say what a claim says: words that find it in an answer, and the test that shows whether it is so."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from quizapp.domain.text import ContentModel, Label, PartId

Phrase = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    Field(json_schema_extra={"format": "line"}),
]
Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=80)]
Predicate = Annotated[tuple[Phrases, ...], Field(min_length=1, max_length=5)]


class Spoken(ContentModel):
    """`statement` is what is said, often more than the claim; a clause says it if it has a phrase of `subject` and, of
    one of `predicates`, a phrase of each group. Phrases of both languages stand together; a star is any ending.

    The subject may stand in the clause before. unless: phrases that make a sentence say something else. even_if:
    phrases with a negation that deny nothing. test: of the claim; `speaks` says what its seeds do for the statement.
    about: a word of a remedy between the subject and the predicate of another makes that a statement about this one.
    """

    id: PartId
    statement: Label
    test: PartId
    speaks: Literal["for", "against"] = "for"
    about: Literal["remedy", "sign"] = "remedy"
    subject: Phrases
    predicates: tuple[Predicate, ...] = Field(min_length=1, max_length=12)
    unless: tuple[Phrase, ...] = Field(default=(), max_length=60)
    even_if: tuple[Phrase, ...] = Field(default=(), max_length=40)
