"""The preview of a question being written, however incomplete it is."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args, get_origin

from flask import render_template, url_for
from markupsafe import Markup
from pydantic import BaseModel, TypeAdapter, ValidationError

import simulator
from quizapp.bank.parametric.drawing import Drawn, NoVariant, draw, needs_simulation
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.parametric.placeholders import spelled
from quizapp.bank.questions import Question
from quizapp.bank.variants import Variant
from quizapp.db.tables import now
from quizapp.domain.claims.claim import Claim
from quizapp.domain.experiments.knobs import KnobRefused
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.references import Reference
from quizapp.domain.text import LANGUAGES, Label, Language, Text
from quizapp.errors import N_
from quizapp.kinds import ITEM_KINDS, grade, kind_of, parts_in_order, right_answer
from quizapp.kinds.asked import Asked
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.item import ItemModel
from quizapp.kinds.points import Groups
from quizapp.models import Attempt, QuestionVersion
from quizapp.presentation.language import speaking
from quizapp.services.practice import GradedAttempt
from quizapp.web.authoring.question_form import ITEM_MODELS, QUESTION, mistake_schema
from quizapp.web.authoring.sheets import Flaw
from quizapp.web.forms.schemas import ANYTHING, Schema
from quizapp.web.forms.texts import spell
from quizapp.web.practice.presenter import ItemCard, claims_named, lab_url
from simulator.paths import Document

NOT_WRITTEN_YET = "…"
_NOT_WRITTEN = Text(zh=NOT_WRITTEN_YET, en=NOT_WRITTEN_YET)
_NO_WORDS = Groups.model_construct(zh=(), en=())
Model = TypeVar("Model", bound=BaseModel)


def _as_far_as_written(model: type[Model], **fields: Any) -> Model:
    """A document without the fields that are still empty."""
    return model.model_construct(**fields)


_NO_SCENARIO = _as_far_as_written(Scenario, slug="", title=Label(zh=NOT_WRITTEN_YET, en=NOT_WRITTEN_YET))


@dataclass(frozen=True)
class Mistake:
    given: str
    feedback: Text


@dataclass(frozen=True)
class VariantPreview:
    """The variant of one seed, and its key."""

    parameters: str
    key: str


@dataclass(frozen=True)
class ItemPreview:
    """An item before and, if nothing is missing, after an answer; each with its own id."""

    asked: ItemCard
    graded: ItemCard | None = None
    mistakes: tuple[Mistake, ...] = ()
    variants: tuple[VariantPreview, ...] = ()


@dataclass(frozen=True)
class Preview:
    """first: the number of the first item. interview: what is said in the mock interview, each with its name."""

    question: Question
    items: list[ItemPreview]
    missing: list[Flaw]
    claims: list[Claim]
    first: int = 1
    interview: tuple[tuple[str, Text], ...] = ()

    def asking(self, state: str) -> Any:
        """The parts of the question that its items need for their numbers."""
        before = [f"before-{number}" for number in range(1, self.first)]
        ids = before + [f"{item.asked.item.id.removesuffix('-asked')}-{state}" for item in self.items]
        return self.question.model_copy(
            update={"items": [_as_far_as_written(ItemModel, id=each) for each in ids]}
        )


def make_preview(
    document: Document,
    scenarios: dict[str, Scenario],
    claims: dict[str, Claim],
    missing: list[Flaw],
    language: Language,
    first: int = 1,
) -> Preview:
    shown = _with_words(document, language)
    question = _as_far_as_written(
        Question,
        slug=document.get("slug", ""),
        number=document.get("number"),
        topic=document.get("topic", ""),
        title=_valid(Label, shown.get("title")),
        prompt=_valid(Text, shown.get("prompt")),
        items=(),
        answer=_valid(Text, shown.get("answer")),
        references=_all_valid(Reference, shown.get("references")),
    )
    items = [
        _preview(item, question, scenarios, claims, language)
        for item in shown.get("items", [])
        if item.get("kind") in ITEM_KINDS
    ]
    own = [each for each in claims.values() if each.question == question.slug]
    others = [claims[slug] for slug in document.get("claims", []) if slug in claims]
    return Preview(question, items, missing, own + others, first, _interview(shown.get("interview") or {}))


def _interview(interview: Document) -> tuple[tuple[str, Text], ...]:
    """The texts of a mock interview that are written so far."""
    named = [
        (N_("The interviewer asks"), interview.get("prompt")),
        *((N_("Follow-up question"), each.get("prompt")) for each in interview.get("follow_ups") or ()),
        (N_("Answer of one to two minutes"), interview.get("short_answer")),
        (N_("Answer in depth"), interview.get("deep_answer")),
    ]
    texts = [(name, _valid(Text, text)) for name, text in named]
    return tuple((name, text) for name, text in texts if text is not None)


def render_preview(preview: Preview, language: Language) -> Markup:
    """The preview in its own language, independent of that of the interface. Its links do not leave the editor."""
    with speaking(language):
        html = render_template(
            "authoring/_preview_question.html",
            preview=preview,
            question=preview.question,
            claims=preview.claims,
        )
    seen = Markup(html.replace("<a ", '<a target="_blank" '))
    return Markup(render_template("authoring/_preview.html", preview=preview, seen=seen))


def _preview(
    document: Document,
    question: Question,
    scenarios: dict[str, Scenario],
    claims: dict[str, Claim],
    language: Language,
) -> ItemPreview:
    draws = _draws(_valid(AuthoredItem, document))
    item = draws[0].item if draws else None
    scenario = scenarios.get(document.get("scenario", {}).get("slug"))
    so_far = item or _so_far(document)
    asked = so_far.model_copy(update={"id": f"{so_far.id}-asked"})
    if item is None or scenario is None:
        return ItemPreview(_card(asked, scenario or _NO_SCENARIO, url_for("lab.index"), language))
    address = lab_url(item.scenario)
    graded = item.model_copy(update={"id": f"{item.id}-graded"})
    answered = _rightly_answered(question, replace(draws[0], item=graded), scenario, language)
    return ItemPreview(
        asked=_card(asked, scenario, address, language),
        graded=_card(graded, scenario, address, language, claims_named(graded, claims), answered)
        if answered
        else None,
        mistakes=tuple(
            Mistake(spell(_given(item.kind, mistake)), mistake.feedback)
            for mistake in getattr(item, "mistakes", ())
        ),
        variants=tuple(_variant(drawn, scenario, language) for drawn in draws if drawn.parameters),
    )


def _draws(item: AuthoredItem | None) -> list[Drawn]:
    """Three variants, or one if networks have to run for it; none if none can be drawn."""
    try:
        return [draw(item, seed) for seed in range(1 if needs_simulation(item) else 3)] if item else []
    except NoVariant:
        return []


def _variant(drawn: Drawn, scenario: Scenario, language: Language) -> VariantPreview:
    parameters = ", ".join(f"{name} = {spelled(value)}" for name, value in drawn.parameters.items())
    return VariantPreview(parameters, spell(right_answer(drawn.item, language, scenario)))


def _given(kind: str, mistake: Any) -> Any:
    """The value that identifies the mistake: its first field, or the first of several wordings."""
    name = next(iter(type(mistake).model_fields))
    given, schema = getattr(mistake, name), mistake_schema(kind, name)
    return given[0] if schema and schema.form == "lines" else given


def _so_far(document: Document) -> Any:
    """The written parts of an incomplete item, enough to ask it."""
    model = ITEM_MODELS[document["kind"]]
    fields = {name: _part_so_far(field, document.get(name)) for name, field in model.model_fields.items()}
    level = fields["level"]
    return model.model_construct(
        **{**fields, "id": str(document.get("id", "item")), "level": level if level in (1, 2, 3) else 1}
    )


def _part_so_far(field: Any, written: Any) -> Any:
    """The valid value of a field, otherwise the minimum that a page can show instead."""
    if get_origin(field.annotation) is tuple:
        entries = written if isinstance(written, list) else []
        found = (_entry_so_far(get_args(field.annotation)[0], entry) for entry in entries)
        return tuple(each for each in found if each is not None)
    found = _valid(field.annotation, written)
    if found is not None or not field.is_required():
        return found if found is not None else field.get_default()
    return {Text: _NOT_WRITTEN, Groups: _NO_WORDS, str: "", int: 1, bool: True}.get(field.annotation)


def _entry_so_far(model: Any, written: Any) -> Any:
    """A valid entry of a list, or one in which only texts or the words of a key point are missing; otherwise None."""
    if (found := _valid(model, written)) is not None:
        return found
    if not isinstance(model, type) or not issubclass(model, BaseModel) or not isinstance(written, dict):
        return None
    fields = model.model_fields.items()
    missing = {
        field.annotation
        for name, field in fields
        if field.is_required() and _valid(field.annotation, written.get(name)) is None
    }
    if not missing or not missing <= {Text, Groups}:
        return None
    return model.model_construct(**{name: _part_so_far(field, written.get(name)) for name, field in fields})


def _card(
    item: Any,
    scenario: Scenario,
    address: str,
    language: Language,
    claims: tuple[Claim, ...] = (),
    graded: GradedAttempt | None = None,
) -> ItemCard:
    variant = Variant(1, 0)
    asked = Asked(
        variant.seed, scenario if item.scenario and scenario is not _NO_SCENARIO else None, language
    )
    return ItemCard(
        item=item,
        parts=parts_in_order(item, variant.seed),
        shown=kind_of(item).shown_on_page(item, asked),
        variant=variant.name,
        scenario=scenario,
        lab_url=address,
        attempt_count=0,
        claims=claims,
        graded=graded,
    )


def _rightly_answered(
    question: Question, drawn: Drawn, scenario: Scenario, language: Language
) -> GradedAttempt | None:
    """An attempt that exists only in the preview, never in the database; None if its networks cannot be run."""
    item = drawn.item
    try:
        answer = right_answer(item, language, scenario)
        graded = grade(item, answer, scenario)
    except (MalformedAnswer, KnobRefused, simulator.InvalidExperiment):
        return None
    version = QuestionVersion(number=1)
    attempt = Attempt(
        item_id=item.id, answer=answer, score=1.0, variant_seed=0, question_version=version, created_at=now()
    )
    return GradedAttempt(attempt, question, drawn, graded)


def _with_words(part: Any, language: Language, schema: Schema = QUESTION) -> Any:
    """The document with every text in both languages: a missing one is replaced by the other, or by a sign."""
    schema = schema.chosen(part)
    if isinstance(part, list):
        return [_with_words(each, language, schema.entry or ANYTHING) for each in part]
    if not isinstance(part, dict) or not schema.fields:
        return part
    if schema.fields.keys() == set(LANGUAGES):
        nothing = NOT_WRITTEN_YET if schema.fields["zh"].form == "text" else None
        words = part.get(language) or part.get("zh") or part.get("en") or nothing
        return {"zh": words, "en": words} if words else part
    return {
        name: _with_words(inside, language, schema.fields.get(name, ANYTHING))
        for name, inside in part.items()
    }


def _valid(model: Any, document: Any) -> Any:
    try:
        return TypeAdapter(model).validate_python(document)
    except ValidationError:
        return None


def _all_valid(model: Any, documents: list[Any] | None) -> tuple[Any, ...]:
    found = (_valid(model, document) for document in documents or ())
    return tuple(each for each in found if each is not None)
