"""One exercise as an item of QTI 1.2 as Canvas writes it."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from quizapp.formats.exchange.found import joined
from quizapp.formats.exchange.leaving import LeavingItem
from quizapp.formats.exchange.written_answers import spread_of
from quizapp.formats.exchange.written_texts import TEX, plain
from quizapp.kinds.exchange import (
    Amount,
    Asked,
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

_DECLARED = '<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/>'
RESPONSE, GENERAL = "response1", "general_fb"


def type_of(asked: Asked) -> str:
    """Its type in Canvas; empty for a text with blanks of different kinds."""
    if isinstance(asked, Blanks):
        kinds = {type(blank.asked) for blank in asked.blanks}
        if kinds == {OneOf}:
            return "multiple_dropdowns_question"
        return "fill_in_multiple_blanks_question" if kinds == {Phrase} else ""
    return {
        OneOf: "multiple_choice_question",
        SomeOf: "multiple_answers_question",
        Verdict: "true_false_question",
        Phrase: "short_answer_question",
        Amount: "numerical_question",
        Paired: "matching_question",
        Sequenced: "ordering_question",
        Essay: "essay_question",
    }[type(asked)]


def item_element(item: LeavingItem) -> str:
    """The XML of an item that has a type."""
    return _Item(item).element()


def _material(html: str, form: str = "text/html") -> str:
    return f'<material><mattext texttype="{form}">{escape(html)}</mattext></material>'


def _labels(texts: Sequence[tuple[str, str]], form: str = "text/html") -> str:
    return "".join(
        f"<response_label ident={quoteattr(ident)}>{_material(text, form)}</response_label>"
        for ident, text in texts
    )


def _equal(response: str, ident: str) -> str:
    return f"<varequal respident={quoteattr(response)}>{escape(ident)}</varequal>"


class _Item:
    def __init__(self, item: LeavingItem) -> None:
        self._item = item
        self._prompt = TEX.html(item.prompt)
        self._responses: list[str] = []
        self._conditions: list[str] = []
        self._feedback: list[tuple[str, str]] = []

    def element(self) -> str:
        asked, name = self._item.asked, quoteattr(self._item.name)
        self._ask(asked)
        general = joined([asked.model_answer if isinstance(asked, Essay) else "", self._item.explained])
        if general:
            self._feedback.append((GENERAL, TEX.html(general)))
            self._conditions.insert(0, self._shows("<other/>", GENERAL))
        fields = {"question_type": type_of(asked), "points_possible": "1.0"}
        metadata = "".join(
            f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
            for label, entry in fields.items()
        )
        feedback = "".join(
            f"<itemfeedback ident={quoteattr(ident)}><flow_mat>{_material(html)}</flow_mat></itemfeedback>"
            for ident, html in self._feedback
        )
        return (
            f"<item ident={name} title={name}><itemmetadata><qtimetadata>{metadata}</qtimetadata></itemmetadata>"
            f"<presentation>{_material(self._prompt)}{''.join(self._responses)}</presentation>"
            f"<resprocessing><outcomes>{_DECLARED}</outcomes>{''.join(self._conditions)}</resprocessing>{feedback}</item>\n"
        )

    def _ask(self, asked: Asked) -> None:
        if isinstance(asked, OneOf | SomeOf):
            self._choice(asked)
        elif isinstance(asked, Verdict):
            options = (Chosen("True", asked.is_true), Chosen("False", not asked.is_true))
            self._choice(OneOf(options))
        elif isinstance(asked, Phrase):
            self._field()
            self._scores("".join(_equal(RESPONSE, text) for text in asked.accepted))
        elif isinstance(asked, Amount):
            self._number(asked)
        elif isinstance(asked, Paired):
            self._pairs(asked)
        elif isinstance(asked, Sequenced):
            self._order(asked)
        elif isinstance(asked, Blanks):
            self._blanks(asked)
        else:
            self._field()

    def _scores(self, condition: str, action: str = "Set", share: float = 100) -> None:
        self._conditions.append(
            f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
            f'<setvar action="{action}" varname="SCORE">{share:.6g}</setvar></respcondition>'
        )

    def _shows(self, condition: str, ident: str) -> str:
        return (
            f'<respcondition continue="Yes"><conditionvar>{condition}</conditionvar>'
            f'<displayfeedback feedbacktype="Response" linkrefid={quoteattr(ident)}/></respcondition>'
        )

    def _say(self, condition: str, ident: str, text: str) -> None:
        if text:
            self._feedback.append((ident, TEX.html(text)))
            self._conditions.append(self._shows(condition, ident))

    def _field(self, kind: str = "") -> None:
        fib = f' fibtype="{kind}"' if kind else ""
        self._responses.append(
            f'<response_str ident="{RESPONSE}" rcardinality="Single"><render_fib{fib}>'
            '<response_label ident="answer1"/></render_fib></response_str>'
        )

    def _choice(self, asked: OneOf | SomeOf) -> None:
        names = [str(1000 + number) for number in range(1, len(asked.options) + 1)]
        options = list(zip(names, asked.options, strict=True))
        for name, each in options:
            self._say(_equal(RESPONSE, name), f"{name}_fb", each.feedback)
        labels = _labels([(name, TEX.inline(each.text)) for name, each in options])
        cardinality = "Single" if isinstance(asked, OneOf) else "Multiple"
        self._responses.append(
            f'<response_lid ident="{RESPONSE}" rcardinality="{cardinality}"><render_choice>{labels}'
            "</render_choice></response_lid>"
        )
        if isinstance(asked, OneOf):
            self._scores("".join(_equal(RESPONSE, name) for name, each in options if each.correct))
            return
        parts = [
            equal if each.correct else f"<not>{equal}</not>"
            for name, each in options
            for equal in [_equal(RESPONSE, name)]
        ]
        self._scores(f"<and>{''.join(parts)}</and>")

    def _number(self, asked: Amount) -> None:
        if asked.unit:
            self._prompt = TEX.html(f"{self._item.prompt} [{asked.unit}]")
        self._field("Decimal")
        key, spread = float(asked.key), spread_of(asked)
        near = (
            f'<and><vargte respident="{RESPONSE}">{key - spread!r}</vargte>'
            f'<varlte respident="{RESPONSE}">{key + spread!r}</varlte></and>'
        )
        self._scores(f"<or>{_equal(RESPONSE, repr(key))}{near}</or>")

    def _pairs(self, asked: Paired) -> None:
        right = [(str(2000 + number), plain(text)[0]) for number, text in enumerate(asked.right, start=1)]
        for number, pair in enumerate(asked.left, start=1):
            name, key = f"response_{1000 + number}", right[pair.match][0]
            self._responses.append(
                f'<response_lid ident="{name}">{_material(TEX.inline(pair.text))}<render_choice>'
                f"{_labels(right, 'text/plain')}</render_choice></response_lid>"
            )
            self._scores(_equal(name, key), "Add", 100 / len(asked.left))
            self._say(f"<not>{_equal(name, key)}</not>", f"{1000 + number}_fb", pair.feedback)

    def _order(self, asked: Sequenced) -> None:
        names = [str(1000 + number) for number in range(1, len(asked.entries) + 1)]
        labels = _labels(
            [(name, TEX.inline(text)) for name, (text, _) in zip(names, asked.entries, strict=True)]
        )
        self._responses.append(
            f'<response_lid ident="{RESPONSE}" rcardinality="Ordered"><render_extension>'
            f'<ims_render_object shuffle="Yes"><flow_label>{labels}</flow_label></ims_render_object>'
            "</render_extension></response_lid>"
        )
        self._scores("".join(_equal(RESPONSE, name) for name in names))

    def _blanks(self, asked: Blanks) -> None:
        text = joined([self._item.prompt, asked.text])
        for number, blank in enumerate(asked.blanks, start=1):
            text = text.replace(f"{{{{{number}}}}}", f"[blank_{number}]")
            name = f"response_blank_{number}"
            if isinstance(blank.asked, OneOf):
                texts = self._dropdown(name, number, blank.asked, blank.feedback)
            else:
                assert isinstance(blank.asked, Phrase)
                texts = [
                    (f"{number}0{place}", said) for place, said in enumerate(blank.asked.accepted, start=1)
                ]
                for ident, _ in texts:
                    self._scores(_equal(name, ident), "Add", 100 / len(asked.blanks))
            self._responses.append(
                f'<response_lid ident="{name}"><material><mattext>blank_{number}</mattext></material><render_choice>'
                f"{_labels(texts, 'text/plain')}</render_choice></response_lid>"
            )
        self._prompt = TEX.html(text)

    def _dropdown(self, name: str, number: int, asked: OneOf, about: str) -> list[tuple[str, str]]:
        texts = []
        for place, each in enumerate(asked.options, start=1):
            ident = f"{number}0{place}"
            texts.append((ident, plain(each.text)[0]))
            if each.correct:
                self._scores(_equal(name, ident), "Add", 100)
            said = joined([about, each.feedback]) if each.correct else each.feedback
            self._say(_equal(name, ident), f"{ident}_fb", said)
        return texts
