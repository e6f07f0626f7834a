"""One exercise as an item of QTI 2.1, 2.2, or 3.0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from quizapp.domain.text import Language
from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.leaving import LeavingItem
from quizapp.formats.exchange.qti2_names import Version
from quizapp.formats.exchange.written_answers import key_of, shares, spread_of
from quizapp.formats.exchange.written_texts import WITH_MATHML as TEXT
from quizapp.formats.exchange.written_texts import plain
from quizapp.kinds.exchange import (
    Amount,
    Blanks,
    Chosen,
    Essay,
    OneOf,
    Paired,
    Phrase,
    Sequenced,
    SomeOf,
    Verdict,
)

VERDICTS = {"en": ("True", "False"), "zh": ("正确", "错误")}
EXPLANATION, SCORE, FEEDBACK = "EXPLANATION", "SCORE", "FEEDBACK"


@dataclass
class Parts:
    """What an item is made of, in the order of the schema."""

    declared: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    processing: list[str] = field(default_factory=list)
    feedback: list[tuple[str, str]] = field(default_factory=list)


def item_document(item: LeavingItem, language: Language, version: Version) -> str:
    """The XML of an item."""
    writer = _Writer(version, language)
    parts = writer.parts_of(item)
    if item.explained:
        parts.feedback.append((EXPLANATION, item.explained))
        parts.processing.append(writer.show(version.base("identifier", EXPLANATION)))
    zero = version.element("defaultValue", version.value("0"))
    declared = [
        *parts.declared,
        version.element("outcomeDeclaration", zero, identifier=SCORE, cardinality="single", baseType="float"),
        version.element(
            "outcomeDeclaration", identifier=FEEDBACK, cardinality="multiple", baseType="identifier"
        ),
    ]
    return version.root(
        "assessmentItem",
        *declared,
        version.element("itemBody", *parts.body),
        version.element("responseProcessing", *parts.processing),
        *(
            version.element("modalFeedback", version.body(TEXT.html(text)), outcomeIdentifier=FEEDBACK,
                            identifier=name, showHide="show")
            for name, text in parts.feedback
        ),
        identifier=identifier_of(item),
        title=item.name,
        adaptive="false",
        timeDependent="false",
        **{"xml:lang": {"en": "en", "zh": "zh-CN"}[language]},
    )  # fmt: skip


def identifier_of(item: LeavingItem) -> str:
    return f"item-{item.name}"


class _Writer:
    def __init__(self, version: Version, language: Language) -> None:
        self._v, self._language = version, language

    def show(self, *identifiers: str) -> str:
        """Show feedback beside what is shown already."""
        return self._v.set(FEEDBACK, self._v.element("multiple", self._v.variable(FEEDBACK), *identifiers))

    def parts_of(self, item: LeavingItem) -> Parts:
        asked, parts = item.asked, Parts()
        if not isinstance(asked, Blanks):
            parts.body.append(TEXT.html(item.prompt))
        if isinstance(asked, Verdict):
            words = VERDICTS[self._language]
            asked = OneOf(
                tuple(Chosen(word, (place == 0) == asked.is_true) for place, word in enumerate(words))
            )
        if isinstance(asked, OneOf | SomeOf):
            self._choice(asked, parts)
        elif isinstance(asked, Sequenced):
            self._order(asked, parts)
        elif isinstance(asked, Paired):
            self._pairs(asked, parts)
        elif isinstance(asked, Amount | Phrase):
            entry = self._entry("RESPONSE", asked, parts, 1.0)
            unit = f" {escape(asked.unit)}" if isinstance(asked, Amount) and asked.unit else ""
            parts.body.append(f"<p>{entry}{unit}</p>")
        elif isinstance(asked, Blanks):
            self._blanks(item, asked, parts)
        elif isinstance(asked, Essay):
            self._essay(asked, parts)
        return parts

    def _declare(
        self,
        name: str,
        cardinality: str,
        kind: str,
        correct: Sequence[str],
        mapped: Sequence[tuple[str, float]] = (),
    ) -> str:
        v = self._v
        values = [v.element("correctResponse", *map(v.value, correct))] if correct else []
        if mapped:
            entries = [
                v.element("mapEntry", mapKey=key, mappedValue=f"{value:.6g}",
                          caseSensitive="false" if kind == "string" else "")
                for key, value in mapped
            ]  # fmt: skip
            values.append(v.element("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"))
        return v.element(
            "responseDeclaration", *values, identifier=name, cardinality=cardinality, baseType=kind
        )

    def _is_right(self, name: str) -> str:
        return self._v.element("match", self._v.variable(name), self._v.element("correct", identifier=name))

    def _score(self, share: float) -> str:
        """Add a share of the score."""
        v = self._v
        return v.set(SCORE, v.element("sum", v.variable(SCORE), v.base("float", f"{share:.6g}")))

    def _inside(self, text: str, identifier: str, feedback: str) -> str:
        """The text of a choice with its feedback."""
        html = TEXT.inline(text)
        if not feedback:
            return html
        name = "feedbackBlock" if "<p>" in (said := TEXT.inline(feedback)) else "feedbackInline"
        if name == "feedbackBlock":
            said = self._v.body(said)
        return html + self._v.element(
            name, said, outcomeIdentifier=FEEDBACK, identifier=identifier, showHide="show"
        )

    def _choice(self, asked: OneOf | SomeOf, parts: Parts) -> None:
        v, names = self._v, [f"choice_{number}" for number in range(1, len(asked.options) + 1)]
        right = [name for name, each in zip(names, asked.options, strict=True) if each.correct]
        is_single = isinstance(asked, OneOf)
        mapped = (
            []
            if isinstance(asked, OneOf)
            else list(zip(names, (share / 100 for share in shares(asked)), strict=True))
        )
        parts.declared.append(
            self._declare("RESPONSE", "single" if is_single else "multiple", "identifier", right, mapped)
        )
        choices = [
            v.element("simpleChoice", self._inside(each.text, name, each.feedback), identifier=name)
            for name, each in zip(names, asked.options, strict=True)
        ]
        parts.body.append(
            v.element("choiceInteraction", *choices, responseIdentifier="RESPONSE", shuffle="true",
                      maxChoices="1" if is_single else "0")
        )  # fmt: skip
        if is_single:
            parts.processing.append(v.when(self._is_right("RESPONSE"), self._score(1)))
        else:
            parts.processing.append(v.set(SCORE, v.element("mapResponse", identifier="RESPONSE")))
        parts.processing.append(self.show(v.variable("RESPONSE")))

    def _order(self, asked: Sequenced, parts: Parts) -> None:
        v, names = self._v, [f"entry_{number}" for number in range(1, len(asked.entries) + 1)]
        parts.declared.append(self._declare("RESPONSE", "ordered", "identifier", names))
        choices = [
            v.element("simpleChoice", self._inside(text, name, said), identifier=name)
            for name, (text, said) in zip(names, asked.entries, strict=True)
        ]
        parts.body.append(
            v.element("orderInteraction", *choices, responseIdentifier="RESPONSE", shuffle="true")
        )
        parts.processing.append(v.when(self._is_right("RESPONSE"), self._score(1)))
        self._show_all(names, [said for _, said in asked.entries], parts)

    def _pairs(self, asked: Paired, parts: Parts) -> None:
        v = self._v
        left = [f"left_{number}" for number in range(1, len(asked.left) + 1)]
        right = [f"right_{number}" for number in range(1, len(asked.right) + 1)]
        pairs = [f"{name} {right[pair.match]}" for name, pair in zip(left, asked.left, strict=True)]
        mapped = [(pair, 1 / len(pairs)) for pair in pairs]
        parts.declared.append(self._declare("RESPONSE", "multiple", "directedPair", pairs, mapped))
        sets = [
            v.element("simpleMatchSet", *(
                v.element("simpleAssociableChoice", self._inside(text, name, said), identifier=name, matchMax=most)
                for name, text, said in entries
            ))
            for most, entries in (
                ("1", [(name, pair.text, pair.feedback) for name, pair in zip(left, asked.left, strict=True)]),
                ("0", [(name, text, "") for name, text in zip(right, asked.right, strict=True)]),
            )
        ]  # fmt: skip
        parts.body.append(
            v.element("matchInteraction", *sets, responseIdentifier="RESPONSE", shuffle="true",
                      maxAssociations=str(len(left)))
        )  # fmt: skip
        parts.processing.append(v.set(SCORE, v.element("mapResponse", identifier="RESPONSE")))
        self._show_all(left, [pair.feedback for pair in asked.left], parts)

    def _show_all(self, names: Sequence[str], feedback: Sequence[str], parts: Parts) -> None:
        shown = [self._v.base("identifier", name) for name, said in zip(names, feedback, strict=True) if said]
        if shown:
            parts.processing.append(self.show(*shown))

    def _entry(self, name: str, asked: Amount | Phrase, parts: Parts, share: float, about: str = "") -> str:
        """A field for a number or words; what it is worth, and feedback on it, go to the other parts."""
        v = self._v
        if isinstance(asked, Amount):
            key = repr(float(asked.key))
            parts.declared.append(self._declare(name, "single", "float", [key]))
            is_right = self._is_near(name, v.element("correct", identifier=name), asked)
            wrong = [
                (self._is_near(name, v.base("float", repr(value)), asked), said)
                for value, said in asked.mistakes
            ]
        else:
            mapped = [(text, 1.0) for text in asked.accepted] + [(text, 0.0) for text, _ in asked.mistakes]
            parts.declared.append(self._declare(name, "single", "string", asked.accepted[:1], mapped))
            value = v.element("mapResponse", identifier=name)
            is_right = v.element("gt", value, v.base("float", "0"))
            wrong = [
                (
                    v.element("stringMatch", v.variable(name), v.base("string", text), caseSensitive="false"),
                    said,
                )
                for text, said in asked.mistakes
            ]
        right = [self._score(share)]
        if about:
            parts.feedback.append((f"{name}_RIGHT", about))
            right.append(self.show(v.base("identifier", f"{name}_RIGHT")))
        parts.processing.append(v.when(is_right, *right))
        for number, (condition, said) in enumerate(wrong, start=1):
            if said:
                shown = f"{name}_MISTAKE_{number}"
                parts.feedback.append((shown, said))
                parts.processing.append(v.when(condition, self.show(v.base("identifier", shown))))
        return v.element("textEntryInteraction", responseIdentifier=name, expectedLength="20")

    def _is_near(self, name: str, other: str, asked: Amount) -> str:
        """Within the tolerance; a relative one is in percent."""
        is_relative = asked.relative > 0 and asked.absolute == 0
        spread = asked.relative * 100 if is_relative else spread_of(asked)
        return self._v.element(
            "equal",
            self._v.variable(name),
            other,
            toleranceMode="relative" if is_relative else "absolute",
            tolerance=f"{spread!r} {spread!r}",
        )

    def _blanks(self, item: LeavingItem, asked: Blanks, parts: Parts) -> None:
        share = 1 / len(asked.blanks)
        html = TEXT.html(joined([item.prompt, asked.text]))
        for number, blank in enumerate(asked.blanks, start=1):
            name = f"RESPONSE_{number}"
            if isinstance(blank.asked, OneOf):
                inline = self._inline_choice(name, blank.asked, parts, share, blank.feedback)
            else:
                inline = self._entry(name, blank.asked, parts, share, blank.feedback)
            html = html.replace(f"{{{{{number}}}}}", inline)
        parts.body.append(html)

    def _inline_choice(self, name: str, asked: OneOf, parts: Parts, share: float, about: str) -> str:
        v = self._v
        names = [f"choice_{number}" for number in range(1, len(asked.options) + 1)]
        parts.declared.append(self._declare(name, "single", "identifier", [names[key_of(asked.options)]]))
        right = [self._score(share)]
        if about:
            parts.feedback.append((f"{name}_RIGHT", about))
            right.append(self.show(v.base("identifier", f"{name}_RIGHT")))
        parts.processing.append(v.when(self._is_right(name), *right))
        for choice, each in zip(names, asked.options, strict=True):
            if each.feedback:
                shown = f"{name}_{choice}"
                parts.feedback.append((shown, each.feedback))
                is_chosen = v.element("match", v.variable(name), v.base("identifier", choice))
                parts.processing.append(v.when(is_chosen, self.show(v.base("identifier", shown))))
        choices = [
            v.element("inlineChoice", escape(plain(each.text)[0]), identifier=choice)
            for choice, each in zip(names, asked.options, strict=True)
        ]
        return v.element("inlineChoiceInteraction", *choices, responseIdentifier=name, shuffle="true")

    def _essay(self, asked: Essay, parts: Parts) -> None:
        v = self._v
        parts.declared.append(self._declare("RESPONSE", "single", "string", []))
        points = "\n".join(f"- {point}" for point in asked.points)
        note = joined([points, asked.model_answer])
        if note:
            rubric = v.body(TEXT.html(note))
            parts.body.insert(
                0, v.element("rubricBlock", rubric, view="scorer", use="scoring" if v.is_3 else "")
            )
        parts.body.append(v.element("extendedTextInteraction", responseIdentifier="RESPONSE"))


def formats_lost(item: LeavingItem) -> Iterator[str]:
    """The texts of choices within a line, which hold no formatting."""
    if isinstance(item.asked, Blanks):
        for blank in item.asked.blanks:
            if isinstance(blank.asked, OneOf):
                yield from (each.text for each in blank.asked.options)
