"""The form of a scenario or a claim: its texts as a document, its labels, its problems, and its lists."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from quizapp.errors import Problem
from quizapp.kinds.editor import Fields, PartList
from quizapp.presentation.language import say
from quizapp.web.authoring.labels import AFTER, Labels
from quizapp.web.authoring.sheets import Flaw, Sheet
from quizapp.web.forms.places import place_of, schema_at
from quizapp.web.forms.schemas import Schema
from quizapp.web.forms.texts import document_from, texts_of
from simulator.paths import Document, has, is_index, join, put, split, split_last, value_at


@dataclass(frozen=True)
class EntryForm:
    """fields: labels by name, in the order of the form; lists: how the entries of lists are called."""

    schema: Schema
    fields: Fields
    lists: Mapping[str, PartList]

    def document_of(self, texts: Mapping[str, str]) -> Document:
        own = {name: text for name, text in texts.items() if set(split(name)[:1]) & set(self.schema.fields)}
        return document_from(self.schema, own)

    def sheet(
        self, document: Document, problems: Iterable[Problem] = (), focus: str | None = None
    ) -> tuple[Sheet, "EntryLabels"]:
        """The document in the form, with each problem beside its field, and the labels."""
        labels = EntryLabels(document, form=self)
        flaws = {self._flaw(problem, document, labels) for problem in problems}
        in_order = sorted(flaws, key=lambda flaw: labels.order(flaw.place))
        values = texts_of(self.schema, document)
        return Sheet(document, {}, tuple(in_order), focus, values), labels

    def _flaw(self, problem: Problem, document: Document, labels: "EntryLabels") -> Flaw:
        place = place_of(self.schema, document, problem.field)
        return Flaw(place, labels.way(place) if place else "", say(problem))


@dataclass(frozen=True)
class EntryLabels(Labels):
    form: EntryForm = field(kw_only=True)

    def list_at(self, place: str) -> PartList | None:
        return self.form.lists.get(split_last(place)[1])

    def order(self, place: str) -> list[int]:
        names = list(self._fields(place))
        return [
            int(part) if is_index(part) else names.index(part) if part in names else len(names)
            for part in split(place)
        ]

    def _fields(self, place: str) -> dict[str, str]:
        return {
            **self.form.fields,
            **{name: each for name, each in AFTER.items() if name not in self.form.fields},
        }


def rearranged(form: EntryForm, document: Document, action: str) -> tuple[Document, str | None]:
    """The document after one of the buttons of a list, and the place to focus."""
    verb, _, place = action.partition(":")
    list_place, last = (place, "") if verb == "add" else split_last(place)
    schema = schema_at(form.schema, document, list_place) if list_place else None
    if schema is None or schema.form != "entries" or schema.entry is None:
        return document, None
    changed = deepcopy(document)
    if not has(changed, list_place):
        put(changed, list_place, [])
    entries: list[Any] = value_at(changed, list_place)
    if verb == "add":
        entries.append({})
        first = form.lists[split_last(list_place)[1]].first_field or next(iter(schema.entry.fields))
        return changed, join(list_place, len(entries) - 1, first)
    if not has(document, place):
        return document, None
    entry = entries.pop(int(last))
    if verb == "remove":
        return changed, list_place
    target = max(0, int(last) + (-1 if verb == "up" else 1))
    entries.insert(target, entry)
    return changed, join(list_place, min(target, len(entries) - 1), verb)
