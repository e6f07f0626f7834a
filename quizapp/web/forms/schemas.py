"""What a JSON Schema allows at each place of a document, with its references and alternatives resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from simulator.paths import Document

Form = Literal[
    "group",
    "alternatives",
    "entries",
    "names",
    "yaml",
    "lines",
    "row",
    "switch",
    "integer",
    "number",
    "text",
    "plain",
]
KIND = "kind"  # the field that tells alternatives apart


@dataclass(frozen=True)
class Schema:
    """What is allowed at one place, and how a form shows it.

    form: a group has `fields` of its own, and alternatives are groups told apart by their `kind`, with the fields that
    all of them have in `fields`. Entries are a list of groups, and names a group whose fields have names of their own.
    The rest is one field each: yaml, a group as a text (`fields` has what is known of its inside); lines, a list as a
    text with one line for each entry; row, a list of plain values with commas between them; a switch, an integer, a
    number, a text; plain, any of these four, and also a row if it has an entry.

    choices: the texts of all values, if they can be listed. least, most: None if there is no limit. is_above, is_below:
    the limit itself is not allowed. is_pattern: a text has to match a pattern. is_line: a list of it is shown as lines.
    """

    form: Form
    fields: Mapping[str, "Schema"] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    variants: Mapping[str, "Schema"] = field(default_factory=dict)
    entry: "Schema | None" = None
    choices: tuple[str, ...] = ()
    default: Any = None
    is_nullable: bool = False
    least: float | None = None
    most: float | None = None
    is_above: bool = False
    is_below: bool = False
    is_pattern: bool = False
    is_line: bool = False

    @property
    def is_group(self) -> bool:
        return self.form in ("group", "alternatives")

    @property
    def is_constant(self) -> bool:
        """Whether it has only one value, so that no form asks for it."""
        return len(self.choices) == 1

    @property
    def is_chosen_by_kind(self) -> bool:
        """Whether it is a group that is absent until its kind is chosen."""
        return self.is_nullable and self.form == "group" and bool(self.kinds)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The values of `kind`, in the order of the schema."""
        return self.fields[KIND].choices if self.is_group and KIND in self.fields else ()

    def chosen(self, given: Any) -> "Schema":
        """The alternative of the kind that is given, or of the default; all that they share, if there is none."""
        if not self.variants:
            return self
        kind = given.get(KIND) if isinstance(given, Mapping) else None
        if kind is None and isinstance(self.default, Mapping):
            kind = self.default.get(KIND)
        return self.variants.get(kind, self) if isinstance(kind, str) else self


ANYTHING = Schema("plain")


def schema_of(document: Document) -> Schema:
    """The schema of the documents that a JSON Schema of pydantic describes."""
    return _schema(document, document.get("$defs", {}))


def _schema(described: Document, definitions: Document) -> Schema:
    part, is_nullable = _resolved(described, definitions)
    schema = _of_type(part, definitions)
    return replace(schema, is_nullable=is_nullable, default=part.get("default"))


def _resolved(part: Document, definitions: Document) -> tuple[Document, bool]:
    """A part of the schema with its reference resolved and without null, and whether it may be null."""
    if reference := part.get("$ref"):
        own = {name: value for name, value in part.items() if name != "$ref"}
        return _resolved({**definitions[reference.rpartition("/")[2]], **own}, definitions)
    with_null = part.get("anyOf", ())
    others = [each for each in with_null if each.get("type") != "null"]
    is_nullable = len(others) < len(with_null)
    if len(others) == 1:
        own = {name: value for name, value in part.items() if name != "anyOf"}
        return _resolved({**others[0], **own}, definitions)[0], is_nullable
    return ({**part, "anyOf": others} if is_nullable else part), is_nullable


def _of_type(part: Document, definitions: Document) -> Schema:
    if "discriminator" in part:
        return _alternatives(part, definitions)
    if "properties" in part:
        group = _group(part, definitions)
        return replace(group, form="yaml") if part.get("format") == "yaml" else group
    if part.get("type") == "object":
        return Schema("names" if isinstance(part.get("additionalProperties"), Mapping) else "yaml")
    if part.get("type") == "array":
        return _list(_schema(part["items"], definitions))
    return _leaf(part)


def _group(part: Document, definitions: Document) -> Schema:
    fields = {name: _schema(each, definitions) for name, each in part["properties"].items()}
    return Schema("group", fields, frozenset(part.get("required", ())))


def _alternatives(part: Document, definitions: Document) -> Schema:
    kind_of = {reference: kind for kind, reference in part["discriminator"]["mapping"].items()}
    order = [each["$ref"] for each in part["oneOf"]]  # the mapping is sorted by name
    return alternatives({kind_of[each]: _schema({"$ref": each}, definitions) for each in order})


def alternatives(variants: Mapping[str, Schema]) -> Schema:
    """One of these groups, told apart by their kind."""
    first, *others = variants.values()
    shared = {
        name: schema
        for name, schema in first.fields.items()
        if all(other.fields.get(name) == schema for other in others)
    }
    fields = {KIND: Schema("text", choices=tuple(variants)), **shared}
    required = frozenset({KIND, *first.required.intersection(shared)})
    return Schema("alternatives", fields, required, variants)


def _list(entry: Schema) -> Schema:
    if entry.is_group:
        return Schema("entries", entry=entry)
    is_of_lines = entry.is_line or entry.form in ("yaml", "lines", "row")
    return Schema("lines" if is_of_lines else "row", entry=entry)


def _leaf(part: Document) -> Schema:
    values = [part["const"]] if "const" in part else part.get("enum", ())
    types = _types(part)
    return Schema(
        _form_of_types(types),
        entry=ANYTHING if "array" in types else None,
        choices=("true", "false") if part.get("type") == "boolean" else tuple(map(str, values)),
        least=part.get("minimum", part.get("exclusiveMinimum")),
        most=part.get("maximum", part.get("exclusiveMaximum")),
        is_above="exclusiveMinimum" in part,
        is_below="exclusiveMaximum" in part,
        is_pattern="pattern" in part,
        is_line=part.get("format") == "line",
    )


def _types(part: Document) -> set[str]:
    if "type" in part:
        return {part["type"]}
    return {name for each in part.get("anyOf", ()) for name in _types(each)}


def _form_of_types(types: set[str]) -> Form:
    if types == {"boolean"}:
        return "switch"
    if types == {"string"}:
        return "text"
    if types and types <= {"integer", "number"}:
        return "number" if "number" in types else "integer"
    return "plain"
